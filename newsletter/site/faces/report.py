"""A report as its page shows it: who published it, and what it found on which page."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import report
from newsletter.content.kinds.report import Report
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.piece import piece_around, piece_own
from newsletter.site.sourced import sources_own
from newsletter.site.views import date_unless_blank, entry_card, unless_blank, when_view

_LIST = permalinks.listing(report.KIND.folder)


def _own(entry: Entry[Report]) -> View:
    record = entry.record
    return {
        **piece_own(entry),
        **sources_own(
            entry, after=[(one.text, f"finding-{n}") for n, one in enumerate(record.findings, start=1)]
        ),
        "publisher": unless_blank(entry, "publisher", record.publisher),
        "issued": date_unless_blank(entry, "issued", when_view(record.issued)),
        "url": record.url,
        "findings": [{"text": one.text, "page": one.page} for one in record.findings],
    }


def _around(desk: Desk, entry: Entry[Report]) -> View:
    return {**piece_around(desk, entry, (LISTING.label, _LIST))}


def _card(desk: Desk, entry: Entry[Report]) -> View:
    record = entry.record
    return {
        **entry_card(desk, entry),
        "line": unless_blank(entry, "publisher", record.publisher),
        "when": date_unless_blank(entry, "issued", when_view(record.issued)),
    }


LISTING = Listing(
    title="Reports",
    label="Reports",
    about="What others published on power shared, with what they found and on which page.",
    on_home=1,
    place="footer",
)

FACE = Face(
    kind=report.KIND,
    name="report",
    template="report.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=_card,
    feed_template="feed_piece.html",
    listing=LISTING,
)
