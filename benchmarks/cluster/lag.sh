#!/usr/bin/env bash
# Trains impala with actors behind a relay that delays every byte: lag.sh ENV STEPS MS ACTORS RUN [options of serve]. The run's
# reports have the lag, async/policy_lag_mean.
set -euo pipefail
asyncrl=${ASYNCRL:-asyncrl}
here=$(cd "$(dirname "$0")" && pwd)
env=$1 steps=$2 delay=$3 actors=$4 run=$5
shift 5
log=$(mktemp)
trap 'kill $(jobs -p) 2>/dev/null; rm -f "$log"' EXIT

$asyncrl cluster serve impala --env "$env" --steps "$steps" --listen 127.0.0.1:7710 --out "$run" --set evaluation.episodes=0 "$@" \
    >"$log" 2>&1 &
serving=$!
until token=$(grep -oP -m 1 -- '--token \K\S+' "$log"); do
    kill -0 $serving 2>/dev/null || { cat "$log"; exit 1; }
    sleep 0.2
done

coproc python3 "$here/relay.py" 127.0.0.1:7711 127.0.0.1:7710 --delay "$delay"
$asyncrl cluster join 127.0.0.1:7711 --token "$token" --actors "$actors" >/dev/null 2>&1 &
wait $serving
tail -n 2 "$log"
