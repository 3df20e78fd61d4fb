"""Plays Gymnasium environments for AsyncRL. Needs gymnasium and numpy alone; AsyncRL brings it along and starts it.

A lane is one environment. Steps and resets travel through a file that both sides map: words of 8 bytes in the order of the
names below, then the action, the parts of the observation, the mask and a message. All else is a line of JSON, perhaps
followed by bytes, in either direction. In a worker process the lines travel through standard input and what was standard
output; in the process of AsyncRL itself `call` takes them, and `Lane.play` answers a request at once.
"""
import difflib
import faulthandler
import importlib
import json
import mmap
import os
import platform
import select
import signal
import sys
import threading
import time
import traceback

# Words that AsyncRL writes, and on cache lines of their own those that it reads.
REQUEST, COMMAND, HAS_SEED, SEED, SPIN, AWAITED = 0, 1, 2, 3, 4, 5
ANSWER, STATUS, REWARD, TERMINATED, TRUNCATED, MASKED, MESSAGE_LENGTH, ASLEEP = 8, 9, 10, 11, 12, 13, 14, 15
HEADER, MESSAGE = 256, 4096
RESET, STEP = 1, 2

# A worker answers to nothing else for so long where AsyncRL thinks between two steps.
POLLS_BETWEEN_LOOKS = 64

# Where memory is not written in the order of the program, taking a lock orders it.
_lock = threading.Lock()
_ordered = platform.machine().lower() in ("x86_64", "amd64", "i386", "i686", "x86")
lanes = {}
patience = 120.0  # seconds that AsyncRL waits for an answer at most
np = None
gymnasium = None


class Refusal(Exception):
    """What a user must know, in a sentence without its end."""


def fence():
    with _lock:
        pass


def align(offset):
    return (offset + 63) // 64 * 64


def version(text):
    numbers = []
    for part in text.split(".")[:2]:
        digits = "".join(c for c in part if c.isdigit())
        numbers.append(int(digits) if digits else 0)
    return tuple(numbers)


def load():
    """Imports what is needed, or says what is missing."""
    global np, gymnasium
    try:
        import numpy
    except ImportError as e:
        raise Refusal(
            "numpy cannot be imported by %s (%s); run '%s -m pip install numpy gymnasium', or name another Python with the "
            "option python" % (sys.executable, e, sys.executable))
    if version(numpy.__version__) < (1, 21):
        raise Refusal("numpy 1.21 or newer is needed, but %s has %s" % (sys.executable, numpy.__version__))
    try:
        import gymnasium as found
    except ImportError as e:
        raise Refusal(
            "gymnasium cannot be imported by %s (%s); run '%s -m pip install gymnasium', or name another Python with the "
            "option python" % (sys.executable, e, sys.executable))
    have = getattr(found, "__version__", "0")
    if version(have) < (0, 29):
        raise Refusal(
            "gymnasium 0.29 or newer is needed, but %s has %s; run '%s -m pip install -U gymnasium'"
            % (sys.executable, have, sys.executable))
    np, gymnasium = numpy, found


def imported(path, what):
    """The object that 'package.module:Name' names."""
    module, _, name = path.partition(":")
    try:
        found = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found
    except (ImportError, AttributeError) as e:
        raise Refusal("%s '%s' cannot be imported: %s" % (what, path, e))


def described(error):
    """An exception in a line, with the place in the environment's own code that it came from."""
    if isinstance(error, Refusal):
        return str(error)
    own = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.endswith("asyncrl_worker.py")]
    where = " (%s, line %d)" % (os.path.basename(own[-1].filename), own[-1].lineno) if own else ""
    try:
        told = " ".join(str(error).split())
    except Exception:
        told = ""
    return "%s: %s%s" % (type(error).__name__, told or "no message", where)


# Environments


