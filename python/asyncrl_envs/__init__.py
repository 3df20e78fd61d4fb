"""AsyncRL's environments for Gymnasium. Importing the package registers them as `asyncrl/...`."""

from __future__ import annotations

import difflib

import gymnasium

from ._registration import gymnasium_id, register, worlds
from .env import AsyncRLEnv
from .vector_env import AsyncRLVectorEnv

__all__ = ["AsyncRLEnv", "AsyncRLVectorEnv", "gymnasium_id", "ids", "options", "register"]


def ids() -> list[str]:
    """All ids within AsyncRL that can be played here; `gymnasium_id` says what Gymnasium calls them."""
    return list(worlds())


def options(id: str) -> list[dict[str, str]]:
    """The options of an environment: key, kind, range, default and description of each."""
    if id not in worlds():
        near = difflib.get_close_matches(id, worlds(), 1)
        raise gymnasium.error.NameNotFound(f"Unknown environment '{id}'{f'; did you mean {near[0]!r}?' if near else '.'}")
    return worlds()[id]["options"]


register()
