"""A letter as plain text, written from its outline and the tree of its body.

72 columns; headings underlined; links numbered, and listed in angle brackets at the end of
the section they stand in. It holds every word and every link of the HTML, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.content import outline as words
from newsletter.content.body import Section
from newsletter.content.outline import FeaturedStudy, LinkSection, MendedMistake, Suggestion
from newsletter.mail.body import with_whole_addresses
from newsletter.mail.letter import FOOTER_TITLE, Letter, Line, Link
from newsletter.mail.tree_text import (
    COLUMNS,
    NBSP,
    Block,
    Numbers,
    heading,
    hung,
    indented,
    joined,
    tree_blocks,
    wrapped,
)

#: Usenet's mark: mail programs set apart what follows it.
SIGNATURE = "-- "


def render_text(letter: Letter) -> str:
    """The text part. Lines end in "\\n"; only addresses and unbreakable words are longer than 72 columns."""
    numbers = Numbers()
    sections = [section + numbers.listing() for section in _sections(letter, numbers)]
    body = "\n\n\n".join(joined(section) for section in sections if section)
    footer = joined([[SIGNATURE, *heading(FOOTER_TITLE, 2)], *_notes(letter, numbers), *numbers.listing()])
    return f"{body}\n\n{footer}\n"


def _sections(letter: Letter, numbers: Numbers) -> Iterator[list[Block]]:
    """Each section's blocks. The caller lists a section's links before it asks for the next."""
    outline = letter.outline
    yield _masthead(letter, numbers)
    yield _body(outline.intro, letter, numbers)
    for position, study in enumerate(outline.features):
        beginning = [] if position else [heading(words.FEATURES_TITLE, 2)]
        yield beginning + _study(study, letter, numbers)
    for section in outline.sections:
        yield _body(section, letter, numbers)
    for links in outline.link_sections:
        yield _links(links, letter, numbers)
    if outline.try_this:
        yield _suggestion(outline.try_this, letter, numbers)
    if outline.corrections:
        yield _corrections(outline.corrections, letter, numbers)


def _masthead(letter: Letter, numbers: Numbers) -> list[Block]:
    site, outline = letter.site, letter.outline
    return [
        [*wrapped(site.name), *wrapped(site.strapline), *wrapped(letter.kicker)],
        heading(outline.title, 1),
        wrapped(outline.summary),
        wrapped(_line(letter.elsewhere, numbers)),
    ]


def _study(study: FeaturedStudy, letter: Letter, numbers: Numbers) -> list[Block]:
    url = letter.url(study.permalink)
    told = [study.summary, study.why]
    power = [
        (words.BEFORE_TITLE, study.before),
        (words.AFTER_TITLE, study.after),
        (words.LESSON_TITLE, study.lesson),
    ]
    return [
        heading(_line((Link(study.title, url),), numbers), 3),
        wrapped(". ".join(filter(None, [study.where, study.state])) + "."),
        *(wrapped(text) for text in told if text),
        *([*wrapped(title), *indented(wrapped(text, COLUMNS - 4))] for title, text in power if text),
        *_figure(study),
        wrapped(_line((Link(f"{words.READ_ON}: {study.title}", url),), numbers)),
    ]


def _figure(study: FeaturedStudy) -> list[Block]:
    figure = study.figure
    if figure is None:
        return []
    lines = [figure.change, f"{words.OF}: {figure.of}", figure.caveat, f"{words.SOURCE}: {figure.source}"]
    told = [line for text in lines if text for line in wrapped(text, COLUMNS - 4)]
    return [[*wrapped(figure.measure), *indented(told)]]


def _links(section: LinkSection, letter: Letter, numbers: Numbers) -> list[Block]:
    lines: Block = []
    for link in section.links:
        title = _line((Link(link.title, letter.url(link.permalink)),), numbers)
        lines += hung("- ", [*wrapped(title, COLUMNS - 2), *wrapped(link.text, COLUMNS - 2)])
    return [heading(section.title, 2), lines]


def _suggestion(suggestion: Suggestion, letter: Letter, numbers: Numbers) -> list[Block]:
    blocks = [heading(f"{words.TRY_THIS_TITLE}: {suggestion.title}", 2), wrapped(suggestion.text)]
    if suggestion.study:
        link = Link(suggestion.study.title, letter.url(suggestion.study.permalink))
        blocks.append(wrapped(_line((f"{words.FROM_STUDY}: ", link), numbers)))
    return blocks


def _corrections(corrections: tuple[MendedMistake, ...], letter: Letter, numbers: Numbers) -> list[Block]:
    lines: Block = []
    for mended in corrections:
        link = Link(mended.title, letter.url(mended.permalink))
        text = _line((link, f", {mended.day}. {mended.words}"), numbers)
        lines += hung("- ", wrapped(text, COLUMNS - 2))
    return [heading(words.CORRECTIONS_TITLE, 2), lines]


def _notes(letter: Letter, numbers: Numbers) -> list[Block]:
    return [wrapped(f"{note.title}. {_line(note.line, numbers)}") for note in letter.notes]


def _line(line: Line, numbers: Numbers) -> str:
    """Words and links as one text; a link's number stays with its last word."""
    return "".join(
        part if isinstance(part, str) else f"{part.text}{NBSP}{numbers.mark(part.url)}" for part in line
    )


def _body(section: Section, letter: Letter, numbers: Numbers) -> list[Block]:
    return tree_blocks(with_whole_addresses(section.nodes, letter.root, letter.page_url), numbers)
