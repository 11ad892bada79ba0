"""Marks such as `[^council-2019]` in plain fields: each names the source a sentence rests on."""

from __future__ import annotations

from dataclasses import dataclass

from newsletter.regexes import regex

#: What is meant as a mark in a body, whatever stands in it.
MARK = r"\[\^[^\[\]\n]{1,80}\]"
_MARK = regex(r"\[\^([^\]\s]+)\]")
_MARK_AND_SPACE_BEFORE = regex(r"[ \t]*\[\^[^\]\s]+\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """Stands where a source is named; `source` is its id."""

    source: str


def plain(text: str) -> str:
    """`text` without its marks, for places that list no sources."""
    return _MARK_AND_SPACE_BEFORE.sub("", text)


def split_marks(text: str) -> tuple[str | Mark, ...]:
    """`text` as its words and its marks, in order; no empty pieces."""
    pieces: list[str | Mark] = []
    end = 0
    for match in _MARK.finditer(text):
        pieces += [text[end : match.start()], Mark(match[1])]
        end = match.end()
    pieces.append(text[end:])
    return tuple(piece for piece in pieces if piece)