def make(request):
    """Makes the environment that a request asks for, innermost wrapper first."""
    name, arguments = request["id"], dict(request["arguments"])
    limit = request.get("limit")
    module, _, rest = name.rpartition(":")
    if module:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as e:
            raise Refusal(
                "the module '%s' cannot be imported: %s, neither in the present folder nor on PYTHONPATH nor among the packages "
                "of %s" % (module, e, sys.executable))
    create = None
    if module and rest not in gymnasium.envs.registration.registry:
        create = getattr(sys.modules[module], rest, None)
        if create is None and "-v" not in rest:
            raise Refusal("'%s' is neither in the module '%s' nor a registered id" % (rest, module))
    if create is not None:
        env = with_rendering(create, arguments, getattr(create, "metadata", None) or {}, request)
        if isinstance(limit, int):
            env = gymnasium.wrappers.TimeLimit(env, limit)
    else:
        spec = registered(rest, module)
        if limit == "none":
            import copy
            spec = copy.deepcopy(spec)
            spec.max_episode_steps = None
        metadata = metadata_of(spec)
        # What its checker looks at is looked at here, in every step.
        keywords = dict(disable_env_checker=True)
        if isinstance(limit, int):
            keywords["max_episode_steps"] = limit
        env = with_rendering(lambda **k: gymnasium.make(spec, **keywords, **k), arguments, metadata, request)
    for path in request["wrappers"]:
        env = imported(path, "the wrapper")(env)
    return env


def registered(name, module):
    """What an id stands for; where Gymnasium knows none, its own words and what they do not say."""
    try:
        return gymnasium.spec(name)
    except Exception as e:
        said = " ".join(str(e).split())
        hints = []
        if type(e).__name__ not in ("VersionNotFound", "DeprecatedEnv"):  # these name the versions
            near = difflib.get_close_matches(name, gymnasium.envs.registration.registry, 1)
            hints = ["the closest id is '%s'" % near[0]] if near else []
            hints += ["where a module registers it, write gym:module:%s" % name] if not module else []
        hint = "; ".join(hints)
        raise Refusal(said.rstrip(".") + ("" if not hint else " " if said[-1:] == "?" else ". ") + hint[:1].upper() + hint[1:])


def metadata_of(spec):
    try:
        entry = spec.entry_point
        if isinstance(entry, str):
            entry = imported(entry, "the entry point")
        return getattr(entry, "metadata", None) or {}
    except Refusal:
        return {}


def with_rendering(create, arguments, metadata, request):
    modes = metadata.get("render_modes") or metadata.get("render.modes") or []
    if request.get("render", True) and "render_mode" not in arguments and "rgb_array" in modes:
        try:
            return create(render_mode="rgb_array", **arguments)
        except TypeError as e:
            if "render_mode" not in str(e):
                raise
    return create(**arguments)


# Spaces


def leaves_of(space, name=""):
    """The parts of an observation, as their names, ways to them and spaces; and whether they are named."""
    kind = type(space).__name__
    spaces = gymnasium.spaces
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        parts = space.spaces.items() if isinstance(space, spaces.Dict) else enumerate(space.spaces)
        found = []
        for key, inner in parts:
            for inner_name, way, leaf in leaves_of(inner, str(key)):
                found.append((inner_name if not name else "%s.%s" % (name, inner_name), (key,) + way, leaf))
        return found
    if isinstance(space, (spaces.Box, spaces.Discrete, spaces.MultiDiscrete, spaces.MultiBinary)):
        return [(name, (), space)]
    raise Refusal("its observations are a %s space, which networks cannot read; use Box, Discrete, MultiDiscrete, "
                  "MultiBinary, or a Dict or Tuple of these" % kind)


def is_channel_first(space, layout):
    if not isinstance(space, gymnasium.spaces.Box) or len(space.shape) != 3 or layout == "hwc":
        return False
    first, middle, last = space.shape
    return layout == "chw" or (first < middle and first < last and (first <= 4 or space.dtype == np.uint8) and last > 4)


def numbers(values):
    """Bounds as float32 holds them; text where JSON has no number."""
    return [float(v) if np.isfinite(v) else str(float(v)) for v in np.asarray(values, dtype=np.float64).ravel()]


def compact(values):
    values = numbers(values)
    return values[:1] if len(set(values)) == 1 else values


