"""When something changes under a folder: told by the system as it happens, never asked for in a loop.

The library watchfiles listens to the system's notices (inotify, FSEvents, Windows'). Where a
mount sends none it compares times itself, if WATCHFILES_FORCE_POLLING is set.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.engine.inventory import ROOT_FILES

if TYPE_CHECKING:
    from watchfiles import Change

#: Milliseconds in which nothing more happens before a change is told: a program that saves
#: in several steps takes a few. With 10, a change is told within 20, for 3 ms of processor a second.
_STEP = 10
#: The most milliseconds changes that follow on one another are gathered, as in a `git checkout`.
_MOST = 500
#: Milliseconds between signs that time goes by.
_PULSE = 100
#: Seconds until a folder that is gone, or a watch that failed, is tried again.
_RETRY = 0.5


def is_installed() -> bool:
    """Whether the library is there: it comes with the extra `editor`."""
    return find_spec("watchfiles") is not None


def changes(folders: Sequence[Path], stop: threading.Event) -> Iterator[bool]:
    """True whenever something in `folders` may have changed, False about ten times a second otherwise.

    The first is True, since nobody knows what happened before. New folders are watched too; one
    of `folders` that is gone, or another one of its name, is looked for until it is back. Ends
    when `stop` is set; raises KeyboardInterrupt on Ctrl-C.
    """
    from watchfiles import watch

    is_polling: bool | None = None  # as the environment says
    while not stop.is_set():
        watched, inside = _identities(folders), _folders_in(folders)
        if None in watched:  # a folder is gone; perhaps it is being moved
            if not stop.wait(_RETRY):
                yield True
                yield False
            continue
        is_first = True
        try:
            for found in watch(
                *folders,
                watch_filter=lambda _, path: _concerns(path),
                step=_STEP,
                debounce=_MOST,
                rust_timeout=_PULSE,
                yield_on_timeout=True,
                stop_event=stop,
                force_polling=is_polling,
                ignore_permission_denied=True,
            ):
                yield is_first or bool(found)
                if is_first and _folders_in(folders) != inside:
                    break  # made while the watch was set up: perhaps too late for it
                is_first = False
                if found and (_identities(folders) != watched or any(map(_is_new_folder, found))):
                    break  # what was made in a new folder before it was watched is not
            continue
        except (FileNotFoundError, RuntimeError):
            pass  # gone in this moment; or the library's own: a name that is no text, which the build tells of
        except OSError:
            is_polling = True  # more folders than the system watches
        if not stop.wait(_RETRY):
            yield True


def _is_new_folder(change: tuple[Change, str]) -> bool:
    return change[0].name == "added" and Path(change[1]).is_dir()


def _concerns(path: str) -> bool:
    """Whether a build would read it: no system's or editor's own file."""
    name = os.path.basename(path)  # noqa: PTH119 - called for every notice
    if ROOT_FILES in path:
        return True
    return not name.startswith(".") and not name.endswith("~")


def _identities(folders: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Which folders stand there: a name may have passed to another, which nobody watches yet."""
    return [_identity(folder) for folder in folders]


def _folders_in(folders: Sequence[Path]) -> set[str]:
    return {place for folder in folders for place, _, _ in os.walk(folder)}


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
