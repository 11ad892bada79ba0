"""A letter as plain text, written from its blocks and the tree of its body.

72 columns; headings underlined; links numbered, and listed in angle brackets at the end of
the section they stand in. It holds every word and every link of the HTML, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content.blocks import Block, Card, Figure, Links, Paragraph, Section, Words
from newsletter.content.blocks import Link as BlockLink
from newsletter.mail.body import with_whole_addresses
from newsletter.mail.letter import FOOTER_TITLE, Letter, Line, Link
from newsletter.mail.tree_text import (
    COLUMNS,
    NBSP,
    Numbers,
    heading,
    hung,
    indented,
    joined,
    tree_blocks,
    wrapped,
)
from newsletter.mail.tree_text import Block as Lines

#: Usenet's mark: mail programs set apart what follows it.
SIGNATURE = "-- "


def render_text(letter: Letter) -> str:
    """The text part. Lines end in "\\n"; only addresses and unbreakable words are longer than 72 columns."""
    numbers = Numbers()
    sections = [section + numbers.listing() for section in _sections(letter, numbers)]
    body = "\n\n\n".join(joined(section) for section in sections if section)
    footer = joined([[SIGNATURE, *heading(FOOTER_TITLE, 2)], *_notes(letter, numbers), *numbers.listing()])
    return f"{body}\n\n{footer}\n"


def _sections(letter: Letter, numbers: Numbers) -> Iterator[list[Lines]]:
    """Each section's lines. The caller lists a section's links before it asks for the next."""
    edition = letter.edition
    yield _masthead(letter, numbers)
    yield _words(edition.opening, letter, numbers)
    for section in edition.sections:
        yield from _section(section, letter, numbers)


def _masthead(letter: Letter, numbers: Numbers) -> list[Lines]:
    site, edition = letter.site, letter.edition
    return [
        [*wrapped(site.name), *wrapped(site.strapline), *wrapped(letter.kicker)],
        heading(edition.title, 1),
        *([wrapped(edition.note)] if edition.note else []),
        wrapped(edition.summary),
        wrapped(_line(letter.elsewhere, numbers)),
    ]


def _section(section: Section, letter: Letter, numbers: Numbers) -> Iterator[list[Lines]]:
    """A section, or one for each card: a card's links are listed under it."""
    lines: list[Lines] = []
    if not isinstance(section.blocks[0], Words):
        lines.append(heading(section.heading, 2))
    for block in section.blocks:
        if isinstance(block, Card) and len(lines) > 1:
            yield lines
            lines = []
        lines += _block(block, letter, numbers)
    yield lines


def _block(block: Block, letter: Letter, numbers: Numbers) -> list[Lines]:
    match block:
        case Words():
            return _words(block, letter, numbers)
        case Paragraph():
            return [wrapped(_line((block.text, *_links_of(block, letter)), numbers))]
        case Links():
            return [[line for link in block.links for line in _link(link, block, letter, numbers)]]
        case Card():
            return _card(block, letter, numbers)


def _links_of(paragraph: Paragraph, letter: Letter) -> tuple[Link, ...]:
    link = paragraph.link
    return (Link(link.title, letter.url(link.permalink)),) if link else ()


def _link(link: BlockLink, block: Links, letter: Letter, numbers: Numbers) -> Lines:
    title = Link(link.title, letter.url(link.permalink))
    if block.runs_on:
        return hung("- ", wrapped(_line((title, link.text), numbers), COLUMNS - 2))
    named = wrapped(_line((title,), numbers), COLUMNS - 2)
    return hung("- ", [*named, *wrapped(link.text, COLUMNS - 2)])


def _card(card: Card, letter: Letter, numbers: Numbers) -> list[Lines]:
    url = letter.url(card.permalink)
    facts = [[*wrapped(fact.label), *indented(wrapped(fact.text, COLUMNS - 4))] for fact in card.facts]
    return [
        heading(_line((Link(card.title, url),), numbers), 3),
        wrapped(card.line),
        *(wrapped(text) for text in card.told),
        *facts,
        *(_figure(card.figure) if card.figure else []),
        wrapped(_line((Link(card.read_on, url),), numbers)),
    ]


def _figure(figure: Figure) -> list[Lines]:
    told = [line for text in (figure.change, *figure.notes) for line in wrapped(text, COLUMNS - 4)]
    return [[*wrapped(figure.measure), *indented(told)]]


def _notes(letter: Letter, numbers: Numbers) -> list[Lines]:
    return [wrapped(f"{note.title}. {_line(note.line, numbers)}") for note in letter.notes]


def _line(line: Line, numbers: Numbers) -> str:
    """Words and links as one text; a link's number stays with its last word."""
    return "".join(
        part if isinstance(part, str) else f"{part.text}{NBSP}{numbers.mark(part.url)}" for part in line
    )


def _words(words: Words, letter: Letter, numbers: Numbers) -> list[Lines]:
    return tree_blocks(with_whole_addresses(words.nodes, letter.root, letter.page_url), numbers)
