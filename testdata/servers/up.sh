#!/bin/bash
# Starts the real servers that the tests run against, on loopback.
#
#   testdata/servers/up.sh [DIR]     DIR: where they live, default .servers
#   . .servers/env                   tells the tests where they are
#   testdata/servers/down.sh [DIR]   stops them
#
# SERVERS="postgres s3" starts those alone; without it, all are started.
#
# A variable of servers= below that is already set names a server running
# elsewhere: that one is left alone. What is missing on a Debian machine is
# installed with apt-get when run as root; else the message says what to install.
#
# A server is a script NAME.sh in this folder and a line in servers=. It is
# called as `NAME.sh DIR` and
#   - installs what it needs (install.sh COMMAND PACKAGE... does that),
#   - starts the server in the background, fully detached (setsid, no inherited
#     stdin, stdout or stderr: make waits for whoever holds them), listening on
#     loopback only, on a port from free-port.sh,
#   - waits until it answers,
#   - writes its process id to DIR/NAME.pid, of several the first to be stopped
#     first, a line each; down.sh sends each TERM, INT, KILL,
#   - prints nothing but lines `export VARIABLE='value'` on stdout,
#   - keeps its data in DIR/NAME or names another directory in DIR/NAME.dir;
#     down.sh removes either.
# An exit code other than 0 ends the start; its stderr is shown.
set -euo pipefail

# NAME:VARIABLE, the variable that says the server is running elsewhere.
servers="
postgres:DIALMAP_TEST_POSTGRES
mariadb:DIALMAP_TEST_MYSQL
mongodb:DIALMAP_TEST_MONGODB
s3:DIALMAP_TEST_S3_ENDPOINT
rgw:DIALMAP_TEST_RGW_ENDPOINT
"

here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$here/../../.servers}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

# alive says whether every process of a list is there.
alive() {
	[ -f "$1" ] || return 1
	while read -r pid; do kill -0 "$pid" 2>/dev/null || return 1; done <"$1"
}

exec 9>"$dir/lock" # two at once would start everything twice
flock 9

"$here/install.sh" gcc gcc libc6-dev 9>&- # the race detector needs cgo
"$here/install.sh" openssl openssl 9>&-

env=$(mktemp "$dir/env.XXXXXX")
trap 'rm -f "$env"' EXIT
for line in $servers; do
	name=${line%%:*} variable=${line#*:}
	[ -x "$here/$name.sh" ] || continue
	case " ${SERVERS:-$name} " in *" $name "*) ;; *) continue ;; esac
	if [ -n "${!variable:-}" ]; then
		# Set from our own env file it is this directory's server, still there.
		if ! { [ -f "$dir/$name.env" ] && grep -qF "'${!variable}'" "$dir/$name.env"; }; then
			echo "$name: \$$variable is set, using that server" >&2
			continue
		fi
	fi
	if [ -f "$dir/$name.env" ] && alive "$dir/$name.pid"; then
		echo "$name: running" >&2
	else
		rm -f "$dir/$name.env"
		"$here/$name.sh" "$dir" 9>&- </dev/null >"$dir/$name.env.new"
		mv "$dir/$name.env.new" "$dir/$name.env"
		echo "$name: started" >&2
	fi
	cat "$dir/$name.env" >>"$env"
done
mv "$env" "$dir/env"
