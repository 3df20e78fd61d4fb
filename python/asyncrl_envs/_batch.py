"""Environments behind one handle, and the NumPy arrays that they write into. Needs no Gymnasium."""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, byref, c_double, c_uint8, c_uint64, c_void_p
from enum import Enum
from operator import index
from typing import Any, NamedTuple

import numpy as np

from ._library import Buffers, Library, NativeError, library

# Every call writes a row of arrays that hold several, so that nothing that was returned changes later and arrays are seldom made.
# A row that somebody keeps keeps its whole block of arrays alive, so blocks are small: this many bytes, or a single row.
_BYTES = 1 << 17
_MOST_ROWS = 512
# Taking a block costs 0.8 microseconds, as much as ten steps of MinAtar, so up to four larger rows share one of these bytes.
_SHARING_BYTES = 1 << 19

# Blocks that nobody looks at any more are written again: fresh memory costs more than the steps that fill it.
_SPARES = 2


class Part(NamedTuple):
    """An array of an observation: the whole, or a part of a composite one."""

    name: str
    dtype: np.dtype
    shape: tuple[int, ...]


class Block:
    """Arrays of several rows for N environments, which are written one row a call."""

    def __init__(self, parts: list[Part], rows: int, count: int, mask_width: int, actions: np.ndarray) -> None:
        self.observations = [np.zeros((rows, count, *part.shape), part.dtype) for part in parts]
        self.rewards = np.zeros((rows, count), np.float64)
        self.terminated = np.zeros((rows, count), np.bool_)
        self.truncated = np.zeros((rows, count), np.bool_)
        self.masks = np.zeros((rows, count, mask_width), np.int8) if mask_width else None
        self.buffers = Buffers(
            observations=_pointers(self.observations),
            rewards=self.rewards.ctypes.data,
            terminated=self.terminated.ctypes.data,
            truncated=self.truncated.ctypes.data,
            masks=None if self.masks is None else self.masks.ctypes.data,
            actions=actions.ctypes.data,
            rows=rows,
        )
        self.pointer = byref(self.buffers)
        self.reward = c_double.from_address(self.rewards.ctypes.data)
        self._arrays = [*self.observations, self.rewards, self.terminated, self.truncated]
        if self.masks is not None:
            self._arrays.append(self.masks)
        self._uses_alone = self._uses()

    def is_free(self) -> bool:
        """Whether nobody holds a view of the arrays."""
        return _CAN_COUNT and self._uses() == self._uses_alone

    def _uses(self) -> list[int]:
        # Every view of an array holds the array itself, also a view of a view.
        return [sys.getrefcount(array) for array in self._arrays] if _CAN_COUNT else []


# Counts of references are exact where one thread at a time runs Python code.
_CAN_COUNT = hasattr(sys, "getrefcount") and getattr(sys, "_is_gil_enabled", lambda: True)()


