"""A single environment as `gymnasium.Env`."""

from __future__ import annotations

from operator import index
from typing import Any

import gymnasium
import numpy as np

from ._batch import Batch
from ._errors import translate
from ._library import NativeError
from ._spaces import make_observation, make_space


class AsyncRLEnv(gymnasium.Env):
    """An environment of AsyncRL.

    Observations are NumPy arrays that native code writes; none of them changes later. Where actions are masked,
    `info["action_mask"]` holds a flag for each choice.

    Args:
        id: The id within AsyncRL, such as `MinAtar/Breakout-v1`.
        render_mode: `rgb_array`, or None for no pictures.
        **options: The environment's options, as `asyncrl_envs.options(id)` lists them; `max_episode_steps` is one of them.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 20}

    def __init__(self, id: str, render_mode: str | None = None, **options: Any) -> None:
        check_render_mode(id, render_mode)
        self.id = id
        self.options = options
        self.render_mode = render_mode
        try:
            self._batch = Batch(id, options)
        except NativeError as failed:
            raise translate(failed) from None
        description = self._batch.description
        self.metadata = make_metadata(description)
        self.observation_space = make_space(description["observation_space"])
        self.action_space = make_space(description["action_space"])
        self._space = description["observation_space"]
        self._is_single = len(self._batch.parts) == 1
        self._is_choice = description["action_space"]["kind"] == "discrete"
        self._step_one = self._batch.library.step_one

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:
        """Begins an episode; a seed starts the environment's generator over."""
        if options:
            raise ValueError(f"{self.id} has no options of a reset, but was given {options}; give options to gymnasium.make.")
        if seed is None:
            seeds = None
        else:
            super().reset(seed=seed)  # starts np_random over, which the environment itself does not draw from
            seeds = [seed]
        try:
            row = self._batch.reset(seeds)
        except NativeError as failed:
            raise translate(failed) from None
        return self._observation(row), self._info(row)

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Plays one decision."""
        batch = self._batch
        row = batch.row + 1
        if row == batch.rows:
            batch.renew()
            row = 0
        if self._is_choice:
            choice = index(action)
            if choice.bit_length() > 63:  # ctypes would cut it
                raise ValueError(f"{self.id} was given the action {choice}, but its action space is {self.action_space}.")
            ends = self._step_one(batch.handle, row, choice)
        else:
            copy_actions(batch.actions[0], action, self)
            ends = self._step_one(batch.handle, row, 0)
        if ends < 0:
            raise translate(batch.library.error(ends))
        batch.row = row
        block = batch.block
        return (
            block.observations[0][row, 0] if self._is_single else self._observation(row),
            batch.reward.value,
            ends & 1 == 1,
            ends > 1,
            {} if block.masks is None else {"action_mask": block.masks[row, 0]},
        )

    def render(self) -> np.ndarray | None:
        """A picture of the present state [rows x columns x 3]."""
        if self.render_mode is None:
            return None
        try:
            return self._batch.render()
        except NativeError as failed:
            raise translate(failed) from None

    def close(self) -> None:
        """Disposes of the environment; a second call does nothing."""
        self._batch.close()

    def compute_reward(self, achieved_goal: Any, desired_goal: Any, info: Any) -> Any:
        """What a step pays that led to one goal where another was desired; of several pairs an array."""
        return self._value_goals(achieved_goal, desired_goal)[0]

    def compute_terminated(self, achieved_goal: Any, desired_goal: Any, info: Any) -> Any:
        """Whether a step ends the episode that led to one goal where another was desired; of several pairs an array."""
        return self._value_goals(achieved_goal, desired_goal)[1]

    def __reduce__(self) -> tuple:
        return _remake, (type(self), self.id, self.render_mode, self.options)

    def _value_goals(self, achieved: Any, desired: Any) -> tuple[Any, Any]:
        try:
            rewards, ends = self._batch.value_goals(achieved, desired)
        except NativeError as failed:
            raise translate(failed) from None
        is_one = np.ndim(achieved) == len(self._batch.parts[0].shape)
        return (float(rewards[0]), bool(ends[0])) if is_one else (rewards, ends)

    def _observation(self, row: int) -> Any:
        return make_observation(self._space, [array[row, 0] for array in self._batch.block.observations])

    def _info(self, row: int) -> dict[str, Any]:
        masks = self._batch.block.masks
        return {} if masks is None else {"action_mask": masks[row, 0]}


def check_render_mode(id: str, render_mode: str | None) -> None:
    """Refuses modes that there are not."""
    if render_mode not in (None, "rgb_array"):
        raise ValueError(f"{id} cannot be made with render_mode={render_mode!r}; use 'rgb_array' or None.")


def make_metadata(description: dict) -> dict[str, Any]:
    """What Gymnasium wants to know of pictures."""
    picture = description.get("picture")
    if picture is None:
        return {"render_modes": []}
    return {"render_modes": ["rgb_array"], "render_fps": picture["frames_per_second"]}


def copy_actions(destination: np.ndarray, actions: Any, environment: Any) -> None:
    """Copies actions to where native code reads them; refuses another shape, and real numbers where choices are wanted."""
    actions = np.asarray(actions)
    if actions.dtype is destination.dtype and actions.shape == destination.shape:
        destination[...] = actions
        return
    if actions.shape != destination.shape:
        raise ValueError(
            f"{environment.id} was given actions of shape {actions.shape}, but its action space is {environment.action_space}."
        )
    np.copyto(destination, actions, casting="same_kind")
    if destination.dtype.kind == "i" and not np.array_equal(destination, actions):  # fewer bits than were given
        raise ValueError(f"{environment.id} was given the actions {actions}, but its action space is {environment.action_space}.")


def _remake(kind: type, id: str, render_mode: str | None, options: dict[str, Any]) -> AsyncRLEnv:
    return kind(id, render_mode, **options)
