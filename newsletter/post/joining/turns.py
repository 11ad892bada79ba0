"""Many wishes, one flush: what several people wish at the same moment is done in one transaction.

A disk takes a few hundred flushes a second, some fewer than a hundred, and each transaction waits for
one. Whoever comes first does what all wish who came meanwhile; nobody is answered before it is on
the disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from newsletter.post.contract import ClashError
from newsletter.post.database import List
from newsletter.post.key import number_of
from newsletter.values import point

T = TypeVar("T")

#: Wishes in one transaction at most: nobody waits for a crowd.
_TOGETHER = 64
#: How often wishes are begun that clash with those of another program.
_CLASHES = 5


class Turns:
    """Does wishes on a list, those that wait for each other together."""

    def __init__(self, at: List) -> None:
        self._at = at
        self._line: list[_Wish] = []
        self._guard, self._turn = threading.Lock(), threading.Lock()

    def do(self, now: datetime, wish: Callable[[List], T]) -> T:
        """What `wish` gives for the list, once it is on the disk. Raises what the wish does, and ListError.

        A wish may be done twice, the first time without effect: where another in its transaction fails.
        """
        mine = _Wish(now, wish)
        with self._guard:
            self._line.append(mine)
        while not mine.is_done:  # more than fit in one may have come before
            with self._turn:
                if not mine.is_done:
                    self._do_all(self._next())
        if mine.error is not None:
            raise mine.error
        return mine.value  # type: ignore[no-any-return]

    def _next(self) -> list[_Wish]:
        with self._guard:
            together, self._line = self._line[:_TOGETHER], self._line[_TOGETHER:]
        return together

    def _do_all(self, together: list[_Wish]) -> None:
        """Whose wish fails is told so, and the others begin again; where none can be kept, all are told.

        Where another program wanted the same people in another order, all begin again.
        """
        clashes = 0
        while together:
            tried: _Wish | None = None
            try:
                with self._at.change() as connection:
                    within, values = _within(self._at, connection), list[Any]()
                    for tried in together:
                        values.append(tried.wish(replace(within, now=tried.now)))
                    tried = None
            except Exception as error:
                clashes += isinstance(error, ClashError)
                if isinstance(error, ClashError) and clashes < _CLASHES:
                    continue
                failed = together if tried is None else [tried]
                for one in failed:
                    one.end(error=error)
                together = [one for one in together if not one.is_done]
            else:
                for one, value in zip(together, values, strict=True):
                    one.end(value)
                return


class _Wish:
    """A wish in line, and what became of it."""

    __slots__ = ("error", "is_done", "now", "value", "wish")

    def __init__(self, now: datetime, wish: Callable[[List], Any]) -> None:
        self.now, self.wish = now, wish
        self.value: Any = None
        self.error: Exception | None = None
        self.is_done = False

    def end(self, value: Any = None, *, error: Exception | None = None) -> None:
        self.value, self.error, self.is_done = value, error, True


@point
class _Within(List):
    """The list, in a transaction that somebody else begins and ends."""

    connection: Connection

    @contextmanager
    def change(self, *folded: str) -> Iterator[Connection]:
        """The transaction there is; these addresses are held until its end."""
        self.database.lock(self.connection, [number_of(self.key, one) for one in folded])
        yield self.connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """The same: it sees what was done in it."""
        yield self.connection


def _within(at: List, connection: Connection) -> _Within:
    return _Within(**{one.name: getattr(at, one.name) for one in fields(at)}, connection=connection)
