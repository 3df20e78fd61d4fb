"""Environments for the tests of AsyncRL.Gymnasium: some that are in order, and some that break in one way each."""
import os
import sys
import time

import gymnasium
import numpy as np
from gymnasium import spaces


class Walk(gymnasium.Env):
    """A walk of two chances in a float64 box, with rewards of the action and of chance."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 12}

    def __init__(self, render_mode=None, length=10, name="walk", bonus=0.0, strict=False, extra=None):
        self.render_mode = render_mode
        self.told = (length, name, bonus, strict, extra)
        self.length, self.bonus = length, bonus
        self.observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)
        self.action_space = spaces.Discrete(3, start=-1)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at, self.steps = self.np_random.uniform(-1, 1, 2), 0
        return self.at.copy(), {}

    def step(self, action):
        assert isinstance(action, np.int64) and action in (-1, 0, 1)
        self.steps += 1
        self.at = self.at + action * 0.25 + self.np_random.normal(0, 0.1, 2)
        return self.at.copy(), float(self.at[0]) + self.bonus, bool(self.at[1] > 2), self.steps >= self.length, {}

    def render(self):
        picture = np.zeros((0 if self.told[1] == "blank" else 20, 30, 3), np.uint8)
        picture[:, :15] = (200, 100, 50)
        picture[:10, 15:] = (0, 0, 255)
        return picture

    def get_action_meanings(self):
        return ["LEFT", "STAY", "RIGHT"]


class Endless(Walk):
    """Never ends by itself; registered with a limit of 7 steps."""

    def step(self, action):
        observation, reward, _, _, info = super().step(action)
        return observation, reward, False, False, info


class Echo(gymnasium.Env):
    """Shows a fixed element of a space, and checks that actions arrive as its action space has them."""

    def __init__(self, kind="float32", action="discrete"):
        counting = np.arange(24, dtype=np.int64)
        boxes = {
            "float32": np.float32, "float64": np.float64, "float16": np.float16, "uint8": np.uint8, "int8": np.int8,
            "int16": np.int16, "uint16": np.uint16, "int32": np.int32, "uint32": np.uint32, "int64": np.int64,
        }
        if kind in boxes:
            self.observation_space = spaces.Box(0, 100, (2, 3, 4), boxes[kind])
            self.shown = counting.reshape(2, 3, 4).astype(boxes[kind])
        elif kind == "hwc":
            self.observation_space = spaces.Box(0, 255, (8, 6, 3), np.uint8)
            self.shown = np.arange(144, dtype=np.uint8).reshape(8, 6, 3)
        elif kind == "chw":
            self.observation_space = spaces.Box(0, 255, (3, 8, 6), np.uint8)
            self.shown = np.arange(144, dtype=np.uint8).reshape(3, 8, 6)
        elif kind == "bounds":
            self.observation_space = spaces.Box(np.array([-1, -np.inf], np.float32), np.array([np.inf, 2], np.float32))
            self.shown = np.array([5, -7], np.float32)
        elif kind == "discrete":
            self.observation_space, self.shown = spaces.Discrete(5, start=3), 6
        elif kind == "multi_discrete":
            self.observation_space = spaces.MultiDiscrete([3, 4])
            self.shown = np.array([2, 3])
        elif kind == "multi_binary":
            self.observation_space, self.shown = spaces.MultiBinary(4), np.array([1, 0, 0, 1], np.int8)
        elif kind == "dict":
            self.observation_space = spaces.Dict({
                "z": spaces.Discrete(4), "a": spaces.Box(0, 9, (2,), np.float32),
                "inner": spaces.Dict({"b": spaces.MultiBinary(2)})})
            self.shown = {"z": np.int64(3), "a": np.array([1, 2], np.float32), "inner": {"b": np.array([0, 1], np.int8)}}
        elif kind == "tuple":
            self.observation_space = spaces.Tuple((spaces.Discrete(4), spaces.Box(0, 9, (2,), np.float32)))
            self.shown = (2, np.array([4, 5], np.float32))
        elif kind == "text":
            self.observation_space, self.shown = spaces.Text(5), "abc"
        elif kind == "graph":
            self.observation_space, self.shown = spaces.Graph(spaces.Box(0, 1, (2,)), None), None
        elif kind == "vast":
            self.observation_space, self.shown = spaces.MultiDiscrete([2 ** 40, 2]), None
        elif kind == "nothing":
            self.observation_space, self.shown = spaces.Dict({}), {}
        elif kind == "sequence":
            self.observation_space, self.shown = spaces.Sequence(spaces.Discrete(3)), (1, 2)
        self.kind = action
        self.action_space = {
            "discrete": lambda: spaces.Discrete(4, start=2),
            "multi_discrete": lambda: spaces.MultiDiscrete([3, 2]),
            "multi_binary": lambda: spaces.MultiBinary(3),
            "box64": lambda: spaces.Box(-0.1, 0.1, (2,), np.float64),
            "box_int": lambda: spaces.Box(-5, 5, (2,), np.int32),
            "box_vast": lambda: spaces.Box(np.iinfo(np.int64).min, np.iinfo(np.int64).max, (2,), np.int64),
            "dict": lambda: spaces.Dict({"a": spaces.Discrete(2)}),
        }[action]()

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.shown, {}

    def step(self, action):
        if self.kind == "discrete":
            assert isinstance(action, np.int64), type(action)
            reward = float(action)
        else:
            assert action.dtype == self.action_space.dtype and action.shape == self.action_space.shape, action
            if self.kind == "box64":
                assert np.all(action <= self.action_space.high) and np.all(action >= self.action_space.low), action
            reward = float(np.sum(action.astype(np.float64) * np.arange(1, len(action) + 1)))
        return self.shown, reward, False, False, {}


class Masked(gymnasium.Env):
    """Forbids what was chosen last."""

    def __init__(self, legal=1.0):
        self.observation_space, self.action_space, self.legal = spaces.Discrete(4), spaces.Discrete(4), legal

    def mask(self):
        mask = np.full(4, self.legal, np.int8 if self.legal == 1 else np.float32)
        mask[self.last] = 0
        return {"action_mask": mask}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.last = 1
        return self.last, self.mask()

    def step(self, action):
        assert action != self.last
        self.last = int(action)
        return self.last, 1.0, False, False, self.mask()


class Reach(gymnasium.Env):
    """A point that is to reach a goal, with or without rewards for whole batches."""

    def __init__(self, batches=True, lowest=-10):
        self.batches = batches
        point = spaces.Box(lowest, 10, (2,), np.float64)
        self.observation_space = spaces.Dict({"observation": point, "achieved_goal": point, "desired_goal": point})
        self.action_space = spaces.Box(-1, 1, (2,), np.float32)

    def seen(self):
        return {"observation": self.at.copy(), "achieved_goal": self.at.copy(), "desired_goal": self.goal.copy()}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at, self.goal = np.zeros(2), self.np_random.uniform(-2, 2, 2)
        return self.seen(), {}

    def compute_reward(self, achieved_goal, desired_goal, info):
        if not self.batches and np.ndim(achieved_goal) != 1:
            raise ValueError("one at a time")
        return -(np.linalg.norm(achieved_goal - desired_goal, axis=-1) > 0.5).astype(np.float64)

    def compute_terminated(self, achieved_goal, desired_goal, info):
        return self.compute_reward(achieved_goal, desired_goal, info) == 0

    def step(self, action):
        self.at = np.clip(self.at + action, -10, 10)
        reward = self.compute_reward(self.at, self.goal, {})
        return self.seen(), reward, bool(self.compute_terminated(self.at, self.goal, {})), False, {}


class Broken(gymnasium.Env):
    """Breaks in the way it is told to, at its third step unless the way says otherwise."""

    def __init__(self, way=""):
        self.way, self.steps = way, 0
        self.observation_space, self.action_space = spaces.Box(-1, 1, (2,), np.float32), spaces.Discrete(2)
        if way == "make":
            raise ValueError("no such world")
        if way == "space":
            self.action_space = "two buttons"

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if self.way == "make_keeps_the_lock":
            import ctypes
            ctypes.PyDLL(None).sleep(50)
        if self.way == "make_hangs" or (self.way == "reset_hangs" and seed is not None):
            for _ in range(1000):
                time.sleep(0.05)
        if self.way == "reset_shape":
            return np.zeros(3, np.float32), {}
        if self.way == "reset_bare":
            return np.zeros(2, np.float32)
        if self.way == "prints":
            print("reset")
        return np.zeros(2, np.float32), {}

    def step(self, action):
        self.steps += 1
        observation, reward, terminated = np.zeros(2, np.float32), 1.0, False
        if self.way == "prints":
            print("x" * 1000)
            os.write(1, b"straight to the descriptor\n")
        if self.steps < 3:
            return observation, reward, False, False, {}
        if self.way == "raises":
            raise KeyError("missing thing")
        if self.way == "shape":
            observation = np.zeros((2, 1), np.float32)
        if self.way == "dtype":
            observation = np.zeros(2, np.float64)
        if self.way == "list":
            observation = [0.0, 0.0]
        if self.way == "nan":
            observation[1] = np.nan
        if self.way == "reward_nan":
            reward = float("inf")
        if self.way == "reward_text":
            reward = "much"
        if self.way == "reward_digits":
            reward = "1.5"
        if self.way == "unsaid":
            raise Unsaid()
        if self.way in ("pauses", "sleeps"):
            time.sleep(4 if self.way == "pauses" else 9)
        if self.way == "flags":
            terminated = "yes"
        if self.way == "four":
            return observation, reward, False, {}
        if self.way == "crash":
            import ctypes
            ctypes.string_at(0)
        if self.way == "exits":
            print("out of fuel", file=sys.stderr)
            os._exit(5)
        if self.way == "hangs":
            for _ in range(1000):
                time.sleep(0.05)
        return observation, reward, terminated, False, {}


class Unsaid(Exception):
    """Cannot even be printed."""

    def __str__(self):
        raise ValueError("no words")


class Parent(gymnasium.Env):
    """Has a child that outlives it, and shows its number."""

    def __init__(self):
        self.observation_space = spaces.Box(0, np.inf, (1,), np.float64)
        self.action_space = spaces.Box(-1, 1, (1,), np.float32)
        self.child = os.fork()
        if self.child == 0:
            time.sleep(200)
            os._exit(0)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return np.array([self.child], np.float64), {}

    def step(self, action):
        return np.array([self.child], np.float64), 0.0, False, False, {}


class Doubled(gymnasium.Wrapper):
    """Pays twice."""

    def step(self, action):
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, 2 * reward, terminated, truncated, info


class Plus(gymnasium.Wrapper):
    """Pays one more."""

    def step(self, action):
        observation, reward, terminated, truncated, info = self.env.step(action)
        return observation, reward + 1, terminated, truncated, info


gymnasium.register("Walk-v0", "asyncrl_worlds:Walk")
gymnasium.register("Endless-v0", "asyncrl_worlds:Endless", max_episode_steps=7)


def play(steps, seed, count):
    """What a plain loop sees of Walk-v0: numbers, one line a step."""
    env = gymnasium.make("Walk-v0")
    observation, _ = env.reset(seed=seed)
    lines = [list(observation)]
    for i in range(count):
        observation, reward, terminated, truncated, _ = env.step(np.int64(steps[i % len(steps)]))
        lines.append(list(observation) + [reward, terminated, truncated])
        if terminated or truncated:
            observation, _ = env.reset()
            lines.append(list(observation))
    return lines
