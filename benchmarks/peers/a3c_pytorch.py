#!/usr/bin/env python3
"""The work of `asyncrl bench network --threads 1`, written in plain PyTorch, to be timed beside it.

One A3C actor-learner (Mnih et al. 2016, algorithm S3) on one thread: copy the shared parameters, act for t_max steps with a batch of one,
one more forward pass for the value behind the last step, the gradient of the segment, clipping by its global norm, Shared RMSProp with
epsilon inside the root. Networks, coefficients and random observations are those of the command; README.md beside this file says what is
equal and where the peer is given an advantage.

Needs PyTorch 1.13 or newer. Prints one line of JSON.
"""
import argparse
import json
import os
import random
import sys
import time

# Libraries beneath PyTorch read these when they are loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    sys.exit("PyTorch is needed: run this with a python3 that can import torch (Debian's package is python3-torch).")

T_MAX = 5
GAMMA, ENTROPY_WEIGHT, VALUE_WEIGHT, GREATEST_NORM = 0.99, 0.01, 0.5, 40.0
LEARNING_RATE, ALPHA, EPSILON = 7e-4, 0.99, 0.1
EPISODE_LENGTH = 500
WARM_UP_SECONDS = 1.5
CHOICE_SECONDS = 1.0


class ActorCritic(nn.Module):
    """The hidden layers with a ReLU after each; policy and value are one matrix, the value its last row."""

    def __init__(self, hidden, features, actions):
        super().__init__()
        self.hidden = hidden
        self.heads = nn.Linear(features, actions + 1)

    def forward(self, x):
        y = self.heads(self.hidden(x))
        return y[:, :-1], y[:, -1]


def make_network(name):
    """The network, the shape of an observation (channels first, as PyTorch wants it) and the number of actions."""
    if name == "atari":
        hidden = nn.Sequential(
            nn.Conv2d(4, 16, 8, stride=4), nn.ReLU(), nn.Conv2d(16, 32, 4, stride=2), nn.ReLU(), nn.Flatten(),
            nn.Linear(9 * 9 * 32, 256), nn.ReLU())
        return ActorCritic(hidden, 256, 6), (4, 84, 84), 6
    if name == "minatar":
        hidden = nn.Sequential(nn.Conv2d(4, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 8 * 16, 128), nn.ReLU())
        return ActorCritic(hidden, 128, 6), (4, 10, 10), 6
    hidden = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
    return ActorCritic(hidden, 64, 2), (4,), 2


def flatten(network):
    """Lays all parameters and all gradients end to end, so that copying, clipping and updating are a few calls for the whole network."""
    count = sum(p.numel() for p in network.parameters())
    values, gradients = torch.empty(count), torch.zeros(count)
    offset = 0
    for p in network.parameters():
        end = offset + p.numel()
        values[offset:end].copy_(p.detach().reshape(-1))
        p.data = values[offset:end].view_as(p)
        p.grad = gradients[offset:end].view_as(p)
        offset = end
    return values, gradients


class RandomObservations:
    """Two observations that alternate, random rewards, an episode's end every 500 steps."""

    def __init__(self, shape):
        self.observations = [torch.rand(1, *shape) for _ in range(2)]
        self.step_count = 0

    def observe(self):
        return self.observations[self.step_count % 2]

    def step(self):
        self.step_count += 1
        terminated = self.step_count == EPISODE_LENGTH
        if terminated:
            self.step_count = 0
        return random.random() - 0.5, terminated


