"""The package as users of Gymnasium see it, against Gymnasium itself."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import unittest
import warnings
from typing import Any

import numpy as np

from tests import HAS_GYMNASIUM

if not HAS_GYMNASIUM:
    raise unittest.SkipTest("Gymnasium is not installed.")

import gymnasium
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode, SyncVectorEnv

import asyncrl_envs
from asyncrl_envs import AsyncRLEnv, AsyncRLVectorEnv, gymnasium_id
from asyncrl_envs.env import copy_actions

OWN = ["Acrobot-v1", "Blackjack-v1", "CartPole-v1", "CliffWalking-v1", "CliffWalkingSlippery-v1", "FrozenLake-v1",
       "FrozenLake8x8-v1", "MountainCar-v0", "MountainCarContinuous-v0", "Pendulum-v1", "Taxi-v4"]  # fmt: skip
SHARED = [id for id in OWN if id in gymnasium.registry]


def make(id: str, **options: Any) -> gymnasium.Env:
    """An environment of AsyncRL by gymnasium.make."""
    return gymnasium.make(gymnasium_id(id), **options)


def flat(value: Any) -> list[float]:
    """All numbers of an observation."""
    if isinstance(value, dict):
        return [x for key in sorted(value) for x in flat(value[key])]
    if isinstance(value, tuple):
        return [x for part in value for x in flat(part)]
    return np.asarray(value, np.float64).ravel().tolist()


class GymnasiumCase(unittest.TestCase):
    def setUp(self) -> None:
        # Gymnasium says of worlds what it would rather have, as bounds of observations, or a later version of an id.
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.simplefilter("ignore")


class CheckTests(GymnasiumCase):
    def test_every_environment_is_registered_and_passes_gymnasiums_check(self) -> None:
        ids = asyncrl_envs.ids()
        self.assertGreater(len(ids), 40)
        for id in ids:
            with self.subTest(id):
                env = make(id)
                check_env(env.unwrapped)
                env.close()

    def test_every_environment_passes_gymnasiums_own_wrapper_of_steps(self) -> None:
        for id in asyncrl_envs.ids():
            with self.subTest(id):
                env = make(id, disable_env_checker=False)
                env.action_space.seed(1)
                observation, _ = env.reset(seed=1)
                for _ in range(30):
                    self.assertIn(observation, env.observation_space)
                    observation, _, terminated, truncated, _ = env.step(env.action_space.sample())
                    if terminated or truncated:
                        observation, _ = env.reset()

    def test_what_a_vector_returns_is_in_its_spaces(self) -> None:
        for id in asyncrl_envs.ids():
            with self.subTest(id):
                envs = gymnasium.make_vec(gymnasium_id(id), num_envs=2)
                self.assertIsInstance(envs.unwrapped, AsyncRLVectorEnv)
                envs.action_space.seed(1)
                observations, _ = envs.reset(seed=1)
                for _ in range(5):
                    self.assertIn(observations, envs.observation_space)
                    observations, rewards, terminated, truncated, _ = envs.step(envs.action_space.sample())
                    self.assertEqual([(2,), np.float64], [rewards.shape, rewards.dtype])
                    for flags in (terminated, truncated):
                        self.assertEqual([(2,), bool], [flags.shape, flags.dtype])
                envs.close()


class SameNumbersTests(GymnasiumCase):
    def test_gymnasiums_ids_are_there(self) -> None:
        self.assertIn("CartPole-v1", SHARED)
        self.assertGreaterEqual(len(SHARED), 8)

    def test_spaces_limits_and_thresholds_are_gymnasiums(self) -> None:
        for id in SHARED:
            with self.subTest(id):
                ours, theirs = make(id), gymnasium.make(id)
                self.assertEqual(theirs.observation_space, ours.observation_space)
                self.assertEqual(theirs.action_space, ours.action_space)
                self.assertEqual(
                    (theirs.spec.max_episode_steps, theirs.spec.reward_threshold),
                    (ours.spec.max_episode_steps, ours.spec.reward_threshold),
                )

    def test_resets_give_gymnasiums_numbers_exactly(self) -> None:
        for id in SHARED:
            ours, theirs = make(id), gymnasium.make(id)
            for seed in [*range(20), 123456789]:
                with self.subTest(id=id, seed=seed):
                    self.assertEqual(flat(theirs.reset(seed=seed)[0]), flat(ours.reset(seed=seed)[0]))
                    self.assertEqual(flat(theirs.reset()[0]), flat(ours.reset()[0]))

    def test_episodes_are_gymnasiums(self) -> None:
        # NumPy's sine and the C library's differ in the last bit now and then, which grows from step to step.
        for id in SHARED:
            for seed in range(3):
                with self.subTest(id=id, seed=seed):
                    ours, theirs = make(id), gymnasium.make(id)
                    ours.action_space.seed(seed)
                    ours.reset(seed=seed)
                    _, info = theirs.reset(seed=seed)
                    for _ in range(300):
                        action = ours.action_space.sample()
                        one, other = ours.step(action), theirs.step(action)
                        np.testing.assert_allclose(flat(one[0]), flat(other[0]), rtol=1e-5, atol=1e-5)
                        self.assertAlmostEqual(other[1], one[1], places=5)
                        self.assertEqual(other[2:4], one[2:4])
                        if "action_mask" in info:
                            np.testing.assert_array_equal(other[4]["action_mask"], one[4]["action_mask"])
                        if one[2] or one[3]:
                            ours.reset()
                            theirs.reset()


class VectorTests(GymnasiumCase):
    IDS = ("CartPole-v1", "Taxi-v4", "Pendulum-v1", "BitFlip-v0", "Blackjack-v1", "FrozenLake-v1", "Catch-v0")

    def test_a_vector_is_gymnasiums_vector_of_the_same_environments(self) -> None:
        for id in self.IDS:
            for mode in (AutoresetMode.NEXT_STEP, AutoresetMode.SAME_STEP):
                with self.subTest(id=id, mode=mode):
                    ours = gymnasium.make_vec(gymnasium_id(id), num_envs=4, autoreset_mode=mode, max_episode_steps=12)
                    theirs = SyncVectorEnv([lambda: make(id, max_episode_steps=12)] * 4, autoreset_mode=mode)
                    self.assertEqual(theirs.observation_space, ours.observation_space)
                    self.assertEqual(theirs.action_space, ours.action_space)
                    self.assertEqual(mode, ours.metadata["autoreset_mode"])
                    ours.action_space.seed(2)
                    self.assert_same(theirs.reset(seed=3), ours.reset(seed=3))
                    for _ in range(60):
                        action = ours.action_space.sample()
                        self.assert_same(theirs.step(action), ours.step(action))

    def assert_same(self, one: Any, other: Any) -> None:
        """Whether what two vectors returned is the same, infos included."""
        if isinstance(one, dict):
            self.assertEqual(one.keys(), other.keys())
            for key in one:
                if not key.startswith("final_") or isinstance(one[key], np.ndarray):
                    self.assert_same(one[key], other[key])
        elif isinstance(one, tuple):
            self.assertEqual(len(one), len(other))
            for left, right in zip(one, other):
                self.assert_same(left, right)
        elif isinstance(one, np.ndarray) and one.dtype == object:
            for left, right in zip(one, other):
                self.assertEqual(left is None, right is None)
                if left is not None:
                    self.assert_same(left, right)
        else:
            np.testing.assert_array_equal(one, other)

    def test_some_environments_can_be_reset(self) -> None:
        envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=3, autoreset_mode="Disabled")
        before, _ = envs.reset(seed=[1, 2, None])
        mask = np.array([False, True, False])
        after, _ = envs.reset(seed=[None, 9, None], options={"reset_mask": mask})
        np.testing.assert_array_equal(before[~mask], after[~mask])
        np.testing.assert_array_equal(make("CartPole-v1").reset(seed=9)[0], after[1])
        with self.assertRaisesRegex(ValueError, "reset_mask"):
            envs.reset(options={"reset_mask": [False] * 3})
        with self.assertRaisesRegex(ValueError, "2 seeds for 3"):
            envs.reset(seed=[1, 2])

    def test_gymnasiums_vectors_can_be_asked_for(self) -> None:
        ours = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=2)
        for mode in ("sync", "async"):
            envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=2, vectorization_mode=mode)
            np.testing.assert_array_equal(ours.reset(seed=3)[0], envs.reset(seed=3)[0])
            envs.close()

    def test_what_was_never_shown_is_zero(self) -> None:
        for _ in range(3):
            [np.full(1 << 16, 77, np.uint8) for _ in range(8)]  # memory that was used is used again
            envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=8, autoreset_mode="Disabled")
            observations, _ = envs.reset(options={"reset_mask": np.arange(8) == 0})
            self.assertFalse(observations[1:].any())

    def test_pickling_makes_fresh_ones(self) -> None:
        envs = AsyncRLVectorEnv("TMaze-v0", 3, autoreset_mode="SameStep", corridor_length=5)
        twins = pickle.loads(pickle.dumps(envs))
        self.assertEqual((3, envs.autoreset_mode, envs.options), (twins.num_envs, twins.autoreset_mode, twins.options))
        np.testing.assert_array_equal(envs.reset(seed=3)[0], twins.reset(seed=3)[0])

    def test_counts_and_seeds_are_whole_numbers_of_any_kind(self) -> None:
        envs = AsyncRLVectorEnv("CartPole-v1", np.int64(2))
        np.testing.assert_array_equal(envs.reset(seed=[3, 4])[0], envs.reset(seed=np.array([3, 4]))[0])
        with self.assertRaises(TypeError):
            envs.reset(seed=[1.5, 2])
        with self.assertRaises(TypeError):
            AsyncRLVectorEnv("CartPole-v1", 1.5)

    def test_what_was_returned_stays(self) -> None:
        envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=64)
        envs.reset(seed=0)
        kept = [envs.step(np.zeros(64, np.int64))[:4] for _ in range(500)]
        copies = [[array.copy() for array in step] for step in kept]
        for _ in range(500):
            envs.step(np.ones(64, np.int64))
        for step, copy in zip(kept, copies):
            self.assert_same(tuple(copy), tuple(step))

    def test_actions_of_another_form_are_refused(self) -> None:
        envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=3)
        envs.reset(seed=0)
        with self.assertRaisesRegex(ValueError, r"shape \(2,\)"):
            envs.step([0, 1])
        with self.assertRaisesRegex(ValueError, "Environment 1 was given the action 7"):
            envs.step([0, 7, 1])
        with self.assertRaises(TypeError):
            envs.step(np.array([0.5, 0, 1]))
        env = AsyncRLEnv("CartPole-v1")
        env.reset(seed=0)
        for action in (2, -1, 1 << 40, 1 << 64):
            with self.assertRaisesRegex(ValueError, f"was given the action {action}, but"):
                env.step(action)
        env = AsyncRLEnv("Pendulum-v1")
        env.reset(seed=0)
        with self.assertRaisesRegex(ValueError, "NaN as element 0"):
            env.step(np.array([np.nan]))
        with self.assertRaisesRegex(ValueError, r"257"):
            copy_actions(np.zeros(2, np.int8), np.array([257, 0]), env)

    def test_pictures_of_all(self) -> None:
        envs = gymnasium.make_vec("asyncrl/CartPole-v1", num_envs=3, render_mode="rgb_array")
        envs.reset(seed=0)
        for _ in range(8):
            envs.step([0, 1, 1])
        pictures = envs.render()
        self.assertEqual(3, len(pictures))
        self.assertEqual((3, np.uint8), (pictures[0].shape[2], pictures[0].dtype))
        self.assertFalse(np.array_equal(pictures[0], pictures[1]))


class OptionTests(GymnasiumCase):
    def test_options_change_the_world(self) -> None:
        self.assertEqual(64, make("FrozenLake-v1", map_name="8x8").observation_space.n)
        self.assertEqual((20,), make("Chain-v0", length=20).observation_space.shape)
        self.assertEqual((84, 84), make("Atari/Bricks-v0", screen_size=84, obs_type="grayscale").observation_space.shape[:2])

    def test_limits_are_gymnasiums_to_change(self) -> None:
        for limit, id in ((7, "CartPole-v1"), (7, "TMaze-v0"), (300, "MountainCar-v0")):
            env = make(id, max_episode_steps=limit)
            env.reset(seed=0)
            steps = 1
            while not any(env.step(0)[2:4]):
                steps += 1
            self.assertEqual(limit, steps, id)

    def test_a_limit_follows_the_options_where_it_does(self) -> None:
        # Going up into the wall changes nothing, so only the limit ends an episode.
        steps = {}
        for length in (10, 20):
            env = make("TMaze-v0", corridor_length=length)
            env.reset(seed=0)
            steps[length] = 1
            while not any(env.step(0)[2:4]):
                steps[length] += 1
        self.assertGreater(steps[20], steps[10])

    def test_what_does_not_fit_is_named(self) -> None:
        with self.assertRaisesRegex(ValueError, "did you mean 'corridor_length'"):
            make("TMaze-v0", corridor_lenght=3)
        with self.assertRaisesRegex(gymnasium.error.NameNotFound, "did you mean 'TMaze-v0'"):
            asyncrl_envs.options("TMaz-v0")
        with self.assertRaisesRegex(ValueError, "render_mode='human'"):
            AsyncRLEnv("CartPole-v1", render_mode="human")
        with self.assertRaisesRegex(gymnasium.error.NameNotFound, "did you mean 'CartPole-v1'"):
            AsyncRLEnv("CartPol-v1")
        with self.assertRaisesRegex(ValueError, "no options of a reset"):
            make("CartPole-v1").reset(options={"low": 0})

    def test_options_are_listed(self) -> None:
        keys = [option["key"] for option in asyncrl_envs.options("TMaze-v0")]
        self.assertEqual(("corridor_length", "max_episode_steps"), (keys[0], keys[-1]))


class SingleTests(GymnasiumCase):
    def test_an_environment_must_be_reset_first(self) -> None:
        env = AsyncRLEnv("Catch-v0")
        with self.assertRaises(gymnasium.error.ResetNeeded):
            env.step(0)
        env.reset(seed=0)
        while not env.step(0)[2]:
            pass
        with self.assertRaises(gymnasium.error.ResetNeeded):
            env.step(0)

    def test_masks_come_along(self) -> None:
        env = make("Search/TicTacToe-v0")
        _, info = env.reset(seed=0)
        env.action_space.seed(0)
        for _ in range(20):
            action = env.action_space.sample(info["action_mask"])
            _, _, terminated, truncated, info = env.step(action)
            if terminated or truncated:
                _, info = env.reset()
            else:
                self.assertEqual(0, info["action_mask"][action])

    def test_goals_pay_what_steps_pay(self) -> None:
        env = make("PointReach-v0")
        observation, _ = env.reset(seed=0)
        observation, reward, terminated, _, info = env.step(env.action_space.sample())
        pair = observation["achieved_goal"], observation["desired_goal"]
        self.assertEqual(reward, env.unwrapped.compute_reward(*pair, info))
        self.assertEqual(terminated, env.unwrapped.compute_terminated(*pair, info))
        self.assertEqual((4,), env.unwrapped.compute_reward(*[np.stack([goal] * 4) for goal in pair], info).shape)

    def test_a_picture_shows_the_state(self) -> None:
        env = make("CartPole-v1", render_mode="rgb_array")
        env.reset(seed=0)
        first = env.render()
        for _ in range(8):
            env.step(1)
        self.assertEqual((3, np.uint8), (first.shape[2], first.dtype))
        self.assertFalse(np.array_equal(first, env.render()))
        self.assertIsNone(AsyncRLEnv("CartPole-v1").render())

    def test_pickling_makes_a_fresh_one(self) -> None:
        env = pickle.loads(pickle.dumps(AsyncRLEnv("TMaze-v0", corridor_length=5)))
        twin = AsyncRLEnv("TMaze-v0", corridor_length=5)
        np.testing.assert_array_equal(twin.reset(seed=3)[0], env.reset(seed=3)[0])

    def test_closing_twice_is_allowed_and_stepping_after_it_is_not(self) -> None:
        for id in ("CartPole-v1", "Labyrinth-v0"):  # with many rows of observations in a block, and with one
            env = AsyncRLEnv(id)
            env.reset(seed=0)
            env.close()
            env.close()
            with self.assertRaisesRegex(ValueError, "closed"):
                env.step(0)


def _play_in_child(id: str, results: Any) -> None:
    total = 0.0
    for _ in range(20):  # enough garbage for collections
        env = make(id)
        env.reset(seed=1)
        for _ in range(50):
            _, reward, terminated, truncated, _ = env.step(0)
            total += reward
            if terminated or truncated:
                env.reset()
        env.close()
    results.put(total)


@unittest.skipUnless(hasattr(os, "fork"), "This system has no fork.")
class ForkTests(GymnasiumCase):
    def test_a_forked_process_plays_on(self) -> None:
        for id in ("CartPole-v1", "Atari/Bricks-v0", "MinAtar/Breakout-v1"):
            env = make(id)
            env.reset(seed=0)
            env.step(0)
            context = multiprocessing.get_context("fork")
            results = context.Queue()
            child = context.Process(target=_play_in_child, args=(id, results))
            child.start()
            total = results.get(timeout=120)
            child.join(120)
            self.assertEqual(0, child.exitcode, id)
            self.assertTrue(np.isfinite(total), id)
            env.step(0)


if __name__ == "__main__":
    unittest.main()
