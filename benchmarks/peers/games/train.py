#!/usr/bin/env python3
"""Trains Stable-Baselines3 on one of the games, scores the final policy over 100 episodes of its own, and appends a row to results.csv.

    python3 benchmarks/peers/games/train.py --game snake --algorithm ppo
    python3 benchmarks/peers/games/train.py --game snake --algorithm ppo --suited

Without --suited everything is as `PPO("MlpPolicy", game)` or `A2C("MlpPolicy", game)` has it ("MultiInputPolicy" for a dictionary). With it, boards are read by a
small convolution, and vectors and rewards in natural units are normalized by VecNormalize; the rest stays at its defaults. The final policy plays 100 episodes
with its likeliest actions and 100 with sampled ones; the better mean is the score. Rewards of these are the game's own.
"""
import argparse
import csv
import os
import time

import torch
from stable_baselines3 import A2C, PPO
from stable_baselines3.common.evaluation import evaluate_policy
from stable_baselines3.common.monitor import Monitor
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor
from stable_baselines3.common.utils import set_random_seed
from stable_baselines3.common.vec_env import DummyVecEnv, VecNormalize
from torch import nn

from games import GAMES, make

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["game", "algorithm", "suited", "steps", "seed", "mean_score", "std", "likeliest_mean", "sampled_mean", "wall_seconds"]
EPISODES = 100


class Board(BaseFeaturesExtractor):
    """What MinAtar's authors read boards with (Young and Tian 2019): 16 filters of 3 x 3, or of 2 x 2 on a board of 4 x 4, and 128 units."""

    def __init__(self, space):
        super().__init__(space, features_dim=128)
        rows, columns, planes = space.shape
        side = 3 if rows > 4 else 2
        self.layers = nn.Sequential(
            nn.Conv2d(planes, 16, side), nn.ReLU(), nn.Flatten(),
            nn.Linear(16 * (rows - side + 1) * (columns - side + 1), 128), nn.ReLU())

    def forward(self, observations):
        return self.layers(observations.permute(0, 3, 1, 2))


# As CnnPolicy has it: no layers between the extractor and the policy and value.
BOARD = {"features_extractor_class": Board, "net_arch": []}
# What a user who knows the library would set for the observations and rewards of each game: (policy_kwargs, arguments of VecNormalize).
SUITED = {
    "snake": (BOARD, None),
    "shooter": (BOARD, None),
    "merge": (BOARD, {"norm_obs": False}),
    "lander": ({}, {}),
    "racer": ({}, {}),
    "delivery": ({}, {"norm_obs": False}),
}


def train(options):
    torch.set_num_threads(1)
    set_random_seed(options.seed)
    policy_kwargs, normalization = SUITED[options.game] if options.suited else ({}, None)
    games = DummyVecEnv([lambda: Monitor(make(options.game))])
    test = DummyVecEnv([lambda: Monitor(make(options.game))])
    if normalization is not None:
        games = VecNormalize(games, **normalization)
        test = VecNormalize(test, **normalization, training=False)
        test.norm_reward = False
        if games.norm_obs:
            test.obs_rms = games.obs_rms  # shared, so that it is up to date after training
    policy = "MultiInputPolicy" if hasattr(games.observation_space, "spaces") else "MlpPolicy"
    algorithm = {"a2c": A2C, "ppo": PPO}[options.algorithm]
    agent = algorithm(policy, games, seed=options.seed, device="cpu", verbose=1, policy_kwargs=policy_kwargs or None)
    start = time.perf_counter()
    agent.learn(options.steps, log_interval=10 if options.algorithm == "ppo" else 4000)
    seconds = time.perf_counter() - start

    scores = {}
    for likeliest in (True, False):
        test.seed(options.seed + 1_000_000)
        scores[likeliest] = evaluate_policy(agent, test, EPISODES, deterministic=likeliest)
    mean, std = max(scores.values())
    return [
        options.game, options.algorithm, int(options.suited), options.steps, options.seed, round(mean, 4), round(std, 4),
        round(scores[True][0], 4), round(scores[False][0], 4), round(seconds, 1)]


def append(path, row):
    is_new = not os.path.exists(path)
    with open(path, "a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerow(row)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--game", choices=GAMES, required=True)
    parser.add_argument("--algorithm", choices=["a2c", "ppo"], required=True)
    parser.add_argument("--suited", action="store_true", help="with a network, or scales, that suit the game")
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", default=os.path.join(HERE, "results.csv"), help="where the row goes")
    options = parser.parse_args()
    row = train(options)
    append(options.results, row)
    print(dict(zip(COLUMNS, row)))


if __name__ == "__main__":
    main()
