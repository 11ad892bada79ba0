"""Statements that are given to the database as they were compiled once: for those that are asked for at each letter.

To look a statement up, and to write out its lists, takes SQLAlchemy three times as long as SQLite takes to do it.
What gives rows, or is asked for at each request of the list server, goes past SQLAlchemy to the driver:
that was a tenth of the time of a select.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Connection, CursorResult, Dialect, bindparam

#: Lists are filled up to so many or twice, three times as many: there are few lengths then.
_STEP = 4


class Once:
    """One statement without lists, compiled once for each kind of database, and given to its driver.

    `columns` are those an insert fills. What the driver raises is put into words by `contract.told`.
    """

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self._statement, self._columns = statement, columns
        self._made: dict[str, _Text] = {}

    def first(self, connection: Connection, **asked: Any) -> Any:
        """The first row, its columns by name; None where there is none. They are numbers or text."""
        text = self._text(connection)
        with closing(_cursor(connection)) as cursor:
            cursor.execute(text.sql, text.values(asked))
            found = cursor.fetchone()
        return None if found is None else text.row(*found)

    def run(self, connection: Connection, **asked: Any) -> int:
        """Does it; of how many rows it was."""
        text = self._text(connection)
        with closing(_cursor(connection)) as cursor:
            cursor.execute(text.sql, text.values(asked))
            return int(cursor.rowcount)

    def run_all(self, connection: Connection, asked: Iterable[Mapping[str, Any]]) -> None:
        """Does it for each of many."""
        text = self._text(connection)
        with closing(_cursor(connection)) as cursor:
            cursor.executemany(text.sql, [text.values(one) for one in asked])

    def _text(self, connection: Connection) -> _Text:
        found = self._made.get(connection.dialect.name)
        if found is None:
            found = _Text(self._statement, connection.dialect, self._columns)
            self._made[connection.dialect.name] = found
        return found


class _Text:
    """A statement as a driver takes it: its text, its values in order or by name, its rows with names."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, columns: Sequence[str]) -> None:
        made: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        self._usual = {name: value for name, value in made.params.items() if value is not None}
        self.sql, self._names = str(made), made.positiontup
        self.row = _row_type(one.keyname for one in made._result_columns)

    def values(self, asked: Mapping[str, Any]) -> Any:
        """What stands in the statement's places; those that it names itself are known."""
        told = {**self._usual, **asked}
        return told if self._names is None else [told[name] for name in self._names]


def _row_type(columns: Iterable[str]) -> Any:
    return namedtuple("Row", list(columns))


def _cursor(connection: Connection) -> Any:
    """One of the driver's own, in the transaction that has begun."""
    return connection.connection.cursor()


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
