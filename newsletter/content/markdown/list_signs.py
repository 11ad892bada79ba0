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
    end = 0
    beside: tuple[re.Match[str] | None, ...] = ()
    for row, line in enumerate(lines.lines):
        found = _NO_SPACE.fullmatch(line) if row not in code else None
        if found and row >= end:
            end, beside = _beside(lines.lines, row)
        if (
            found
            and not _is_pair(found["sign"], found["words"])
            and any(_is_of_list(found, item) for item in beside)
        ):
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


def _beside(rows: Sequence[str], row: int) -> tuple[int, tuple[re.Match[str] | None, ...]]:
    """Where the run of lines without a space ends that begins here, and the items right above and below it."""
    end = row
    while end < len(rows) and _NO_SPACE.fullmatch(rows[end]):
        end += 1
    return end, tuple(
        _ITEM.match(rows[other]) if 0 <= other < len(rows) else None for other in (row - 1, end)
    )


def _is_of_list(this: re.Match[str], item: re.Match[str] | None) -> bool:
    """Whether the item has the same sign, or a number with the same end."""
    if item is None:
        return False
    if this["number"] is None:
        return item["sign"] == this["sign"]
    return item["number"] is not None and item["end"] == this["end"]
