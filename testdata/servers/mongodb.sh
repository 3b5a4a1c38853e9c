#!/bin/bash
# usage: mongodb.sh DIR
# Starts FerretDB (folder ferretdb), a server of the MongoDB protocol that
# keeps its data in SQLite files, on loopback. It asks for no password. The
# first start builds it, which takes a minute or two; the program stays in
# DIR/bin.
set -euo pipefail

dir=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir/bin"
CGO_ENABLED=0 go -C "$here/ferretdb" build -o "$dir/bin/ferretdb" . >&2

rm -rf "$dir/mongodb"
mkdir -p "$dir/mongodb/data"
log=$dir/mongodb/log
setsid "$dir/bin/ferretdb" "$dir/mongodb/data" </dev/null >"$log" 2>&1 &
echo $! >"$dir/mongodb.pid"

for _ in $(seq 100); do
	url=$(grep -m1 '^mongodb://' "$log" || true)
	if [ -n "$url" ]; then
		echo "export DIALMAP_TEST_MONGODB='$url'"
		exit 0
	fi
	kill -0 $! 2>/dev/null || break
	sleep 0.1
done
tail -5 "$log" >&2
exit 1
