"""Lines right below an item that stand in it, though nothing marks them as part of it.

Serves `signs`, and `misread` for quotations. Markdown reads them on ("lazy continuation", CommonMark
5.1 and 5.2), and GitHub shows the same. Who breaks lines by hand means that: then the line above was
full. Where the first word would have found room there, a new paragraph was begun, and the blank
line before it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: What a sentence of its own begins with, and how many words it has at least.
_BEGINS = regex(r"[\"“‘'*_\[]{0,3}[A-Z]\S*(?:[ ]\S+){4,}")
_SHOWN = 40


def lazy_lines(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for the first such line of each item."""
    within = 0
    for token in tokens:
        if token.type in ("list_item_open", "list_item_close"):
            within += token.nesting
        elif within and token.type == "inline" and token.map and "\n" in token.content:
            first, end = token.map
            number = next((n for n in range(first + 1, end) if is_begun_anew(n, lines)), None)
            if number is not None:
                words = lines.lines[number][:_SHOWN].rstrip()
                hint = "put a blank line before it or, if it belongs there, two spaces at its beginning"
                message = "this line stands in the item above it"
                yield lines.told(number, words, "leftover-markup", message, hint)


def is_begun_anew(number: int, lines: Lines) -> bool:
    """Whether a line without a sign is a sentence that its writer put there: it had room on the line above."""
    if number >= len(lines.lines):
        return False
    line, above = lines.lines[number], lines.lines[number - 1].rstrip()
    if line[:1] in (" ", "\t", ">") or not _BEGINS.match(line):
        return False
    return len(above) + 1 + len(line.split(None, 1)[0]) <= lines.widest
