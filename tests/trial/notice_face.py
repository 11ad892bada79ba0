"""A notice as its page shows it: when and where, and what to expect."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import notice
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.views import (
    corrections_view,
    day_view,
    entry_around,
    entry_card,
    entry_own,
    neighbours,
)

_LIST = permalinks.listing(notice.KIND.folder)


def _own(entry: Entry[notice.Notice]) -> View:
    record = entry.record
    return {
        **entry_own(entry),
        "title": record.title,
        "summary": record.summary,
        "day": day_view(record.day),
        "place": record.place,
        "body": entry.body,
        "corrections": corrections_view(record),
    }


def _around(desk: Desk, entry: Entry[notice.Notice]) -> View:
    return {
        **entry_around(desk, entry, crumbs=((LISTING.label, _LIST),), listing=_LIST),
        **neighbours(desk, entry),
    }


LISTING = Listing(
    title="What is on",
    label="Notices",
    about="What readers can come to, the newest notice first.",
    on_home=2,
)

FACE = Face(
    kind=notice.KIND,
    name="notice",
    template="notice.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=entry_card,
    listing=LISTING,
)
