"""Two folders change places in one step, where the system has such a step."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from functools import cache
from typing import Any

#: renameat2(2), since Linux 3.15: paths are looked up from here, and the two names change places.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
#: renamex_np(2), since macOS 10.12.
_RENAME_SWAP = 2


def exchange(one: str, other: str) -> None:
    """Let two names change places. Raises OSError with both as they were; ENOSYS where it cannot be asked for."""
    if _call() is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), one)
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        failed = _call()(*paths, _RENAME_SWAP)
    else:
        failed = _call()(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), one, None, other)


@cache
def _call() -> Any:
    """The system's function; None where its C library has none."""
    name = "renamex_np" if sys.platform == "darwin" else "renameat2"
    try:
        return getattr(ctypes.CDLL(None, use_errno=True), name, None)
    except (OSError, TypeError):
        return None
