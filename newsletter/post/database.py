"""The list opened: whether it is ours and whole, brought up to this version.

One file of SQLite's, in a folder that its owner alone can read. What the machine says when it
cannot becomes one line, with nothing of what was asked and nobody's address.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from newsletter.post import schema
from newsletter.values import point

NAME = "newpower.sqlite"
#: Seconds another program may be at the list before this one gives up.
_PATIENCE = 10
#: KiB of the list that are held in memory: addresses come in no order, and each has its place in an index.
_CACHE = 16_000
#: For how long a backup is kept: an erased address stands in none that is older.
KEPT = timedelta(days=30)
_STAMP = "%Y%m%dT%H%M%SZ"
_KEY_BYTES = 32


class ListError(Exception):
    """The list cannot be opened or written; its words are one line, without anybody's address."""


@point
class List:
    """The people, opened. `key` is what hashes of suppressed addresses are made with; `now` is UTC."""

    engine: Engine
    key: bytes
    now: datetime

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """A transaction: all of what is done in it, or nothing. Raises ListError."""
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A connection to read by. Raises ListError."""
        with _told(), self.engine.connect().execution_options(only_reads=True) as connection:
            yield connection


@contextmanager
def open_list(folder: Path, now: datetime) -> Iterator[List]:
    """The list in `folder` (`var/`), made where there is none. Raises ListError.

    Its key stands beside it, in a file of its own: whoever copies the one has not the other.
    """
    _make_private(folder)
    file = folder / NAME
    key = _key(folder / "list.key", is_new=not file.exists())
    with _told():
        engine = _sqlite(file)
    try:
        with _told():
            _drop_old_backups(file, now)
            _bring_up_to_date(engine, file, now)
        yield List(engine, key, now)
    finally:
        engine.dispose()


def version(connection: Connection) -> int:
    """The version of the schema that stands there; 0 where there is none."""
    if not inspect(connection).has_table("meta"):
        return 0
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "version"))
    return int(found or 0)


def back_up(file: Path, now: datetime) -> Path:
    """A copy of the whole list as it stands, beside it, for its person alone to read. Raises ListError."""
    folder = file.parent / "backups"
    _make_private(folder)
    copy = folder / f"{file.stem}-{now.strftime(_STAMP)}.sqlite"
    part = copy.with_suffix(".part")
    with _told():
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
    return copy


def forget_traces(engine: Engine) -> None:
    """Has the journal hold nothing of what was deleted; the file itself is overwritten as it is deleted."""
    with _told(), closing(engine.raw_connection()) as connection:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlite(file: Path) -> Engine:
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": _PATIENCE, "isolation_level": None})

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


def _bring_up_to_date(engine: Engine, file: Path, now: datetime) -> None:
    with engine.connect() as connection:
        found = version(connection)
    if found > schema.VERSION:
        raise ListError(
            f"the list is of version {found}, and this program knows {schema.VERSION}: use a newer one"
        )
    if found == schema.VERSION:
        return
    if found:
        back_up(file, now)
    with engine.begin() as connection:
        if not found:
            schema.metadata.create_all(connection)
            begins = {"version": schema.VERSION, "next_person": 1}
            rows = [{"name": name, "value": str(value)} for name, value in begins.items()]
            connection.execute(schema.meta.insert(), rows)


def _drop_old_backups(file: Path, now: datetime) -> None:
    oldest = f"{file.stem}-{(now - KEPT).strftime(_STAMP)}.sqlite"
    for backup in (file.parent / "backups").glob(f"{file.stem}-*.sqlite"):
        if backup.name < oldest:
            backup.unlink()


def _key(file: Path, *, is_new: bool) -> bytes:
    """The key in `file`; made where the list is new, and else missed: without it nobody stays suppressed."""
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        if not is_new:
            raise ListError(
                f"{file} is gone, without which the list knows nobody who left: put it back from where it was kept"
            ) from None
        key = secrets.token_bytes(_KEY_BYTES)
        with _told(), os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as opened:
            opened.write(key.hex() + "\n")
    except (OSError, ValueError):
        raise ListError(f"{file} cannot be read as a key: put it back from where it was kept") from None
    return key


def _make_private(folder: Path) -> None:
    with _told():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the machine or the database says becomes a ListError; no statement and no value is repeated."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ListError(f"{where}{error.strerror or 'the system refused'}") from None
    except sqlite3.Error as error:
        raise ListError(f"the list: {error}") from None
    except (OperationalError, DatabaseError) as error:
        raise ListError(f"the list: {_reason(error)}") from None
    except SQLAlchemyError as error:
        raise ListError(f"the list: {type(error).__name__}") from None


def _reason(error: DatabaseError) -> str:
    """The driver's own words, where they are known to hold no value."""
    said = str(error.orig).strip().split("\n")[0]
    if "locked" in said:
        return "another program has been at it for ten seconds; try again when it is done"
    if "readonly" in said or "read-only" in said:
        return "it may not be written to"
    if "malformed" in said or "not a database" in said:
        return "it is damaged; put back the newest of its backups"
    if "full" in said:
        return "the disk is full"
    if "unable to open" in said:
        return "it cannot be opened"
    return "its engine refused"
