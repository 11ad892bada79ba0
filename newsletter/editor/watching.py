"""When something changes under a folder: told by the system as it happens, never asked for in a loop.

The library watchdog sleeps until the system tells it something (inotify, FSEvents, Windows'):
it costs nothing while nothing happens, and tells within a millisecond. Where a mount sends no
notices, or there are more folders than the system watches, it compares times itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.engine.inventory import ROOT_FILES

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent

#: Seconds in which nothing more happens before a change is told: a program that saves in several steps takes a few ms.
_STEP = 0.02
#: The most steps in which changes that follow on one another are gathered, as in a `git checkout`.
_MOST = 25
#: Seconds until the first sign that time goes by after a change.
_SOON = 0.1
#: Seconds between those that follow: what the system tells nobody, such as a new day, is seen this late.
PULSE = 10.0
#: Seconds until a folder that is gone, or a watch that failed, is tried again.
_RETRY = 0.5
#: Seconds between two looks where times are compared.
_LOOK = 0.5


class News:
    """That something may have changed, for the one thread that waits for it, until it is told of the end."""

    def __init__(self) -> None:
        self._has_come = threading.Event()
        self.is_over = False

    def come(self) -> None:
        """Something may have changed."""
        self._has_come.set()

    def end(self) -> None:
        """Nobody need wait any more."""
        self.is_over = True
        self._has_come.set()

    def within(self, seconds: float) -> bool:
        """Whether news came in that time; if so, no more comes just now, and none is left over."""
        if not self._has_come.wait(seconds):
            return False
        for _ in range(_MOST):
            if self.is_over:
                return False
            self._has_come.clear()
            if not self._has_come.wait(_STEP):
                break
        return True


def is_installed() -> bool:
    """Whether the library is there: it comes with the extra `editor`."""
    return find_spec("watchdog") is not None


def changes(
    folders: Sequence[Path],
    news: News,
    *,
    is_polling: bool = False,
    pulse: Callable[[], float] = lambda: PULSE,
) -> Iterator[bool]:
    """True whenever something in `folders` may have changed, False soon after, and then every `pulse` seconds.

    The first is True, since nobody knows what happened before. New folders are watched too; one
    of `folders` that is gone, or another one of its name, is looked for until it is back. With
    `is_polling` times are compared. Ends when `news` does; raises KeyboardInterrupt on Ctrl-C.
    """
    while not news.is_over:
        standing = _identities(folders)
        if None not in standing:
            try:
                with _watched(folders, news, is_polling=is_polling):
                    yield True
                    has_come = True
                    while not news.is_over and _identities(folders) == standing:
                        has_come = news.within(_SOON if has_come else pulse())
                        yield has_come
                continue
            except OSError:
                is_polling = None not in _identities(folders)  # more folders than the system watches
        news.within(_RETRY)  # a folder is gone; perhaps it is being moved
        if not news.is_over:
            yield True
            yield False


@contextmanager
def _watched(folders: Sequence[Path], news: News, *, is_polling: bool) -> Iterator[None]:
    """Has `news` come at each notice that concerns a build. Raises OSError where a folder cannot be watched."""
    from watchdog import events
    from watchdog.observers import Observer
    from watchdog.observers.polling import PollingObserver

    class Listener(events.FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if _concerns(event.src_path) or (event.dest_path and _concerns(event.dest_path)):
                news.come()

    told = [
        *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent),
        *(events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
    ]  # reading is no news: a build reads
    observer = PollingObserver(timeout=_LOOK) if is_polling else Observer()
    try:
        for folder in folders:
            observer.schedule(Listener(), str(folder), recursive=True, event_filter=told)
        observer.start()
        yield
    finally:
        observer.stop()
        if observer.is_alive():
            observer.join()


def _concerns(path: str | bytes) -> bool:
    """Whether a build would read it: no system's or editor's own file."""
    path = os.fsdecode(path)
    name = os.path.basename(path)  # noqa: PTH119 - called for every notice
    if ROOT_FILES in path:
        return True
    return not name.startswith(".") and not name.endswith("~")


def _identities(folders: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Which folders stand there: a name may have passed to another, which nobody watches yet."""
    return [_identity(folder) for folder in folders]


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
