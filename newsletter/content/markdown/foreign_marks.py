"""Marks of other programs' kinds in a body: footnotes, numbers in brackets, a mark with no space behind it.

Serves `signs`. Sources are named by `[^id]`, and listed at the top of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines, code_lines
from newsletter.content.words.marks import MARK
from newsletter.content.words.proofreading.stops_round_marks import stops_round_marks
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_FOOTNOTE = regex(rf"[ ]{{0,3}}({MARK}:)")
#: A number behind words, and a line that says what it means.
_NUMBER = regex(r"(?<=[^\s\[\\(^])\[(\d{1,3})\](?![(:])")
_NUMBERED_NOTE = regex(r"\[(\d{1,3})\]:?[ ]+(?!https?://|www\.)[^\s]\S*[ ]+\S")
#: How one begins: found sooner, as it begins with a sign of its own.
_NUMBER_BEGINS = regex(r"\[\d")
_PUNCTUATED = frozenset(".,;:!?’”\"'%…")
_RUN_ON = regex(rf"({MARK})(\w)")
#: A mark as word processors on the web write it in Markdown: they put a backslash before each sign.
_ESCAPED = regex(
    r"\\\[(?:\^(?=[\w-]{1,60}\\)|\\\^)(?P<id>[\w-]{1,60})\\?\]|\[\\\^(?P<inside>[\w-]{1,60})\\?\]"
)
#: A mark that stands right behind itself, and what a paragraph begins with that begins with marks.
_TWICE = regex(rf"({MARK})[ ]?\1")
_FIRST = regex(rf"[ >]*({MARK})(?!:)")
#: A raised number behind a word, in HTML; `m<sup>2</sup>` is a power.
_RAISED = regex(r"(?i:<sup>)\[?(?P<number>\d{1,3})\]?(?i:</sup>)")
_BEFORE_RAISED = regex(r"[^\W\d_]*[a-z]{3,}(?P<stop>[.,;:!?]?[\"”’')]{0,2})\Z")


def foreign_marks(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for each: what is shown as it stands names no source."""
    yield from _footnotes(tokens, lines)
    yield from _numbered_notes(tokens, lines)
    yield from _lone_numbers(tokens, lines)
    yield from _marks_run_on(tokens, lines)
    yield from _marks_between_stops(tokens, lines)
    yield from _marks_escaped(tokens, lines)
    yield from _raised(tokens, lines)
    yield from _out_of_place(tokens, lines)


