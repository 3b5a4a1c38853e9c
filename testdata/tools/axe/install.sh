#!/bin/sh
# install.sh: axe-core, which the tests of the HTML report look through the page
# with, into .servers/axe; the version and its digest are in package-lock.json.
# Needs npm (on Debian, as root, it is installed).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
to=$root/.servers/axe

if [ -s "$to/node_modules/axe-core/axe.min.js" ] && cmp -s "$here/package-lock.json" "$to/package-lock.json"; then
	exit 0
fi
"$root/testdata/servers/install.sh" npm npm
mkdir -p "$to"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$to/"
cd "$to"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || {
	rm -f "$to/package-lock.json"
	echo "$0: npm could not install axe-core; is its registry in reach?" >&2
	exit 1
}
test -s node_modules/axe-core/axe.min.js
