"""First step of a body: remember where its marks, links, pictures and headings stand.

Python-Markdown loses positions. So, before it runs, one private-use character, a stamp, is
put into the source wherever something may need a position later: in place of a source mark,
in front of an address, behind the signs of a heading. Stamps travel through the converter
and the sanitiser like any letter; `finishing` takes every one out again and learns from it
where in the file it was written. A stamp that comes out inside code turns back into what
the author wrote, so nobody has to guess beforehand what is code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from newsletter.content.markdown.sanitiser import forbidden_in_tag
from newsletter.regexes import regex
from newsletter.told.diagnostics import Location

StampKind = Literal["mark", "address", "heading", "literal", "removed"]

_FIRST = 0xE100
#: Stamps a body can hold: the private-use characters from U+E100 to U+F8FF.
CAPACITY = 0xF8FF - _FIRST + 1
STAMP = "[\ue100-\uf8ff]"
#: A bar in a table's cell, which a backslash stood before: it is no stamp, but goes their way.
PIPE = "\ue0ff"
#: Private-use characters, and surrogates that belong to no pair.
_PRIVATE = regex("[\ud800-\uf8ff]")
_PRIVATE_ENTITY = regex(
    "&#(?:[xX]0*[dDeEfF][0-9a-fA-F]{3}(?![0-9a-fA-F])|0*(?:5[5-9]|6[0-5])[0-9]{3}(?![0-9]));?"
)
_ANY_STAMP = regex(STAMP)

#: Every alternative begins with a letter of its own, which is what makes the search quick.
_PLACES = regex(
    r"""
      \[\^(?P<mark>[^\[\]\n]{1,80})\]
    | \](?P<link>\([ \t]*(?:\n[ \t]*)?<?)
    | \n(?P<atx>[ \t>]*(?:[-*+][ ]+)?\#{1,6}(?!\#)[ ]*)
    | \n(?P<definition>[ ]{0,3}\[[^\[\]\n]*\]:[ ]*\n?[ ]*<?(?=\S))
    | \n(?P<setext>(?=[ ]{0,3}[^\s#>|*+<-][^\n]*\n[ ]{0,3}(?:=+|-+)[ \t]*(?:\n|\Z)))
    | <(?P<tag>/?[a-zA-Z][^<>]*>)
    | \\(?P<escaped>[^\n])
    """,
    re.VERBOSE,
)
_AUTOLINK = regex(r"<[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*>")
_RAW_ADDRESS = regex(r"""(\s(?:href|src)\s*=\s*["']?)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamped place. `offset` counts characters from the body's start."""

    kind: StampKind
    offset: int
    written: str
    """What the stamp stands in place of; empty where it only stands in front of something."""
    about: str = ""
    """A mark's id, or what about a raw tag will be removed."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """A body's source with its stamps. `stamps[n]` is the character U+E100 + n."""

    source: str
    text: str
    stamps: tuple[Stamp, ...]

    def stamp(self, character: str) -> Stamp:
        """The stamp that `character` stands for."""
        return self.stamps[ord(character) - _FIRST]

    def meant(self, text: str) -> str:
        """`text` without stamps, an escaped sign as what it shows."""
        return _ANY_STAMP.sub(lambda m: _meant(self.stamp(m.group())), text)

    def restored(self, text: str) -> str:
        """`text` as its author wrote it, without stamps."""
        return _ANY_STAMP.sub(lambda m: self.stamp(m.group()).written, text)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where an offset of a body stands in its file."""

    path: str
    first_line: int
    starts: tuple[int, ...]

    def at(self, offset: int, length: int = 1) -> Location:
        """The location `offset` characters into the body."""
        line = bisect_right(self.starts, offset) - 1
        return Location(self.path, self.first_line + line, offset - self.starts[line] + 1, max(length, 1))


def _meant(stamp: Stamp) -> str:
    return stamp.about if stamp.kind == "literal" else stamp.written


Put = Callable[[Stamp], str]


def positions(text: str, path: str, first_line: int) -> Positions:
    """The positions of a body whose first line is line `first_line` of `path`."""
    return Positions(path, first_line, (0, *(m.end() for m in re.finditer("\n", text))))


def stamp(text: str) -> Stamped | None:
    """`text` with stamps; None if it holds more places than there are stamps."""
    source = "\n" + (text if text.isascii() else _PRIVATE.sub("\ufffd", text))
    if "&#" in source:
        source = _PRIVATE_ENTITY.sub(_no_character, source)
    stamps: list[Stamp] = []
    pieces: list[str] = []
    end = 0

    def put(stamp: Stamp) -> str:
        stamps.append(stamp)
        return chr(_FIRST + min(len(stamps), CAPACITY) - 1)

    for m in _PLACES.finditer(source):
        pieces += (source[end : m.start()], _stamped(m, put))
        end = m.end()
        if len(stamps) > CAPACITY:
            return None
    pieces.append(source[end:])
    return Stamped(source[1:], "".join(pieces)[1:], tuple(stamps))


def _no_character(m: re.Match[str]) -> str:
    """An entity of the same length for a character nobody may write, by its number (U+FFFD)."""
    end = ";" if m.group().endswith(";") else ""
    return f"&#{'65533'.zfill(len(m.group()) - 2 - len(end))}{end}"


def _stamped(m: re.Match[str], put: Put) -> str:
    """What replaces one match; the matched text begins with a line break, so offsets are one less."""
    kind, found = m.lastgroup, m.group()
    if kind == "mark":
        return put(Stamp("mark", m.start() - 1, found, m.group("mark")))
    if kind == "escaped":
        return put(Stamp("literal", m.start() - 1, found, found[1])) if found[1] in "\"'" else found
    if kind == "tag":
        return _stamped_tag(found, m.start() - 1, put)
    place: StampKind = "heading" if kind in ("atx", "setext") else "address"
    return found + put(Stamp(place, m.end() - 1, ""))


def _stamped_tag(tag: str, offset: int, put: Put) -> str:
    """A raw HTML tag with stamps: before it if it loses something, at its addresses, after a heading's."""
    if _AUTOLINK.match(tag):
        return "<" + put(Stamp("address", offset + 1, "")) + tag[1:]
    removed = forbidden_in_tag(tag)
    before = put(Stamp("removed", offset, "", removed)) if removed else ""
    pieces = _RAW_ADDRESS.split(tag)
    end = offset
    for index, piece in enumerate(pieces):
        end += len(piece)
        if index % 2:
            pieces[index] = piece + put(Stamp("address", end, ""))
    after = put(Stamp("heading", end, "")) if re.match("<h[1-6]", tag, re.IGNORECASE) else ""
    return before + "".join(pieces) + after
