#!/usr/bin/env bash
# Hosts of network namespaces on one machine: namespaces.sh up|down N [RATE]. Host 0 is asyncrl0 at 10.77.0.1, and so on; each
# has a link of RATE (such as 100mbit) to a common bridge. A host is cut off with: ip link set asyncrl-vK down; up again mends it.
set -euo pipefail
verb=$1 hosts=$2 rate=${3:-1gbit}
bridge=asyncrl-br

down() {
    for ((k = 0; k < hosts; k++)); do
        ip netns del "asyncrl$k" 2>/dev/null || true
        ip link del "asyncrl-v$k" 2>/dev/null || true
    done
    ip link del $bridge 2>/dev/null || true
}

if [ "$verb" = down ]; then
    down
    exit 0
fi

down
ip link add $bridge type bridge
ip link set $bridge up
for ((k = 0; k < hosts; k++)); do
    ip netns add "asyncrl$k"
    ip link add "asyncrl-v$k" type veth peer name eth0 netns "asyncrl$k"
    ip link set "asyncrl-v$k" master $bridge
    ip link set "asyncrl-v$k" up
    ip netns exec "asyncrl$k" ip addr add "10.77.0.$((k + 1))/24" dev eth0
    ip netns exec "asyncrl$k" ip link set lo up
    ip netns exec "asyncrl$k" ip link set eth0 up
    ip netns exec "asyncrl$k" tc qdisc add dev eth0 root tbf rate "$rate" burst 256kb latency 100ms ||
        echo "Host $k has no limit of bandwidth: this kernel has no tbf." >&2
done
