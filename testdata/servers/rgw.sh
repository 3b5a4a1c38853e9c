#!/bin/bash
# usage: rgw.sh DIR
# Starts Ceph's object gateway on loopback, with a monitor and one store in
# memory below it: an S3 server with lifecycle rules and versions of objects. Its
# data goes with it.
set -euo pipefail

dir=$1
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh" radosgw radosgw ceph-mon ceph-osd ceph-common

data=$dir/rgw
rm -rf "$data"
mkdir -p "$data/mon" "$data/osd" "$data/gw" "$data/run"
port=$("$here/free-port.sh")
monitor=$("$here/free-port.sh")
fsid=$(cat /proc/sys/kernel/random/uuid)
key=admin
secret=$(openssl rand -hex 12)

export CEPH_CONF=$data/ceph.conf
cat >"$CEPH_CONF" <<CONF
[global]
fsid = $fsid
mon host = [v1:127.0.0.1:$monitor]
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 1
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
ms bind msgr2 = false
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = $data/run
admin socket = $data/run/\$name.asok
log file = $data/run/\$name.log
pid file = $data/run/\$name.pid
[mon.a]
mon data = $data/mon
[osd.0]
osd data = $data/osd
[client.rgw.a]
rgw data = $data/gw
rgw frontends = beast endpoint=127.0.0.1:$port
rgw thread pool size = 16
CONF

# store starts the store. One that asks the monitor before it has its map is
# turned away ("wrong fsid") and ends; the next one may be in time.
store() {
	for _ in $(seq 10); do
		rm -f run/osd.0.pid
		setsid ceph-osd -i 0 || true
		for _ in $(seq 20); do
			timeout 20 ceph osd stat | grep -q '1 up' && return 0
			kill -0 "$(cat run/osd.0.pid)" || break
			sleep 0.2
		done
	done
	return 1
}

log=$data/log
cd "$data"
{
	monmaptool --create --fsid "$fsid" --addv a "[v1:127.0.0.1:$monitor]" --enable-all-features monmap
	ceph-mon --mkfs -i a --monmap monmap --mon-data mon
	setsid ceph-mon -i a
	uuid=$(cat /proc/sys/kernel/random/uuid)
	timeout 60 ceph osd new "$uuid"
	echo "$uuid" >osd/fsid
	ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
	store
} </dev/null >"$log" 2>&1 || { tail -5 "$log" >&2; exit 1; }
setsid radosgw -n client.rgw.a -f </dev/null >>"$log" 2>&1 &
gateway=$!
{ echo $gateway; cat run/osd.0.pid run/mon.a.pid; } >"$dir/rgw.pid"
for _ in $(seq 600); do
	kill -0 $gateway 2>/dev/null || break
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.1
done
timeout 60 radosgw-admin user create --uid=admin --display-name=admin --access-key="$key" --secret-key="$secret" >>"$log" 2>&1 ||
	{ tail -5 "$log" >&2; exit 1; }

cat <<ENV
export DIALMAP_TEST_RGW_ENDPOINT='http://127.0.0.1:$port'
export DIALMAP_TEST_RGW_ACCESS_KEY='$key'
export DIALMAP_TEST_RGW_SECRET_KEY='$secret'
ENV