class Batch:
    """N environments of one id.

    A call takes the next row of a block's arrays, which native code then writes; `row` is the one that was written last, -1 where
    none was since the block was taken.
    """

    def __init__(self, id: str, options: dict[str, Any], count: int = 1, autoreset: str = "disabled") -> None:
        self.handle = 0
        self.library: Library = library()
        self.count = index(count)
        self.handle = self.library.create(id, {key: text(value) for key, value in options.items()}, self.count, autoreset)
        self.description = self.library.describe(self.handle)
        self.parts = _parts(self.description["observation_space"])
        self.mask_width: int = self.description["mask_width"]
        size = sum(part.dtype.itemsize * int(np.prod(part.shape)) for part in self.parts) * self.count
        self.rows = max(1, min(_MOST_ROWS, max(_BYTES // size, min(4, _SHARING_BYTES // size))))
        self.actions = _actions(self.description["action_space"], self.count)
        self._spares: list[Block] = []
        self._keeps_finals = autoreset == "same_step"
        if self._keeps_finals:
            self._renew_finals()
        self._take(self._make_block())
        self._before = self.block, 0

    def renew(self) -> None:
        """Takes other arrays; the next call writes their first row."""
        self._before = self.block, self.row
        self._spares.append(self.block)
        for i in range(len(self._spares) - 1):
            if self._spares[i].is_free():
                self._take(self._spares.pop(i))
                return
        if len(self._spares) > _SPARES:
            del self._spares[0]
        self._take(self._make_block())

    def next_row(self) -> int:
        """The row for the next call."""
        if self.row + 1 == self.rows:
            self.renew()
        self.row += 1
        return self.row

    def reset(self, seeds: list[int | None] | None, chosen: np.ndarray | None = None) -> int:
        """Begins new episodes; returns the row. Environments that are not chosen keep what they showed last."""
        old, last = (self.block, self.row) if self.row >= 0 else self._before
        values = flags = only = None
        if seeds is not None and any(seed is not None for seed in seeds):
            values = (c_uint64 * self.count)(*[_seed(seed) for seed in seeds])
            flags = (c_uint8 * self.count)(*[seed is not None for seed in seeds])
        row = self.next_row()
        if chosen is not None:
            only = (c_uint8 * self.count)(*[bool(one) for one in chosen])
            for array, shown in zip(self.block.observations, old.observations):
                array[row] = shown[last]
            if self.block.masks is not None:
                self.block.masks[row] = old.masks[last]
        self.check(self.library.reset(self.handle, row, self.count, values, flags, only))
        return row

    def check(self, result: int) -> int:
        """The result of a call that wrote the present row; where it failed, the row counts as not written."""
        if result < 0:
            self.row -= 1
        return self.library.check(result)

    def take_finals(self) -> tuple[list[np.ndarray], np.ndarray | None]:
        """The last observations and masks of the episodes that ended in the last step; new arrays take their place."""
        taken = self.finals, self.final_masks
        self._renew_finals()
        self._bind()
        return taken

    def render(self, index: int = 0) -> np.ndarray:
        """A picture of an environment [rows x columns x 3]."""
        picture = self.description["picture"]
        pixels = np.empty((picture["height"], picture["width"], 3), np.uint8)
        self.library.check(self.library.render(self.handle, index, pixels.ctypes.data, pixels.nbytes))
        return pixels

    def value_goals(self, achieved: Any, desired: Any) -> tuple[np.ndarray, np.ndarray]:
        """The rewards of pairs of goals [n x goal], and whether they end an episode."""
        length = self.description["goal_length"]
        achieved = np.ascontiguousarray(achieved, np.float32).reshape(-1, max(1, length))
        desired = np.ascontiguousarray(desired, np.float32).reshape(-1, max(1, length))
        if achieved.shape != desired.shape:
            raise ValueError(f"There are {len(achieved)} achieved goals and {len(desired)} desired ones; give as many of both.")
        rewards = np.empty(len(achieved), np.float64)
        ends = np.empty(len(achieved), np.bool_)
        self.library.check(
            self.library.goals(
                self.handle, len(achieved), achieved.ctypes.data, desired.ctypes.data, rewards.ctypes.data, ends.ctypes.data
            )
        )
        return rewards, ends

    def close(self) -> None:
        """Disposes of the environments; a second call does nothing."""
        handle, self.handle = self.handle, 0
        if handle:
            self.library.check(self.library.close(handle))

    def __del__(self) -> None:
        try:
            self.close()
        except (AttributeError, NativeError, TypeError):  # the interpreter is ending, or construction failed
            pass

    def _make_block(self) -> Block:
        return Block(self.parts, self.rows, self.count, self.mask_width, self.actions)

    def _renew_finals(self) -> None:
        self.finals = [np.zeros((self.count, *part.shape), part.dtype) for part in self.parts]
        self.final_masks = np.zeros((self.count, self.mask_width), np.int8) if self.mask_width else None

    def _take(self, block: Block) -> None:
        self.block = block
        self.row = -1
        self.reward = block.reward
        self._bind()

    def _bind(self) -> None:
        if self._keeps_finals:
            buffers = self.block.buffers
            buffers.final_observations = _pointers(self.finals)
            buffers.final_masks = None if self.final_masks is None else self.final_masks.ctypes.data
        if self.handle:  # a batch that was closed says so where it is used
            self.library.check(self.library.bind(self.handle, self.block.pointer))


def text(value: Any) -> str:
    """An option's value as AsyncRL reads it."""
    if value is None:
        return "none"
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return text(value.value)
    if isinstance(value, (list, tuple, np.ndarray)):
        return ",".join(text(item) for item in value)
    return str(value)


def _seed(seed: int | None) -> int:
    if seed is None:
        return 0
    if not 0 <= index(seed) < 1 << 64:
        raise ValueError(f"The seed {seed} is out of range; give a whole number from 0 to 2**64 - 1.")
    return index(seed)


def _pointers(arrays: list[np.ndarray]):
    table = (c_void_p * len(arrays))(*[array.ctypes.data for array in arrays])
    return ctypes.cast(table, POINTER(c_void_p))


def _parts(space: dict) -> list[Part]:
    if space["kind"] in ("dict", "tuple"):
        return [_part(part["name"], part["space"]) for part in space["parts"]]
    return [_part("", space)]


def _part(name: str, space: dict) -> Part:
    kind = space["kind"]
    if kind == "box":
        return Part(name, np.dtype(space["dtype"]), tuple(space["shape"]))
    if kind == "multi_discrete":
        return Part(name, np.dtype(np.int64), (len(space["nvec"]),))
    if kind == "multi_binary":
        return Part(name, np.dtype(np.int8), (space["n"],))
    return Part(name, np.dtype(np.int64), ())


def _actions(space: dict, count: int) -> np.ndarray:
    part = _part("", space)
    return np.zeros((count, *part.shape), np.float32 if space["kind"] == "box" else part.dtype)
