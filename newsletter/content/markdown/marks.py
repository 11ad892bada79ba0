"""What looks like a source mark in a body and is none: the sentence would stand there without its source.

Serves `signs`. A mark is `[^id]`; people type `^[id]`, `[id]`, `[^id` and footnotes, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.diagnostics import nearest

#: A dagger stands where `github` found a mark that is one.
_BROKEN = regex(
    r"[\^ˆ]\[(?P<behind>[^\[\]\n]{1,80})\]"
    r"|\[[ ]?[\^ˆ][ ]?(?P<inside>[\w.-]{0,60})[ ]?[\])}]?"
    r"|\([\^ˆ](?P<round>[\w-]{1,60})\)"
    r"|\{[\^ˆ](?P<curly>[\w-]{1,60})\}|(?<=[^\s\[])[\^ˆ](?P<open>[a-z][\w-]{1,60})\]"
)
_BARE = regex(r"(?<=[^\s\[(^ˆ])\[([\w-]{1,60})\](?![(:])")
_FOOTNOTE = regex(rf"[ ]{{0,3}}({MARK}:)")
#: A note that a source is wanted, and one to oneself that stands amid words.
SOURCE_WANTED = r"\[(?i:citation|source|reference) needed\]"
NOTE_TO_SELF = (
    r"(?<=.)\[(?:TODO|FIXME|TK|TBC|TBD)\b[^\[\]\n]*\]|\[(?i:insert|fill in|add)[ ][^\[\]\n]+\](?![(\[:])"
    r"|\[(?i:check|confirm|verify)(?:[ ](?i:with|this|that|dates?|names?|numbers?|figures?|spelling|sources?|links?|facts?)\b"
    r"[^\[\]\n]*)?\](?![(\[:])"
    r"|\[(?:[^\[\]\n]{1,60}[ ])?(?i:to (?:come|follow|be confirmed|be added)|goes here)\](?![(\[:])"
    r"|\[(?i:ask|chase)[ ][A-Z][^\[\]\n]*\](?![(\[:])"
)
#: A number behind words, and a line that says what it means.
_NUMBER = regex(r"(?<=[^\s\[\\(^])\[(\d{1,3})\](?![(:])")
#: How one begins: found sooner, as it begins with a sign of its own.
_NUMBER_BEGINS = regex(r"\[\d")
_PUNCTUATED = frozenset(".,;:!?’”\"'%…")
_RUN_ON = regex(rf"({MARK})(\w)")
_NUMBERED_NOTE = regex(r"\[(\d{1,3})\]:?[ ]+(?!https?://|www\.)[^\s]\S*[ ]+\S")
_PARTS = regex(r"[\s,;^]+")
_NO_SOURCES = "this file lists no sources: say in words where it comes from"


class BrokenMark(NamedTuple):
    """What was typed, and what to do about it."""

    written: str
    hint: str


def broken_mark(words: str, sources: Collection[str]) -> BrokenMark | None:
    """The first thing in the words of a line that looks like a source mark; None if there is none."""
    if "[" in words:
        for bare in _BARE.finditer(words):
            if bare[1] in sources:
                return BrokenMark(bare[0], f"write `[^{bare[1]}]`")
    if ("^" in words or "ˆ" in words) and (found := _BROKEN.search(words)):
        id = found["behind"] or found["inside"] or found["round"] or found["curly"] or found["open"] or ""
        return BrokenMark(found[0].strip(), _how_to_mark(id.strip(" ^"), sources))
    return None


def _how_to_mark(id: str, sources: Collection[str]) -> str:
    if not sources:
        return _NO_SOURCES
    if id in sources or (id := nearest(id, sources) or ""):
        return f"write `[^{id}]`"
    return "list the source under `sources` at the top of the file, and write its mark: `[^id]`"


def parted(id: str, sources: Collection[str]) -> str:
    """A hint where one mark holds more than the id of one source; "" where it does not."""
    parts = [part for part in _PARTS.split(id) if part]
    if len(parts) < 2 or parts[0] not in sources:
        return ""
    if all(part in sources for part in parts):
        return f"write `{''.join(f'[^{part}]' for part in parts)}`"
    return f"write `[^{parts[0]}]`, and the rest in words"


class Footnote(NamedTuple):
    """A line that begins as a footnote's text does: its number in the body, from 0, and its sign."""

    line: int
    sign: str


def numbered_notes(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, str, int]]:
    """Numbers in brackets behind words that a line below explains: the line of each, as typed, and that of its note.

    A note that is an address alone is told where it stands.
    """
    if "\n[" not in text or "]" not in text:
        return
    code = _code_lines(tokens)
    rows = text.split("\n")
    notes = {
        found[1]: number
        for number, row in enumerate(rows)
        if row[:1] == "[" and number not in code and (found := _NUMBERED_NOTE.match(row))
    }
    told: set[str] = set()
    for number, row in enumerate(rows) if notes else ():
        if "[" not in row or number in code:
            continue
        for found in _NUMBER.finditer(row):
            if found[1] in notes and found[1] not in told and notes[found[1]] > number:
                told.add(found[1])
                yield number, found[0], notes[found[1]]


def lone_numbers(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The line of each number in brackets that no line explains, and that number as typed: a word processor's mark.

    Right behind a word it may be part of that, such as `list[1]`.
    """
    if _NUMBER_BEGINS.search(text) is None or _NUMBER.search(text) is None:
        return
    code = _code_lines(tokens)
    told: set[str] = set()
    for number, row in enumerate(text.split("\n")):
        if "[" not in row or number in code:
            continue
        for found in _NUMBER.finditer(row):
            is_explained = f"\n{found[0]}" in f"\n{text}"
            is_in_code = row.count("`", 0, found.start()) % 2
            if found[0] in told or is_explained or is_in_code or row[found.start() - 1] not in _PUNCTUATED:
                continue
            told.add(found[0])
            yield number, found[0]


def marks_run_on(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, str, str]]:
    """Marks with no space behind them: the line of each, the mark, and the letter behind it."""
    if "[^" not in text or _RUN_ON.search(text) is None:
        return
    code = _code_lines(tokens)
    for number, row in enumerate(text.split("\n")):
        for found in _RUN_ON.finditer(row) if number not in code else ():
            if not row.count("`", 0, found.start()) % 2:
                yield number, found[1], found[2]


def _code_lines(tokens: Sequence[Token]) -> frozenset[int]:
    return frozenset(
        number
        for token in tokens
        if token.map and token.type in ("fence", "code_block", "html_block")
        for number in range(*token.map)
    )


def footnotes(text: str, tokens: Sequence[Token]) -> Iterator[Footnote]:
    """The footnotes of a body: GitHub shows them at its end, and we nowhere."""
    if "]:" not in text or "[^" not in text:
        return
    code = _code_lines(tokens)
    is_apart = True
    for number, line in enumerate(text.split("\n")):
        found = _FOOTNOTE.match(line) if is_apart and number not in code else None
        if found:
            yield Footnote(number, found[1])
        is_apart = found is not None or not line.strip()
