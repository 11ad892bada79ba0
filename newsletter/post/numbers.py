"""The numbers of people: each is given once, whatever becomes of its person, and of the list.

The links in a person's letters are made with their number. Were it given again, an old link of one would
show, and could erase, another. The list counts them; a list put back from a copy counts from too low, so
that the highest that was given stands in a file beside it, too, which no backup takes along.
"""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from sqlalchemy import Connection, bindparam, select, update

from newsletter.post import schema
from newsletter.post.compiled import Once

NAME = "numbers"
_WIDTH = 20
#: How many numbers are left out where nobody knows how many were given elsewhere.
_FAR = 1_000_000

_NEXT = select(schema.meta.c.value).where(schema.meta.c.name == "next_person")
_NEXT_HELD = Once(_NEXT.with_for_update())
_COUNTED_ON = Once(
    update(schema.meta).where(schema.meta.c.name == "next_person").values(value=bindparam("following"))
)


def take_numbers(connection: Connection, folder: Path, count: int) -> int:
    """The first of so many numbers that nobody has or had; `folder` is that of the list.

    They are noted there before the transaction ends: one that fails leaves numbers out. Raises OSError.
    """
    first = _next_held(connection)
    _note(folder / NAME, first + count - 1)
    _COUNTED_ON.run(connection, following=str(first + count))
    return first


def next_number(connection: Connection) -> int:
    """The number that the list would give next."""
    return int(connection.scalar(_NEXT) or 0)


def highest_given(folder: Path) -> int:
    """The highest number that was given from this folder, as far as is known; 0 where none is. Raises OSError."""
    try:
        return _read((folder / NAME).read_bytes(), folder / NAME)
    except FileNotFoundError:
        return 0


def skip_given(connection: Connection, folder: Path) -> None:
    """Has the list go on behind the highest number that was given. Raises OSError."""
    following = max(_next_held(connection), highest_given(folder) + 1)
    _COUNTED_ON.run(connection, following=str(following))


def skip_far(connection: Connection) -> None:
    """Has the list go on far behind whatever was given while it was elsewhere, or by what it was copied from."""
    following = _next_held(connection) + _FAR
    _COUNTED_ON.run(connection, following=str(following))


def _next_held(connection: Connection) -> int:
    found = _NEXT_HELD.first(connection)
    return int(found.value) if found else 1


def _note(file: Path, number: int) -> None:
    """Keep the number, unless a higher one stands there: several programs may be at the list."""
    opened = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        if number > _read(os.pread(opened, 2 * _WIDTH, 0), file):
            os.pwrite(opened, f"{number:0{_WIDTH}d}\n".encode(), 0)
    finally:
        os.close(opened)


def _read(noted: bytes, file: Path) -> int:
    """Raises OSError for what is no number: were it taken for none, numbers would be given twice."""
    text = noted.strip()
    if text and not text.isdigit():
        raise OSError(
            errno.EINVAL, "no number stands in it: write the highest number of a person into it", str(file)
        )
    return int(text or 0)
