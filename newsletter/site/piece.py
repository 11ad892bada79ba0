"""What the pages of articles, voices, reports, readers' letters and events have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.shared_parts import FirstPublished
from newsletter.permalinks import resolved
from newsletter.site.desk import Desk, View
from newsletter.site.views import (
    corrections_view,
    entry_around,
    entry_own,
    filed_under,
    headings_view,
    neighbours,
    when_view,
)


def piece_own(entry: Entry[Any]) -> View:
    """Its title, summary, words, headings and corrections."""
    record = entry.record
    return {
        **entry_own(entry),
        "title": record.title,
        "summary": record.summary,
        "body": entry.body,
        "headings": headings_view(entry.body),
        "corrections": corrections_view(record),
    }


def piece_around(desk: Desk, entry: Entry[Any], listing: tuple[str, str]) -> View:
    """Its subjects, and what is newer and older in `listing`, the label and the permalink of its kind's list."""
    return {
        **entry_around(desk, entry, crumbs=(listing,), listing=listing[1]),
        **neighbours(desk, entry),
        "tags": filed_under(desk, entry),
    }


def first_published_view(first: FirstPublished | None) -> View | None:
    """Where and when it stood before."""
    return {"where": first.where, "day": when_view(first.date), "url": first.url} if first else None


def named_entry(desk: Desk, entry: Entry[Any], path: str | None) -> View | None:
    """What a field of an entry names, as a link; None where it names nothing, or what is not out."""
    there = desk.library.entry(resolved(entry.path, path)[0]) if path else None
    return {"title": there.record.title, "href": desk.href(there.permalink)} if there else None


def series_around(desk: Desk, entry: Entry[Any]) -> View:
    """Its series in order, what stands before and after it there, and a gap for each piece that is not here."""
    series = entry.record.series
    if series is None:
        return {"series": None}
    here = desk.library.series[series.name]
    last = max(*here, *(one.record.series.of or 0 for one in here.values()))
    numbers = sorted(here)
    place = numbers.index(series.number)
    return {
        "series": {
            "name": series.name,
            "pieces": [_piece(desk, here, number, entry) for number in range(1, last + 1)],
            "previous": _link(desk, here[numbers[place - 1]]) if place else None,
            "next": _link(desk, here[numbers[place + 1]]) if place + 1 < len(numbers) else None,
        }
    }


def _piece(desk: Desk, here: Mapping[int, Entry[Any]], number: int, own: Entry[Any]) -> View:
    there = here.get(number)
    if there is None:
        return {"number": number, "title": None, "href": None}
    return {"number": number, **_link(desk, there), **({"href": None} if there.path == own.path else {})}


def _link(desk: Desk, entry: Entry[Any]) -> View:
    return {"title": entry.record.title, "href": desk.href(entry.permalink)}
