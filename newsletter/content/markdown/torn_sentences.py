"""Sentences whose line is broken before a dash or a number, which begins a list of one item there.

Serves `signs`, and `rendering` for figures. Lines are broken by hand in mails, and where words are copied from a
printed page. GitHub's preview makes the same list of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic

#: The end of a line in which a sentence goes on, and its fewest words: a label has less.
_GOES_ON = regex(r"(?:\S+[ ]+){4,}\S*(?:[a-z0-9]|,)$")
_NUMBER = regex(r"[ >]*(?P<sign>1[.)])[ ]+(?P<words>\S.*)")
#: Behind a dash the sentence goes on in small letters; of numbers tells `misread`.
_DASH = regex(r"[ >]*(?P<sign>[-+*])[ ]+(?P<words>[\"“‘'(]?[a-z].*)")
_MESSAGE = "begins a list amid a sentence: nothing ends the line above"
_SHOWN = 3


def torn_sentence(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for the list that begins at this token, if a sentence goes on in its one item."""
    token, item = tokens[place : place + 2]
    row = (token.map or (0, 1))[0]
    if not row or not item.map or not token.map or item.map[1] < token.map[1]:
        return  # of several items
    above = lines.lines[row - 1].strip(" >")
    found = (_NUMBER if token.type == "ordered_list_open" else _DASH).fullmatch(lines.lines[row])
    if found is None or above[:1] in "#|" or not _GOES_ON.match(above):
        return
    sign = found["sign"]
    joined = f"{' '.join(above.split()[-_SHOWN:])} {sign} {' '.join(found['words'].split()[:_SHOWN])}"
    hint = f"join the two lines, `{joined}`; if it is a list, leave a blank line above it"
    code: Code = "list-number" if token.type == "ordered_list_open" else "leftover-markup"
    yield lines.told(row, sign, code, f"`{sign}` {_MESSAGE}", hint)


def torn_at(told: Sequence[Diagnostic]) -> frozenset[int]:
    """The lines of the file at which such lists begin."""
    return frozenset(one.location.line for one in told if one.message.endswith(_MESSAGE))
