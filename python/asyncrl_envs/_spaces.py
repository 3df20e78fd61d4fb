"""Gymnasium's spaces from the native library's descriptions."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium import spaces


def make_space(description: dict) -> spaces.Space:
    """The space that a description means."""
    kind = description["kind"]
    if kind == "box":
        dtype = np.dtype(description["dtype"])
        shape = tuple(description["shape"])
        return spaces.Box(
            _bounds(description["low"], dtype, shape), _bounds(description["high"], dtype, shape), shape=shape, dtype=dtype.type
        )
    if kind == "discrete":
        return spaces.Discrete(description["n"], start=description["start"])
    if kind == "multi_discrete":
        return spaces.MultiDiscrete(description["nvec"])
    if kind == "multi_binary":
        return spaces.MultiBinary(description["n"])
    if kind == "dict":
        return spaces.Dict({part["name"]: make_space(part["space"]) for part in description["parts"]})
    return spaces.Tuple([make_space(part["space"]) for part in description["parts"]])


def make_observation(description: dict, arrays: list[np.ndarray]) -> Any:
    """An observation, or a batch of them, from an array for each part."""
    if description["kind"] == "dict":
        return {part["name"]: array for part, array in zip(description["parts"], arrays)}
    return tuple(arrays) if description["kind"] == "tuple" else arrays[0]


def _bounds(bounds: Any, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
    if isinstance(bounds, list):
        return np.array([float(bound) for bound in bounds], dtype).reshape(shape)
    return np.full(shape, float(bounds), dtype)
