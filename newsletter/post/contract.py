"""What a list asks of its database, whichever that is: `sqlite` and `postgres` answer, and nobody else knows them.

What a machine or a database says when it cannot becomes one line, with nothing of what was
asked, nobody's address and no password.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Column, Connection, Engine, Table
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

#: Seconds another program may be at the list before this one gives up.
PATIENCE = 10
#: What is said then.
BUSY = "another program has been at it for ten seconds; try again when it is done"


class ListError(Exception):
    """The list cannot be opened or written; its words are one line, without anybody's address."""


class ClashError(ListError):
    """Two waited for each other, and what this one had begun is undone: begun anew, it most likely succeeds."""


class Database(Protocol):
    """Where a list lives. Whatever is asked of it may raise `errors`, which `told` puts into words."""

    engine: Engine
    #: What its driver raises.
    errors: tuple[type[Exception], ...]
    #: By which options of a connection it is read as it stood at one moment.
    reading: Mapping[str, Any]
    #: What its backups are called by.
    suffix: str

    @property
    def name(self) -> str:
        """What it is and where, for a person to see: no password stands in it."""
        ...

    def reason(self, error: BaseException | None) -> str:
        """What its driver says, in words that hold no value."""
        ...

    def is_clash(self, error: BaseException | None) -> bool:
        """Whether its driver says that this transaction was given up since two waited for each other."""
        ...

    def tables(self) -> set[str]:
        """The tables that stand there, ours or another program's; nothing is written."""
        ...

    def make_ready(self) -> None:
        """Has it be such that its owner alone can read it, as far as that is for us to do."""
        ...

    def lock(self, connection: Connection, numbers: Iterable[int]) -> None:
        """Nobody else changes what stands for these numbers before the transaction ends."""
        ...

    def lock_all(self, connection: Connection) -> bool:
        """Nobody else changes anybody before the transaction ends; whether somebody may have since it began."""
        ...

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """Whether nobody else is at this now, from whatever machine; nobody is while it lasts, or this program lives."""
        ...

    def insert(self, table: Table) -> Any:
        """An `insert` that knows `on_conflict_do_nothing`."""
        ...

    def check_anew(self, connection: Connection, table: Table) -> None:
        """Has a table that stands there check its rows as it is described now; they stay, and so do their numbers."""
        ...

    def stage(self, connection: Connection, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put many rows into a temporary table, in the order of its columns."""
        ...

    def prepare_for_many(self, connection: Connection) -> None:
        """Has a connection that nobody else will use be quick with very many rows."""
        ...

    def staged(self, connection: Connection, table: Table, looked_up_by: Sequence[Column[Any]]) -> None:
        """Says that a temporary table is filled, and by which columns rows of it will be looked for."""
        ...

    def back_up(self, connection: Connection, part: Path) -> None:
        """Write a copy of the whole list into a private file that is there. Raises ListError too."""
        ...

    def forget_traces(self) -> None:
        """Has its files hold nothing of what was deleted, as far as that can be done. Raises ListError too."""
        ...

    def damage(self, connection: Connection) -> str:
        """What of it is damaged; "" where it is whole. Within two seconds for a million people."""
        ...

    def size(self, connection: Connection) -> int:
        """The bytes it takes on the disk."""
        ...


@contextmanager
def told(database: Database) -> Iterator[None]:
    """Whatever the machine or the database says becomes a ListError; no statement and no value is repeated."""
    try:
        with failures_told():
            yield
    except database.errors as error:
        raise _in_words(database, error) from None
    except DatabaseError as error:
        raise _in_words(database, error.orig) from None
    except SQLAlchemyError as error:
        raise ListError(f"the list: {type(error).__name__}") from None


def _in_words(database: Database, error: BaseException | None) -> ListError:
    kind = ClashError if database.is_clash(error) else ListError
    return kind(f"the list: {database.reason(error)}")


@contextmanager
def failures_told() -> Iterator[None]:
    """Whatever the machine says becomes a ListError."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ListError(f"{where}{error.strerror or 'the system refused'}") from None
