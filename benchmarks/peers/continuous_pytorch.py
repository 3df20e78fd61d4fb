#!/usr/bin/env python3
"""The work of `asyncrl bench replay --algorithm sac|td3|ddpg`, written in plain PyTorch, to be timed along with it.

Learning alone, on one thread: draw a minibatch out of 20,000 random transitions of HalfCheetah's shape, compute the targets, the losses of
the critics, the actor and (sac) the temperature, apply Adam to each, let the targets follow. Networks, coefficients and transitions are
those of the command; README.md in this folder says what is equal and where the peer is given an advantage.

Needs PyTorch 1.13 or newer. Prints one line of JSON.
"""
import argparse
import ctypes
import json
import math
import os
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

OBSERVATIONS, ACTIONS, TRANSITIONS, EPISODE_LENGTH = 17, 6, 20_000, 1_000
GAMMA, TAU = 0.99, 0.005
# Like the command, which keeps the networks as they were initialised; the peer's time does not depend on it.
LEARNING_RATE, EPSILON = 1e-9, 1e-8
POLICY_DELAY, TARGET_NOISE, NOISE_CLIP = 2, 0.2, 0.5
LEAST_LOG_DEVIATION, GREATEST_LOG_DEVIATION = -20.0, 2.0
LOG_TWO, HALF_LOG_TWO_PI = math.log(2.0), 0.5 * math.log(2 * math.pi)
WARM_UP_SECONDS = 1.5


def network(inputs, outputs, units):
    return nn.Sequential(nn.Linear(inputs, units), nn.ReLU(), nn.Linear(units, units), nn.ReLU(), nn.Linear(units, outputs))


def frozen(net):
    """A copy that no gradient is computed for."""
    copy = network(net[0].in_features, net[4].out_features, net[0].out_features)
    copy.load_state_dict(net.state_dict())
    for p in copy.parameters():
        p.requires_grad_(False)
    return copy


class Flat:
    """Parameters of some networks, laid end to end in one tensor with their gradients and Adam's statistics: an update of all of them is a
    few calls. It is what a `foreach` or `fused` optimizer of a later PyTorch does at best."""

    def __init__(self, parameters):
        parameters = list(parameters)
        count = sum(p.numel() for p in parameters)
        self.values, self.gradient = torch.empty(count), torch.zeros(count)
        self.mean, self.square, self.root = torch.zeros(count), torch.zeros(count), torch.empty(count)
        self.steps = 0
        offset = 0
        for p in parameters:
            end = offset + p.numel()
            self.values[offset:end].copy_(p.detach().reshape(-1))
            p.data = self.values[offset:end].view_as(p)
            if p.requires_grad:
                p.grad = self.gradient[offset:end].view_as(p)
            offset = end

    def adam(self, beta1=0.9, beta2=0.999):
        self.steps += 1
        self.mean.lerp_(self.gradient, 1 - beta1)
        self.square.mul_(beta2).addcmul_(self.gradient, self.gradient, value=1 - beta2)
        torch.sqrt(self.square, out=self.root)
        self.root.mul_(1 / math.sqrt(1 - beta2 ** self.steps)).add_(EPSILON)
        self.values.addcdiv_(self.mean, self.root, value=-LEARNING_RATE / (1 - beta1 ** self.steps))
        self.gradient.zero_()


class Memory:
    """Transitions in preallocated tensors; state, action, reward, discount and next state of one are one row, so that a draw is one call."""

    def __init__(self):
        self.rows = torch.randn(TRANSITIONS, 2 * OBSERVATIONS + ACTIONS + 2)
        self.rows[:, OBSERVATIONS:OBSERVATIONS + ACTIONS].uniform_(-1, 1)
        self.rows[:, -1] = GAMMA
        self.rows[EPISODE_LENGTH - 1::EPISODE_LENGTH, -1] = 0.0
        self.drawn = None

    def draw(self, batch):
        if self.drawn is None:
            self.drawn = torch.empty(batch, self.rows.shape[1])
        torch.index_select(self.rows, 0, torch.randint(TRANSITIONS, (batch,)), out=self.drawn)
        state_action = self.drawn[:, :OBSERVATIONS + ACTIONS]
        following = self.drawn[:, OBSERVATIONS + ACTIONS:2 * OBSERVATIONS + ACTIONS]
        return state_action[:, :OBSERVATIONS], state_action, following, self.drawn[:, -2], self.drawn[:, -1]


