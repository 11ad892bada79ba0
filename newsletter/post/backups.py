"""Copies of the whole list, in `var/backups/`: each there whole or not at all, and gone when its time is over."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkstemp

from newsletter.post.private import make_folder

#: For how long a backup is kept: an erased address stands in none that is older.
KEPT = timedelta(days=30)
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = "newpower-"
_PART = ".part"


@contextmanager
def new_backup(folder: Path, now: datetime, suffix: str) -> Iterator[tuple[Path, Path]]:
    """The file to write a copy into, private, and what it will be called once it is whole.

    Nothing is left of one that fails. While it is written it is locked, so that no other
    program takes it for left behind.
    """
    make_folder(folder)
    copy = folder / f"{_NAME}{now.strftime(_STAMP)}{suffix}"
    descriptor, name = mkstemp(dir=folder, prefix=f"{copy.stem}.", suffix=_PART)
    part = Path(name)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield part, copy
        os.fsync(descriptor)
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
        os.close(descriptor)


def newest_backup(folder: Path) -> tuple[Path, datetime] | None:
    """The backup that was made last, and when, in UTC; None where there is none."""
    found = [one for one in _whole(folder) if _time(one) is not None]
    newest = max(found, key=lambda one: one.name, default=None)
    when = None if newest is None else _time(newest)
    return None if newest is None or when is None else (newest, when)


def drop_old_backups(folder: Path, now: datetime) -> None:
    """Those whose time is over go, and what is left of those that were not finished."""
    oldest = f"{_NAME}{(now - KEPT).strftime(_STAMP)}"
    for copy in _whole(folder):
        if copy.name < oldest:
            copy.unlink(missing_ok=True)
    for left in folder.glob(f"{_NAME}*{_PART}*"):
        part = left.with_name(left.name.partition(_PART)[0] + _PART)
        if not _is_being_written(part):
            left.unlink(missing_ok=True)


def _whole(folder: Path) -> list[Path]:
    return [path for path in folder.glob(f"{_NAME}*") if _PART not in path.name]


def _time(copy: Path) -> datetime | None:
    try:
        return datetime.strptime(copy.stem.removeprefix(_NAME), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _is_being_written(part: Path) -> bool:
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
