"""What every engine is asked for, and what it says of an edition that stands with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from newsletter.post.handing_over.edition import Handed
from newsletter.post.handing_over.web import LostError
from newsletter.values import point


@point
class Found:
    """An edition as it stands at an engine: under which name and number, in which state, as the engine calls it.

    A draft is sent to nobody. `at` is when it is to go, `sent` of `to_send` how many had it, `changed` what
    becomes another with each change.
    """

    id: str
    name: str
    state: str
    is_draft: bool
    at: datetime | None = None
    sent: int = 0
    to_send: int = 0
    changed: str = ""


class Engine(Protocol):
    """An engine. Whatever is asked of it may raise EngineError; what changes something there, LostError too."""

    title: str
    #: What it is called in commands and in the ledger.
    name: str
    #: What it cannot carry of an edition, or does in its own way; each in a line.
    cannot: tuple[str, ...]

    def plan(self) -> list[tuple[str, str]]:
        """Who would get it and how, a row each. Raises EngineError where that cannot be."""
        ...

    def found(self, slug: str) -> tuple[Found, ...]:
        """All that stands there of an edition, in whichever words, oldest first."""
        ...

    def numbered(self, id: str) -> Found | None:
        """What stands there under a number, whatever it is called; None where it is gone."""
        ...

    def make_ready(self) -> None:
        """Has what a draft needs be there; done again, it changes nothing."""
        ...

    def create(self, edition: Handed, number: int) -> None:
        """Make the draft; `number` counts those that were answered and yet are not there."""
        ...

    def update(self, one: Found, edition: Handed, at: datetime | None) -> None:
        """Give the draft these words, and the hour it is to go at, where the engine keeps one with it."""
        ...

    def amiss(self, one: Found, edition: Handed, at: datetime | None) -> tuple[str, ...]:
        """In what a draft is not as it is meant, a line each, as the engine gives it back and shows it."""
        ...

    def schedule(self, one: Found, at: datetime) -> None:
        """Have the draft go at that hour."""
        ...

    def try_out(self, one: Found, edition: Handed, address: str) -> None:
        """Send the draft to one address, of an editor's."""
        ...


def a_record(found: Any, *names: str) -> dict[str, Any]:
    """An answer that is to have these. Raises LostError for another: somebody else's answer is no answer."""
    if not isinstance(found, dict) or any(name not in found for name in names):
        raise LostError
    return found


def records(found: Any, *names: str) -> list[dict[str, Any]]:
    """A list of such. Raises LostError."""
    if not isinstance(found, list):
        raise LostError
    return [a_record(one, *names) for one in found]


def a_number(found: object) -> int:
    """A number of an answer; 0 where it says none. Raises LostError for what is no number."""
    if found is None:
        return 0
    if not isinstance(found, int):
        raise LostError
    return found


def moment_of(told: object) -> datetime | None:
    """A moment as engines write it (RFC 3339); None where there is none. Raises LostError for what is no moment."""
    if not told:
        return None
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        raise LostError from None
    if found.tzinfo is None:
        raise LostError
    return found
