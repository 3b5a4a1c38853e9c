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

# A machine that is updating itself holds apt's locks. The lock of dpkg is waited
# for by apt-get itself, the lock of the lists is not.
wait="-o DPkg::Lock::Timeout=300"
for _ in $(seq 60); do
	said=$(apt-get $wait update -q 2>&1) && break
	case $said in
	*lists/lock*) sleep 5 ;;
	*) break ;;
	esac
done
echo "$said" >&2
apt-get $wait install -q -y --no-install-recommends "$@" >&2
