"""A reader's letter as its page shows it: who wrote, where it stood before, and our answer."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import reader_letter
from newsletter.content.kinds.reader_letter import ReaderLetter
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.piece import first_published_view, named_entry, piece_around, piece_own
from newsletter.site.views import date_unless_blank, entry_card, unless_blank, when_view

_LIST = permalinks.listing(reader_letter.KIND.folder)


def _own(entry: Entry[ReaderLetter]) -> View:
    record = entry.record
    return {
        **piece_own(entry),
        "writer": unless_blank(entry, "writer", record.writer),
        "received": date_unless_blank(entry, "received", when_view(record.received)),
        "first_published": first_published_view(record.first_published),
        "reply": record.reply,
    }


def _around(desk: Desk, entry: Entry[ReaderLetter]) -> View:
    return {
        **piece_around(desk, entry, (LISTING.label, _LIST)),
        "about": named_entry(desk, entry, entry.record.about),
        "answers": named_entry(desk, entry, entry.record.in_reply_to),
    }


def _card(desk: Desk, entry: Entry[ReaderLetter]) -> View:
    record = entry.record
    return {
        **entry_card(desk, entry),
        "line": f"From {unless_blank(entry, 'writer', record.writer)}",
        "when": date_unless_blank(entry, "received", when_view(record.received)),
    }


LISTING = Listing(
    title="Readers’ letters",
    label="Readers’ letters",
    about="What readers wrote, and what we answered.",
    on_home=1,
    place="footer",
)

FACE = Face(
    kind=reader_letter.KIND,
    name="reader-letter",
    template="reader_letter.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=_card,
    feed_template="feed_piece.html",
    listing=LISTING,
)
