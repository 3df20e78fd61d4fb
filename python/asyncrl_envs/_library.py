"""The native library: its C interface through ctypes. Needs neither Gymnasium nor NumPy."""

from __future__ import annotations

import ctypes
import json
import os
import sys
from ctypes import POINTER, c_char_p, c_int, c_int64, c_ssize_t, c_uint8, c_uint64, c_void_p
from pathlib import Path

VERSION = 1

REFUSED = -1
UNKNOWN_ENVIRONMENT = -2
UNAVAILABLE = -3
RESET_NEEDED = -4
FAILED = -5


class NativeError(Exception):
    """A call of the native library failed; `outcome` is its code."""

    def __init__(self, outcome: int, text: str) -> None:
        super().__init__(text)
        self.outcome = outcome


class Buffers(ctypes.Structure):
    """Where a batch reads actions and writes what it has to tell: BatchBuffers of src/AsyncRL.Native."""

    _fields_ = [
        ("observations", POINTER(c_void_p)),
        ("rewards", c_void_p),
        ("terminated", c_void_p),
        ("truncated", c_void_p),
        ("masks", c_void_p),
        ("final_observations", POINTER(c_void_p)),
        ("final_masks", c_void_p),
        ("actions", c_void_p),
        ("rows", c_int),
    ]


class Library:
    """The functions of the library, and what calls leave behind as text."""

    def __init__(self, path: Path) -> None:
        try:
            native = ctypes.CDLL(str(path))
        except OSError as error:
            raise ImportError(
                f"The native library {path} cannot be loaded ({error}); build it with python/build.sh of AsyncRL's repository, "
                "or say in ASYNCRL_NATIVE where it is."
            ) from error

        self.path = path
        self._text = _function(native.asyncrl_text, c_int, c_void_p, c_int)
        self._list = _function(native.asyncrl_list, c_int)
        self._create = _function(native.asyncrl_create, c_ssize_t, c_char_p)
        self._describe = _function(native.asyncrl_describe, c_int, c_ssize_t)
        self.bind = _function(native.asyncrl_bind, c_int, c_ssize_t, POINTER(Buffers))
        self.reset = _function(
            native.asyncrl_reset, c_int, c_ssize_t, c_int, c_int, POINTER(c_uint64), POINTER(c_uint8), POINTER(c_uint8)
        )
        self.step = _function(native.asyncrl_step, c_int, c_ssize_t, c_int)
        self.step_one = _function(native.asyncrl_step_one, c_int, c_ssize_t, c_int, c_int64)
        self.render = _function(native.asyncrl_render, c_int, c_ssize_t, c_int, c_void_p, c_int)
        self.goals = _function(native.asyncrl_goals, c_int, c_ssize_t, c_int, c_void_p, c_void_p, c_void_p, c_void_p)
        self.close = _function(native.asyncrl_close, c_int, c_ssize_t)
        found = _function(native.asyncrl_version, c_int)()
        if found != VERSION:
            raise ImportError(
                f"The native library {path} has interface {found}, not {VERSION}; build it again with python/build.sh."
            )

    def list(self) -> list[dict]:
        """All environments that can be played here."""
        return json.loads(self._read(self._list()))

    def create(self, id: str, options: dict[str, str], count: int, autoreset: str) -> int:
        """Makes environments; returns their handle."""
        request = {"id": id, "options": options, "count": count, "autoreset": autoreset}
        return self.check(self._create(json.dumps(request).encode()))

    def describe(self, batch: int) -> dict:
        """The spaces of environments, and what else there is to know of them."""
        return json.loads(self._read(self._describe(batch)))

    def check(self, result: int) -> int:
        """Returns the result of a call; raises NativeError where it failed."""
        if result < 0:
            raise self.error(result)
        return result

    def error(self, result: int) -> NativeError:
        """What this thread's last call failed with."""
        return NativeError(result, self._read(0))

    def _read(self, result: int) -> str:
        self.check(result)
        text = ctypes.create_string_buffer(self._text(None, 0))
        self._text(text, len(text))
        return text.raw.decode()


def _function(function, result, *arguments):
    function.restype = result
    function.argtypes = arguments
    return function


def _path() -> Path:
    if "ASYNCRL_NATIVE" in os.environ:
        return Path(os.environ["ASYNCRL_NATIVE"])
    ending = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
    return Path(__file__).parent / "native" / f"AsyncRL.Native{ending}"


_library: Library | None = None


def library() -> Library:
    """The library, loaded at the first call."""
    global _library
    if _library is None:
        _library = Library(_path())
    return _library
