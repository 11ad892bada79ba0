"""A list in one file of SQLite's: for one machine, and as much as most lists ever need."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Column, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite

from newsletter.post.contract import BUSY, PATIENCE, ListError
from newsletter.post.private import make_private

NAME = "newpower.sqlite"
#: KiB of the list that are held in memory: addresses come in no order, and each has its place in an index.
_CACHE = 16_000
#: The same while very many come at once. With 16,000 it took 9 s to put in a million, with 32,000 it takes 6 s.
_CACHE_FOR_MANY = 32_000
#: KiB of the temporary tables that are held in memory.
_CACHE_OF_STAGED = 8_000
#: Bytes up to which every entry of every index is held against its row, which takes a second; beyond it, the pages alone.
_CHECKED_WHOLE = 2**26
#: What the driver says, and what that means.
_REASONS = (
    (("locked",), BUSY),
    (("readonly", "read-only"), "it may not be written to"),
    (("malformed", "not a database"), "it is damaged; put back the newest of its backups"),
    (("is full",), "the disk is full"),
    (("disk I/O",), "the disk refused: it may be full, or its owner may be at a limit"),
    (("unable to open",), "it cannot be opened"),
)


class SQLite:
    """The file, and an engine for it."""

    errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    reading: Mapping[str, Any] = {"only_reads": True}
    suffix = ".sqlite"

    def __init__(self, file: Path) -> None:
        self.file = file
        self.engine = _engine(file)

    @property
    def name(self) -> str:
        """The file's path."""
        return f"SQLite, {self.file}"

    def reason(self, error: BaseException | None) -> str:
        """See `contract`."""
        said = str(error)
        return next(
            (words for marks, words in _REASONS if any(one in said for one in marks)), "its engine refused"
        )

    def is_clash(self, error: BaseException | None) -> bool:
        """Never: who writes has the whole list since the transaction began."""
        return False

    def make_ready(self) -> None:
        """See `contract`."""
        make_private(self.file)

    def tables(self) -> set[str]:
        """See `contract`; the engine would write into the file as soon as it is connected to it."""
        if not self.file.exists():
            return set()
        with closing(sqlite3.connect(f"{self.file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name for (name,) in found}

    def lock(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Nothing to do: who writes has the whole list since the transaction began."""

    def lock_all(self, connection: Connection) -> bool:
        """Nobody can have changed anything, for the same reason."""
        return False

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        """See `contract`: by a lock of the system beside the file, which ends with its process."""
        opened = os.open(self.file.with_name(f"{what}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_alone = True
        except BlockingIOError:
            is_alone = False
        try:
            yield is_alone
        finally:
            os.close(opened)

    def insert(self, table: Table) -> sqlite.Insert:
        """See `contract`."""
        return sqlite.insert(table)

    def check_anew(self, connection: Connection, table: Table) -> None:
        """See `contract`; a table's checks are changed by making it anew (https://www.sqlite.org/lang_altertable.html#otheralter)."""
        aside = f"aside_{table.name}"
        columns = ", ".join(column.name for column in table.columns)
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {aside} AS SELECT {columns} FROM {table.name}")
        table.drop(connection)
        table.create(connection)
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {aside}")
        connection.exec_driver_sql(f"DROP TABLE {aside}")

    def prepare_for_many(self, connection: Connection) -> None:
        """See `contract`. Temporary tables stand in a file without a name, which is gone when its program ends."""
        driver: Any = connection.connection.dbapi_connection
        for setting in (
            f"cache_size = -{_CACHE_FOR_MANY}",
            "temp_store = FILE",
            "temp.journal_mode = OFF",
            f"temp.cache_size = -{_CACHE_OF_STAGED}",
        ):
            driver.execute(f"PRAGMA {setting}")

    def stage(self, connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """See `contract`."""
        places = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} VALUES ({places})", list(rows))

    def staged(self, connection: Connection, table: Table, looked_up_by: Sequence[Column[Any]]) -> None:
        """Nothing to do: nobody can come in between, so nobody is looked for among those put aside."""

    def back_up(self, connection: Connection, part: Path) -> None:
        """See `contract`."""
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)

    def forget_traces(self) -> None:
        """See `contract`. Raises ListError while another program needs it still."""
        with closing(self.engine.raw_connection()) as connection:
            # secure_delete overwrites, but in the journal, which who reads keeps from reaching the file
            is_held, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_held:
            raise ListError(
                "what was deleted stands in its files until another program has done reading it: do this again then"
            )

    def damage(self, connection: Connection) -> str:
        """See `contract`."""
        is_small = self.size(connection) <= _CHECKED_WHOLE
        found = connection.exec_driver_sql(f"PRAGMA {'integrity' if is_small else 'quick'}_check(1)").scalar()
        if found != "ok":
            return "it is damaged; put back the newest of its backups"
        if is_small and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            return "a row stands in it whose other half is gone; put back the newest of its backups"
        return ""

    def size(self, connection: Connection) -> int:
        """See `contract`: the file and its journal."""
        files = (self.file, self.file.with_name(f"{self.file.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())


def _engine(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": PATIENCE, "isolation_level": None},
        hide_parameters=True,  # addresses are among them
        pool_use_lifo=True,  # a connection that nobody wrote beside keeps what it holds in memory
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",  # what was confirmed survives a power cut
            "foreign_keys = ON",
            "secure_delete = ON",  # an erased address does not stay in free pages
            f"cache_size = -{_CACHE}",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # who will write says so at once: two who read first, and then want to, would lock each other out
        reads = connection.get_execution_options().get("only_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
