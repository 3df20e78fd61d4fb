"""Deep Q-learning in plain PyTorch, to compare `asyncrl train dqn` with: the same network, minibatch, pace and schedule on the same CartPole.

    python3 benchmarks/peers/dqn_pytorch.py --steps 20000
    python3 benchmarks/peers/dqn_pytorch.py --world planes --no-double --batch-size 32 --seconds 20 --json

It needs torch (1.13 or later) and numpy, and nothing else: CartPole is written out below (Barto, Sutton and Anderson 1983, with Gymnasium's constants). It prints
the mean return of the last 100 episodes, a greedy evaluation, and steps a second after learning began. `--world planes` has the shapes and the network of
MinAtar/Breakout-v1, 10 x 10 x 4 truth values and three actions, with states that were drawn beforehand: nothing is learnt there, only timed, and its steps cost nothing.
"""

import argparse
import itertools
import json
import math
import time

import numpy as np
import torch
from torch import nn


WARM_UP = 1.5  # seconds


class CartPole:
    """Gymnasium's CartPole-v1: reward 1 a step, over when the pole leans by 12 degrees or the cart is 2.4 away, cut after 500 steps."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)

    def reset(self):
        self.state = self.random.uniform(-0.05, 0.05, 4)
        self.steps = 0
        return self.state.astype(np.float32)

    def step(self, action):
        x, v, theta, omega = self.state
        force = 10.0 if action == 1 else -10.0
        cos, sin = math.cos(theta), math.sin(theta)
        temp = (force + 0.05 * omega * omega * sin) / 1.1
        alpha = (9.8 * sin - cos * temp) / (0.5 * (4.0 / 3.0 - 0.1 * cos * cos / 1.1))
        acceleration = temp - 0.05 * alpha * cos / 1.1
        self.state = np.array([x + 0.02 * v, v + 0.02 * acceleration, theta + 0.02 * omega, omega + 0.02 * alpha])
        self.steps += 1
        terminated = abs(self.state[0]) > 2.4 or abs(self.state[2]) > 12 * 2 * math.pi / 360
        return self.state.astype(np.float32), 1.0, bool(terminated), self.steps >= 500


class Planes:
    """What MinAtar's Breakout looks like: 4 planes of 10 x 10 truth values, 8 of a hundred true, an episode of 80 steps."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        self.states = (random.random((4096, 4, 10, 10)) < 0.08).astype(np.uint8)
        self.rewards = (random.random(4096) < 0.05).astype(np.float32)
        self.steps = 0

    def reset(self):
        return self.states[self.steps % 4096]

    def step(self, action):
        self.steps += 1
        return self.states[self.steps % 4096], float(self.rewards[self.steps % 4096]), self.steps % 80 == 0, False


class Replay:
    """A ring of transitions, next observations included; truth values are kept as bytes."""

    def __init__(self, capacity, state):
        self.states = np.zeros((capacity, *state.shape), state.dtype)
        self.next_states = np.zeros((capacity, *state.shape), state.dtype)
        self.actions = np.zeros(capacity, np.int64)
        self.rewards = np.zeros(capacity, np.float32)
        self.goes_on = np.zeros(capacity, np.float32)
        self.capacity = capacity
        self.stored = 0

    def add(self, state, action, reward, next_state, terminated):
        i = self.stored % self.capacity
        self.states[i], self.next_states[i] = state, next_state
        self.actions[i], self.rewards[i], self.goes_on[i] = action, reward, 0.0 if terminated else 1.0
        self.stored += 1

    def draw(self, random, count):
        rows = random.integers(0, min(self.stored, self.capacity), count)
        states, next_states = (torch.from_numpy(a[rows]).float() for a in (self.states, self.next_states))
        actions, rewards, goes_on = (torch.from_numpy(a[rows]) for a in (self.actions, self.rewards, self.goes_on))
        return states, actions, rewards, next_states, goes_on


def make_network(world, units):
    if world == "planes":
        return nn.Sequential(nn.Conv2d(4, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 3))
    return nn.Sequential(nn.Linear(4, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, 2))


def greedy(network, state):
    with torch.no_grad():
        return int(network(torch.from_numpy(state)[None].float()).argmax())


