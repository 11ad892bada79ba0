"""Lines of a paragraph that look like a list or a table together, and make none.

Serves `signs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.dashes_meant import dashes_amiss
from newsletter.content.markdown.layout import row_cells
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_ITEM = r"write `1. \g<words>` and so on: letters make no list here; to keep them, end each line but the last with a backslash"
_NUMBER = r"write `1. \g<words>`, and `2. ` on the next line"
_OF_PLUSES = "write its rows between bars, and a line such as `|---|---|` below the first: lines of `+` go"
_TASK = "a task is `- [ ] `, with `- ` before it"
#: What several lines look like together: what a later one begins with, and what to do about it.
_ROWS = tuple(
    (later, regex(pattern, re.MULTILINE), hint)
    for later, pattern, hint in (
        ("\n– ", r"^–[ ](?=[^\n]+\n–[ ])", "begin each item with `- `"),
        ("\n— ", r"^—[ ](?=[^\n]+\n—[ ])", "begin each item with `- `"),
        ("\nb", r"^a[.)][ ](?=(?P<words>[^\n]+)\nb[.)][ ])", _ITEM),
        ("\n(b)", r"^\(a\)[ ](?=(?P<words>[^\n]+)\n\(b\)[ ])", _ITEM),
        ("\nB", r"^A[.)][ ](?=(?P<words>[^\n]+)\nB[.)][ ])", _ITEM),
        ("\nii", r"^i[.)][ ](?=(?P<words>[^\n]+)\nii[.)][ ])", _ITEM),
        ("\nII", r"^I[.)][ ](?=(?P<words>[^\n]+)\nII[.)][ ])", _ITEM),
        ("\n(ii)", r"^\(i\)[ ](?=(?P<words>[^\n]+)\n\(ii\)[ ])", _ITEM),
        ("\n(2)", r"^\(1\)[ ](?=(?P<words>[^\n]+)\n\(2\)[ ])", _NUMBER),
        ("\n2", r"^1(?:\.\)|:|[ ]?[-–—])[ ](?=(?P<words>[^\n]+)\n2(?:\.\)|:|[ ]?[-–—])[ ])", _NUMBER),
        ("\n2", r"^1[.)](?=[^\W\d][^\n]+\n2[.)][^\W\d])", "put a space behind each number: `1. `"),
        ("\n-", r"^-(?=[^\W\d][^\n]*\n-[^\W\d])", "put a space behind each sign: `- `"),
        ("+-", r"^\+[-=]{2,}[-=+]*\+[ ]*$", _OF_PLUSES),
        ("\n|", r"^\|[^\n]*\|[ ]*(?=\n\|[^\n]*\|[ ]*$)", "put a line such as `|---|---|` below the first row of a table"),
    )
)  # fmt: skip
#: Signs of words and sums.
_NO_BULLETS = frozenset("\ufffd©®™°№×÷±−≈≠≤≥=½¼¾¹²³")
#: A sign of few characters, with what makes an emoji of it, before words; a digit in a box is one.
_DRAWN = regex(
    r"(?P<sign>(?:\d\ufe0f?\u20e3|[^\w\s\ufe0f\u200d]|[\u2460-\u24ff\u2776-\u2793])"
    r"[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)[ \t\u00a0]+(?=\S)"
)


def rows_among_words(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Lines that look like a list or a table together, and are a paragraph: told at the first."""
    content = token.content
    if "\n" not in content and content[:1] not in ("☐", "|"):
        return
    first, last = token.map or (0, 1)
    if content[0] in "☐☑" and token.level == 1:
        yield lines.told(first, content[0], "leftover-markup", f"`{content[0]}` makes no list here", _TASK)
    if dashes := dashes_amiss(token, lines):
        yield dashes
        return
    if content[0] == "|" and first > 1 and _is_below_table(lines.lines, first):
        shown = content.partition("\n")[0].strip()
        hint = "the blank line above it ends the table: take it out"
        yield lines.told(first, shown, "leftover-markup", f"`{shown}` is shown as it stands", hint)
        return
    for later, pattern, hint in _ROWS:
        if later in content and (found := pattern.search(content)):
            shown = found.group().strip()
            line = lines.nearest(shown, first + content.count("\n", 0, found.start()), last)
            hint = found.expand(hint) if r"\g<" in hint else hint
            if shown[:1] == "|":
                hint = hint.replace("|---|---|", f"|{'---|' * len(row_cells(shown))}")
            yield lines.told(line, shown, "leftover-markup", f"`{shown}` is shown as it stands", hint)
            return
    if not content.isascii() and (row := _first_drawn(content.split("\n"))) is not None:
        sign, words = _drawn_sign(row), row[len(_drawn_sign(row)) :].strip()
        hint = f"begin each line with `- `: `- {sign} {words}`, or without the sign"
        message = f"`{sign}` makes no list here: these lines run on as one"
        yield lines.told(lines.nearest(sign, first, last), sign, "leftover-markup", message, hint)


def _is_below_table(lines: Sequence[str], row: int) -> bool:
    """Whether a blank line alone parts this one from a row of a table."""
    return not lines[row - 1].strip() and lines[row - 2].strip()[:1] == "|"


def signs_apart(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Paragraphs of one line that begin with a sign each, as items do: told at the first."""
    token = tokens[place]
    if token.level != 1 or token.content[:1].isascii() or not (sign := _drawn_sign(token.content)):
        return
    before = tokens[place - 3] if place > 2 else None
    after = tokens[place + 3] if place + 3 < len(tokens) else None
    if after is None or after.type != "inline" or after.level != 1 or _drawn_sign(after.content) == "":
        return
    if before is not None and before.type == "inline" and before.level == 1 and _drawn_sign(before.content):
        return
    if "\n" not in token.content:
        words = token.content[len(sign) :].strip()
        hint = f"write `- {words}`: the sign may stay behind the dash"
        yield lines.told(
            (token.map or (0, 1))[0], sign, "leftover-markup", f"`{sign}` makes no list here", hint
        )


def _first_drawn(rows: Sequence[str]) -> str | None:
    """The first of two lines below each other that begin with a drawn sign each; None if no two do."""
    return next((row for row, below in pairwise(rows) if _drawn_sign(row) and _drawn_sign(below)), None)


def _drawn_sign(row: str) -> str:
    """The emoji, arrow, tick or other drawn sign that a line begins with, and words follow; "" if none does."""
    if row.isascii():
        return ""
    found = _DRAWN.match(row)
    return found["sign"] if found and (_is_drawn(found["sign"][0]) or "\u20e3" in found["sign"]) else ""


def _is_drawn(sign: str) -> bool:
    return sign not in _NO_BULLETS and (unicodedata.category(sign) in ("So", "Sm", "No") or sign in "»›◦‣⁃∙")
