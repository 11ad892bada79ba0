"""What happened when, over the whole publication: all that a timeline has, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.article import Article
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.reader_letter import ReaderLetter
from newsletter.content.kinds.report import Report
from newsletter.content.kinds.voice import Voice
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
    record = entry.record
    blank = set(entry.blanks)
    match record:
        case CaseStudy():
            if "started" not in blank and record.status != "planned":
                yield Happening(record.started, entry, "began")
            if record.ended:
                yield Happening(record.ended, entry, "ended")
        case Event() if not record.cancelled:
            yield Happening(_day(record.starts.day), entry, f"took place in {record.where}")
        case Report():
            yield Happening(record.issued, entry, f"was published by {record.publisher}")
        case Voice():
            yield Happening(record.said_on, entry, f"was said by {record.speaker}")
        case ReaderLetter():
            yield Happening(record.received, entry, f"was written by {record.writer}")
        case Article() if record.first_published:
            yield Happening(record.first_published.date, entry, f"came out in {record.first_published.where}")
        case Article():
            yield Happening(_day(record.published), entry, "came out here")
        case Edition() if not record.trial:
            yield Happening(_day(record.published), entry, "went out")


def _day(day: date) -> When:
    return When(day.year, day.month, day.day)


def _order(one: Happening) -> tuple[int, int, int, str, str]:
    when = one.when
    return when.year, when.month or 0, when.day or 0, one.entry.path, one.what
