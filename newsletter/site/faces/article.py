"""An article as its page shows it: who wrote it, where it stood before, and the series it belongs to."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import article
from newsletter.content.kinds.article import Article
from newsletter.content.words.vocabularies import ARTICLE_TITLES
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.piece import first_published_view, piece_around, piece_own, series_around
from newsletter.site.sourced import sources_own
from newsletter.site.views import day_view, entry_card, reading_minutes, unless_blank

_LIST = permalinks.listing(article.KIND.folder)


def _own(entry: Entry[Article]) -> View:
    record = entry.record
    return {
        **piece_own(entry),
        **sources_own(entry),
        "kind": unless_blank(entry, "kind", ARTICLE_TITLES[record.kind]),
        "authors": list(record.authors),
        "published": day_view(record.published),
        "updated": day_view(record.updated),
        "minutes": reading_minutes(entry.body.words),
        "first_published": first_published_view(record.first_published),
    }


def _around(desk: Desk, entry: Entry[Article]) -> View:
    return {**piece_around(desk, entry, (LISTING.label, _LIST)), **series_around(desk, entry)}


def _card(desk: Desk, entry: Entry[Article]) -> View:
    record = entry.record
    return {**entry_card(desk, entry), "line": unless_blank(entry, "kind", ARTICLE_TITLES[record.kind])}


def _says(entry: Entry[Article], card: View) -> str:
    return f"{card['line']} by {', '.join(entry.record.authors)}"


LISTING = Listing(
    title="Articles",
    label="Articles",
    about="What the movement argues, what is disputed in it, and what happened.",
    on_home=2,
)

FACE = Face(
    kind=article.KIND,
    name="article",
    template="article.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=_card,
    says=_says,
    feed_template="feed_piece.html",
    listing=LISTING,
)
