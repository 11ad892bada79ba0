"""Signs in a body that do not do what somebody who types them means, told at their place.

GitHub's preview shows them as they are, or leaves words out without a word; so would our page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.body import INLINE, Nodes
from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.brackets import lone_bracket
from newsletter.content.markdown.definitions import abbreviation_meant, lost_definitions, words_apart
from newsletter.content.markdown.escaped import escaped
from newsletter.content.markdown.foreign_marks import foreign_marks
from newsletter.content.markdown.items_meant import items_meant
from newsletter.content.markdown.lazy_lines import lazy_lines
from newsletter.content.markdown.left_by_print import beside_feet, feet_told, figures_not_here, page_feet
from newsletter.content.markdown.leftover_markup import Leftovers
from newsletter.content.markdown.list_signs import items_run_on
from newsletter.content.markdown.lists_meant import high_start, nested_too_little, out_of_order, taken_in
from newsletter.content.markdown.misread import MISREAD, misread
from newsletter.content.markdown.misread_words import misread_words, proofs_of
from newsletter.content.markdown.pasted import pasted
from newsletter.content.markdown.pasted_twice import item_twice, line_twice, part_beside, parted
from newsletter.content.markdown.rows import rows_among_words, signs_apart
from newsletter.content.markdown.run_on import run_on
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.table_rows import broken_rows, long_rows, odd_edges
from newsletter.content.markdown.tags import RAW_TAG, tags_left_open, without_comments
from newsletter.content.markdown.torn_sentences import torn_sentence
from newsletter.content.markdown.unfinished_words import (
    Quotations,
    bold_heading,
    broken_off,
    empty_section,
    shouted_heading,
    sources_by_hand,
    twice,
)
from newsletter.content.words.proofreading import proofs
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: Brackets that may send readers to a figure or an appendix.
_FIGURES = regex(r"\((?:[Ss]ee |[Cc]f\.? |[Aa]s |[Ss]hown )?(?:in |also )*[FfTtCcGgAaBbEe][a-z]+\.? [\dA-Z]")


def signs_told(
    tokens: Sequence[Token],
    text: str,
    where: Positions,
    nodes: Nodes,
    sources: Collection[str],
    *,
    is_draft: bool = False,
) -> Iterator[Diagnostic]:
    """A warning for each sign that does nothing, or something else than was meant, in the order of the body.

    `nodes` are what our page shows: an attribute list is not among their words. `sources` are
    the ids that marks can name. Of a draft nothing is told for being unfinished.
    """
    lines = Lines(text, where, nodes, sources)
    feet = page_feet(text)
    yield from feet_told(feet, lines)
    yield from beside_feet(_signs(tokens, text, lines, is_draft=is_draft), feet, where.first_line)


def _signs(tokens: Sequence[Token], text: str, lines: Lines, *, is_draft: bool) -> Iterator[Diagnostic]:
    """The same without regard to what stands there from a printed page."""
    leftovers = Leftovers(lines)
    yield from foreign_marks(tokens, lines)
    yield from escaped(tokens, lines)
    yield from items_run_on(text, tokens, lines)
    yield from items_meant(text, tokens, lines)
    yield from lazy_lines(tokens, lines)
    yield from _whole_blocks(tokens, lines, is_draft=is_draft)
    is_proof_wanted = any(True for _ in proofs(text))
    has_definitions = "]:" in text
    has_figures = _FIGURES.search(text) is not None
    if has_definitions:
        yield from lost_definitions(tokens, lines)
    for place, token in enumerate(tokens):
        if token.type == "inline":
            yield from leftovers.of(token)
            yield from _words(token, lines)
            if is_proof_wanted:
                yield from proofs_of(token, lines)
            if has_figures:
                yield from figures_not_here(token, tokens, lines)
            if has_definitions:
                yield from abbreviation_meant(token, lines)
                yield from words_apart(token, lines)
        else:
            yield from _block(place, tokens, lines)
        if token.type in MISREAD:
            yield from misread(place, tokens, lines)


def _words(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """What is told of the words of any block."""
    yield from misread_words(token, lines)
    if found := run_on(token, lines):
        yield found
    yield from rows_among_words(token, lines)
    if "\n" in token.content:
        yield from line_twice(token, lines)
    if "<" in token.content:
        yield from _tags("".join(_raw(token.children or ())), token, lines)


def _block(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """What is told where a block of HTML, a list or a table begins."""
    token = tokens[place]
    match token.type:
        case "html_block":
            yield from _tags(without_comments(token.content), token, lines)
        case "ordered_list_open" | "bullet_list_open":
            if token.type == "ordered_list_open":
                yield from high_start(token, lines)
                yield from out_of_order(place, tokens, lines)
            yield from torn_sentence(place, tokens, lines)
            yield from nested_too_little(place, tokens, lines)
            yield from taken_in(place, tokens, lines)
            if not token.level:
                yield from item_twice(place, tokens, lines)
        case "table_open":
            yield from long_rows(token, lines)
            yield from broken_rows(token, lines)
            yield from odd_edges(token, lines)
            yield from item_twice(place, tokens, lines)


def _whole_blocks(tokens: Sequence[Token], lines: Lines, *, is_draft: bool) -> Iterator[Diagnostic]:
    """What is told of paragraphs and headings as a whole."""
    quotations = Quotations(lines)
    seen: dict[str, int] = {}
    depth = 0
    is_text = sum(token.type == "paragraph_open" for token in tokens) > 1  # not a line that is tried out
    for place, token in enumerate(tokens):
        if token.type == "inline":
            quotations.look(token, is_quoted=depth > 0)
            yield from pasted(place, tokens, lines)
            if token.level > 1:  # cells and items, of which there are many
                continue
            yield from twice(place, tokens, lines, seen)
            yield from part_beside(place, tokens, lines)
            yield from signs_apart(place, tokens, lines)
            if not is_draft:
                yield from parted(place, tokens, lines)
                yield from lone_bracket(token, lines)
            yield from bold_heading(place, tokens, lines)
            yield from shouted_heading(place, tokens, lines)
            if not is_draft:
                yield from broken_off(place, tokens, lines)
        elif token.type == "heading_open":
            yield from sources_by_hand(place, tokens, lines)
            if is_text and not is_draft:
                yield from empty_section(place, tokens, lines)
        elif token.type in ("blockquote_open", "blockquote_close"):
            depth += token.nesting
    if not is_draft:
        yield from quotations.told()


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
