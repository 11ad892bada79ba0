"""The corrections of the whole publication: a page a reader can look through, month by month, and its feed.

`Library → SitePage, FeedPlan`. What only a preview shows was never out, and was never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Correction
from newsletter.content.words.when import MONTHS
from newsletter.site.desk import Desk, View
from newsletter.site.feeds import NOTHING_YET, FeedPlan, Told, frame_of, lasting_address
from newsletter.site.numbered import EntryList, numbered_pages
from newsletter.site.pages import SitePage, Stock
from newsletter.site.shelves import SHELF_FORMS
from newsletter.site.views import correction_view, feed_views

#: What they are called where their feed is named.
WHAT = "corrections"
_TITLE = "Corrections"
_ABOUT = (
    "What this publication got wrong: what a page said, what it says now, and how the mistake came about."
)
#: On a page: as long as their words may be, it stays light.
_MOST = 20


class Corrected(NamedTuple):
    """A correction, and the entry that it was made in."""

    entry: Entry[Any]
    correction: Correction


def every_correction(desk: Desk) -> tuple[Corrected, ...]:
    """All that were made in what is out, the newest first; those of one day by file, and as they stand there."""
    found = (Corrected(entry, one) for entry in desk.library.all for one in entry.record.corrections)
    out = [one for one in found if one.entry.path not in desk.library.held_back]
    return tuple(sorted(out, key=lambda one: (-one.correction.date.toordinal(), one.entry.path)))


def corrections_pages(stock: Stock) -> Iterator[SitePage]:
    """The page of all corrections, numbered ones where there are many."""
    desk, address = stock.desk, permalinks.CORRECTIONS
    yield from numbered_pages(
        desk,
        EntryList(
            address=address,
            entries=every_correction(desk),
            template="corrections.html",
            title=_TITLE,
            about=_ABOUT,
            feeds=feed_views(desk, address, WHAT, SHELF_FORMS),
            shown=lambda rows: {"months": [*_months(desk, rows)]},
            most=_MOST,
        ),
    )


def _months(desk: Desk, rows: Sequence[Corrected]) -> Iterator[View]:
    for (year, month), those in groupby(rows, key=lambda one: _month(one.correction)):
        yield {
            "id": f"page-{year}-{month:02}",
            "title": f"{MONTHS[month - 1]} {year}",
            "corrections": [
                {
                    "title": entry.record.title,
                    "lang": entry.record.lang,
                    "href": desk.href(entry.permalink),
                    **correction_view(correction),
                }
                for entry, correction in those
            ],
        }


def _month(correction: Correction) -> tuple[int, int]:
    return correction.date.year, correction.date.month


def plan_corrections_feed(desk: Desk) -> tuple[FeedPlan, tuple[Corrected, ...]]:
    """The feed of corrections, and what stands in it."""
    site = desk.library.config.site
    rows = every_correction(desk)[: site.limits.feed_entries]
    newest = rows[0].correction.date.isoformat() if rows else NOTHING_YET
    frame = frame_of(desk, permalinks.CORRECTIONS, f"{site.name}: {WHAT}", _ABOUT, newest)
    return FeedPlan(frame, SHELF_FORMS, {}, ()), rows


def told_of_correction(one: Corrected, plan: FeedPlan) -> Told:
    """What the feed says of a correction, besides its HTML.

    Its id is made of the page, the day and what the page said: words that are mended in `now` or `why`
    leave it the same entry.
    """
    record, correction = one.entry.record, one.correction
    base_url, day = plan.frame.base_url, correction.date.isoformat()
    page = lasting_address(one.entry.permalink, record.redirect_from)
    return Told(
        id=uuid5(NAMESPACE_URL, f"{base_url}{page}#{day} {correction.was}").urn,
        url=base_url + one.entry.permalink,
        title=f"Corrected: {record.title}",
        summary=f"It now says: {correction.now}",
        published=day,
        updated=day,
        tags=(),
        authors=(plan.frame.publisher,),
        lang=record.lang,
    )
