"""A list of people for a test, in a folder of its own, and what is in its files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from newsletter.post.database import List, open_list
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add
from newsletter.post.subscribers.person import Consent, Newcomer, State, moment

NOW = datetime(2026, 11, 26, 19, 45, tzinfo=UTC)
WORDS = "Send me the letter once a month."


@contextmanager
def a_list(folder: Path, now: datetime = NOW) -> Iterator[List]:
    with open_list(folder, now) as at:
        yield at


def newcomer(address: str, state: State = "active", *, words: str = WORDS) -> Newcomer:
    since = moment(NOW)
    return Newcomer(read_address(address), state, since, Consent(since, "a form", words), "a test")


def joined(at: List, *addresses: str) -> None:
    for address in addresses:
        assert add(at, newcomer(address)) is not None


def everything_in(folder: Path) -> bytes:
    """All bytes of all files under a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
