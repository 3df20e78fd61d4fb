"""The C interface and the arrays that it writes into. Needs no Gymnasium."""

from __future__ import annotations

import ctypes
import re
import unittest
from pathlib import Path

import numpy as np

from asyncrl_envs import _library
from asyncrl_envs._batch import Batch
from asyncrl_envs._library import NativeError, library

ROOT = Path(__file__).parent.parent.parent
NAMES = [world["id"] for world in library().list()]


def draw(rng: np.random.Generator, batch: Batch) -> np.ndarray:
    """Random actions for all environments of a batch."""
    space = batch.description["action_space"]
    shape = batch.actions.shape
    if space["kind"] == "box":
        return rng.uniform(-1, 1, shape).astype(np.float32)
    if space["kind"] == "discrete":
        if batch.block.masks is None or batch.row < 0:
            return rng.integers(0, space["n"], shape) + space["start"]
        masks = batch.block.masks[batch.row]
        return np.array([rng.choice(np.flatnonzero(mask)) if mask.any() else 0 for mask in masks]) + space["start"]
    return rng.integers(0, space["nvec"] if space["kind"] == "multi_discrete" else 2, shape)


def shown(batch: Batch) -> list[np.ndarray]:
    """Copies of what a batch showed last: the parts of the observations, then the masks."""
    masks = [] if batch.block.masks is None else [batch.block.masks[batch.row]]
    return [array.copy() for array in [*(part[batch.row] for part in batch.block.observations), *masks]]


def outcome(batch: Batch) -> list[tuple[float, bool, bool]]:
    """The rewards and ends of the last step, of each environment."""
    block, row = batch.block, batch.row
    return list(zip(block.rewards[row].tolist(), block.terminated[row].tolist(), block.truncated[row].tolist()))


def play(batch: Batch, actions: np.ndarray) -> int:
    """One step of a batch."""
    batch.actions[...] = actions
    return batch.check(batch.library.step(batch.handle, batch.next_row()))


class CatalogTests(unittest.TestCase):
    def test_every_environment_of_the_documents_is_there(self) -> None:
        page = (ROOT / "docs" / "environments.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^\| `([^`]+-v\d+)` \|", page, re.MULTILINE))
        self.assertGreater(len(documented), 30)
        self.assertEqual(set(), documented - set(NAMES))
        self.assertIn("Atari/Bricks-v0", NAMES)
        self.assertIn("Search/Go-v0", NAMES)

    def test_options_say_what_they_are(self) -> None:
        world = next(world for world in library().list() if world["id"] == "TMaze-v0")
        self.assertEqual(40, world["max_episode_steps"])
        self.assertTrue(world["limit_follows_options"])
        option = next(option for option in world["options"] if option["key"] == "corridor_length")
        self.assertEqual(("10", "a whole number"), (option["default"], option["kind"]))


