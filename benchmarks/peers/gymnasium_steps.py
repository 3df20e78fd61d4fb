"""Steps a second of Gymnasium environments in Python itself: a plain loop, and AsyncVectorEnv.

    python3 benchmarks/peers/gymnasium_steps.py --world CartPole-v1 --way loop --seconds 3
    python3 benchmarks/peers/gymnasium_steps.py --world Screens-v0 --way async --environments 8 --seconds 3

It needs gymnasium and numpy. `dotnet run -c Release --project benchmarks/AsyncRL.Benchmarks -- gymnasium` runs it in turns with the
same environments in AsyncRL. `Screens-v0` draws a ball and a paddle on 84 x 84 bytes and shows the last four screens.
"""

import argparse
import json
import os
import sys
import time

import gymnasium
import numpy as np

WARM_UP = 0.5  # seconds


class Screens(gymnasium.Env):
    """A ball that bounces and a paddle, four screens of 84 x 84 bytes, the newest last; an episode lasts 1,000 steps."""

    def __init__(self):
        self.observation_space = gymnasium.spaces.Box(0, 255, (84, 84, 4), np.uint8)
        self.action_space = gymnasium.spaces.Discrete(4)
        self.shown = np.zeros((84, 84, 4), np.uint8)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.steps, self.x, self.y, self.right, self.down, self.paddle = 0, 40, 20, 2, 3, 38
        self.shown[...] = 0
        return self.shown.copy(), {}

    def step(self, action):
        self.steps += 1
        self.paddle = min(max(self.paddle + (0, -3, 3, 0)[action], 0), 74)
        self.x, self.y = self.x + self.right, self.y + self.down
        if not 2 <= self.x <= 79:
            self.right = -self.right
        if not 3 <= self.y <= 78:
            self.down = -self.down
        self.shown[:, :, :3] = self.shown[:, :, 1:]
        screen = self.shown[:, :, 3]
        screen[...] = 0
        screen[self.y:self.y + 3, self.x:self.x + 3] = 255
        screen[81:83, self.paddle:self.paddle + 10] = 128
        return self.shown.copy(), 1.0, False, self.steps == 1000, {}


if "Screens-v0" not in gymnasium.envs.registration.registry:
    gymnasium.register("Screens-v0", "gymnasium_steps:Screens")


def loop(world, environments, seconds):
    worlds = [gymnasium.make(world) for _ in range(environments)]
    actions = [int(w.action_space.n) for w in worlds]
    for i, env in enumerate(worlds):
        env.reset(seed=i)
    steps, begun, until, busy = 0, None, time.perf_counter() + WARM_UP, 0
    while True:
        for _ in range(20):
            for env, count in zip(worlds, actions):
                _, _, terminated, truncated, _ = env.step(steps % count)
                if terminated or truncated:
                    env.reset()
                steps += 1
        now = time.perf_counter()
        if now >= until:
            if begun is not None:
                return steps / (now - begun), steps / (time.process_time() - busy)
            begun, until, steps, busy = now, now + seconds, 0, time.process_time()


def vector(world, environments, seconds):
    env = gymnasium.vector.AsyncVectorEnv([lambda: gymnasium.make(world) for _ in range(environments)], shared_memory=True)
    count = int(env.single_action_space.n)
    env.reset(seed=0)
    ticks, begun, until = 0, None, time.perf_counter() + WARM_UP
    while True:
        for _ in range(20):
            env.step(np.full(environments, ticks % count))
            ticks += 1
        now = time.perf_counter()
        if now >= until:
            if begun is not None:
                env.close()
                return ticks * environments / (now - begun), None
            begun, until, ticks = now, now + seconds, 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--world", default="CartPole-v1")
    parser.add_argument("--way", choices=["loop", "async"], default="loop")
    parser.add_argument("--environments", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    options = parser.parse_args()
    # The registered path names this file as a module.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    play = loop if options.way == "loop" else vector
    rate, of_processor = play(options.world, options.environments, options.seconds)
    print(json.dumps({"steps_per_second": rate, "steps_per_processor_second": of_processor}))
