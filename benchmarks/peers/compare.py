#!/usr/bin/env python3
"""Times asyncrl on one thread and a peer that does the same work, in turns on the same core, and prints their ratio.

A machine's speed drifts by more than what is to be told apart, so the two are measured back to back, the order changes from round to
round, and what is reported is the median of the rounds' ratios with the least and the greatest. Where `taskset` is missing (macOS,
Windows) the processes are not pinned.

    dotnet build -c Release src/AsyncRL.Cli
    python3 benchmarks/peers/compare.py --network minatar --rounds 7 --seconds 5
    python3 benchmarks/peers/compare.py --algorithm dqn --rounds 3 --seconds 20
"""
import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

# Deep Q-learning with a minibatch of 32 every 4 steps, on MinAtar's Breakout and on states of its shape.
DQN = shlex.split("bench training --algorithm dqn --env MinAtar/Breakout-v1 --threads 1 --set topology.envs_per_actor=1 --set replay.train_frequency=4 --json")
DQN_PEER = shlex.split("--world planes --no-double --batch-size 32 --train-frequency 4 --learning-starts 5000 --anneal-steps 250000 --final-epsilon 0.03 --json")
BUILT = os.path.join(HERE, "..", "..", "src", "AsyncRL.Cli", "bin", "Release", "net10.0", "AsyncRL.Cli.dll")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--algorithm", choices=["a3c", "dqn"], default="a3c", help="a3c is `bench network`, dqn a training of MinAtar's Breakout from its start")
    parser.add_argument("--network", action="append", choices=["atari", "minatar", "mlp"], help="a3c: several times if wanted; all unless given")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured")
    parser.add_argument("--seconds", type=float, default=5, help="how long each time, after its warm-up")
    parser.add_argument("--core", type=int, help="core that both run on; the last one this process may use unless given")
    parser.add_argument("--asyncrl", help="command line of asyncrl; the repository's Release build unless given")
    parser.add_argument(
        "--peer", default=None,
        help="command line of the peer, which takes --seconds, and of a3c --network, and prints JSON with steps_per_second; a3c_pytorch.py or "
             "dqn_pytorch.py with this Python unless given")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a network instead of text")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is out of range; it must be at least 1.")
    if not 0 < options.seconds <= 3600:
        parser.error(f"--seconds: {options.seconds} is out of range; it must be more than 0 and at most 3600.")
    if options.algorithm == "dqn" and options.network:
        parser.error("--network: dqn has one network, that of MinAtar's Breakout; leave --network out.")
    if options.asyncrl is None and not os.path.exists(BUILT):
        parser.error("The command is not built: run 'dotnet build -c Release src/AsyncRL.Cli' first, or name it with --asyncrl.")
    return options


def pinning(core):
    if shutil.which("taskset") is None or not hasattr(os, "sched_getaffinity"):
        return [], None
    core = max(os.sched_getaffinity(0)) if core is None else core
    return ["taskset", "-c", str(core)], core


def measure(command):
    finished = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if finished.returncode != 0:
        sys.exit(f"'{shlex.join(command)}' failed with exit code {finished.returncode}: {finished.stderr.strip() or finished.stdout.strip()}")
    return json.loads(finished.stdout)


def compare(work, options, asyncrl, peer):
    ratios, ours, theirs, words = [], [], [], {}
    for number in range(options.rounds):
        # A B, B A, A B: a drift that lasts over two rounds cancels.
        for who, command in [("asyncrl", asyncrl), ("peer", peer)][:: -1 if number % 2 else 1]:
            words[who] = measure(command + ["--seconds", str(options.seconds)])
        # Another build tells its share of the peak too, which is steadier than its speed.
        figure = "efficiency" if "efficiency" in words["peer"] else "steps_per_second"
        ours.append(words["asyncrl"]["steps_per_second"])
        theirs.append(words["peer"]["steps_per_second"])
        ratios.append(words["asyncrl"][figure] / words["peer"][figure])
        if not options.json:
            print(f"{work} round {number + 1}: asyncrl {ours[-1]:,.0f} steps/s, peer {theirs[-1]:,.0f} steps/s, ratio {ratios[-1]:.2f}", flush=True)
    return {
        "work": work,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "ratio": statistics.median(ratios),
        "least_ratio": min(ratios),
        "greatest_ratio": max(ratios),
        "asyncrl_steps_per_second": statistics.median(ours),
        "peer_steps_per_second": statistics.median(theirs),
        "ratio_of": figure,
        "peer": {key: value for key, value in words["peer"].items() if key in ("implementation", "blas", "learn_from", "parameters", "simd")},
    }


def main():
    options = parse_options()
    pin, core = pinning(options.core)
    asyncrl = pin + (shlex.split(options.asyncrl) if options.asyncrl else ["dotnet", BUILT])
    peer = pin + (shlex.split(options.peer) if options.peer else [sys.executable, os.path.join(HERE, f"{options.algorithm}_pytorch.py")])
    if options.algorithm == "dqn":
        works = [("dqn", DQN, [] if options.peer else DQN_PEER)]
    else:
        networks = options.network or ["atari", "minatar", "mlp"]
        works = [(n, ["bench", "network", "--threads", "1", "--json", "--network", n], ["--network", n]) for n in networks]
    for work, ours, theirs in works:
        result = compare(work, options, asyncrl + ours, peer + theirs)
        result["core"] = core
        if options.json:
            print(json.dumps(result), flush=True)
        else:
            print(
                f"{work}: ratio of {result['ratio_of']} {result['ratio']:.2f} ({result['least_ratio']:.2f} to {result['greatest_ratio']:.2f}) of {options.rounds} rounds, "
                f"asyncrl {result['asyncrl_steps_per_second']:,.0f} steps/s, peer {result['peer_steps_per_second']:,.0f} steps/s, "
                f"{'not pinned' if core is None else f'core {core}'}; peer: {result['peer']}", flush=True)


if __name__ == "__main__":
    main()
