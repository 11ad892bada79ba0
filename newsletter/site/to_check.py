"""What waits to be looked at again, as of the day of the build: cases, sources, and sources without a lasting copy.

`Library → SitePage`. A page stands here once, under what is most pressing, with all that is due of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, is_stale, unseen_since
from newsletter.content.kinds.looked_at import is_due, is_source_due
from newsletter.content.kinds.shared import Citation
from newsletter.content.words.when import When
from newsletter.site.desk import Desk, View
from newsletter.site.faces.case_study import overdue
from newsletter.site.numbered import EntryList, numbered_pages
from newsletter.site.pages import SitePage, Stock
from newsletter.site.views import counted, day_view, when_view
from newsletter.values import point

_TITLE = "Sources to check again"
_ABOUT = "What nobody has looked at for long, and what has no lasting copy yet: a list for whoever would like to help."
#: On a page, so that it stays light when all is due; and how many sources of one of them are named.
_MOST, _NAMED = 12, 4
_PARTS = {
    "cases": (
        "Case studies to check again",
        "They are told as running, and it is long since somebody looked.",
    ),
    "sources": ("Sources to look at again", "They may say something else by now, or stand somewhere else."),
    "copies": (
        "Without a lasting copy",
        "Should one of their sources vanish from the web, so will what we rest on.",
    ),
}


@point
class Due:
    """A page, and what is due of it: whether its case is to be checked, when that was last seen if long ago, its old sources."""

    entry: Entry[Any]
    is_overdue: bool
    unseen: When | None
    sources: tuple[Citation, ...]

    @property
    def part(self) -> str:
        """Under what it stands."""
        return "cases" if self.is_overdue or self.unseen else "sources" if self.sources else "copies"

    @property
    def order(self) -> tuple[object, ...]:
        """What was left alone longest comes first; of what only lacks copies, that which lacks most."""
        entry = self.entry
        checked = entry.record.checked.isoformat() if self.part == "cases" else ""
        oldest = entry.oldest_check if self.sources else ""
        return [*_PARTS].index(self.part), checked, oldest, -entry.unkept, entry.path


def due_again(desk: Desk) -> tuple[Due, ...]:
    """Every page of which something is due, the most pressing first; nothing of what is not out."""
    library = desk.library
    found = (_due(desk, entry) for entry in library.all if entry.path not in library.held_back)
    return tuple(sorted((one for one in found if one), key=lambda one: one.order))


def _due(desk: Desk, entry: Entry[Any]) -> Due | None:
    """What is due of a page; its sources are looked through only where one of them is old."""
    today, months = desk.library.build_date, desk.library.config.site.limits.stale_months
    record = entry.record
    is_case = isinstance(record, CaseStudy)
    old = (
        tuple(source for source in record.sources if is_source_due(source, today, months))
        if is_due(entry.oldest_check, today, months)
        else ()
    )
    due = Due(
        entry,
        is_case and is_stale(record, today, months),
        unseen_since(record, today) if is_case else None,
        tuple(sorted(old, key=lambda source: source.checked.last_day.isoformat() if source.checked else "")),
    )
    return due if due.is_overdue or due.unseen or due.sources or entry.unkept else None


def to_check_pages(stock: Stock) -> Iterator[SitePage]:
    """The page of what is due, numbered ones where it is much."""
    desk = stock.desk
    yield from numbered_pages(
        desk,
        EntryList(
            address=permalinks.TO_CHECK,
            entries=due_again(desk),
            template="to_check.html",
            title=_TITLE,
            about=_ABOUT,
            around={"months": desk.library.config.site.limits.stale_months},
            shown=lambda rows: {"parts_due": [*_parts(desk, rows)]},
            most=_MOST,
        ),
    )


def _parts(desk: Desk, rows: Sequence[Due]) -> Iterator[View]:
    for part, those in groupby(rows, key=lambda one: one.part):
        title, about = _PARTS[part]
        yield {
            "id": f"page-{part}",
            "title": title,
            "about": about,
            "rows": [_row(desk, one) for one in those],
        }


def _row(desk: Desk, one: Due) -> View:
    entry, record = one.entry, one.entry.record
    today, months = desk.library.build_date, desk.library.config.site.limits.stale_months
    return {
        "title": record.title,
        "lang": record.lang,
        "href": desk.href(entry.permalink),
        "checked": day_view(record.checked) if one.is_overdue else None,
        "ago": overdue(record, today, months) if one.is_overdue else None,
        "seen": when_view(one.unseen),
        "sources": [
            {
                "title": source.title,
                "url": source.url,
                "publisher": source.publisher,
                "checked": when_view(source.checked),
            }
            for source in one.sources[:_NAMED]
        ],
        "more": len(one.sources[_NAMED:]),
        "unkept": _unkept(entry),
    }


def _unkept(entry: Entry[Any]) -> str:
    """How many of its sources have no lasting copy, as a sentence begins; "" where each has one."""
    if not entry.unkept:
        return ""
    of = counted(entry.source_count, "source", "sources")
    return of if entry.unkept == entry.source_count else f"{entry.unkept:,} of {of}"
