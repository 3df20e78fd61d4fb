"""Tests of the Python package and of the native library's C interface; the latter also where there is no Gymnasium.

Run them in the repository's folder with `python3 -m unittest discover -s python/tests -t python`, after `python/build.sh`.
"""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "asyncrl_envs"
HAS_GYMNASIUM = importlib.util.find_spec("gymnasium") is not None

if not HAS_GYMNASIUM and "asyncrl_envs" not in sys.modules:
    # The package itself needs Gymnasium, but what is below it does not.
    bare = types.ModuleType("asyncrl_envs")
    bare.__path__ = [str(PACKAGE)]
    sys.modules["asyncrl_envs"] = bare
