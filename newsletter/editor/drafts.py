"""The next edition begins as a file: what was published since the last one, in order, with blanks to fill."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from posixpath import relpath
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.case_study import CaseStudy, is_stale, unseen_since
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.kind import newest_first
from newsletter.content.library import Library
from newsletter.content.words.when import long_date, month_name
from newsletter.permalinks import resolved
from newsletter.regexes import regex

FOLDER = "content/editions"

_PLAIN_PATH = regex(r"[A-Za-z0-9./_-]+")
_SATURDAY = 5
#: Days behind its own of which a letter tells what is to come.
_AHEAD = 60


def draft_edition(library: Library, slug: str) -> str:
    """Markdown of the edition `slug`, such as 2026-12. Its blanks are empty fields with a note on each.

    It holds all that an edition can show, was shown in none and was published after the last one,
    other pages that are new or were brought up to date since, and events that come after it. Notes
    say what was corrected, which the letter tells by itself, and what has gone stale.
    """
    previous = _previous(library, slug)
    day = publication_day(slug, previous.record.published if previous else None, library.build_date)
    since = previous.record.published if previous else date.min
    entries = [e for e in library.all if not isinstance(e.record, Edition)]
    coming = [e for e in library.of(Event) if _comes_soon(e.record, day)]
    told = _told_already(library) | {entry.path for entry in coming}
    shown = [e for e in entries if _can_be_shown(e) and e.path not in told and _is_new(e, since, day)]
    pages = [e for e in entries if not _can_be_shown(e) and previous and _is_new(e, since, day)]
    updated = [e for e in entries if not _is_new(e, since, day) and _was_updated(e, since, day)]
    number = max((e.record.number for e in library.of(Edition) if e.slug != slug), default=0) + 1
    lines = [
        *_opening(slug, day, number, previous),
        *_features(_in_order(shown)),
        *_sections(
            (
                ("Dates to keep", sorted(coming, key=lambda event: event.record.starts.day)),
                ("New pages", _in_order(pages)),
                ("Brought up to date", _in_order(updated)),
            )
        ),
        *_notes(library, since, day),
        *_CLOSING,
    ]
    return "\n".join(lines)


def publication_day(slug: str, last: date | None, today: date) -> date:
    """The last edition's day of the month, or the first; moved on if it is past, and to a weekday, within the month."""
    year, month = (int(part) for part in slug.split("-"))
    day = date(year, month, min(last.day if last else 1, monthrange(year, month)[1]))
    if (today.year, today.month) == (year, month):
        day = max(day, today)
    if day.weekday() < _SATURDAY:
        return day
    monday = day + timedelta(days=7 - day.weekday())
    return monday if monday.month == month else day - timedelta(days=day.weekday() - 4)


def _notes(library: Library, since: date, day: date) -> Iterator[str]:
    """What an editor should know who writes the letter: what was corrected, and what has gone stale."""
    for entry in library.all:
        if any(since < correction.date <= day for correction in entry.record.corrections):
            yield f"# Corrected since, and told in the letter by itself: {_one_line(entry.record.title)}"
    months = library.config.site.limits.stale_months
    for study in library.of(CaseStudy):
        if is_stale(study.record, day, months):
            checked = long_date(study.record.checked)
            yield f"# Gone stale, last checked on {checked}: {_one_line(study.record.title)}"
        elif unseen := unseen_since(study.record, day):
            yield f"# Gone stale, last seen running in {unseen.year}: {_one_line(study.record.title)}"


def _comes_soon(event: Event, day: date) -> bool:
    return not event.cancelled and day < event.starts.day <= day + timedelta(days=_AHEAD)


_CLOSING = (
    "# What a reader can do this month, how, and the case study it comes from, such as ../case-studies/preston.md.",
    "# To use it, take away the # before each line.",
    "#try_this:",
    "#  title:",
    "#  text:",
    "#  study:",
    "# Corrections made since the last edition are added by themselves.",
    "---",
    "",
)


def _previous(library: Library, slug: str) -> Entry[Edition] | None:
    earlier = [edition for edition in library.of(Edition) if edition.slug < slug]
    return max(earlier, key=lambda edition: (edition.record.published, edition.path), default=None)


def _told_already(library: Library) -> frozenset[str]:
    return frozenset(
        resolved(edition.path, feature.study)[0]
        for edition in library.of(Edition)
        for feature in edition.record.features
    )


def _can_be_shown(entry: Entry[Any]) -> bool:
    kind = kind_of(entry.path)
    return kind is not None and kind.in_letters is not None


def _is_new(entry: Entry[Any], since: date, until: date) -> bool:
    published = entry.record.published
    return _can_be_shown(entry) if published is None else since < published <= until


def _was_updated(entry: Entry[Any], since: date, until: date) -> bool:
    return entry.record.updated is not None and since < entry.record.updated <= until


def _in_order(entries: Iterable[Entry[Any]]) -> list[Entry[Any]]:
    return sorted(entries, key=newest_first)


def _opening(slug: str, day: date, number: int, previous: Entry[Edition] | None) -> Iterator[str]:
    yield "---"
    yield f"# The edition of {month_name(slug)}. Fill in what is empty; lines like this one are notes to you."
    if previous:
        yield f"# The last one, number {previous.record.number}, went out on {long_date(previous.record.published)}."
    yield "# The title, at most 80 characters, and one or two plain sentences, at most 240."
    yield "title:"
    yield "summary:"
    yield f"# A {_WEEKDAYS[day.weekday()]}; choose another day if it suits you better."
    yield f"published: {day.isoformat()}"
    yield f"number: {number}"
    yield "# Of the message: at most 60 characters, and 40 to 90 that mail programs show after it."
    yield "subject:"
    yield "preheader:"
    yield "# The introduction goes under the last line of dashes. Headings (##) below it begin sections."


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _features(shown: list[Entry[Any]]) -> Iterator[str]:
    if not shown:
        yield "# Nothing that could stand under `features` is new since the last edition."
        return
    yield "features:"
    for entry in shown:
        yield f"  # {_one_line(entry.record.title)}"
        yield f"  - study: {_path(entry)}"
        yield "    # Why now, in a sentence or two of yours:"
        yield "    #why:"
        for position, outcome in enumerate(getattr(entry.record, "outcomes", ()), start=1):
            yield f"    # {_one_line(outcome.measure)}: {_one_line(outcome.after.value)}"
            yield f"    #figure: {position}"


def _sections(sections: Iterable[tuple[str, list[Entry[Any]]]]) -> Iterator[str]:
    filled = [(title, entries) for title, entries in sections if entries]
    if filled:
        yield "sections:"
    for title, entries in filled:
        yield f"  - title: {title}"
        yield "    links:"
        for entry in entries:
            yield f"      # {_one_line(entry.record.title)}"
            yield f"      - to: {_path(entry)}"


def _path(entry: Entry[Any]) -> str:
    path = relpath(entry.path, FOLDER)
    return path if _PLAIN_PATH.fullmatch(path) else json.dumps(path, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
