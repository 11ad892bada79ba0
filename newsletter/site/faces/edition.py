"""An edition as its page shows it: the blocks that the letter is made from too."""

from __future__ import annotations

from dataclasses import asdict

from newsletter import permalinks
from newsletter.content.blocks import Block, Card, ComposedEdition, Link, Links, Paragraph, Section, Words
from newsletter.content.body import html_of
from newsletter.content.entry import Entry
from newsletter.content.kinds import edition
from newsletter.content.kinds.edition import Edition
from newsletter.content.words.when import month_name
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.illustrations import Sizes, picture_sizes, sized
from newsletter.site.views import (
    date_unless_blank,
    day_view,
    entry_around,
    entry_card,
    entry_own,
    neighbours,
    reading_minutes,
    unless_blank,
)


def _own(entry: Entry[Edition]) -> View:
    published = date_unless_blank(entry, "published", day_view(entry.record.published))
    return {**entry_own(entry), "published": published}


def _around(desk: Desk, entry: Entry[Edition]) -> View:
    composed = desk.editions[entry.path]
    return {
        **entry_around(
            desk, entry, crumbs=((LISTING.label, permalinks.EDITIONS),), listing=permalinks.EDITIONS
        ),
        "edition": _edition_view(desk, composed),
        **neighbours(desk, entry),
    }


def _edition_view(desk: Desk, composed: ComposedEdition) -> View:
    pictures = picture_sizes(desk, composed.entry)
    return {
        "number": numbered(desk, composed.entry),
        "month": composed.month,
        "title": composed.title,
        "summary": composed.summary,
        "note": composed.note,
        "minutes": reading_minutes(_words(composed)),
        "text": desk.href(permalinks.edition_text(composed.entry.permalink)),
        "contents": [{"id": identity, "text": heading} for identity, heading in composed.contents],
        "opening": _block(desk, composed.opening, pictures),
        "sections": [_section(desk, section, pictures) for section in composed.sections],
    }


def _section(desk: Desk, section: Section, pictures: Sizes) -> View:
    return {
        "id": section.id,
        "title": section.title,
        "kicker": section.kicker,
        "blocks": [_block(desk, block, pictures) for block in section.blocks],
    }


def _block(desk: Desk, block: Block, pictures: Sizes) -> View:
    """A block as plain values, under the name of its type in small letters."""
    named: View = {"type": type(block).__name__.lower()}
    match block:
        case Words():
            return {**named, "html": html_of(sized(block.nodes, pictures)).strip()}
        case Paragraph():
            return {**named, "text": block.text, "link": _link(desk, block.link) if block.link else None}
        case Links():
            return {**named, "runs_on": block.runs_on, "links": [_link(desk, link) for link in block.links]}
        case Card():
            return {**named, **asdict(block), "href": desk.href(block.permalink), "read_on": block.read_on}


def _link(desk: Desk, link: Link) -> View:
    return {"title": link.title, "href": desk.href(link.permalink), "text": link.text}


def _words(composed: ComposedEdition) -> int:
    """Words on the page: those of the body, of what it shows of the library, and of the thing to do."""
    blocks = [block for section in composed.sections for block in section.blocks]
    texts = [fact.text for block in blocks if isinstance(block, Card) for fact in block.facts]
    texts += [text for block in blocks if isinstance(block, Card) for text in block.told]
    texts += [block.text for block in blocks if isinstance(block, Paragraph) and block.link is None]
    return int(composed.entry.body.words) + sum(len(text.split()) for text in texts)


def numbered(desk: Desk, entry: Entry[Edition]) -> str:
    """Which edition it is: No. 4, or to be No. 4 while only a preview shows it."""
    number = "No. " + unless_blank(entry, "number", str(entry.record.number))
    return f"To be {number}" if entry.path in desk.library.held_back else number


def _card(desk: Desk, entry: Entry[Edition]) -> View:
    record, card = entry.record, entry_card(desk, entry)
    told = (card["banner"], "Trial edition, posted to nobody" if record.trial else None)
    return {
        **card,
        "title": f"{numbered(desk, entry)}: {record.title}",
        "number": numbered(desk, entry),
        "month": month_name(entry.slug),
        "banner": ". ".join(filter(None, told)) or None,
    }


LISTING = Listing(
    title="Editions",
    label="Editions",
    about="Every letter so far, newest first, in the same words as it was sent.",
    feed_about="The letter of each month. {promise}",
)

FACE = Face(
    kind=edition.KIND,
    name="edition",
    template="edition.html",
    schema_type="NewsArticle",
    own=_own,
    around=_around,
    card=_card,
    says=lambda entry, card: f"{card['number']}, {card['month']}",
    feed_template="feed_edition.html",
    listing=LISTING,
)
