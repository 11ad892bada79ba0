"""Signs in a body that do not do what somebody who types them means, told at their place.

GitHub's preview shows them as they are, or leaves words out without a word; so would our page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.body import INLINE, Nodes
from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.definitions import abbreviation_meant, lost_definitions
from newsletter.content.markdown.leftover_markup import Leftovers
from newsletter.content.markdown.marks import footnotes, numbered_notes
from newsletter.content.markdown.misread import MISREAD, misread
from newsletter.content.markdown.misread_words import misread_words
from newsletter.content.markdown.rows import (
    broken_rows,
    high_start,
    long_rows,
    nested_too_little,
    rows_among_words,
)
from newsletter.content.markdown.run_on import run_on
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.tags import RAW_TAG, tags_left_open, without_comments
from newsletter.told.diagnostics import Diagnostic


def signs_told(
    tokens: Sequence[Token], text: str, where: Positions, nodes: Nodes, sources: Collection[str]
) -> Iterator[Diagnostic]:
    """A warning for each sign that does nothing, or something else than was meant, in the order of the body.

    `nodes` are what our page shows: an attribute list is not among their words. `sources` are
    the ids that marks can name.
    """
    lines = Lines(text, where, nodes, sources)
    leftovers = Leftovers(lines)
    for footnote in footnotes(text, tokens):
        message = f"`{footnote.sign}` begins no footnote here"
        hint = (
            "sources stand under `sources` at the top of the file, other notes in the text: delete this line"
        )
        yield lines.told(footnote.line, footnote.sign, "reads-otherwise", message, hint)
    for number, sign, note in numbered_notes(text, tokens):
        message = f"`{sign}` is shown as it stands, and leads to no note"
        hint = (
            f"list what line {where.first_line + note} says under `sources` at the top of the file, write its mark"
            f" here, such as `[^id]`, and take that line out"
        )
        yield lines.told(number, sign, "leftover-markup", message, hint)
    has_definitions = "]:" in text
    if has_definitions:
        yield from lost_definitions(tokens, lines)
    for place, token in enumerate(tokens):
        if token.type == "inline":
            yield from leftovers.of(token)
            yield from misread_words(token, lines)
            yield from run_on(token, lines)
            if has_definitions:
                yield from abbreviation_meant(token, lines)
            yield from rows_among_words(token, lines)
            yield from _tags("".join(_raw(token.children or ())), token, lines)
        elif token.type == "html_block":
            yield from _tags(without_comments(token.content), token, lines)
        elif token.type == "ordered_list_open":
            yield from high_start(token, lines)
            yield from nested_too_little(place, tokens, lines)
        elif token.type == "table_open":
            yield from long_rows(token, lines)
            yield from broken_rows(token, lines)
        elif token.type == "bullet_list_open":
            yield from nested_too_little(place, tokens, lines)
        if token.type in MISREAD:
            yield from misread(place, tokens, lines)


def _raw(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type == "html_inline")


def _tags(html: str, token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Elements among words that are never closed in their block, and tags that are shown."""
    start, end = token.map or (0, 1)
    for m in RAW_TAG.finditer(html):
        if passed_tag(m.group()).startswith("&lt;"):
            hint = "write it in Markdown; to show a tag, put it between backticks"
            message = f"`{m.group()}` is shown as it stands"
            yield lines.told(
                lines.nearest(m.group(), start, end), m.group(), "leftover-markup", message, hint
            )
    for name in tags_left_open(html, INLINE):
        begins = re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE)
        found = [
            (n, m.group())
            for n in range(start, min(end, len(lines.lines)))
            for m in begins.finditer(lines.lines[n])
        ]
        line, tag = found[-1] if found else (start, "")
        message = f"`<{name}>` is not closed before its paragraph ends; it was closed there"
        yield lines.told(line, tag, "unclosed-element", message, f"put `</{name}>` where it is to end")
