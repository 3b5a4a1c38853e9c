#!/bin/bash
# usage: with-servers.sh COMMAND [ARG...]
# Runs a command with the test servers up and their variables set, and stops
# them again whatever it ends with. Servers that were up before stay up.
set -euo pipefail

cd "$(dirname "$0")/../.."
if [ ! -e .servers/env ]; then
	trap 'testdata/servers/down.sh' EXIT
fi
testdata/servers/up.sh
. .servers/env
"$@"
