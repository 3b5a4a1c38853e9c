#!/bin/bash
# usage: install.sh COMMAND PACKAGE...
# Makes sure that COMMAND can be run, from the Debian packages where it cannot.
set -euo pipefail

command=$1
shift
if [ -e "$command" ] || command -v "$command" >/dev/null; then
	exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "$command is missing: install $* (Debian's names), or run this as root on Debian" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
apt-get install -q -y --no-install-recommends "$@" >&2
