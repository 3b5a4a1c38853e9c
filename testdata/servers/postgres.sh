#!/bin/bash
# usage: postgres.sh DIR
# Starts a private PostgreSQL (any major under /usr/lib/postgresql, the newest)
# on loopback: TLS only, with a certificate of its own CA; passwords by scram;
# an administrator and a role that may read everything and write nothing.
set -euo pipefail

dir=$1
here=$(cd "$(dirname "$0")" && pwd)
bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1; }

if [ -z "$(bin)" ]; then
	"$here/install.sh" initdb postgresql
fi
bin=$(bin)
bin=${bin:-$(dirname "$(command -v initdb)")}

# PostgreSQL refuses to run as root, and the user it then runs as must be able
# to reach its data: a checkout below /root is not.
run=()
data=$dir/postgres
rm -rf "$data"
if [ "$(id -u)" = 0 ]; then
	run=(setpriv --reuid=postgres --regid=postgres --init-groups --reset-env)
	if ! "${run[@]}" test -x "$dir"; then
		data=$(mktemp -d /tmp/dialmap-postgres.XXXXXX)
	fi
fi
echo "$data" >"$dir/postgres.dir"
mkdir -p "$data"
chmod 700 "$data"

admin=$(openssl rand -hex 12)
reader=$(openssl rand -hex 12)
echo "$admin" >"$data/password"

# The CA and the server's certificate.
(
	cd "$data"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
		-subj "/CN=dialmap test CA" -keyout ca.key -out ca.crt
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj /CN=localhost -keyout server.key -out server.csr
	openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 \
		-extfile <(echo 'subjectAltName=DNS:localhost,IP:127.0.0.1') -out server.crt
) 2>/dev/null
chmod 600 "$data"/*.key
cp "$data/ca.crt" "$dir/postgres-ca.crt" # outlives a data directory only postgres may enter
if [ ${#run[@]} -gt 0 ]; then
	chown -R postgres:postgres "$data"
fi

cd "$data" # initdb warns of a directory it may not enter
"${run[@]}" "$bin/initdb" -D "$data/db" -U admin --pwfile="$data/password" -A scram-sha-256 \
	-E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
cat >>"$data/db/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
ssl = on
ssl_cert_file = '$data/server.crt'
ssl_key_file = '$data/server.key'
fsync = off
full_page_writes = off
synchronous_commit = off
CONF
cat >"$data/db/pg_hba.conf" <<CONF
hostssl all all 127.0.0.1/32 scram-sha-256
CONF

# A port that was free a moment ago may not be now.
for _ in 1 2 3; do
	port=$("$here/free-port.sh")
	if setsid "${run[@]}" "$bin/pg_ctl" -D "$data/db" -l "$data/log" -o "-p $port" -w -t 60 start \
		</dev/null >/dev/null 2>&1; then
		break
	fi
	port=
done
if [ -z "$port" ]; then
	tail -5 "$data/log" >&2
	exit 1
fi
head -1 "$data/db/postmaster.pid" >"$dir/postgres.pid"

PGPASSWORD=$admin psql -X -q -v ON_ERROR_STOP=1 >/dev/null \
	"host=127.0.0.1 port=$port user=admin dbname=postgres sslmode=verify-full sslrootcert=$dir/postgres-ca.crt" <<SQL
CREATE ROLE reader LOGIN PASSWORD '$reader';
GRANT pg_read_all_data TO reader;
SQL

tls="sslmode=verify-full&sslrootcert=$dir/postgres-ca.crt"
cat <<ENV
export DIALMAP_TEST_POSTGRES='postgres://admin:$admin@127.0.0.1:$port/postgres?$tls'
export DIALMAP_TEST_POSTGRES_RO='postgres://reader:$reader@127.0.0.1:$port/postgres?$tls'
export DIALMAP_TEST_POSTGRES_CA='$dir/postgres-ca.crt'
ENV
