"""Trains the games with `asyncrl train auto` and appends a row per training, to be read beside those of train.py.

    python3 benchmarks/peers/games/asyncrl.py --game snake --seed 0 --steps 1000000
    python3 benchmarks/peers/games/asyncrl.py --game snake --seed 0 --minutes 5
"""
import argparse
import csv
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
GAMES = ROOT / "benchmarks/AsyncRL.Games/bin/Release/net10.0/AsyncRL.Games.dll"
COMMAND = ROOT / "src/AsyncRL.Cli/bin/Release/net10.0/AsyncRL.Cli.dll"
FIELDS = ["game", "method", "steps", "minutes", "seed", "mean_score", "std", "likeliest_mean", "sampled_mean", "wall_seconds"]

# Steps that are trained to see how many a given time is worth.
PROBE = 300_000


def asyncrl(*words):
    return ["dotnet", str(COMMAND), *map(str, words), "--assembly", str(GAMES)]


def train(game, seed, steps, folder):
    words = ["train", "auto", "--env", f"Games/{game.capitalize()}-v0", "--seed", seed, "--out", folder, "--quiet"]
    start = time.time()
    subprocess.run(asyncrl(*words, "--steps", steps), stdout=subprocess.DEVNULL, check=True)
    return time.time() - start


def steps_in(minutes, game, seed):
    """Steps that a training of so many minutes can play, to two digits, by the speed of a short one."""
    with tempfile.TemporaryDirectory() as scratch:
        speed = PROBE / train(game, seed, PROBE, os.path.join(scratch, "run"))
    return int(float(f"{speed * minutes * 60:.1e}"))


def score(folder, policy, episodes):
    words = asyncrl("eval", folder, "--episodes", episodes, "--seed", 1_000, "--policy", policy, "--json")
    return json.loads(subprocess.run(words, capture_output=True, check=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--game", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--episodes", type=int, default=100)
    parser.add_argument("--results", default=str(pathlib.Path(__file__).with_name("asyncrl.csv")))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = os.path.join(scratch, "run")
        steps = given.steps if given.minutes is None else steps_in(given.minutes, given.game, given.seed)
        seconds = train(given.game, given.seed, steps, folder)
        results = {policy: score(folder, policy, given.episodes) for policy in ("greedy", "sample")}
        method = json.loads(pathlib.Path(folder, "config.json").read_text())["algorithm"]
    best = max(results.values(), key=lambda r: r["mean_return"])
    is_new = not os.path.exists(given.results)
    with open(given.results, "a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(FIELDS)
        writer.writerow([
            given.game, method, steps, "" if given.minutes is None else given.minutes,
            given.seed, round(best["mean_return"], 4), round(best["std_return"], 4),
            round(results["greedy"]["mean_return"], 4), round(results["sample"]["mean_return"], 4), round(seconds, 1)])


if __name__ == "__main__":
    main()
