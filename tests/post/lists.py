"""A list of people for a test, in a folder of its own, and what is in its files."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from newsletter.post.database import List, open_list
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add
from newsletter.post.subscribers.person import Consent, Newcomer, State, moment

NOW = datetime(2026, 11, 26, 19, 45, tzinfo=UTC)
WORDS = "Send me the letter once a month."


#: What the environment calls the server that lists live on, where they do not live in SQLite.
SERVER = "NEWPOWER_TESTS_SERVER"

#: For tests that look into SQLite's own files.
in_sqlite = pytest.mark.parametrize("database", ["SQLite"], indirect=True)
in_postgres = pytest.mark.parametrize(
    "database", [pytest.param("PostgreSQL", marks=pytest.mark.slow)], indirect=True
)


@contextmanager
def a_list(folder: Path, now: datetime = NOW) -> Iterator[List]:
    with open_list(folder, now, address_of(folder)) as at:
        yield at


def address_of(folder: Path) -> str | None:
    """The address of the database in which the list of this folder lives; None for SQLite.

    Each folder has a schema of its own, which is made here.
    """
    server = os.environ.get(SERVER)
    if not server:
        return None
    name = "t" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:20]
    with _making:
        if name not in _made:
            engine = create_engine(server)
            with engine.begin() as connection:
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name}"))
            engine.dispose()
            _made.add(name)
    return f"{server}&options=-csearch_path%3D{name}"


_made: set[str] = set()
_making = threading.Lock()


def newcomer(address: str, state: State = "active", *, words: str = WORDS) -> Newcomer:
    since = moment(NOW)
    return Newcomer(read_address(address), state, since, Consent(since, "a form", words), "a test")


def joined(at: List, *addresses: str) -> None:
    for address in addresses:
        assert add(at, newcomer(address)) is not None


def everything_in(folder: Path) -> bytes:
    """All bytes of all files under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
