"""Many environments, stepped in one call, as `gymnasium.vector.VectorEnv`."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from ._batch import Batch
from ._errors import translate
from ._library import NativeError
from ._spaces import make_observation, make_space
from .env import AsyncRLEnv, check_render_mode, copy_actions, make_metadata

_NATIVE_MODES = {
    AutoresetMode.NEXT_STEP: "next_step",
    AutoresetMode.SAME_STEP: "same_step",
    AutoresetMode.DISABLED: "disabled",
}


class AsyncRLVectorEnv(gymnasium.vector.VectorEnv):
    """Environments of AsyncRL that are stepped together by one call of native code, on one thread.

    What is returned are NumPy arrays that native code writes; none of them changes later. Where actions are masked,
    `info["action_mask"]` holds the flags [num_envs x choices].

    Args:
        id: The id within AsyncRL, such as `MinAtar/Breakout-v1`.
        num_envs: How many.
        render_mode: `rgb_array`, or None for no pictures.
        autoreset_mode: When an environment begins a new episode by itself; Gymnasium's default is `NextStep`.
        **options: The environment's options, as `asyncrl_envs.options(id)` lists them; `max_episode_steps` is one of them.
    """

    metadata = {**AsyncRLEnv.metadata, "autoreset_mode": AutoresetMode.NEXT_STEP}

    def __init__(
        self,
        id: str,
        num_envs: int = 1,
        render_mode: str | None = None,
        autoreset_mode: str | AutoresetMode = AutoresetMode.NEXT_STEP,
        **options: Any,
    ) -> None:
        check_render_mode(id, render_mode)
        self.id = id
        self.options = options
        self.num_envs = num_envs
        self.render_mode = render_mode
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.closed = False
        try:
            self._batch = Batch(id, options, num_envs, _NATIVE_MODES[self.autoreset_mode])
        except NativeError as failed:
            raise translate(failed) from None
        description = self._batch.description
        self.metadata = {**make_metadata(description), "autoreset_mode": self.autoreset_mode}
        self.single_observation_space = make_space(description["observation_space"])
        self.single_action_space = make_space(description["action_space"])
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._space = description["observation_space"]
        self._is_single = len(self._batch.parts) == 1
        self._keeps_finals = self.autoreset_mode is AutoresetMode.SAME_STEP
        self._all = np.ones(num_envs, np.bool_)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Begins episodes. A seed is for the first environment, the next has seed + 1; a list gives one to each.

        `options={"reset_mask": flags}` resets some environments; of the others the last observations are shown again.
        """
        unknown = set(options or ()) - {"reset_mask"}
        if unknown:
            raise ValueError(f"{self.id} has no option {sorted(unknown)} of a reset; give options to gymnasium.make_vec.")
        if isinstance(seed, (int, np.integer)):
            super().reset(seed=int(seed))
            seed = [int(seed) + i for i in range(self.num_envs)]
        if seed is not None and len(seed) != self.num_envs:
            raise ValueError(f"There are {len(seed)} seeds for {self.num_envs} environments; give one seed, or as many.")
        try:
            row = self._batch.reset(seed, self._chosen(options))
        except NativeError as failed:
            raise translate(failed) from None
        return self._observation(row), self._info(row)

    def step(self, actions: Any) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Plays one decision in every environment."""
        batch = self._batch
        copy_actions(batch.actions, actions, self)
        row = batch.next_row()
        ends = batch.library.step(batch.handle, row)
        if ends < 0:
            batch.row = row - 1  # nothing was played
            raise translate(batch.library.error(ends))
        block = batch.block
        terminated, truncated = block.terminated[row], block.truncated[row]
        info = {} if block.masks is None else self._info(row)
        if ends and self._keeps_finals:
            self._add_finals(info, terminated | truncated)
        observation = block.observations[0][row] if self._is_single else self._observation(row)
        return observation, block.rewards[row], terminated, truncated, info

    def render(self) -> tuple[np.ndarray, ...] | None:
        """A picture of each environment."""
        if self.render_mode is None:
            return None
        try:
            return tuple(self._batch.render(i) for i in range(self.num_envs))
        except NativeError as failed:
            raise translate(failed) from None

    def close(self, **kwargs: Any) -> None:
        """Disposes of the environments; a second call does nothing."""
        self._batch.close()
        self.closed = True

    def __reduce__(self) -> tuple:
        return _remake, (type(self), self.id, self.num_envs, self.render_mode, self.autoreset_mode, self.options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, num_envs={self.num_envs})"

    def _chosen(self, options: dict[str, Any] | None) -> np.ndarray | None:
        if not options or "reset_mask" not in options:
            return None
        chosen = np.asarray(options["reset_mask"])
        if chosen.shape != (self.num_envs,) or chosen.dtype != np.bool_ or not chosen.any():
            raise ValueError(f"reset_mask must hold {self.num_envs} truth values, one of them True, but is {chosen!r}.")
        return chosen

    def _observation(self, row: int) -> Any:
        return make_observation(self._space, [array[row] for array in self._batch.block.observations])

    def _info(self, row: int) -> dict[str, Any]:
        masks = self._batch.block.masks
        return {} if masks is None else {"action_mask": masks[row], "_action_mask": self._all.copy()}

    def _add_finals(self, info: dict[str, Any], ended: np.ndarray) -> None:
        arrays, masks = self._batch.take_finals()
        finals = np.full(self.num_envs, None, dtype=object)
        for i in np.flatnonzero(ended):
            finals[i] = make_observation(self._space, [array[i] for array in arrays])
        info["final_obs"], info["_final_obs"] = finals, ended
        info["final_info"] = {} if masks is None else {"action_mask": masks, "_action_mask": ended.copy()}
        info["_final_info"] = ended.copy()


def _remake(
    kind: type, id: str, num_envs: int, render_mode: str | None, autoreset_mode: AutoresetMode, options: dict[str, Any]
) -> AsyncRLVectorEnv:
    return kind(id, num_envs, render_mode, autoreset_mode, **options)
