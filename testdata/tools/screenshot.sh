#!/bin/sh
# screenshot.sh OUT.png REPORT.html: a picture of the top of a report, as the
# README shows it. Needs chromium (on Debian: apt-get install chromium).
set -eu

if [ $# -ne 2 ]; then
	echo "usage: $0 OUT.png REPORT.html" >&2
	exit 2
fi
if ! command -v chromium >/dev/null; then
	echo "$0: no chromium in the PATH; install it (on Debian: apt-get install chromium)" >&2
	exit 1
fi
if [ ! -r "$2" ]; then
	echo "$0: cannot read $2; write it with: dialmap report --format html -o $2" >&2
	exit 1
fi

out=$(realpath -m "$1")
page=$(realpath "$2")
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

mkdir -p "$(dirname "$out")"
chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
	--disable-background-networking --no-first-run --hide-scrollbars \
	--user-data-dir="$profile" --window-size="${WINDOW:-1280,1625}" \
	--force-device-scale-factor="${SCALE:-1}" --virtual-time-budget=5000 \
	--screenshot="$out" "file://$page" >"$profile/log" 2>&1 || {
	cat "$profile/log" >&2
	exit 1
}
test -s "$out"
