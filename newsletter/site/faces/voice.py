"""A voice as its page shows it: who spoke, and a few of their words."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import voice
from newsletter.content.kinds.voice import Voice
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.piece import named_entry, piece_around, piece_own, series_around
from newsletter.site.sourced import sources_own
from newsletter.site.views import date_unless_blank, entry_card, unless_blank, when_view

_LIST = permalinks.listing(voice.KIND.folder)


def _own(entry: Entry[Voice]) -> View:
    record = entry.record
    return {
        **piece_own(entry),
        **sources_own(entry, before=[(record.source, "said")]),
        "speaker": unless_blank(entry, "speaker", record.speaker),
        "said_on": date_unless_blank(entry, "said_on", when_view(record.said_on)),
        "words": record.words,
        "source": record.source,
    }


def _around(desk: Desk, entry: Entry[Voice]) -> View:
    return {
        **piece_around(desk, entry, (LISTING.label, _LIST)),
        **series_around(desk, entry),
        "about": named_entry(desk, entry, entry.record.about),
    }


def _card(desk: Desk, entry: Entry[Voice]) -> View:
    record = entry.record
    return {
        **entry_card(desk, entry),
        "line": unless_blank(entry, "speaker", record.speaker),
        "when": date_unless_blank(entry, "said_on", when_view(record.said_on)),
    }


LISTING = Listing(
    title="Voices",
    label="Voices",
    about="What people said about power, in a few of their words and some of ours.",
    on_home=1,
    place="footer",
)

FACE = Face(
    kind=voice.KIND,
    name="voice",
    template="voice.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=_card,
    feed_template="feed_piece.html",
    listing=LISTING,
)
