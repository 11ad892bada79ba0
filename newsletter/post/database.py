"""The list opened: whether it is ours and whole, brought up to this version.

One file of SQLite's and its key, which their owner alone can read. What the machine says when it
cannot becomes one line, with nothing of what was asked and nobody's address.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select, update
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

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
    file = folder / NAME
    with _told():
        _make_folder(folder)
        key = _key(folder / "list.key", is_new=not file.exists())
        _make_private(file)
        _refuse_another_programs(file)
        engine = _sqlite(file)
    try:
        at = List(engine, key, now)
        with _told():
            _drop_old_backups(file, now)
            _bring_up_to_date(at, file)
        yield at
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
    copy = file.parent / "backups" / f"{file.stem}-{now.strftime(_STAMP)}.sqlite"
    part = copy.with_suffix(".part")
    with _told():
        _make_folder(copy.parent)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.replace(copy)
    return copy


def forget_traces(engine: Engine) -> None:
    """Has file and journal hold nothing of what was deleted. Raises ListError while another program needs it still."""
    with _told(), closing(engine.raw_connection()) as connection:
        # secure_delete overwrites, but in the journal, which who reads keeps from reaching the file
        is_held, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_held:
        raise ListError(
            "what was deleted stands in its files until another program has done reading it: do this again then"
        )


def _refuse_another_programs(file: Path) -> None:
    """Raises ListError if the database has tables and none is ours; nothing is written."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
    if tables and not tables >= {"meta", "people", "suppressions"}:
        raise ListError(f"{file} is the database of another program, and was left as it is")


def _sqlite(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"timeout": _PATIENCE, "isolation_level": None},
        hide_parameters=True,  # addresses are among them
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


def _bring_up_to_date(at: List, file: Path) -> None:
    """Raises ListError, for a list of a newer version or of another key too."""
    with at.look() as connection:
        found = version(connection)
    if 0 < found < schema.VERSION:
        back_up(file, at.now)
    if found < schema.VERSION:
        with at.change() as connection:
            found = version(connection)  # another may have been first
            if not found:
                _begin(connection, at.key)
            elif found < schema.VERSION:
                _step_up(connection)
    if found > schema.VERSION:
        raise ListError(
            f"the list is of version {found}, and this program knows {schema.VERSION}: use a newer one"
        )
    with at.look() as connection:
        mine = schema.meta.c.name == "key_mark"
        if connection.scalar(select(schema.meta.c.value).where(mine)) != _mark(at.key):
            raise ListError(
                "list.key is the key of another list, by which nobody is known who left: put back the one that was beside it"
            )


def _begin(connection: Connection, key: bytes) -> None:
    schema.metadata.create_all(connection)
    begins = {"version": schema.VERSION, "next_person": 1, "key_mark": _mark(key)}
    rows = [{"name": name, "value": str(value)} for name, value in begins.items()]
    connection.execute(schema.meta.insert(), rows)


def _step_up(connection: Connection) -> None:
    """From version 1: the tables that came since. A step that changes one that stands is written here."""
    schema.metadata.create_all(connection)
    mine = schema.meta.c.name == "version"
    connection.execute(update(schema.meta).where(mine).values(value=str(schema.VERSION)))


def _mark(key: bytes) -> str:
    """By what a list knows its own key, and nobody guesses it."""
    return hmac.digest(key, b"the key of this list", "sha256").hex()[:16]


def _drop_old_backups(file: Path, now: datetime) -> None:
    """Those whose time is over, and what is left of one that was not finished."""
    folder = file.parent / "backups"
    oldest = f"{file.stem}-{(now - KEPT).strftime(_STAMP)}.sqlite"
    for left in folder.glob(f"{file.stem}-*"):
        if left.name < oldest or left.suffix != ".sqlite":
            left.unlink(missing_ok=True)


def _key(file: Path, *, is_new: bool) -> bytes:
    """The key in `file`; made where the list is new, and else missed: without it nobody stays suppressed."""
    if is_new and not file.exists():
        _write_key(file)
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise ListError(
            f"{file} is gone, without which the list knows nobody who left: put it back from where it was kept"
        ) from None
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise ListError(f"{file} cannot be read as a key: put it back from where it was kept")
    _make_private(file)
    return key


def _write_key(file: Path) -> None:
    """A new key, on the disk whole or not at all; where another program was first, its key stays."""
    descriptor, part = mkstemp(dir=file.parent, prefix=file.name)
    try:
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_hex(_KEY_BYTES) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
    finally:
        Path(part).unlink()


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _make_private(file: Path) -> None:
    """Has a file its owner alone can read, made where there is none: its journal is made like it."""
    os.close(os.open(file, os.O_CREAT | os.O_RDONLY, 0o600))
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the machine or the database says becomes a ListError; no statement and no value is repeated."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ListError(f"{where}{error.strerror or 'the system refused'}") from None
    except sqlite3.Error as error:
        raise ListError(f"the list: {_reason(error)}") from None
    except DatabaseError as error:
        raise ListError(f"the list: {_reason(error.orig)}") from None
    except SQLAlchemyError as error:
        raise ListError(f"the list: {type(error).__name__}") from None


def _reason(error: BaseException | None) -> str:
    """What the driver says, in words that hold no value."""
    said = str(error)
    if "locked" in said:
        return "another program has been at it for ten seconds; try again when it is done"
    if "readonly" in said or "read-only" in said:
        return "it may not be written to"
    if "malformed" in said or "not a database" in said:
        return "it is damaged; put back the newest of its backups"
    if "is full" in said:
        return "the disk is full"
    if "disk I/O" in said:
        return "the disk refused: it may be full, or its owner may be at a limit"
    if "unable to open" in said:
        return "it cannot be opened"
    return "its engine refused"