class ActorLearner:
    def __init__(self, name, learns_from):
        self.network, shape, _ = make_network(name)
        self.theta, self.gradient = flatten(self.network)
        self.shared_theta = self.theta.clone()
        self.mean_square = torch.zeros_like(self.theta)
        self.root = torch.empty_like(self.theta)
        self.environment = RandomObservations(shape)
        self.segment = torch.empty(T_MAX, *shape)
        self.keeps_graph = learns_from == "acting"

    def play_segment(self):
        """One segment and one update: t_max steps."""
        self.theta.copy_(self.shared_theta)
        logits, values, actions, rewards, ends = [], [], [], [], []
        with torch.set_grad_enabled(self.keeps_graph):
            for t in range(T_MAX):
                observation = self.environment.observe()
                policy, value = self.network(observation)
                actions.append(torch.multinomial(F.softmax(policy.detach(), dim=1), 1))
                reward, terminated = self.environment.step()
                rewards.append(reward)
                ends.append(terminated)
                if self.keeps_graph:
                    logits.append(policy)
                    values.append(value)
                else:
                    self.segment[t].copy_(observation[0])
        with torch.no_grad():
            following = self.network(self.environment.observe())[1].item()

        returns = [0.0] * T_MAX
        for t in reversed(range(T_MAX)):
            following = rewards[t] + (0.0 if ends[t] else GAMMA * following)
            returns[t] = following

        policy, value = (torch.cat(logits), torch.cat(values)) if self.keeps_graph else self.network(self.segment)
        self.learn(policy, value, torch.cat(actions), torch.tensor(returns))

    def learn(self, policy, value, actions, returns):
        log_pi = F.log_softmax(policy, dim=1)
        entropy = -(log_pi.exp() * log_pi).sum()
        error = returns - value
        loss = (-(log_pi.gather(1, actions).squeeze(1) * error.detach()).sum()
                - ENTROPY_WEIGHT * entropy + VALUE_WEIGHT * error.square().sum())
        self.gradient.zero_()
        loss.backward()
        self.update()

    def update(self):
        norm = self.gradient.norm().item()
        if norm > GREATEST_NORM:
            self.gradient.mul_(GREATEST_NORM / norm)
        self.mean_square.mul_(ALPHA).addcmul_(self.gradient, self.gradient, value=1 - ALPHA)
        torch.add(self.mean_square, EPSILON, out=self.root).sqrt_()
        self.shared_theta.addcdiv_(self.gradient, self.root, value=-LEARNING_RATE)

    def steps_per_second(self, seconds):
        start = time.perf_counter()
        steps = 0
        while True:
            self.play_segment()
            steps += T_MAX
            elapsed = time.perf_counter() - start
            if elapsed >= seconds:
                return steps / elapsed


def faster(name):
    """Which way of learning is the faster one here; both are tried, for the first seconds are slower than the rest."""
    learners = {how: ActorLearner(name, how) for how in ("acting", "replay")}
    for learner in learners.values():
        learner.steps_per_second(CHOICE_SECONDS / 2)
    return max(learners, key=lambda how: learners[how].steps_per_second(CHOICE_SECONDS))


def blas_library():
    """The file that matrix products come from: a reference BLAS is many times slower than OpenBLAS, and a ratio to it would say nothing."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            files = {line.split()[-1] for line in maps if "blas" in line}
    except OSError:
        return None
    return ", ".join(sorted(os.path.basename(os.path.dirname(f)) + "/" + os.path.basename(f) for f in files)) or "built in"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=["atari", "minatar", "mlp"], default="atari")
    parser.add_argument("--seconds", type=float, default=5, help="how long to measure, after a warm-up of 1.5 s")
    parser.add_argument(
        "--learn-from", choices=["acting", "replay", "faster"], default="faster",
        help="acting: the graph that acting left, one row at a time; replay: one more forward pass of all rows of the segment; "
             "faster: both are tried first and the faster is measured")
    options = parser.parse_args()
    if not 0 < options.seconds <= 3600:
        parser.error(f"--seconds: {options.seconds} is out of range; it must be more than 0 and at most 3600.")

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    random.seed(0)
    learns_from = faster(options.network) if options.learn_from == "faster" else options.learn_from
    learner = ActorLearner(options.network, learns_from)
    learner.steps_per_second(WARM_UP_SECONDS)
    rate = learner.steps_per_second(options.seconds)
    if not torch.isfinite(learner.shared_theta).all():
        sys.exit("The parameters are no longer finite, so the time says nothing.")
    print(json.dumps({
        "implementation": "PyTorch " + torch.__version__,
        "network": options.network,
        "threads": torch.get_num_threads(),
        "blas": blas_library(),
        "parameters": learner.theta.numel(),
        "learn_from": learns_from,
        "steps_per_second": rate,
    }))


if __name__ == "__main__":
    main()
