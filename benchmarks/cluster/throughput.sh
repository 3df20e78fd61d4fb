#!/usr/bin/env bash
# Steps a second and CPU microseconds a step of impala in threads and in processes. The first steps, in which programs start, are
# taken off: each training is run twice, to a short and a long number of steps. Usage: throughput.sh [workers] [short] [long]
set -euo pipefail
asyncrl=${ASYNCRL:-asyncrl}
workers=${1:-2} short=${2:-50000} long=${3:-250000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

# Prints the wall and the CPU seconds of a training.
seconds() {
    local steps=$1; shift
    { time $asyncrl train impala --steps "$steps" --out "$work/run" --set evaluation.episodes=0 "$@" >/dev/null 2>&1; } 2>&1 |
        awk '{ print $1, $2 + $3 }'
    rm -rf "$work/run"
}

row() {
    local name=$1; shift
    read -r wall1 cpu1 <<<"$(seconds "$short" "$@")"
    read -r wall2 cpu2 <<<"$(seconds "$long" "$@")"
    awk -v n="$name" -v s=$((long - short)) -v w1="$wall1" -v w2="$wall2" -v c1="$cpu1" -v c2="$cpu2" \
        'BEGIN { printf "%-44s %8.0f steps/s %8.2f us CPU a step\n", n, s / (w2 - w1), 1e6 * (c2 - c1) / s }'
}

for env in CartPole-v1 MinAtar/Breakout-v1; do
    row "$env, $workers threads" --env "$env" --threads "$workers"
    row "$env, $workers processes" --env "$env" --cluster "local:$workers"
done