class RefusalTests(unittest.TestCase):
    def assert_refused(self, outcome: int, words: str, call) -> None:
        with self.assertRaises(NativeError) as raised:
            call()
        self.assertEqual(outcome, raised.exception.outcome, raised.exception)
        self.assertIn(words, str(raised.exception))

    def test_an_unknown_id_names_the_closest(self) -> None:
        self.assert_refused(
            _library.UNKNOWN_ENVIRONMENT, "did you mean 'CartPole-v1'?", lambda: Batch("CartPol-v1", {})
        )

    def test_a_missing_rom_is_said(self) -> None:
        missing = [f"ALE/{game}-v5" for game in ("Pong", "Breakout", "Qbert") if f"ALE/{game}-v5" not in NAMES]
        for id in missing:
            self.assert_refused(_library.UNAVAILABLE, "ROM", lambda: Batch(id, {}))

    def test_options_that_do_not_fit_are_named(self) -> None:
        for options, words in (
            ({"corridor_lenght": 9}, "did you mean 'corridor_length'?"),
            ({"corridor_length": "long"}, "'long' is not a whole number"),
        ):
            self.assert_refused(_library.REFUSED, words, lambda: Batch("TMaze-v0", options))

    def test_requests_of_another_form_are_refused(self) -> None:
        for request in (b"", b"[]", b"{}", b'{"id": 3}', b'{"id": "CartPole-v1", "autoreset": "now"}'):
            native = library()
            self.assert_refused(_library.REFUSED, "asks for no environments", lambda: native.check(native._create(request)))
        self.assert_refused(_library.REFUSED, "at least 1", lambda: Batch("CartPole-v1", {}, 0))

    def test_a_closed_batch_and_a_wrong_row_are_refused(self) -> None:
        batch = Batch("CartPole-v1", {})
        native = batch.library
        batch.reset([0])
        self.assert_refused(_library.REFUSED, "Row 999", lambda: native.check(native.step_one(batch.handle, 999, 0)))
        batch.close()
        batch.close()
        self.assert_refused(_library.REFUSED, "closed", lambda: native.check(native.step_one(batch.handle, 0, 0)))

    def test_missing_buffers_are_refused(self) -> None:
        batch = Batch("Taxi-v4", {}, 2, "same_step")
        native = batch.library
        for field in ("observations", "rewards", "terminated", "truncated", "masks", "final_observations", "actions", "rows"):
            with self.subTest(field):
                buffers = _library.Buffers.from_buffer_copy(batch.block.buffers)
                setattr(buffers, field, 0 if field == "rows" else None)
                bind = lambda: native.check(native.bind(batch.handle, ctypes.byref(buffers)))
                self.assert_refused(_library.REFUSED, "missing", bind)

    def test_a_step_before_a_reset_and_after_an_end_is_refused(self) -> None:
        batch = Batch("Catch-v0", {}, 2)
        self.assert_refused(_library.RESET_NEEDED, "before its first reset", lambda: play(batch, 0))
        batch.reset(None)
        for _ in range(9):
            play(batch, 0)
        self.assert_refused(_library.RESET_NEEDED, "has ended", lambda: play(batch, 0))
        batch.reset(None)
        play(batch, 0)

    def test_a_refused_action_changes_nothing(self) -> None:
        batch, twin = Batch("CartPole-v1", {}, 3, "next_step"), Batch("CartPole-v1", {}, 3, "next_step")
        for each in (batch, twin):
            each.reset([1, 2, 3])
        self.assert_refused(_library.REFUSED, "Environment 2 was given the action 2", lambda: play(batch, [0, 1, 2]))
        self.assert_refused(_library.REFUSED, "-1", lambda: play(batch, [-1, 1, 0]))
        for each in (batch, twin):
            play(each, [0, 1, 1])
        np.testing.assert_array_equal(shown(batch)[0], shown(twin)[0])

    def test_seeds_out_of_range_are_refused(self) -> None:
        batch = Batch("CartPole-v1", {})
        for seed in (-1, 1 << 64):
            with self.assertRaisesRegex(ValueError, "out of range"):
                batch.reset([seed])
        batch.reset([(1 << 64) - 1])


class BatchTests(unittest.TestCase):
    """A batch is what its environments are one by one, for every id."""

    COUNT = 3
    STEPS = 80

    def compare(self, id: str, autoreset: str) -> None:
        rng = np.random.default_rng(5)
        options = {"max_episode_steps": 25}
        batch = Batch(id, options, self.COUNT, autoreset)
        singles = [Batch(id, options) for _ in range(self.COUNT)]
        seeds = [7, 8, 9]
        batch.reset(seeds)
        for single, seed in zip(singles, seeds):
            single.reset([seed])
        ended = [False] * self.COUNT
        for step in range(self.STEPS):
            expected = [shown(single) for single in singles]
            for part, array in enumerate(shown(batch)):
                np.testing.assert_array_equal(np.concatenate([one[part] for one in expected]), array, f"{id}, step {step}")
            actions = draw(rng, batch)
            ends = play(batch, actions)
            results = outcome(batch)
            finals, final_masks = batch.take_finals() if autoreset == "same_step" and ends else ([], None)
            for i, single in enumerate(singles):
                if ended[i]:  # the mode is next_step
                    single.reset(None)
                    ended[i] = False
                    self.assertEqual((0.0, False, False), results[i], f"{id}, step {step}")
                    continue
                play(single, actions[i])
                (one,) = outcome(single)
                self.assertEqual(one, results[i], f"{id}, step {step}")
                if one[1] or one[2]:
                    ended[i] = autoreset == "next_step"
                    if autoreset == "same_step":
                        last = finals if final_masks is None else [*finals, final_masks]
                        for whole, array in zip(last, shown(single)):
                            np.testing.assert_array_equal(array[0], whole[i], f"{id}, step {step}")
                        single.reset(None)
            if autoreset == "disabled" and ends:
                over = np.array([one[1] or one[2] for one in results])
                batch.reset(None, over)
                for i in np.flatnonzero(over):
                    singles[i].reset(None)

    def test_all_modes_for_every_id(self) -> None:
        for id in NAMES:
            for autoreset in ("next_step", "same_step", "disabled"):
                with self.subTest(id=id, autoreset=autoreset):
                    self.compare(id, autoreset)

    def test_a_single_environment_is_a_batch_of_one(self) -> None:
        for id in ("CartPole-v1", "Taxi-v4", "Pendulum-v1", "PointReach-v0", "Blackjack-v1"):
            rng = np.random.default_rng(3)
            single, batch = Batch(id, {}), Batch(id, {}, 1, "next_step")
            single.reset([4])
            batch.reset([4])
            for _ in range(60):
                actions = draw(rng, batch)
                single.actions[...] = actions
                action = int(actions[0]) if actions.dtype == np.int64 else 0
                ends = single.library.step_one(single.handle, single.next_row(), action)
                play(batch, actions)
                ((reward, terminated, truncated),) = outcome(batch)
                self.assertEqual((reward, terminated + 2 * truncated), (single.reward.value, ends), id)
                for one, other in zip(shown(single), shown(batch)):
                    np.testing.assert_array_equal(one, other, id)
                if ends:
                    single.reset(None)
                    play(batch, actions)


