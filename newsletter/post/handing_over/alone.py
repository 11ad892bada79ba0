"""One at a time hands over, on a machine: between a look at an engine and what is asked of it nobody else asks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.post.handing_over.web import EngineError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While it holds, nobody else hands over from this folder of a list. Raises EngineError where somebody does.

    The system's lock ends with its process, however that ends.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(folder / "handing.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(
                "somebody is handing over from here just now: wait until that is done"
            ) from None
        yield
    finally:
        os.close(opened)