class Critics:
    """One or two critics, with targets that follow them."""

    def __init__(self, count, units):
        self.networks = [network(OBSERVATIONS + ACTIONS, 1, units) for _ in range(count)]
        self.targets = [frozen(net) for net in self.networks]
        self.flat = Flat(p for net in self.networks for p in net.parameters())
        self.target = Flat(p for net in self.targets for p in net.parameters())
        # The same numbers without gradients: what the actor passes through leaves the critics' own gradients alone.
        self.views = [frozen(net) for net in self.networks]
        for view, net in zip(self.views, self.networks):
            for p, own in zip(view.parameters(), net.parameters()):
                p.data = own.data

    def target_value(self, following):
        return lesser([net(following).squeeze(1) for net in self.targets])

    def learn(self, state_action, y):
        sum(F.mse_loss(net(state_action).squeeze(1), y) for net in self.networks).backward()

    def value(self, state_action, count=None):
        return lesser([net(state_action).squeeze(1) for net in self.views[:count]])


def lesser(values):
    return values[0] if len(values) == 1 else torch.min(values[0], values[1])


class SoftActorCritic:
    def __init__(self, batch, units):
        self.batch, self.memory = batch, Memory()
        self.actor, self.critics = network(OBSERVATIONS, 2 * ACTIONS, units), Critics(2, units)
        self.flat = Flat(self.actor.parameters())
        self.log_alpha = nn.Parameter(torch.zeros(1))
        self.temperature = Flat([self.log_alpha])
        self.updates = 0

    def act(self, states):
        mean, log_deviation = self.actor(states).chunk(2, dim=1)
        log_deviation = log_deviation.clamp(LEAST_LOG_DEVIATION, GREATEST_LOG_DEVIATION)
        epsilon = torch.randn(mean.shape)
        u = mean + log_deviation.exp() * epsilon
        # ln N(u) - ln(1 - tanh(u)^2), the latter as 2 (ln 2 - u - softplus(-2 u)).
        log_probability = -(0.5 * epsilon.square() + log_deviation + HALF_LOG_TWO_PI + 2 * (LOG_TWO - u - F.softplus(-2 * u))).sum(1)
        return torch.tanh(u), log_probability

    def learn(self):
        states, state_action, following, rewards, discounts = self.memory.draw(self.batch)
        alpha = self.log_alpha.detach().exp()
        with torch.no_grad():
            actions, log_probability = self.act(following)
            value = self.critics.target_value(torch.cat((following, actions), 1)) - alpha * log_probability
            y = rewards + discounts * value
        self.critics.learn(state_action, y)
        actions, log_probability = self.act(states)
        (alpha * log_probability - self.critics.value(torch.cat((states, actions), 1))).mean().backward()
        self.temperature.gradient.copy_(-(log_probability.detach().mean() - ACTIONS))
        self.critics.flat.adam()
        self.flat.adam()
        self.temperature.adam()
        self.critics.target.values.lerp_(self.critics.flat.values, TAU)
        self.updates += 1

    def parameters(self):
        return self.flat.values.numel() + self.critics.flat.values.numel() + 1