class MemoryTests(unittest.TestCase):
    def test_what_was_shown_stays(self) -> None:
        for id, count in (("CartPole-v1", 1), ("MinAtar/Breakout-v1", 64), ("Labyrinth-v0", 2)):
            batch = Batch(id, {}, count, "next_step")
            batch.reset(None)
            kept = []
            for _ in range(2 * batch.rows + 5):
                play(batch, 0)
                row = batch.block.observations[0][batch.row]
                kept.append((row, row.copy()))
            for row, copy in kept:
                np.testing.assert_array_equal(copy, row, id)

    def test_a_block_that_nobody_holds_is_written_again(self) -> None:
        batch = Batch("MinAtar/Breakout-v1", {}, 64, "next_step")
        batch.reset(None)
        blocks = set()
        last = None
        for _ in range(20 * batch.rows):
            play(batch, 0)
            last = batch.block.observations[0][batch.row]
            blocks.add(id(batch.block))
        self.assertIsNotNone(last)
        self.assertLessEqual(len(blocks), 3)

    def test_native_code_writes_into_the_arrays_themselves(self) -> None:
        batch = Batch("CartPole-v1", {}, 4, "next_step")
        address = batch.block.observations[0].ctypes.data
        batch.reset([0, 1, 2, 3])
        seen = np.ctypeslib.as_array((ctypes.c_float * 16).from_address(address)).reshape(4, 4)
        np.testing.assert_array_equal(batch.block.observations[0][0], seen)
        self.assertTrue(np.all(np.abs(seen) <= 0.05) and np.any(seen != 0))


class GoalTests(unittest.TestCase):
    def test_goals_pay_what_steps_pay(self) -> None:
        for id in ("BitFlip-v0", "PointReach-v0"):
            rng = np.random.default_rng(0)
            batch = Batch(id, {}, 5, "same_step")
            names = [part.name for part in batch.parts]
            batch.reset(None)
            for _ in range(50):
                ends = play(batch, draw(rng, batch))
                results = outcome(batch)
                parts = [array[batch.row].copy() for array in batch.block.observations]
                if ends:
                    over = [one[1] or one[2] for one in results]
                    for part, final in zip(parts, batch.take_finals()[0]):
                        part[over] = final[over]
                achieved, desired = parts[names.index("achieved_goal")], parts[names.index("desired_goal")]
                rewards, terminated = batch.value_goals(achieved, desired)
                self.assertEqual([(one[0], one[1]) for one in results], list(zip(rewards.tolist(), terminated.tolist())), id)

    def test_a_world_without_goals_says_so(self) -> None:
        with self.assertRaisesRegex(NativeError, "has no goals"):
            Batch("CartPole-v1", {}).value_goals([[0.0]], [[0.0]])


if __name__ == "__main__":
    unittest.main()
