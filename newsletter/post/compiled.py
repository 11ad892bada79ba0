"""Statements that are given to the database as they were compiled once: for those that are asked for at each letter.

To look a statement up, and to write out its lists, takes SQLAlchemy three times as long as SQLite takes to do it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, CursorResult, Dialect, bindparam

#: Lists are filled up to so many or twice, three times as many: there are few lengths then.
_STEP = 4


class Compiled:
    """One statement, for one database."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        self._made: Any = statement.compile(dialect=dialect)
        self._text = ""
        self._names: Sequence[str] | None = None
        self._usual: Mapping[str, Any] = {}

    def execute(self, connection: Connection, asked: Mapping[str, Any]) -> CursorResult[Any]:
        """What it gives. All columns in it are numbers or text, which drivers take as they are."""
        if not self._text:
            self._write_out(asked)
        values = {**self._usual, **asked}
        if self._names is None:
            return connection.exec_driver_sql(self._text, values)
        return connection.exec_driver_sql(self._text, tuple([values[name] for name in self._names]))

    def _write_out(self, asked: Mapping[str, Any]) -> None:
        """Have its own lists written out, such as that of two states, and remember what stands in them."""
        made = self._made.construct_expanded_state(asked)
        self._text, self._names = made.statement, made.positiontup
        self._usual = {name: value for name, value in made.parameters.items() if name not in asked}


class CompiledOfMany:
    """A statement about lists, all of one length: compiled once for each that comes up.

    `build` is given, for each list, what stands in its place, and its lists are the arguments of that name.
    """

    def __init__(self, build: Callable[..., ClauseElement], dialect: Dialect, *lists: str) -> None:
        self._build, self._dialect, self._lists = build, dialect, lists
        self._made: dict[int, Compiled] = {}

    def execute(
        self, connection: Connection, asked: Mapping[str, Any], *lists: Sequence[Any]
    ) -> CursorResult[Any]:
        """What it gives for these lists, of which none is empty: their last is put in again until it is as long."""
        length = -(-len(lists[0]) // _STEP) * _STEP
        values = dict(asked)
        for name, held in zip(self._lists, lists, strict=True):
            filled = [*held, *[held[-1]] * (length - len(held))]
            values |= {f"{name}_{number}": one for number, one in enumerate(filled)}
        return self._of(length).execute(connection, values)

    def _of(self, length: int) -> Compiled:
        found = self._made.get(length)
        if found is None:
            places = {name: _places(name, length) for name in self._lists}
            found = self._made[length] = Compiled(self._build(**places), self._dialect)
        return found


def _places(name: str, length: int) -> list[BindParameter[Any]]:
    return [bindparam(f"{name}_{number}") for number in range(length)]
