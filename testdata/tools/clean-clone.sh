#!/bin/bash
# What a newcomer does: clone, copy the first command of the README, look at the
# map. With Go and git alone: no C compiler, no configuration, no state.
set -euo pipefail

here=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT

git clone --quiet "$here" "$work/dialmap"
cd "$work/dialmap"
modcache=$(go env GOMODCACHE) cache=$(go env GOCACHE)
export HOME=$work/home CGO_ENABLED=0 GOFLAGS=-mod=readonly GOMODCACHE=$modcache GOCACHE=$cache
unset XDG_STATE_HOME XDG_CONFIG_HOME DIALMAP_KEY_FILE
mkdir "$HOME"

go build ./...
command=$(sed -n '/^```sh$/,/^```$/{/^go run /{p;q}}' README.md)
[ -n "$command" ] || { echo "README.md has no command that begins with go run" >&2; exit 1; }
echo "$command"
start=$SECONDS
bash -euc "$command" >"$work/table.txt"
echo "the first command took $((SECONDS - start)) s"

[ -s map.html ] || { echo "it wrote no map.html" >&2; exit 1; }
go run ./cmd/dialmap report --format json -o "$work/map.json"
for want in '"complete": *true' breweries.csv takamatsu-hospitals.csv '"region": *"JP"' '"region": *"AR"' '"region": *"US"'; do
	grep -q -- "$want" "$work/map.json" || { echo "the report lacks $want" >&2; exit 1; }
done
[ -z "$(git status --porcelain)" ] || { echo "the command left files that git does not ignore:" >&2; git status --short >&2; exit 1; }
echo "clean clone: ok"
