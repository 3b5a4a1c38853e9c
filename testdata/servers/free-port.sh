#!/bin/bash
# Prints a TCP port of 127.0.0.1 on which nobody listens, below the range that
# the kernel hands to outgoing connections.
for _ in $(seq 100); do
	port=$((20000 + RANDOM % 12000))
	if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
		echo "$port"
		exit 0
	fi
done
echo "no free port between 20000 and 32000" >&2
exit 1
