#!/usr/bin/env python3
"""Checks that the games here are those of benchmarks/AsyncRL.Games: the same seed and actions must give the same observations, rewards and ends.

    dotnet build -c Release benchmarks/AsyncRL.Games
    python3 benchmarks/peers/games/compare.py

The actions are those of recorded play, in turn by the scripted player and at random. Sines and cosines may differ in their last bit, so real numbers may by 1e-5.
"""
import argparse
import os
import subprocess
import sys

import numpy as np

from games import GAMES, make

HERE = os.path.dirname(os.path.abspath(__file__))
BUILT = os.path.join(HERE, "..", "..", "AsyncRL.Games", "bin", "Release", "net10.0", "AsyncRL.Games.dll")
TOLERANCE = 1e-5


def numbers(text):
    return np.array(text.split(), np.float32)


def flat(observation):
    if isinstance(observation, dict):  # the order in which they were written down, not the sorted one of the space
        return np.array([observation[key] for key in ("place", "parcel", "address")], np.float32)
    return observation.reshape(-1)


def check(what, expected, got):
    differs = ~np.isclose(expected, got, rtol=TOLERANCE, atol=TOLERANCE)
    if differs.any():
        i = differs.argmax()
        sys.exit(f"{what}, number {i}: {expected[i]} was recorded, but here it is {got[i]}")


def compare(name, seed, steps, command):
    game = make(name)
    recorded = subprocess.run(
        [*command, "record", f"Games/{name.capitalize()}-v0", str(seed), str(steps)], check=True, capture_output=True, text=True).stdout
    episodes, step = 0, 0
    for line in recorded.splitlines():
        if line.startswith("reset;"):
            observation, _ = game.reset(seed=seed if episodes == 0 else None)
            check(f"{name}, reset {episodes}", numbers(line[len("reset;"):]), flat(observation))
            episodes += 1
            continue
        action, *expected, after = line.split(";")
        action = numbers(action)
        observation, reward, terminated, truncated, _ = game.step(int(action[0]) if game.action_space.shape == () else action)
        check(f"{name}, step {step}, reward, terminated and truncated", [float(number) for number in expected], [reward, terminated, truncated])
        check(f"{name}, step {step}, observation", numbers(after), flat(observation))
        step += 1
    print(f"{name}: seed {seed}, {step} steps and {episodes} episodes agree")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--game", action="append", choices=GAMES, help="several times if wanted; all unless given")
    parser.add_argument("--seeds", type=int, default=5, help="how many")
    parser.add_argument("--steps", type=int, default=3000, help="steps per seed")
    parser.add_argument("--games-dll", default=BUILT, help="the built AsyncRL.Games.dll")
    options = parser.parse_args()
    if not os.path.exists(options.games_dll):
        sys.exit(f"{options.games_dll} is not there; build benchmarks/AsyncRL.Games first, or give --games-dll")
    for name in options.game or GAMES:
        for seed in range(options.seeds):
            compare(name, seed, options.steps, ["dotnet", options.games_dll])


if __name__ == "__main__":
    main()
