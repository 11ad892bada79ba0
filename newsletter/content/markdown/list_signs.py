"""Lines that were to be items, and are read on as words: no space stands behind the sign they begin with.

Serves `signs`. GitHub's preview does the same with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines, code_lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: Whether there may be one: its sign begins a line, and a letter follows.
_ANY = regex(r"\n[ >]*(?:(?:[-+*]|\d{1,3}[.)])[^\W\d_]|(?:--|[–—])[ ])")
#: A dash of another length, which begins no item.
_LONG_DASH = regex(r"(?P<lead>[ >]*)(?P<sign>--|[–—])[ ]+(?P<words>[^\s–—-]\S*)")
_NO_SPACE = regex(r"(?P<lead>[ >]*)(?P<sign>[-+*]|(?P<number>\d{1,3})(?P<end>[.)]))(?P<words>[^\W\d_].*)")
_ITEM = regex(r"(?P<lead>[ >]*)(?P<sign>[-+*]|(?P<number>\d{1,3})(?P<end>[.)]))[ ]+\S")


def items_run_on(text: str, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for each such line beside an item of the same list."""
    if _ANY.search(f"\n{text}") is None:
        return
    code = code_lines(tokens)
    for row, line in enumerate(lines.lines):
        found = _NO_SPACE.fullmatch(line) if row not in code else None
        if found and not _is_pair(found["sign"], found["words"]) and _is_beside_item(lines.lines, row):
            written = f"{found['sign']}{found['words'].split()[0]}"
            hint = f"write `{found['sign']} {found['words'].split()[0]}`"
            message = f"no space stands behind `{found['sign']}`: this line is no item of the list"
            yield lines.told(row, written, "leftover-markup", message, hint)
        elif (
            row not in code and (dash := _LONG_DASH.match(line)) and _is_between_items(lines.lines, row, dash)
        ):
            message = f"`{dash['sign']}` makes no item: this line is read on with the one above"
            hint = f"write `- {dash['words']}`"
            yield lines.told(row, f"{dash['sign']} {dash['words']}", "leftover-markup", message, hint)


def _is_between_items(rows: Sequence[str], row: int, dash: re.Match[str]) -> bool:
    """Whether the lines above and below are items of one list."""
    beside = [_ITEM.match(rows[other]) if 0 <= other < len(rows) else None for other in (row - 1, row + 1)]
    return all(one is not None and one["sign"] == "-" and one["lead"] == dash["lead"] for one in beside)


def _is_pair(sign: str, words: str) -> bool:
    """Whether the sign has a partner on its line: words that are stressed, or struck by a newsroom's dashes."""
    return sign in words if sign in "*-+" and len(sign) == 1 and sign != "-" else words.endswith("-")


def _is_beside_item(rows: Sequence[str], row: int) -> bool:
    """Whether the line above or below, or a run of such lines, is an item by the same sign, or the next number."""
    this = _NO_SPACE.fullmatch(rows[row])
    for step in (-1, 1):
        other = row + step
        while 0 <= other < len(rows) and _NO_SPACE.fullmatch(rows[other]):
            other += step
        found = _ITEM.match(rows[other]) if 0 <= other < len(rows) else None
        if this is None or found is None:
            continue
        if this["number"] is None and found["sign"] == this["sign"]:
            return True
        if this["number"] and found["number"] and found["end"] == this["end"]:
            return True
    return False
