"""The timeline: what happened when, of everything; and the same of one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.library.happenings import Happening, happenings
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.views import banner, when_view

_TITLE = "Timeline"
_ABOUT = "What happened when, as far as this library tells it, the oldest first."


def happenings_view(desk: Desk, entries: Iterable[Entry[Any]]) -> list[View]:
    """What happened, by its year: the years in order, in each what happened in it."""
    return [
        {"year": year, "happened": [_row(desk, one) for one in those]}
        for year, those in groupby(happenings(entries), key=lambda one: one.when.year)
    ]


def _row(desk: Desk, one: Happening) -> View:
    return {
        "when": when_view(one.when),
        "title": one.entry.record.title,
        "href": desk.href(one.entry.permalink),
        "what": one.what,
        "banner": banner(desk, one.entry),
    }


def timeline_page(stock: Stock) -> Iterator[SitePage]:
    """The page of everything that happened."""
    head = head_view(stock.desk, permalinks.TIMELINE, _TITLE, _ABOUT, kind="list", schema="CollectionPage")
    years = happenings_view(stock.desk, stock.desk.library.all)
    yield page_of(permalinks.TIMELINE, "timeline.html", head, title=_TITLE, description=_ABOUT, years=years)
