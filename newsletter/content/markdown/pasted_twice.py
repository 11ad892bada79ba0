"""Words of a body that stand twice, or in two: what a selection too long, or a key too many, leaves behind.

Serves `signs`. A line, an item, a part of a paragraph beside that paragraph; a sentence that a blank line parts,
a paragraph that begins in mid-sentence, because the line above it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic

#: Words that stand in two paragraphs beside each other by no chance, and of a line that stands twice.
_FEWEST, _OF_A_LINE = 7, 3
#: Characters at which most paragraphs differ.
_LEAD = 12
_ENDED = regex(r"[.!?…:;][\"'’”)\]†*_]*$")
#: What a sentence breaks off with, and what no paragraph begins with: a name may be written small.
_OPEN_END = regex(r"(?:[a-z]|,)†*$")
_MID = regex(
    r"(?:and|or|but|of|to|the|that|which|who|whose|than|then|was|were|is|are|had|has|have|with|from|by|in|on|at|it|its|they|their"
    r"|be|been|for|as|not|would|could|where|when|while|because)[ \n][a-z\[*]"
)
_SIGN = regex(r"^[ >]*(?:[-*+]|\d{1,9}[.)])[ ]+")
_FILLED = regex(r"[^\W\d_]{3,}")
_PARAGRAPH = ("paragraph_open", "inline", "paragraph_close")


def part_beside(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph that is all a part of the one right above or below it; told at the shorter one."""
    below = _paragraph_below(place, tokens)
    if below is None:
        return
    here = tokens[place]
    part, whole = (here, below) if len(here.content) <= len(below.content) else (below, here)
    if part.content[:_LEAD].partition("\n")[0] not in whole.content:
        return
    short, long = " ".join(part.content.split()), " ".join(whole.content.split())
    if short == long or short not in long or short.count(" ") + 1 < _FEWEST:
        return
    message = f"these words stand in the paragraph {'below' if part is here else 'above'} already"
    yield _told(part, lines, "given-twice", message, "take them out here")


def parted(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A sentence parted by a blank line; and a paragraph whose beginning is lost."""
    token = tokens[place]
    if not token.content[:1].islower() or tokens[place - 1].type != "paragraph_open" or place < 3:
        return
    former = tokens[place - 2]
    above = tokens[place - 3].content.rstrip() if former.type in ("paragraph_close", "heading_close") else ""
    if former.level or not above:
        return
    start = (token.map or (0, 1))[0]
    is_words = former.type == "paragraph_close"
    if is_words and _OPEN_END.search(above) and above.count(" ") > _OF_A_LINE:
        message = "a blank line parts this sentence from its beginning"
        yield _told(
            token,
            lines,
            "unfinished",
            message,
            f"take out the empty line {lines.where.first_line + start - 1}",
        )
    elif _MID.match(token.content) and (not is_words or _ENDED.search(above)) and " " in token.content[30:]:
        message = f"this paragraph begins in mid-sentence, with `{token.content.split()[0]}`"
        yield _told(
            token,
            lines,
            "unfinished",
            message,
            "write how it begins, or put it behind the paragraph it belongs to",
        )


def line_twice(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A line of a paragraph that stands twice, one right below the other."""
    rows = token.content.split("\n")
    for number, (row, below) in enumerate(pairwise(rows)):
        if row == below and (row.count(" ") >= _OF_A_LINE or "†" in row) and row[-1] != "\\":
            line = min((token.map or (0, 1))[0] + number + 1, len(lines.lines) - 1)
            yield _line(line, lines)
            return


def item_twice(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """An item, or a row of a table, that says what the one right above it says."""
    start, end = tokens[place].map or (0, 0)
    rows = lines.lines[start : min(end, len(lines.lines))]
    for number, (row, below) in enumerate(pairwise(rows)):
        words = _SIGN.sub("", row, count=1)
        if words.strip() and words == _SIGN.sub("", below, count=1) and _is_said(row, below):
            yield _line(start + number + 1, lines)
            return


def _is_said(row: str, below: str) -> bool:
    """Whether both are items of some words, or rows with words."""
    if row.lstrip().startswith("|"):
        return row == below and len(_FILLED.findall(row)) >= _OF_A_LINE
    return _SIGN.match(row) is not None and _SIGN.match(below) is not None and row.count(" ") >= _OF_A_LINE


def _paragraph_below(place: int, tokens: Sequence[Token]) -> Token | None:
    """The words of the paragraph right below the one of these words; None if something else is."""
    around = tokens[place - 1 : place + 5]
    if len(around) < 6 or [one.type for one in around] != [*_PARAGRAPH, *_PARAGRAPH]:
        return None
    return around[4]


def _line(line: int, lines: Lines) -> Diagnostic:
    hint = "take one of the two out"
    return lines.told(line, lines.lines[line].strip(), "given-twice", "this line stands twice", hint)


def _told(token: Token, lines: Lines, code: Code, message: str, hint: str) -> Diagnostic:
    words = token.content.partition("\n")[0].strip()
    return lines.told((token.map or (0, 1))[0], words, code, message, hint)
