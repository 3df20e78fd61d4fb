#!/usr/bin/env python3
"""Times asyncrl on one thread and a peer that does the same work, in turns on the same core, and prints their ratio.

A machine's speed drifts by more than what is to be told apart, so the two are measured back to back, the order changes from round to
round, and what is reported is the median of the rounds' ratios with the least and the greatest. Where `taskset` is missing (macOS,
Windows) the processes are not pinned.

    dotnet build -c Release src/AsyncRL.Cli
    python3 benchmarks/peers/compare.py --network minatar --rounds 7 --seconds 5
    python3 benchmarks/peers/compare.py --algorithm dqn --rounds 3 --seconds 20
    python3 benchmarks/peers/compare.py --algorithm sac --algorithm td3 --rounds 7 --seconds 5
    python3 benchmarks/peers/compare.py --algorithm sac --algorithm td3 --rounds 7 --seconds 5 --threads 2
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
    parser.add_argument(
        "--algorithm", action="append", choices=["a3c", "dqn", "sac", "td3", "ddpg"],
        help="a3c is `bench network`, dqn a training of MinAtar's Breakout from its start, the others are `bench replay`; several times if wanted, a3c unless given")
    parser.add_argument("--network", action="append", choices=["atari", "minatar", "mlp"], help="a3c: several times if wanted; all unless given")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured")
    parser.add_argument("--seconds", type=float, default=5, help="how long each time, after its warm-up")
    parser.add_argument(
        "--threads", type=int, default=1,
        help="more than 1: times asyncrl on so many threads against asyncrl on one, neither pinned; of a3c, sac, td3 and ddpg")
    parser.add_argument("--core", type=int, help="core that both run on; the last one this process may use unless given")
    parser.add_argument("--asyncrl", help="command line of asyncrl; the repository's Release build unless given")
    parser.add_argument(
        "--peer", default=None,
        help="command line of the peer, which takes --seconds, of a3c --network, of sac, td3 and ddpg --algorithm, and prints JSON with "
             "steps_per_second or updates_per_second; the program in this folder with this Python unless given")
    parser.add_argument(
        "--keep-openblas", action="store_true",
        help="leave OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE in the environment, which are otherwise removed: they may name an older processor")
    parser.add_argument("--json", action="store_true", help="print one line of JSON a network instead of text")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is out of range; it must be at least 1.")
    if not 0 < options.seconds <= 3600:
        parser.error(f"--seconds: {options.seconds} is out of range; it must be more than 0 and at most 3600.")
    options.algorithm = options.algorithm or ["a3c"]
    if options.network and "a3c" not in options.algorithm:
        parser.error(f"--network: {options.algorithm[0]} has one network; leave --network out.")
    if options.threads < 1:
        parser.error(f"--threads: {options.threads} is out of range; it must be at least 1.")
    if options.threads > 1 and (options.peer or "dqn" in options.algorithm):
        parser.error("--threads: several threads of asyncrl are timed against one, of a3c, sac, td3 and ddpg; leave --peer and dqn out.")
    if options.asyncrl is None and not os.path.exists(BUILT):
        parser.error("The command is not built: run 'dotnet build -c Release src/AsyncRL.Cli' first, or name it with --asyncrl.")
    return options


def pinning(core):
    if shutil.which("taskset") is None or not hasattr(os, "sched_getaffinity"):
        return [], None
    core = max(os.sched_getaffinity(0)) if core is None else core
    return ["taskset", "-c", str(core)], core


def environment(openblas):
    """Without what makes an OpenBLAS choose other kernels than those for this processor, unless that is asked for."""
    return {name: value for name, value in os.environ.items() if openblas or name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


def measure(command, openblas):
    finished = subprocess.run(command, env=environment(openblas), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if finished.returncode != 0:
        sys.exit(f"'{shlex.join(command)}' failed with exit code {finished.returncode}: {finished.stderr.strip() or finished.stdout.strip()}")
    return json.loads(finished.stdout)


def compare(work, options, asyncrl, peer):
    ratios, ours, theirs, shares, busy, words = [], [], [], [], [], {}
    for number in range(options.rounds):
        # A B, B A, A B: a drift that lasts over two rounds cancels.
        for who, command in [("asyncrl", asyncrl), ("peer", peer)][:: -1 if number % 2 else 1]:
            words[who] = measure(command + ["--seconds", str(options.seconds)], options.keep_openblas)
        unit = "updates" if "updates_per_second" in words["asyncrl"] else "steps"
        speed = f"{unit}_per_second"
        # Another build tells its share of the peak too, which is steadier than its speed.
        figure = "efficiency" if "efficiency" in words["peer"] and options.threads == 1 else speed
        ours.append(words["asyncrl"][speed])
        theirs.append(words["peer"][speed])
        shares.append(words["asyncrl"].get("efficiency"))
        busy.extend(w["processors_used"] / w.get("threads", 1) for w in words.values() if "processors_used" in w)
        ratios.append(words["asyncrl"][figure] / words["peer"][figure])
        if not options.json:
            print(f"{work} round {number + 1}: asyncrl {ours[-1]:,.0f} {unit}/s, peer {theirs[-1]:,.0f} {unit}/s, ratio {ratios[-1]:.2f}", flush=True)
    return {
        "work": work,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "ratio": statistics.median(ratios),
        "least_ratio": min(ratios),
        "greatest_ratio": max(ratios),
        f"asyncrl_{speed}": statistics.median(ours),
        f"peer_{speed}": statistics.median(theirs),
        "ratio_of": figure,
        "asyncrl_efficiency": None if None in shares else statistics.median(shares),
        "least_processors_used_per_thread": min(busy, default=None),
        "peer": {key: value for key, value in words["peer"].items() if key in ("implementation", "blas", "learn_from", "parameters", "simd")},
    }


def works_of(algorithm, options):
    """What is timed, how asyncrl is called for it, the peer's program in this folder, and how that is called."""
    if algorithm == "a3c":
        networks = options.network or ["atari", "minatar", "mlp"]
        return [(n, ["bench", "network", "--json", "--network", n], "a3c_pytorch.py", ["--network", n]) for n in networks]
    if algorithm == "dqn":
        return [("dqn", DQN, "dqn_pytorch.py", [] if options.peer else DQN_PEER)]
    return [(
        algorithm, ["bench", "replay", "--json", "--algorithm", algorithm], "continuous_pytorch.py", ["--algorithm", algorithm])]