def evaluate(network, episodes, seed):
    world, total = CartPole(seed), 0.0
    for _ in range(episodes):
        state, over = world.reset(), False
        while not over:
            state, reward, terminated, truncated = world.step(greedy(network, state))
            total += reward
            over = terminated or truncated
    return total / episodes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--world", choices=["cartpole", "planes"], default="cartpole")
    parser.add_argument("--no-double", dest="double", action="store_false", help="the target network chooses the action that it values")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, help="learn for so long, after a second and a half of warm-up, instead of --steps")
    parser.add_argument("--json", action="store_true", help="print one line of JSON with steps_per_second, and evaluate nothing")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="threads that torch computes with")
    parser.add_argument("--units", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--gamma", type=float, default=0.99)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--train-frequency", type=int, default=4)
    parser.add_argument("--target-interval", type=int, default=500, help="steps between two copies of the network")
    parser.add_argument("--learning-starts", type=int, default=1_000)
    parser.add_argument("--capacity", type=int, default=50_000)
    parser.add_argument("--final-epsilon", type=float, default=0.05)
    parser.add_argument("--anneal-steps", type=int, default=20_000)
    parser.add_argument("--max-grad-norm", type=float, default=10.0)
    parser.add_argument("--evaluation-episodes", type=int, default=20)
    o = parser.parse_args()

    torch.set_num_threads(o.threads)
    torch.manual_seed(o.seed)
    random = np.random.default_rng(o.seed + 1)
    network, target = make_network(o.world, o.units), make_network(o.world, o.units)
    target.load_state_dict(network.state_dict())
    optimizer = torch.optim.Adam(network.parameters(), lr=o.learning_rate, eps=1e-8)
    world = Planes(o.seed + 2) if o.world == "planes" else CartPole(o.seed + 2)
    actions = 3 if o.world == "planes" else 2
    returns, total = [], 0.0
    state = world.reset()
    replay = Replay(o.capacity, state)
    learning_since = began = began_at = None
    warm_up = WARM_UP if o.seconds else 0.0
    steps = itertools.count(1) if o.seconds else range(1, o.steps + 1)
    for step in steps:
        epsilon = 1.0 + (o.final_epsilon - 1.0) * min(1.0, (step - 1) / o.anneal_steps)
        action = int(random.integers(actions)) if random.random() < epsilon else greedy(network, state)
        next_state, reward, terminated, truncated = world.step(action)
        replay.add(state, action, reward, next_state, terminated)
        total += reward
        state = next_state
        if terminated or truncated:
            returns.append(total)
            total = 0.0
            state = world.reset()

        if replay.stored >= o.learning_starts and step % o.train_frequency == 0:
            now = time.perf_counter()
            learning_since = learning_since or now
            if began is None and now - learning_since >= warm_up:
                began, began_at = now, step
            if o.seconds and began is not None and now - began >= o.seconds:
                break
            states, taken, rewards, next_states, goes_on = replay.draw(random, o.batch_size)
            with torch.no_grad():
                # Double Q-learning: the network chooses, the target network values.
                values = target(next_states)
                chosen = (network(next_states) if o.double else values).argmax(1, keepdim=True)
                targets = rewards + o.gamma * goes_on * values.gather(1, chosen)[:, 0]
            loss = nn.functional.smooth_l1_loss(network(states).gather(1, taken[:, None])[:, 0], targets)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), o.max_grad_norm)
            optimizer.step()

        if step % o.target_interval == 0:
            target.load_state_dict(network.state_dict())

    rate = (step - began_at) / (time.perf_counter() - began) if began is not None else float("nan")
    if o.json:
        print(json.dumps({"implementation": f"PyTorch {torch.__version__}", "steps_per_second": rate, "parameters": sum(p.numel() for p in network.parameters())}))
        return
    print(f"steps {step}")
    print(f"mean return of the last 100 episodes {np.mean(returns[-100:]) if returns else float('nan'):.1f}")
    if o.world == "cartpole":
        print(f"greedy return {evaluate(network, o.evaluation_episodes, o.seed + 3):.1f}")
    print(f"steps a second while learning {rate:.0f}")


if __name__ == "__main__":
    main()
