"""A Markdown body becomes a Body: HTML that can be trusted, and all that it refers to.

The way of a body: `stamps` notes positions in the source, `dialect` converts, `sanitiser`
lets through what may pass, `finishing` sets punctuation, marks, links, pictures and
headings in one walk over the result, with a diagnostic for whatever cannot stand.
"""

from __future__ import annotations

import re

from newsletter.content.body import Body
from newsletter.content.entry import Reference
from newsletter.content.markdown.dialect import converter
from newsletter.content.markdown.finishing import RESERVED_ANCHORS, finish
from newsletter.content.markdown.sanitiser import sanitise
from newsletter.content.markdown.stamps import Positions, positions, stamp
from newsletter.content.words.figures import unsourced_sentences
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, warning

__all__ = ["LONGEST_BODY", "RESERVED_ANCHORS", "render_body"]

#: Characters. A long case study has 10,000; some of Python-Markdown's steps are quadratic.
LONGEST_BODY = 100_000
#: Characters without a blank line. Python-Markdown's time grows with the product of the two.
LONGEST_BLOCK = 10_000
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_TOO_DEEP = re.compile(r"\n(?:[ ]*(?:>|[-*+][ ]|\d{1,9}\.[ ])){21}")


def render_body(
    text: str, *, path: str, first_line: int, sources: tuple[str, ...], are_figures_sourced: bool
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    """The body of the content file `path`, and what it refers to, in order.

    `text` begins at line `first_line` of the file; `sources` are the ids of the record's
    sources, in order. Without a value there is one error, `too-large` or `too-deep`.
    """
    where = positions(text, path, first_line)
    stamped = stamp(text) if len(text) <= LONGEST_BODY else None
    if stamped is None:
        return _refused(
            where, 0, "too-large", "this text is too long for one page", "split it into several files"
        )
    if len(text) > LONGEST_BLOCK and (offset := _long_block(text)) is not None:
        hint = "put a blank line between its parts, or move parts of it to another file"
        return _refused(where, offset, "too-large", "this piece of text has no blank line for too long", hint)
    if deep := _TOO_DEEP.search("\n" + text):
        return _too_deep(where, deep.start())
    try:
        html = converter().convert(stamped.text)
        finished = finish(sanitise(html), stamped, where, sources, dict(converter().abbreviations))
    except RecursionError:
        return _too_deep(where, 0)
    unsourced = _unsourced(text, where) if are_figures_sourced else ()
    return Checked(finished.value, finished.diagnostics + unsourced)


def _long_block(text: str) -> int | None:
    """Where the first block begins that is too long; None if there is none."""
    start = 0
    for m in _BLANK_LINE.finditer(text + "\n\n"):
        if m.start() - start > LONGEST_BLOCK:
            return start
        start = m.end()
    return None


def _refused(
    where: Positions, offset: int, code: Code, message: str, hint: str
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    return Checked(None, (Diagnostic(where.at(offset), code, message, hint),))


def _too_deep(where: Positions, offset: int) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    message = "lists, quotations or other elements stand too deep inside each other here"
    return _refused(
        where, offset, "too-deep", message, "three or four levels are as many as a reader can follow"
    )


def _unsourced(text: str, where: Positions) -> tuple[Diagnostic, ...]:
    return tuple(
        warning(
            where.at(found.offset + max(found.sentence.find(found.figure), 0), len(found.figure)),
            "unsourced-figure",
            f"the figure `{found.figure}` has no source",
            "add a mark such as [^id] that names one of this file's sources",
        )
        for found in unsourced_sentences(text)
    )
