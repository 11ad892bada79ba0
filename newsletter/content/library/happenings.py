"""What happened when, over the whole publication: all that a timeline has, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.content.words.when import When
from newsletter.values import point


@point
class Happening:
    """Something that happened, and the entry that tells of it; `what` goes on behind its title."""

    when: When
    entry: Entry[Any]
    what: str


def happenings(entries: Iterable[Entry[Any]]) -> tuple[Happening, ...]:
    """Everything with a date that these entries tell, the oldest first; what is known less well comes first in its year."""
    found = [one for entry in entries for one in _of(entry) if one.when.year > date.min.year]
    return tuple(sorted(found, key=_order))


def _of(entry: Entry[Any]) -> Iterator[Happening]:
    kind = kind_of(entry.path)
    if kind is not None and not entry.blanks:
        yield from (Happening(when, entry, what) for when, what in kind.happened(entry.record))


def _order(one: Happening) -> tuple[int, int, int, str, str]:
    when = one.when
    return when.year, when.month or 0, when.day or 0, one.entry.path, one.what