def described_space(space, layout="hwc"):
    spaces = gymnasium.spaces
    if isinstance(space, spaces.Box):
        low, high, shape = space.low, space.high, space.shape
        chw = is_channel_first(space, layout)
        if chw:
            low, high = np.moveaxis(low, 0, 2), np.moveaxis(high, 0, 2)
            shape = low.shape
        return {"kind": "box", "shape": list(shape), "dtype": space.dtype.name, "low": compact(low), "high": compact(high)}
    if isinstance(space, spaces.Discrete):
        return {"kind": "discrete", "n": int(space.n), "start": int(getattr(space, "start", 0))}
    if isinstance(space, spaces.MultiDiscrete):
        return {"kind": "multi_discrete", "counts": [int(n) for n in np.asarray(space.nvec).ravel()]}
    if isinstance(space, spaces.MultiBinary):
        return {"kind": "multi_binary", "n": int(np.prod(space.shape))}
    raise Refusal("its actions are a %s space; AsyncRL's actions are Box, Discrete, MultiDiscrete or MultiBinary"
                  % type(space).__name__)


def start_of(space):
    """Where a MultiDiscrete space begins to count; None where that is 0."""
    start = getattr(space, "start", None)
    return None if start is None or not np.any(start) else np.asarray(start)


class Leaf:
    """One part of the observation on its way into the mapped file."""

    def __init__(self, name, way, space, layout):
        spaces = gymnasium.spaces
        self.name, self.way, self.space = name, way, space
        self.description = described_space(space, layout)
        self.shape = tuple(space.shape)
        self.start = start_of(space) if isinstance(space, spaces.MultiDiscrete) else None
        self.channel_first = is_channel_first(space, layout)
        if isinstance(space, spaces.Box):
            self.kept = np.dtype(space.dtype)
            if self.kept == np.bool_:
                self.kept = np.dtype(np.uint8)
            elif self.kept == np.float16 or self.kept.name not in (
                    "float32", "float64", "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
                self.kept = np.dtype(np.float32)
        else:
            self.kept = np.dtype(np.int64)
        self.description["kept"] = self.kept.name
        self.size = int(np.prod(self.shape, dtype=np.int64)) * self.kept.itemsize

    def map(self, memory, offset):
        count = self.size // self.kept.itemsize
        array = np.frombuffer(memory, dtype=self.kept, count=count, offset=offset)
        shape = self.shape[1:] + self.shape[:1] if self.channel_first else self.shape
        array = array.reshape(shape)
        self.array = np.moveaxis(array, 2, 0) if self.channel_first else array
        self.dtype = self.space.dtype if isinstance(self.space, gymnasium.spaces.Box) else None

    def write(self, value):
        if self.dtype is None:
            self.write_choices(value)
        elif type(value) is np.ndarray and value.dtype is self.dtype and value.shape == self.shape:
            self.array[...] = value
        else:
            self.check(value)
            self.array[...] = value

    def what(self):
        return "the observation" if not self.name else "part '%s' of the observation" % self.name

    def check(self, value):
        if not isinstance(value, (np.ndarray, np.generic)):
            raise Refusal("%s is a %s, but %s was declared; return numpy.asarray(..., dtype=numpy.%s)"
                          % (self.what(), type(value).__name__, self.space, self.dtype))
        if value.shape != self.shape:
            raise Refusal("%s has the shape %s, but %s was declared" % (self.what(), value.shape, self.space))
        if not np.can_cast(value.dtype, self.dtype):
            raise Refusal("%s is of dtype %s, but %s was declared; return observation.astype(numpy.%s)"
                          % (self.what(), value.dtype, self.space, self.dtype))

    def write_choices(self, value):
        array = np.asarray(value)
        if array.shape != self.shape or array.dtype.kind not in "iub":
            raise Refusal("%s is %s of shape %s and dtype %s, but %s was declared"
                          % (self.what(), type(value).__name__, array.shape, array.dtype, self.space))
        self.array[...] = array if self.start is None else array - self.start


class Lane:
    """One environment."""

    def __init__(self, number, request):
        self.number = number
        self.done = 0
        self.memory = None
        self.env = make(request)
        self.layout = request.get("layout", "auto")
        self.goals = None
        spaces = gymnasium.spaces
        for name in ("observation_space", "action_space"):
            if not isinstance(getattr(self.env, name, None), spaces.Space):
                raise Refusal("its %s is %r, which is no gymnasium space" % (name, getattr(self.env, name, None)))
        observation, self.action_space = self.env.observation_space, self.env.action_space
        self.composite = isinstance(observation, (spaces.Dict, spaces.Tuple))
        self.leaves = [Leaf(n, w, s, self.layout) for n, w, s in leaves_of(observation)]
        action = described_space(self.action_space)
        self.mask_width = {"discrete": action.get("n", 0), "multi_discrete": sum(action.get("counts", [])),
                           "multi_binary": 2 * action.get("n", 0)}.get(action["kind"], 0)
        self.has_mask = False
        if action["kind"] in ("discrete", "multi_discrete"):
            self.has_mask = self.mask_in(self.checked(self.env.reset(), 2, "reset")[1]) is not None
        else:
            self.mask_width = 0
        action_length = 1 if action["kind"] == "discrete" else int(np.prod(self.action_space.shape, dtype=np.int64))
        offset = align(HEADER + 8 * action_length)
        self.offsets = []
        for leaf in self.leaves:
            self.offsets.append(offset)
            offset = align(offset + leaf.size)
        self.mask_offset = offset
        self.message_offset = align(offset + self.mask_width)
        self.length = self.message_offset + MESSAGE
        self.description = {
            "observation": {
                "kind": "dict" if isinstance(observation, spaces.Dict) else "tuple" if self.composite else "single",
                "parts": [dict(leaf.description, name=leaf.name, offset=o) for leaf, o in zip(self.leaves, self.offsets)],
            },
            "action": action, "has_mask": self.has_mask, "mask_offset": self.mask_offset,
            "message_offset": self.message_offset, "length": self.length,
            "renders": getattr(self.env, "render_mode", None) == "rgb_array",
            "fps": self.fps(), "actions": self.action_names(action), "goals": self.finds_goals(observation),
        }

    def fps(self):
        rate = (getattr(self.env, "metadata", None) or {}).get("render_fps")
        return float(rate) if isinstance(rate, (int, float)) and 0 < rate < 1e6 else 0

    def action_names(self, action):
        names = getattr(self.env.unwrapped, "get_action_meanings", None)
        if action["kind"] != "discrete" or names is None:
            return []
        try:
            names = [str(n) for n in names()]
        except Exception:
            return []
        return names if len(names) == action["n"] else []

    @staticmethod
    def checked(answer, count, call):
        if not isinstance(answer, tuple) or len(answer) != count:
            told = "%d values" % len(answer) if isinstance(answer, tuple) else "a %s" % type(answer).__name__
            raise Refusal("%s returned %s, but Gymnasium's returns %s" % (
                call, told, "observation and info" if count == 2 else
                "observation, reward, terminated, truncated and info"))
        if not isinstance(answer[-1], dict):
            raise Refusal("%s returned %s as info, which must be a dict" % (call, type(answer[-1]).__name__))
        return answer

    def map(self, path):
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), self.length)
        view = memoryview(self.memory)[:self.length // 8 * 8]
        self.words, self.doubles = view.cast("q"), view.cast("d")
        for leaf, offset in zip(self.leaves, self.offsets):
            leaf.map(self.memory, offset)
        self.mask = np.frombuffer(self.memory, dtype=np.uint8, count=max(self.mask_width, 1), offset=self.mask_offset)
        self.read_action = self.action_reader()
        self.done = self.words[REQUEST]

    def action_reader(self):
        """What makes the environment's action of the numbers in the file."""
        spaces, space, words = gymnasium.spaces, self.action_space, self.words
        first = HEADER // 8
        if isinstance(space, spaces.Discrete):
            start, count = int(getattr(space, "start", 0)), int(space.n)
            if count <= 4096:
                choices = [np.int64(start + i) for i in range(count)]
                return lambda: choices[words[first] - start]
            return lambda: np.int64(words[first])
        count, shape, dtype = int(np.prod(space.shape, dtype=np.int64)), space.shape, space.dtype
        if isinstance(space, spaces.Box):
            given = np.frombuffer(self.memory, dtype=np.float32, count=count, offset=HEADER).reshape(shape)
            if dtype == np.float32:
                return given.copy
            low, high = space.low, space.high
            whole = dtype.kind in "iub"
            if whole and dtype.itemsize == 8:
                # The greatest numbers of 64 bits round up to one more, which is none of them.
                high = np.minimum(high.astype(np.float64), np.nextafter(2.0 ** (63 if dtype.kind == "i" else 64), 0))
            # A bound that float32 rounds away from the box is still one of the box's numbers.
            def read():
                action = np.minimum(np.maximum(given.astype(np.float64), low), high)
                return (np.rint(action) if whole else action).astype(dtype)
            return read
        given = np.frombuffer(self.memory, dtype=np.int64, count=count, offset=HEADER).reshape(shape)
        start = start_of(space) if isinstance(space, spaces.MultiDiscrete) else None
        if start is not None:
            return lambda: (given + start).astype(dtype)
        return lambda: given.astype(dtype)

    def mask_in(self, info):
        mask = info.get("action_mask")
        if mask is None:
            return None
        mask = np.concatenate([np.ravel(m) for m in mask]) if isinstance(mask, (tuple, list)) and len(mask) \
            and np.ndim(mask[0]) > 0 else np.asarray(mask).ravel()
        if len(mask) != self.mask_width:
            raise Refusal("info['action_mask'] has %d flags, but %s needs %d" % (len(mask), self.action_space, self.mask_width))
        return mask.astype(bool)

    def play(self):
        """Answers the request in the file, whatever it is; failures too are answers."""
        words = self.words
        try:
            if words[COMMAND] == STEP:
                answer = self.env.step(self.read_action())
                if type(answer) is not tuple or len(answer) != 5 or type(answer[4]) is not dict:
                    self.checked(answer, 5, "step")
                observation, reward, terminated, truncated, info = answer
                if type(reward) is not float:
                    reward = self.real(reward)
                self.doubles[REWARD] = reward
                if type(terminated) is not bool or type(truncated) is not bool:
                    terminated, truncated = self.flag(terminated, "terminated"), self.flag(truncated, "truncated")
                words[TERMINATED], words[TRUNCATED] = terminated, truncated
            else:
                seed = words[SEED] if words[HAS_SEED] else None
                observation, info = self.checked(self.env.reset(seed=seed), 2, "reset")
            if self.composite:
                self.write_parts(observation)
            else:
                self.leaves[0].write(observation)
            if self.has_mask:
                mask = self.mask_in(info)
                words[MASKED] = mask is not None
                if mask is not None:
                    self.mask[:self.mask_width] = mask
            words[STATUS] = 0
        except BaseException as e:
            text = ("in %s: %s" % ("step" if words[COMMAND] == STEP else "reset", described(e))) \
                if not isinstance(e, Refusal) else str(e)
            data = text.encode("utf-8", "replace")[:MESSAGE]
            self.memory[self.message_offset:self.message_offset + len(data)] = data
            words[MESSAGE_LENGTH] = len(data)
            words[STATUS] = 2 if isinstance(e, KeyboardInterrupt) else 1
        if not _ordered:
            fence()
        self.done += 1
        words[ANSWER] = self.done

    def write_parts(self, observation):
        for leaf in self.leaves:
            value = observation
            for key in leaf.way:
                try:
                    value = value[key]
                except (KeyError, IndexError, TypeError):
                    raise Refusal("%s is missing, but %s was declared" % (leaf.what(), self.env.observation_space))
            leaf.write(value)

    @staticmethod
    def real(reward):
        try:
            if not isinstance(reward, (str, bytes)):
                return float(reward)
        except (TypeError, ValueError):
            pass
        raise Refusal("the reward is a %s (%r), which is no number" % (type(reward).__name__, reward))

    @staticmethod
    def flag(value, name):
        if isinstance(value, (int, np.bool_, np.integer)) or (isinstance(value, np.ndarray) and value.size == 1):
            return bool(value)
        raise Refusal("%s is a %s (%r), which is neither true nor false" % (name, type(value).__name__, value))

    # Goals

    def finds_goals(self, observation):
        """Whether what a goal pays can be asked for; finds out how."""
        names = ["observation", "achieved_goal", "desired_goal"]
        spaces = gymnasium.spaces
        pays = getattr(self.env.unwrapped, "compute_reward", None)
        if not isinstance(observation, spaces.Dict) or sorted(observation.spaces) != sorted(names) or pays is None:
            return False
        goal = observation["desired_goal"]
        if not isinstance(goal, spaces.Box) or goal.shape != observation["achieved_goal"].shape:
            return False
        self.goals = (goal, [(pays, self.takes_batches(pays, goal))])
        ends = getattr(self.env.unwrapped, "compute_terminated", None)
        if ends is not None:
            self.goals[1].append((ends, self.takes_batches(ends, goal)))
        return True

    @staticmethod
    def takes_batches(function, goal):
        random = np.random.default_rng(1)
        # Within -1 and 1, or as near to that as the goals are.
        low = np.maximum(goal.low, np.minimum(goal.high - 2.0, -1))
        high = np.minimum(goal.high, np.maximum(goal.low + 2.0, 1))
        achieved, desired = (random.uniform(low, high, (4,) + goal.shape).astype(goal.dtype) for _ in range(2))
        desired[0] = achieved[0]
        try:
            each = [function(a, d, {}) for a, d in zip(achieved, desired)]
            batch = np.asarray(function(achieved, desired, {}))
            return batch.shape == (4,) and bool(np.allclose(batch.astype(float), np.asarray(each, dtype=float)))
        except Exception:
            return False

    def evaluate_goals(self, payload):
        goal, functions = self.goals
        pairs = np.frombuffer(payload, dtype=np.float32).reshape((2, -1) + goal.shape).astype(goal.dtype)
        count = pairs.shape[1]
        answers = []
        for function, batches in functions:
            found = function(pairs[0], pairs[1], {}) if batches else [function(a, d, {}) for a, d in zip(*pairs)]
            answers.append(np.asarray(found, dtype=np.float64).reshape(count))
        if len(answers) == 1:
            answers.append(np.zeros(count))
        return np.concatenate(answers).tobytes()

    def render(self):
        frame = self.env.render()
        if isinstance(frame, list):
            frame = frame[-1] if frame else None
        frame = np.asarray(frame) if frame is not None else None
        if frame is None or frame.ndim != 3 or frame.shape[2] != 3 or frame.size == 0:
            raise Refusal("render returned %s, but rgb_array means height x width x 3 bytes"
                          % ("None" if frame is None else "an array of shape %s" % (frame.shape,)))
        return frame.shape, np.ascontiguousarray(frame.astype(np.uint8, copy=False)).tobytes()

    def close(self):
        try:
            self.env.close()
        except Exception:
            traceback.print_exc()


# Requests


def handle(request, payload):
    """Does what a request says.

    Returns what goes into the answer, and bytes to follow it.
    """
    global patience
    op, number = request["op"], request.get("lane")
    if op == "hello":
        load()
        return {"python": platform.python_version(), "numpy": np.__version__, "gymnasium": gymnasium.__version__}, b""
    if op == "make":
        patience = max(patience, request.get("patience", 0))
        lanes[number] = Lane(number, request)
        return lanes[number].description, b""
    if op == "map":
        lanes[number].map(request["path"])
        return {}, b""
    if op == "render":
        shape, data = lanes[number].render()
        return {"height": shape[0], "width": shape[1]}, data
    if op == "goals":
        return {}, lanes[number].evaluate_goals(payload)
    if op == "close":
        lane = lanes.pop(number, None)
        if lane is not None:
            lane.close()
        return {}, b""
    raise Refusal("the request '%s' is unknown" % op)


def call(line, payload=b""):
    """Answers a line of JSON with one, and bytes after it."""
    request = json.loads(line)
    try:
        answer, data = handle(request, payload)
    except BaseException as e:
        answer, data = {"error": described(e)}, b""
    answer["bytes"], answer["call"] = len(data), request.get("call", 0)
    return json.dumps(answer).encode() + b"\n" + data


def lane_player(number):
    return lanes[number].play


class Pipes:
    """Standard input and output of a worker, kept from the environments: what they print goes to standard error."""

    def __init__(self):
        self.input = os.dup(0)
        self.output = os.dup(1)
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        sys.stdout = sys.stderr
        self.pending = b""

    def read_some(self):
        data = os.read(self.input, 65536)
        if not data:
            end()
        self.pending += data

    def take(self, count):
        while len(self.pending) < count:
            self.read_some()
        data, self.pending = self.pending[:count], self.pending[count:]
        return data

    def line(self):
        while b"\n" not in self.pending:
            self.read_some()
        return self.take(self.pending.index(b"\n") + 1)

    def is_ready(self, seconds):
        if self.pending:
            return True
        if os.name == "nt":
            return windows_ready(self.input, seconds)
        return bool(select.select([self.input], [], [], seconds)[0])

    def send(self, data):
        while data:
            data = data[os.write(self.output, data):]


def windows_ready(descriptor, seconds):
    import ctypes
    import msvcrt
    handle, available = msvcrt.get_osfhandle(descriptor), ctypes.c_ulong()
    end = time.monotonic() + seconds
    while True:
        if not ctypes.windll.kernel32.PeekNamedPipe(
                ctypes.c_void_p(handle), None, 0, None, ctypes.byref(available), None):
            os._exit(0)
        if available.value:
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.0005)


