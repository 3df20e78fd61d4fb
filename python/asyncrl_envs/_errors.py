"""Errors of the native library as the exceptions that users of Gymnasium expect."""

from __future__ import annotations

from gymnasium import error

from . import _library
from ._library import NativeError

_KINDS = {
    _library.REFUSED: ValueError,
    _library.UNKNOWN_ENVIRONMENT: error.NameNotFound,
    _library.UNAVAILABLE: error.DependencyNotInstalled,
    _library.RESET_NEEDED: error.ResetNeeded,
}


def translate(failed: NativeError) -> Exception:
    """What a native call that failed means to Gymnasium."""
    return _KINDS.get(failed.outcome, RuntimeError)(str(failed))