def _footnotes(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """GitHub shows the footnotes of a body at its end, and we nowhere."""
    if "]:" not in lines.text or "[^" not in lines.text:
        return
    code = code_lines(tokens)
    is_apart = True
    for number, line in enumerate(lines.lines):
        found = _FOOTNOTE.match(line) if is_apart and number not in code else None
        if found:
            message = f"`{found[1]}` begins no footnote here"
            hint = "sources stand under `sources` at the top of the file, other notes in the text: delete this line"
            yield lines.told(number, found[1], "reads-otherwise", message, hint)
        is_apart = found is not None or not line.strip()


def _numbered_notes(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Numbers in brackets behind words that a line below explains; one that is an address alone is told where it stands."""
    if "\n[" not in lines.text or "]" not in lines.text:
        return
    code = code_lines(tokens)
    notes = {
        found[1]: number
        for number, row in enumerate(lines.lines)
        if row[:1] == "[" and number not in code and (found := _NUMBERED_NOTE.match(row))
    }
    told: set[str] = set()
    for number, row in enumerate(lines.lines) if notes else ():
        if "[" not in row or number in code:
            continue
        for found in _NUMBER.finditer(row):
            if found[1] in notes and found[1] not in told and notes[found[1]] > number:
                told.add(found[1])
                message = f"`{found[0]}` is shown as it stands, and leads to no note"
                hint = (
                    f"list what line {lines.where.first_line + notes[found[1]]} says under `sources` at the top of the"
                    " file, write its mark here, such as `[^id]`, and take that line out"
                )
                yield lines.told(number, found[0], "leftover-markup", message, hint)


def _lone_numbers(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Numbers in brackets that no line explains: a word processor's marks.

    Right behind a word one may be part of that, such as `list[1]`.
    """
    if _NUMBER_BEGINS.search(lines.text) is None or _NUMBER.search(lines.text) is None:
        return
    code = code_lines(tokens)
    told: set[str] = set()
    for number, row in enumerate(lines.lines):
        if "[" not in row or number in code:
            continue
        for found in _NUMBER.finditer(row):
            is_explained = f"\n{found[0]}" in f"\n{lines.text}"
            is_in_code = row.count("`", 0, found.start()) % 2
            if found[0] in told or is_explained or is_in_code or row[found.start() - 1] not in _PUNCTUATED:
                continue
            told.add(found[0])
            message = f"`{found[0]}` is shown as it stands, and names no source"
            hint = (
                "write the mark of the source it means in its place, such as `[^id]`"
                if lines.sources
                else "take it out"
            )
            yield lines.told(number, found[0], "leftover-markup", message, hint)


def _marks_run_on(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Marks with no space behind them."""
    if "[^" not in lines.text or _RUN_ON.search(lines.text) is None:
        return
    code = code_lines(tokens)
    for number, row in enumerate(lines.lines):
        for found in _RUN_ON.finditer(row) if number not in code else ():
            if not row.count("`", 0, found.start()) % 2:
                mark, letter = found[1], found[2]
                message = f"no space stands behind `{mark}`"
                yield lines.told(number, mark + letter, "odd-space", message, f"write `{mark} {letter}`")


def _marks_between_stops(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A stop or a comma behind a mark, and one before it."""
    if not any(True for _ in stops_round_marks(lines.text)):
        return
    code = code_lines(tokens)
    for number, row in enumerate(lines.lines):
        for found in stops_round_marks(row) if number not in code else ():
            if not row.count("`", 0, found.start) % 2:
                yield lines.at(number, found.start, 1, found.code, found.message, found.hint)


def _marks_escaped(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Marks with backslashes before their signs, which are shown as they stand."""
    if "\\" not in lines.text or _ESCAPED.search(lines.text) is None:
        return
    code = code_lines(tokens)
    for number, row in enumerate(lines.lines):
        for found in _ESCAPED.finditer(row) if "\\" in row and number not in code else ():
            if not row.count("`", 0, found.start()) % 2:
                message = f"`{found[0]}` is no mark: its backslashes make plain signs of it"
                hint = f"write `[^{found['id'] or found['inside']}]`"
                yield lines.at(number, found.start(), len(found[0]), "reads-otherwise", message, hint)


def _raised(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Raised numbers of notes, in HTML."""
    if "<sup" not in lines.text.lower():
        return
    code = code_lines(tokens)
    for number, row in enumerate(lines.lines):
        for found in _RAISED.finditer(row) if number not in code else ():
            before = _BEFORE_RAISED.search(row[: found.start()][-40:])
            if before and (before["stop"] or found["number"] not in "23"):
                message = f"`{found[0]}` is the number of a note, and leads to none"
                hint = "write the mark of the source it means in its place, such as `[^id]`, or take it out"
                yield lines.at(number, found.start(), len(found[0]), "leftover-markup", message, hint)


def _out_of_place(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """Marks that a paragraph begins with, or that stand right behind themselves."""
    if "[^" not in lines.text:
        return
    for place, token in enumerate(tokens):
        if token.type != "inline" or "†" not in token.content or not token.map:
            continue
        first, end = token.map
        for number in range(first, min(end, len(lines.lines))) if "††" in token.content else ():
            if twice := _TWICE.search(lines.lines[number]):
                yield lines.told(
                    number, twice[0], "given-twice", "this mark stands twice", f"write `{twice[1]}` once"
                )
        is_paragraph = tokens[place - 1].type == "paragraph_open" and token.level == 1
        if is_paragraph and token.content[0] == "†" and (mark := _FIRST.match(lines.lines[first])):
            message = f"`{mark[1]}` stands before the words of this paragraph, and supports none of them"
            hint = "put it behind what it supports, at the end of the sentence or of the paragraph above"
            yield lines.told(first, mark[1], "leftover-markup", message, hint)