def end():
    """Ends the process, and those that its environments have started."""
    if os.name != "nt" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def watch(parent):
    """Ends the process where its parent is gone, also while an environment is busy."""
    nothing = open(os.devnull, "w")
    while True:
        # Native code that keeps the interpreter's lock keeps this thread from its next look. What then ends the process needs
        # no lock, and comes after AsyncRL, if it lives, has lost its patience.
        faulthandler.dump_traceback_later(patience + 10, exit=True, file=nothing)
        time.sleep(0.5)
        if os.getppid() != parent:
            end()


def serve(pipes):
    """A worker's life: lanes are looked at for a while, then the pipe is slept at.

    It never yields its processor: among many programs that costs milliseconds, while a sleeper is woken at once.
    """
    now = time.perf_counter
    while True:
        idle_since = None
        while True:
            played = False
            for lane in list(lanes.values()) if len(lanes) != 1 else lanes.values():
                if lane.memory is None:
                    continue
                words = lane.words
                polls = POLLS_BETWEEN_LOOKS
                while words[REQUEST] == lane.done and polls:
                    polls -= 1
                if polls or words[REQUEST] != lane.done:
                    lane.play()
                    played = True
                    if words[AWAITED]:
                        words[AWAITED] = 0
                        pipes.send(b'{"wake": %d}\n' % lane.number)
            if played:
                idle_since = None
                continue
            if idle_since is None:
                idle_since = now()
            elif (now() - idle_since) * 1e6 >= max([lane.words[SPIN] for lane in lanes.values() if lane.memory], default=0):
                break
        awake = [lane for lane in lanes.values() if lane.memory is not None]
        for lane in awake:
            lane.words[ASLEEP] = 1
        fence()
        if any(lane.words[REQUEST] != lane.done for lane in awake):
            pass
        elif pipes.is_ready(0.25 if awake else 1):
            line = pipes.line()
            if line.strip():
                request = json.loads(line)
                payload = pipes.take(request.get("bytes", 0))
                pipes.send(call(line, payload))
        for lane in awake:
            lane.words[ASLEEP] = 0


def main():
    # Ctrl-C reaches every process of a terminal; this one ends when AsyncRL says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipes = Pipes()
    if os.name != "nt":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if os.getpgrp() != os.getpid():
            os.setsid()  # a group of its own: what environments have started can be ended with it
        threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
    serve(pipes)


if __name__ == "__main__":
    main()
