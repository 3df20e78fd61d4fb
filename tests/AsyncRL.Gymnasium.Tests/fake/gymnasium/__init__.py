"""The small part of Gymnasium's interface that AsyncRL's tests need, where the real one cannot be imported."""
from gymnasium.core import Env, Wrapper
from gymnasium import spaces, wrappers
from gymnasium.envs.registration import make, register, spec
from gymnasium import envs

__version__ = "1.0.0"
__all__ = ["Env", "Wrapper", "envs", "make", "register", "spaces", "spec", "wrappers"]
