"""The list opened: whether it is ours and whole, brought up to this version.

It lives in one file of SQLite's, or in PostgreSQL; which of them nobody else knows. Its key
stands in a file of its own, which its owner alone can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, inspect, select

from newsletter.post import key as keys
from newsletter.post import schema
from newsletter.post.backups import drop_old_backups, new_backup
from newsletter.post.contract import Database, ListError, failures_told, told
from newsletter.post.numbers import highest_given, next_number, skip_given
from newsletter.post.private import make_folder
from newsletter.post.sqlite import NAME, SQLite
from newsletter.post.upgrades import bring_up
from newsletter.values import point

#: The tables by which a list is known, whatever its version.
_OURS = {"meta", "people", "suppressions"}


@point
class List:
    """The people, opened. `key` is what hashes of suppressed addresses are made with; `now` is UTC."""

    database: Database
    folder: Path
    key: bytes
    now: datetime

    @property
    def engine(self) -> Engine:
        """What its connections come from."""
        return self.database.engine

    @contextmanager
    def change(self, *folded: str) -> Iterator[Connection]:
        """A transaction: all of what is done in it, or nothing. Raises ListError.

        Nobody else changes anything of these addresses meanwhile, whether they stand on the list or not.
        """
        with told(self.database), self.engine.begin() as connection:
            self.database.lock(connection, (keys.number_of(self.key, one) for one in folded))
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A connection to read by: the list as it stood at one moment. Raises ListError."""
        with told(self.database), _reading(self.database) as connection:
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One connection, on which very many rows are put aside first and then taken over. Raises ListError."""
        with told(self.database), self.engine.connect() as connection:
            connection.detach()  # its temporary tables go with it
            self.database.prepare_for_many(connection)
            yield Session(self.database, connection)


@point
class Session:
    """A connection with temporary tables of its own; nobody waits for it but within `change`."""

    database: Database
    connection: Connection

    @contextmanager
    def aside(self) -> Iterator[Connection]:
        """A transaction that reads the list, and writes temporary tables alone."""
        with self.connection.execution_options(only_reads=True).begin():
            yield self.connection

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction that changes the list: all of what is done in it, or nothing."""
        with self.connection.execution_options(only_reads=False).begin():
            yield self.connection

    def stage(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into a temporary table, in the order of its columns; within `aside`."""
        self.database.stage(self.connection, table, rows)

    def staged(self, table: Table, *looked_up_by: Column[Any]) -> None:
        """Says that a temporary table is filled, and by which columns rows of it will be looked for; within `aside`."""
        self.database.staged(self.connection, table, looked_up_by)

    def insert_unless_there(self, table: Table, columns: Sequence[str], rows: Any) -> int:
        """Insert what a query gives, but for rows that stand there already; how many; within `change`."""
        insert = self.database.insert(table).from_select(columns, rows).on_conflict_do_nothing()
        return self.connection.execute(insert, execution_options={"preserve_rowcount": True}).rowcount

    def hold_all(self) -> bool:
        """From here to the end of `change` nobody else changes anybody; whether somebody may have since it began."""
        return self.database.lock_all(self.connection)


@contextmanager
def open_list(folder: Path, now: datetime, address: str | None = None) -> Iterator[List]:
    """The list in `folder` (`var/`), or in the database of that address; made where there is none. Raises ListError.

    Its key and its backups stand in the folder.
    """
    with failures_told():
        make_folder(folder)
    database = _database(folder, address)
    try:
        with told(database):
            database.make_ready()
            _refuse_another_programs(database)
            drop_old_backups(folder / "backups", now)
            _bring_up_to_date(database, folder, now)
            at = List(database, folder, keys.key_in(folder / keys.NAME, is_new=False), now)
            _refuse_another_key(at)
            _skip_numbers_given(at)
        yield at
    finally:
        database.engine.dispose()


def is_begun(folder: Path, address: str | None = None) -> bool:
    """Whether there is a list; nothing is made. Raises ListError."""
    if address is None and not (folder / NAME).exists():
        return False
    database = _database(folder, address)
    try:
        with told(database):
            return bool(database.tables())
    finally:
        database.engine.dispose()


def version(connection: Connection) -> int:
    """The version of the schema that stands there; 0 where there is none."""
    if not inspect(connection).has_table("meta"):
        return 0
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "version"))
    return int(found or 0)


def back_up(at: List) -> Path:
    """A copy of the whole list as it stands, in its folder, for its owner alone to read.

    Raises ListError, of a list that is damaged too: its copy would be taken for the newest that is whole.
    """
    refuse_damaged(at)
    with told(at.database):
        return _back_up(at.database, at.folder, at.now)


def forget_traces(at: List) -> None:
    """Has the database's files hold nothing of what was deleted, as far as that can be done. Raises ListError.

    So it does while another program needs it still.
    """
    with told(at.database):
        at.database.forget_traces()


def refuse_damaged(at: List) -> None:
    """Raises ListError where anything of the list is damaged: for who works with it for long to ask first."""
    if found := damage(at):
        raise ListError(f"the list: {found}")


def damage(at: List) -> str:
    """What of the list is damaged, in a line; "" where it is whole. Raises ListError where it cannot be read at all.

    It takes two seconds for a million people.
    """
    with at.look() as connection:
        if found := at.database.damage(connection) or _lacking(connection):
            return found
        following = next_number(connection)
        last = connection.scalar(select(func.max(schema.people.c.id))) or 0
    if last >= following:
        return "its next number is somebody's already; put back the newest of its backups"
    return ""


def _lacking(connection: Connection) -> str:
    """The first table or column that is not there, in words; "" where all are."""
    there = {
        f"{table}.{column['name']}"
        for (_, table), columns in inspect(connection).get_multi_columns().items()
        for column in columns
    }
    ours = {f"{table.name}.{column.name}" for table in schema.metadata.tables.values() for column in table.c}
    lacking = sorted(ours - there)
    return f"it lacks {lacking[0]}; put back the newest of its backups" if lacking else ""


def _database(folder: Path, address: str | None) -> Database:
    if address is None:
        return SQLite(folder / NAME)
    from newsletter.post.postgres import PostgreSQL

    return PostgreSQL(address)


@contextmanager
def _reading(database: Database) -> Iterator[Connection]:
    with database.engine.connect().execution_options(**database.reading) as connection:
        yield connection


def _refuse_another_programs(database: Database) -> None:
    """Raises ListError if the database has tables and none is ours; nothing is written."""
    tables = database.tables()
    if tables and not tables >= _OURS:
        raise ListError(f"{database.name} is the database of another program, and was left as it is")


def _bring_up_to_date(database: Database, folder: Path, now: datetime) -> None:
    """Raises ListError, for a list of a newer version too."""
    with _reading(database) as connection:
        found = version(connection)
    if 0 < found < schema.VERSION:
        _back_up(database, folder, now)
    if found < schema.VERSION:
        with database.engine.begin() as connection:
            database.lock_all(connection)
            found = version(connection)  # another may have been first
            if not found:
                _begin(connection, keys.key_in(folder / keys.NAME, is_new=True))
            elif found < schema.VERSION:
                bring_up(database, connection, found)
    if found > schema.VERSION:
        raise ListError(
            f"the list is of version {found}, and this program knows {schema.VERSION}: use a newer one"
        )


def _refuse_another_key(at: List) -> None:
    with _reading(at.database) as connection:
        mine = schema.meta.c.name == "key_mark"
        if connection.scalar(select(schema.meta.c.value).where(mine)) != keys.mark_of(at.key):
            raise ListError(
                "list.key is the key of another list, by which nobody is known who left: put back the one that was beside it"
            )


def _skip_numbers_given(at: List) -> None:
    """A list put back from a copy gives no number that was given since."""
    with _reading(at.database) as connection:
        following = next_number(connection)
    if following <= highest_given(at.folder):
        with at.engine.begin() as connection:
            skip_given(connection, at.folder)


def _begin(connection: Connection, key: bytes) -> None:
    schema.metadata.create_all(connection)
    begins = {"version": schema.VERSION, "next_person": 1, "key_mark": keys.mark_of(key)}
    rows = [{"name": name, "value": str(value)} for name, value in begins.items()]
    connection.execute(schema.meta.insert(), rows)


def _back_up(database: Database, folder: Path, now: datetime) -> Path:
    with (
        new_backup(folder / "backups", now, database.suffix) as (part, copy),
        _reading(database) as connection,
    ):
        database.back_up(connection, part)
    return copy
