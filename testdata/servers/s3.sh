#!/bin/bash
# usage: s3.sh DIR
# Starts versitygw, an S3 server over a directory, on loopback: with an
# administrator, and with a reader who may do nothing until a bucket's policy
# says so. The first start builds it, which takes a minute; the program stays
# in DIR/bin.
set -euo pipefail

version=v1.8.0
dir=$1
here=$(cd "$(dirname "$0")" && pwd)
gateway=$dir/bin/versitygw-$version
if [ ! -x "$gateway" ]; then
	mkdir -p "$dir/bin"
	GOBIN=$dir/bin CGO_ENABLED=0 go install "github.com/versity/versitygw/cmd/versitygw@$version" >&2
	mv "$dir/bin/versitygw" "$gateway"
fi

data=$dir/s3
rm -rf "$data"
mkdir -p "$data/buckets" "$data/meta" "$data/iam"
export ROOT_ACCESS_KEY=admin ROOT_SECRET_KEY
ROOT_SECRET_KEY=$(openssl rand -hex 12)
reader=$(openssl rand -hex 12)

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port that was free a moment ago may not be now. What belongs to an object
# beside its bytes lies in a directory of its own: not every file system keeps
# extended attributes.
start() {
	port=$("$here/free-port.sh")
	setsid "$gateway" --port "127.0.0.1:$port" --iam-dir "$data/iam" --iam-cache-disable --quiet \
		posix --sidecar "$data/meta" "$data/buckets" </dev/null >"$data/log" 2>&1 &
	echo $! >"$dir/s3.pid"
	for _ in $(seq 100); do
		kill -0 $! 2>/dev/null || return 1
		answers "$port" && kill -0 $! 2>/dev/null && return 0
		sleep 0.1
	done
	return 1
}
start || start || { tail -5 "$data/log" >&2; exit 1; }

ADMIN_ACCESS_KEY_ID=$ROOT_ACCESS_KEY ADMIN_SECRET_ACCESS_KEY=$ROOT_SECRET_KEY \
	"$gateway" admin --endpoint-url "http://127.0.0.1:$port" \
	create-user --access reader --secret "$reader" --role user >&2

cat <<ENV
export DIALMAP_TEST_S3_ENDPOINT='http://127.0.0.1:$port'
export DIALMAP_TEST_S3_ACCESS_KEY='$ROOT_ACCESS_KEY'
export DIALMAP_TEST_S3_SECRET_KEY='$ROOT_SECRET_KEY'
export DIALMAP_TEST_S3_RO_ACCESS_KEY='reader'
export DIALMAP_TEST_S3_RO_SECRET_KEY='$reader'
ENV
