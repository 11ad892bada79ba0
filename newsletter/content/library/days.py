"""Days held against today: what is not out yet, what cannot have happened yet, what is stale.

Serves `crosschecks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds.case_study import CaseStudy, is_stale, unseen_since
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.page import WELCOME
from newsletter.content.library.showing import Showing
from newsletter.content.words.when import long_date
from newsletter.told.diagnostics import Diagnostic, all_of, warning

#: Years that somebody may plan ahead: what is later is a slip of the keyboard.
_YEARS_AHEAD = 2
#: Days that a case study may wait for, held against its sources already: over a month.
_DAYS_AHEAD = 31


def unpublished_links(
    entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]], showing: Showing
) -> Iterator[Diagnostic]:
    """Links from what is out to what is not; and from what is due later, as of its own day."""
    hidden = {
        path
        for path, entry in read.items()
        if not showing.shows(entry) and not _is_far_ahead(entry, showing.today)  # those are told themselves
    }
    for entry in entries if hidden else ():
        if entry.path in hidden and entry.record.draft:
            continue
        on_its_day = replace(showing, today=_its_day(entry, showing.today))
        links: dict[str, list[Reference]] = {}
        for reference in entry.references:
            if (
                reference.kind == "content"
                and reference.target in hidden
                and not on_its_day.shows(read[reference.target])
            ):
                links.setdefault(reference.target, []).append(reference)
        for path, named in links.items():
            first, *others = sorted(named, key=lambda one: one.location)
            message, hint = _not_out(path, read[path])
            if others:
                lines = sorted({one.location.line for one in others} - {first.location.line})
                hint += f". It is named on {_lines(lines)}, too" if lines else ""
            yield Diagnostic(first.location, "unpublished-link", message, hint)


def _lines(numbers: Sequence[int]) -> str:
    return f"line{'s' if numbers[1:] else ''} {all_of([str(one) for one in numbers])}"


def _not_out(path: str, entry: Entry[Any]) -> tuple[str, str]:
    """What to say of a link to a page that is not out on the day of the one with the link."""
    if entry.record.draft:
        hint = "delete `draft: true` there, if it is ready; until then take the link out"
        return f"`{path}` is a draft", hint
    if entry.path == WELCOME and entry.record.nav is None:
        hint = "take the link out; or, if it is to be a page of the site too, give it a `nav`"
        return f"`{path}` is a letter, and no page", hint
    hint = "take the link out until then, or give this page a later date; if that day is wrong, mend it there"
    return f"`{path}` is published on {long_date(entry.record.published)}, and not before", hint


def _its_day(entry: Entry[Any], today: date) -> date:
    """The day an entry is held against: its own where that is still to come."""
    return max(today, entry.record.published or today)


def days_to_come(
    entries: Iterable[Entry[Any]], unread: Iterable[Reference], today: date
) -> Iterator[Diagnostic]:
    """What is said to have happened by a day that is still to come; as ISO 8601 writes them, days sort as texts.

    What is due later may tell of all that has happened by its own day.
    """
    late = (entry for entry in entries if entry.latest > today.isoformat())
    days = ((day, _its_day(entry, today).isoformat()) for entry in late for day in entry.days)
    others = ((reference, today.isoformat()) for reference in unread if reference.kind == "day")
    for day, last in (*days, *others):
        if day.target > last:
            yield Diagnostic(
                day.location,
                "future-date",
                f"`{day.target}` is still to come: today is {long_date(today)}",
                "write when it happened; a day to come can stand in `published` alone",
            )
    for entry in entries:
        study = entry.record
        if (
            isinstance(study, CaseStudy)
            and study.status != "planned"
            and study.started.first_day > _its_day(entry, today)
        ):
            yield Diagnostic(
                entry.locations["started"],
                "future-date",
                f"`{study.started.iso}` is still to come: today is {long_date(today)}",
                "write when it began, or `status: planned` if it has not",
            )


def begun_already(entries: Iterable[Entry[Any]], today: date) -> Iterator[Diagnostic]:
    """A warning for each case study that is planned, and whose day to begin is past."""
    for entry in entries:
        study = entry.record
        if (
            not isinstance(study, CaseStudy)
            or study.status != "planned"
            or {"status", "started"} & {*entry.blanks}
        ):
            continue
        if study.started.last_day < today and not study.started.is_about:
            message = f"it is planned, and was to begin in {study.started.year}, which is past"
            hint = "write `status: active` if it has begun, or when it is to begin now"
            yield warning(entry.locations["status"], "status-contradicts", message, hint)


def far_ahead(entries: Iterable[Entry[Any]], today: date) -> Iterator[Diagnostic]:
    """Days of publication, and of events, that a slip of the keyboard put into another decade."""
    for entry in entries:
        if isinstance(entry.record, Event) and entry.record.last_day.year > today.year + _YEARS_AHEAD:
            message = f"this takes place in {entry.record.last_day.year - today.year} years"
            name = "ends" if entry.record.ends else "starts"
            yield warning(entry.locations[name], "future-date", message, "look the year up")
        if _is_far_ahead(entry, today):
            year = entry.record.published.year
            message = f"this is to be published in {year - today.year} years"
            hint = f"until {year} nobody can read it, nor link to it: write the year you mean"
            yield Diagnostic(entry.locations["published"], "future-date", message, hint)


def long_to_wait(entries: Sequence[Entry[Any]], today: date) -> Iterator[Diagnostic]:
    """A warning for each case study that is ready, and left off the site for over a month yet; not where a page names it.

    What names it and is out before is told of that; what is out later shows that the day is meant.
    """
    waiting = [entry for entry in entries if _waits(entry, today)]
    named = {
        one.target
        for entry in (entries if waiting else ())
        for one in entry.references
        if one.kind == "content"
    }
    for entry in waiting:
        if entry.path in named:
            continue
        published, checked = entry.record.published, entry.record.checked
        message = (
            f"nobody can read this before {long_date(published)}; it was checked on {long_date(checked)}"
        )
        near = _same_day(published, checked.year)
        meant = f"write `published: {near}`, if that year is meant" if near else "check the day"
        hint = f"{meant}; what is to wait, undecided how long, is `draft: true`"
        yield warning(entry.locations["published"], "future-date", message, hint)


def _waits(entry: Entry[Any], today: date) -> bool:
    study = entry.record
    return (
        isinstance(study, CaseStudy)
        and not study.draft
        and study.published is not None
        and "checked" not in entry.blanks
        and study.published > today + timedelta(days=_DAYS_AHEAD)
        and study.published > study.checked + timedelta(days=_DAYS_AHEAD)
        and not _is_far_ahead(entry, today)
    )


def _same_day(day: date, year: int) -> str:
    """The day in another year, as it is written; "" in its own year, or where that has no such day."""
    is_there = day.year != year and not (day.month == 2 and day.day == 29)
    return day.replace(year=year).isoformat() if is_there else ""


def _is_far_ahead(entry: Entry[Any], today: date) -> bool:
    published = entry.record.published
    return bool(published) and not entry.record.draft and published.year > today.year + _YEARS_AHEAD


def stale(entries: Iterable[Entry[Any]], config: Config, showing: Showing) -> Iterator[Diagnostic]:
    """A warning for each active case study that nobody held against its sources, or saw running, for too long."""
    months = config.site.limits.stale_months
    for entry in entries:
        if not isinstance(entry.record, CaseStudy) or {"checked", "status"} & {*entry.blanks}:
            continue
        if _is_far_ahead(entry, showing.today):
            continue  # no day is reckoned from one that was refused
        day = _its_day(entry, showing.today)
        if not showing.shows(entry) and entry.record.draft:
            continue
        if unseen := unseen_since(entry.record, day):
            hint = (
                "look for a newer source, and set `seen` to its date; if there is none, set `status: unknown`"
            )
            message = f"it is said to be active, but was last seen running in {unseen.year}"
            yield warning(entry.locations["seen"], "stale", message, hint)
        if is_stale(entry.record, day, months):
            since = "ago" if day == showing.today else f"before {long_date(day)}, when it is published"
            yield warning(
                entry.locations["checked"],
                "stale",
                f"it is said to be active, but was last checked more than {months} months {since}",
                "hold it against its sources, then set `checked` to that day",
            )