def main():
    options = parse_options()
    pin, core = pinning(options.core) if options.threads == 1 else ([], None)
    asyncrl = pin + (shlex.split(options.asyncrl) if options.asyncrl else ["dotnet", BUILT])
    for work, ours, program, theirs in (work for algorithm in options.algorithm for work in works_of(algorithm, options)):
        peer = pin + (shlex.split(options.peer) if options.peer else [sys.executable, os.path.join(HERE, program)])
        if options.threads > 1:
            peer, theirs, ours = asyncrl, ours + ["--threads", "1"], ours + ["--threads", str(options.threads)]
        result = compare(work, options, asyncrl + ours, peer + theirs)
        result["core"] = core
        if options.json:
            print(json.dumps(result), flush=True)
        else:
            unit = "updates" if "peer_updates_per_second" in result else "steps"
            share = "" if result["asyncrl_efficiency"] is None else f" ({result['asyncrl_efficiency']:.2f} of the peak)"
            print(
                f"{work}: ratio of {result['ratio_of']} {result['ratio']:.2f} ({result['least_ratio']:.2f} to {result['greatest_ratio']:.2f}) of {options.rounds} rounds, "
                f"asyncrl {result[f'asyncrl_{unit}_per_second']:,.0f} {unit}/s{share}, peer {result[f'peer_{unit}_per_second']:,.0f} {unit}/s, "
                f"{'not pinned' if core is None else f'core {core}'}; peer: {result['peer']}", flush=True)
        least = result["least_processors_used_per_thread"]
        if least is not None and least < 0.95:
            print(f"{work}: a thread had {least:.2f} of a core in one of the runs: other programs ran, so these figures say little.", file=sys.stderr)


if __name__ == "__main__":
    main()
