"""Signs in a body that do not do what somebody who types them means, told at their place.

GitHub's preview shows them as they are, or leaves words out without a word; so would our page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.body import INLINE, Nodes
from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.leftover_markup import leftovers
from newsletter.content.markdown.marks import footnotes
from newsletter.content.markdown.rows import high_start, long_rows, rows_among_words
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.tags import RAW_TAG, tags_left_open, without_comments
from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: A mark behind words; code may show one that stands alone.
_A_MARK = regex(rf"[\w.,;:!?…)’”\"'%]({MARK})")


def signs_told(
    tokens: Sequence[Token], text: str, where: Positions, nodes: Nodes, sources: Collection[str]
) -> Iterator[Diagnostic]:
    """A warning for each sign that does nothing, or something else than was meant, in the order of the body.

    `nodes` are what our page shows: an attribute list is not among their words. `sources` are
    the ids that marks can name.
    """
    lines = Lines(text, where, nodes, sources)
    for footnote in footnotes(text, tokens):
        message = f"`{footnote.sign}` begins no footnote here"
        hint = (
            "sources stand under `sources` at the top of the file, other notes in the text: delete this line"
        )
        yield lines.told(footnote.line, footnote.sign, "reads-otherwise", message, hint)
    for token in tokens:
        if token.type == "inline":
            yield from leftovers(token, lines)
            yield from rows_among_words(token, lines)
            yield from _tags("".join(_raw(token.children or ())), token, lines)
        elif token.type == "html_block":
            yield from _tags(without_comments(token.content), token, lines)
        elif token.type == "code_block":
            yield from _marks_in_code(token, lines)
        elif token.type == "ordered_list_open":
            yield from high_start(token, lines)
        elif token.type == "table_open":
            yield from long_rows(token, lines)


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


def _marks_in_code(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A source mark in words that are set in: they are no paragraph, and it is no mark."""
    for number in range(*token.map) if token.map else ():
        if found := _A_MARK.search(lines.lines[number]):
            message = f"four spaces make it code, and `{found[1]}` is shown as it stands"
            hint = "take out the spaces at the beginning of its lines"
            yield lines.told(number, found[1], "leftover-markup", message, hint)
            return
