import numpy as np


class Space:
    def __init__(self, shape=None, dtype=None):
        self.shape = None if shape is None else tuple(shape)
        self.dtype = None if dtype is None else np.dtype(dtype)

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, self.shape)


class Box(Space):
    def __init__(self, low, high, shape=None, dtype=np.float32):
        shape = np.shape(low) if shape is None else shape
        super().__init__(shape, dtype)
        self.low = np.broadcast_to(np.asarray(low), self.shape).astype(self.dtype)
        self.high = np.broadcast_to(np.asarray(high), self.shape).astype(self.dtype)

    def __repr__(self):
        return "Box(%s, %s, %s, %s)" % (self.low.min(), self.high.max(), self.shape, self.dtype)


class Discrete(Space):
    def __init__(self, n, start=0):
        super().__init__((), np.int64)
        self.n, self.start = np.int64(n), np.int64(start)

    def __repr__(self):
        return "Discrete(%d)" % self.n


class MultiDiscrete(Space):
    def __init__(self, nvec, dtype=np.int64, start=None):
        self.nvec = np.array(nvec, dtype=dtype)
        self.start = np.zeros_like(self.nvec) if start is None else np.array(start, dtype=dtype)
        super().__init__(self.nvec.shape, dtype)


class MultiBinary(Space):
    def __init__(self, n):
        self.n = n
        super().__init__((n,) if np.ndim(n) == 0 else tuple(n), np.int8)


class Dict(Space):
    def __init__(self, spaces):
        super().__init__()
        self.spaces = dict(sorted(spaces.items()))

    def __getitem__(self, key):
        return self.spaces[key]


class Tuple(Space):
    def __init__(self, spaces):
        super().__init__()
        self.spaces = tuple(spaces)


class Text(Space):
    def __init__(self, max_length):
        super().__init__()


class Graph(Space):
    def __init__(self, node_space, edge_space):
        super().__init__()


class Sequence(Space):
    def __init__(self, space):
        super().__init__()
