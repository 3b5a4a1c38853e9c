#!/bin/bash
# usage: mariadb.sh DIR
# Starts a private MariaDB on loopback: TLS with a certificate of its own CA,
# which the reader must use; an administrator and a reader with exactly the
# rights that a scan asks for, SELECT and SHOW VIEW.
set -euo pipefail

dir=$1
here=$(cd "$(dirname "$0")" && pwd)
export PATH=$PATH:/usr/sbin
"$here/install.sh" mariadbd mariadb-server

# The server refuses to run as root, and the user it then runs as must be able
# to reach its data: a checkout below /root is not.
as=()
data=$dir/mariadb
rm -rf "$data"
if [ "$(id -u)" = 0 ]; then
	as=(--user=mysql)
	if ! setpriv --reuid=mysql --regid=mysql --init-groups test -x "$dir"; then
		data=$(mktemp -d /tmp/dialmap-mariadb.XXXXXX)
	fi
fi
echo "$data" >"$dir/mariadb.dir"
mkdir -p "$data/tmp"
chmod 700 "$data"

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
cp "$data/ca.crt" "$dir/mariadb-ca.crt" # outlives a data directory only mysql may enter
if [ ${#as[@]} -gt 0 ]; then
	chown -R mysql:mysql "$data"
fi

mariadb-install-db --no-defaults "${as[@]}" --datadir="$data/db" --auth-root-authentication-method=normal \
	--skip-test-db --skip-name-resolve >"$data/install.log" 2>&1 </dev/null || {
	tail -5 "$data/install.log" >&2
	exit 1
}

# A port that was free a moment ago may not be now.
start() {
	port=$("$here/free-port.sh")
	setsid mariadbd --no-defaults "${as[@]}" --datadir="$data/db" --tmpdir="$data/tmp" \
		--socket="$data/socket" --pid-file="$data/pid" --log-error="$data/log" \
		--bind-address=127.0.0.1 --port="$port" --skip-name-resolve \
		--ssl-ca="$data/ca.crt" --ssl-cert="$data/server.crt" --ssl-key="$data/server.key" \
		--innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --innodb-doublewrite=0 \
		--innodb-buffer-pool-size=128M --max-allowed-packet=128M \
		</dev/null >"$data/out" 2>&1 &
	echo $! >"$dir/mariadb.pid"
	for _ in $(seq 300); do
		kill -0 $! 2>/dev/null || return 1
		mariadb-admin --no-defaults --socket="$data/socket" -uroot ping >/dev/null 2>&1 && return 0
		sleep 0.1
	done
	return 1
}
start || start || { tail -5 "$data/log" >&2; exit 1; }

admin=$(openssl rand -hex 12)
reader=$(openssl rand -hex 12)
mariadb --no-defaults --socket="$data/socket" -uroot >&2 <<SQL
CREATE USER 'admin'@'127.0.0.1' IDENTIFIED BY '$admin' REQUIRE SSL;
GRANT ALL ON *.* TO 'admin'@'127.0.0.1' WITH GRANT OPTION;
CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY '$reader' REQUIRE SSL;
GRANT SELECT, SHOW VIEW ON *.* TO 'reader'@'127.0.0.1';
SQL

tls="tls=verify-full&ssl-ca=$dir/mariadb-ca.crt"
cat <<ENV
export DIALMAP_TEST_MYSQL='mysql://admin:$admin@127.0.0.1:$port/?$tls'
export DIALMAP_TEST_MYSQL_RO='mysql://reader:$reader@127.0.0.1:$port/?$tls'
export DIALMAP_TEST_MYSQL_CA='$dir/mariadb-ca.crt'
ENV
