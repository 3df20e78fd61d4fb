"""AsyncRL's ids in Gymnasium's registry."""

from __future__ import annotations

from functools import cache
from typing import Any

import gymnasium

from ._library import library
from .env import AsyncRLEnv
from .vector_env import AsyncRLVectorEnv

NAMESPACE = "asyncrl"


@cache
def worlds() -> dict[str, dict]:
    """What the library says of each environment, by its id within AsyncRL."""
    return {world["id"]: world for world in library().list()}


def gymnasium_id(id: str) -> str:
    """The id in Gymnasium, whose names have no slashes: `MinAtar/Breakout-v1` is `asyncrl/MinAtar-Breakout-v1`."""
    return f"{NAMESPACE}/{id.replace('/', '-')}"


def register() -> None:
    """Registers all environments that can be played here; those that are registered already are left alone."""
    for id, world in worlds().items():
        if gymnasium_id(id) not in gymnasium.registry:
            gymnasium.register(
                gymnasium_id(id),
                entry_point="asyncrl_envs._registration:make_env",
                vector_entry_point="asyncrl_envs._registration:make_vector_env",
                reward_threshold=world["reward_threshold"],
                max_episode_steps=None if world["limit_follows_options"] else world["max_episode_steps"],
                kwargs={"world": id},  # Gymnasium's own functions have an id
            )


def make_env(world: str, render_mode: str | None = None, **options: Any) -> AsyncRLEnv:
    """An environment for `gymnasium.make`, whose own wrapper is the time limit, unless the limit follows from the options."""
    if not worlds()[world]["limit_follows_options"]:
        options["max_episode_steps"] = None
    return AsyncRLEnv(world, render_mode, **options)


def make_vector_env(world: str, **arguments: Any) -> AsyncRLVectorEnv:
    """Environments for `gymnasium.make_vec`."""
    return AsyncRLVectorEnv(world, **arguments)


# gymnasium.make looks for the modes of pictures here.
make_env.metadata = AsyncRLEnv.metadata
