"""Steps per second from Python: AsyncRL's environments, Gymnasium's own and, where it is installed, the Python MinAtar.

    python3 python/benchmarks/steps.py [--seconds 1] [--rounds 5]

Every world is played with actions that were drawn before, on one thread, as `gymnasium.make` and `gymnasium.make_vec` return it.
Seconds are the process's own processor time, so that other work on the machine does not count. The worlds take turns, round after
round, and the median of the rounds is shown.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import gymnasium
import numpy as np

import asyncrl_envs

COUNT = 64


class Single:
    """One environment, played and reset by a plain loop."""

    steps_per_call = 1

    def __init__(self, id: str) -> None:
        self.env = gymnasium.make(id)
        self.env.action_space.seed(0)
        self.actions = [self.env.action_space.sample() for _ in range(1024)]
        self.env.reset(seed=0)

    def play(self) -> None:
        """1024 steps."""
        env = self.env
        for action in self.actions:
            _, _, terminated, truncated, _ = env.step(action)
            if terminated or truncated:
                env.reset()


class Many:
    """Several environments that reset themselves."""

    steps_per_call = COUNT

    def __init__(self, id: str, mode: str | None = None) -> None:
        self.env = gymnasium.make_vec(id, num_envs=COUNT, vectorization_mode=mode)
        self.env.action_space.seed(0)
        self.actions = [self.env.action_space.sample() for _ in range(64)]
        self.env.reset(seed=0)

    def play(self) -> None:
        """64 steps of each."""
        for actions in self.actions:
            self.env.step(actions)


def rate(world: Single | Many, seconds: float) -> float:
    """Steps per second of all environments together."""
    calls = 0
    begin = now = time.process_time()
    while now - begin < seconds:
        world.play()
        calls += len(world.actions)
        now = time.process_time()
    return calls * world.steps_per_call / (now - begin)


def worlds() -> dict[str, Callable[[], Single | Many]]:
    """What is measured."""
    breakout = asyncrl_envs.gymnasium_id("MinAtar/Breakout-v1")
    found: dict[str, Callable[[], Single | Many]] = {
        "CartPole-v1, Gymnasium, 1": lambda: Single("CartPole-v1"),
        "CartPole-v1, AsyncRL, 1": lambda: Single("asyncrl/CartPole-v1"),
        f"CartPole-v1, Gymnasium in SyncVectorEnv, {COUNT}": lambda: Many("CartPole-v1", "sync"),
        f"CartPole-v1, Gymnasium's own vector, {COUNT}": lambda: Many("CartPole-v1"),
        f"CartPole-v1, AsyncRL, {COUNT}": lambda: Many("asyncrl/CartPole-v1"),
        "MinAtar/Breakout-v1, AsyncRL, 1": lambda: Single(breakout),
        f"MinAtar/Breakout-v1, AsyncRL, {COUNT}": lambda: Many(breakout),
    }
    try:
        import minatar.gym

        if "MinAtar/Breakout-v1" not in gymnasium.registry:
            minatar.gym.register_envs()
        found["MinAtar/Breakout-v1, Python MinAtar, 1"] = lambda: Single("MinAtar/Breakout-v1")
        found[f"MinAtar/Breakout-v1, Python MinAtar in SyncVectorEnv, {COUNT}"] = lambda: Many("MinAtar/Breakout-v1", "sync")
    except ImportError as missing:
        print(f"The Python MinAtar is left out: {missing}.")
    return found


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    made = {name: make() for name, make in worlds().items()}
    rates: dict[str, list[float]] = {name: [] for name in made}
    for _ in range(given.rounds):
        for name, world in made.items():
            rates[name].append(rate(world, given.seconds))
    print(f"| world, player, environments | steps/s, median of {given.rounds} | least to most |")
    print("|---|---|---|")
    for name, all_rates in rates.items():
        print(f"| {name} | {statistics.median(all_rates):,.0f} | {min(all_rates):,.0f} to {max(all_rates):,.0f} |")


if __name__ == "__main__":
    main()
