#!/bin/bash
# Stops the servers that up.sh started in DIR (default .servers) and removes
# their data. Servers that were running elsewhere are not touched.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here/../../.servers}
[ -d "$dir" ] || exit 0
dir=$(cd "$dir" && pwd)
exec 9>"$dir/lock"
flock 9

# stop sends TERM, then INT (PostgreSQL: do not wait for clients), then KILL,
# and returns when the process is gone.
stop() {
	local pid=$1 signal
	for signal in TERM INT KILL; do
		kill -"$signal" "$pid" 2>/dev/null || return 0
		for _ in $(seq 30); do
			kill -0 "$pid" 2>/dev/null || return 0
			sleep 0.1
		done
	done
}

shopt -s nullglob
for file in "$dir"/*.pid; do
	name=$(basename "$file" .pid)
	while read -r pid; do stop "$pid"; done <"$file"
	if [ -f "$dir/$name.dir" ]; then
		rm -rf "$(cat "$dir/$name.dir")"
	fi
	rm -rf "${dir:?}/$name" "$dir/$name.dir" "$dir/$name.env" "$file"
	echo "$name: stopped" >&2
done
rm -f "$dir/env"