class DeterministicActor:
    """td3, and with one critic, no smoothing and no delay ddpg."""

    def __init__(self, batch, units, twin):
        self.batch, self.memory, self.twin = batch, Memory(), twin
        self.actor, self.critics = network(OBSERVATIONS, ACTIONS, units), Critics(2 if twin else 1, units)
        self.actor_target = frozen(self.actor)
        self.flat, self.target = Flat(self.actor.parameters()), Flat(self.actor_target.parameters())
        self.updates = 0

    def learn(self):
        states, state_action, following, rewards, discounts = self.memory.draw(self.batch)
        with torch.no_grad():
            actions = torch.tanh(self.actor_target(following))
            if self.twin:
                noise = torch.randn(actions.shape).mul_(TARGET_NOISE).clamp_(-NOISE_CLIP, NOISE_CLIP)
                actions = actions.add_(noise).clamp_(-1, 1)
            y = rewards + discounts * self.critics.target_value(torch.cat((following, actions), 1))
        self.critics.learn(state_action, y)
        self.updates += 1
        moves = not self.twin or self.updates % POLICY_DELAY == 0
        if moves:
            (-self.critics.value(torch.cat((states, torch.tanh(self.actor(states))), 1), 1).mean()).backward()
            self.flat.adam()
        self.critics.flat.adam()
        if moves:
            self.target.values.lerp_(self.flat.values, TAU)
            self.critics.target.values.lerp_(self.critics.flat.values, TAU)

    def parameters(self):
        return self.flat.values.numel() + self.critics.flat.values.numel()


def updates_per_second(learner, seconds):
    """Updates per second, and the processors that were busy meanwhile: less than one where others want the core too."""
    used, start = time.process_time(), time.perf_counter()
    updates = 0
    while True:
        learner.learn()
        updates += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return updates / elapsed, (time.process_time() - used) / elapsed


def blas_library():
    """The file that matrix products come from, and the kernels that an OpenBLAS has chosen: the reference BLAS is many times slower than
    OpenBLAS, an OpenBLAS with kernels for an older processor up to twice as slow as it could be, and a ratio to either would say nothing."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            files = {line.split()[-1] for line in maps if "blas" in line}
    except OSError:
        return None
    names = [os.path.basename(os.path.dirname(f)) + "/" + os.path.basename(f) for f in files]
    for file in files:
        try:
            core = ctypes.CDLL(file).openblas_get_corename
        except (OSError, AttributeError):
            continue
        core.restype = ctypes.c_char_p
        names.append(core().decode() + " kernels")
        break
    return ", ".join(sorted(names)) or "built in"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--algorithm", choices=["sac", "td3", "ddpg"], default="sac")
    parser.add_argument("--seconds", type=float, default=5, help="how long to measure, after a warm-up of 1.5 s")
    parser.add_argument("--batch-size", type=int, default=256)
    parser.add_argument("--units", type=int, default=256, help="units of each of the two hidden layers")
    options = parser.parse_args()
    if not 0 < options.seconds <= 3600:
        parser.error(f"--seconds: {options.seconds} is out of range; it must be more than 0 and at most 3600.")

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    torch.manual_seed(0)
    # What has become tiny is zero, as a processor multiplies such numbers many times more slowly.
    torch.set_flush_denormal(True)
    learner = (
        SoftActorCritic(options.batch_size, options.units) if options.algorithm == "sac"
        else DeterministicActor(options.batch_size, options.units, twin=options.algorithm == "td3"))
    updates_per_second(learner, WARM_UP_SECONDS)
    rate, processors = updates_per_second(learner, options.seconds)
    if not all(torch.isfinite(flat.values).all() for flat in (learner.flat, learner.critics.flat)):
        sys.exit("The parameters are no longer finite, so the time says nothing.")
    print(json.dumps({
        "implementation": "PyTorch " + torch.__version__,
        "algorithm": options.algorithm,
        "threads": torch.get_num_threads(),
        "blas": blas_library(),
        "parameters": learner.parameters(),
        "updates_per_second": rate,
        "processors_used": processors,
    }))


if __name__ == "__main__":
    main()
