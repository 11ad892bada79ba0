"""A tag of the converter's HTML read: its attributes, and its address with the place where it was typed.

Serves `finishing`: every stamp in a tag ends here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from newsletter.content.body import Element, Nodes
from newsletter.content.markdown.stamps import STAMP, Stamped
from newsletter.regexes import regex

_ATTRIBUTES = regex(r' ([a-z]+)="([^"]*)"')
_STAMP = regex(STAMP)


class Address(NamedTuple):
    """An address as it was typed, and at which offset; `is_bare` if it was typed without brackets or quotation marks."""

    written: str
    offset: int
    is_bare: bool


class StampedTags:
    """Reads the tags of one body, in order."""

    def __init__(self, stamped: Stamped) -> None:
        self.stamped = stamped
        #: Where the last address ends that is typed and no more.
        self.bare_end = 0

    def plain(self, tag: str) -> tuple[tuple[str, str], ...]:
        """The attributes of a tag that needs no more than the stamps in them taken out; values are escaped."""
        return tuple(_ATTRIBUTES.findall(_STAMP.sub(self._escaped, tag)))

    def attributes(self, tag: str) -> dict[str, str]:
        """A tag's attributes, unescaped; an address keeps its stamp."""
        found = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}
        return {
            name: value if name in ("href", "src") else self.stamped.meant(value)
            for name, value in found.items()
        }

    def address(self, stamped: str) -> Address:
        """An address without its stamp, and the offset at which it was written."""
        stamps = [self.stamped.stamp(character) for character in _STAMP.findall(stamped)]
        written = self.stamped.restored(stamped) if stamps else stamped
        offset = next((stamp.offset for stamp in stamps if stamp.kind == "address"), None)
        if offset is None:
            offset = self._bare_offset(bare(written))
        return Address(written, offset, not stamps)

    def _escaped(self, m: re.Match[str]) -> str:
        """What its author wrote in place of a stamp, escaped."""
        return escape(self.stamped.stamp(m.group()).written)

    def _bare_offset(self, address: str) -> int:
        """The offset of an address that is typed and no more, behind the last such one; it bears no stamp."""
        source = self.stamped.source
        for typed in (address, unquote(address)):
            for start in (self.bare_end, 0):
                if (found := source.find(typed, start)) >= 0:
                    self.bare_end = found + len(typed)
                    return found
        return 0


def bare(address: str) -> str:
    """An address that was typed and no more, as it was typed."""
    return address.removeprefix("mailto:").removeprefix("http://")


def element(name: str, attributes: Mapping[str, str], children: Nodes) -> Element:
    """An element with attributes that are not escaped yet."""
    return Element(name, tuple((key, escape(value)) for key, value in attributes.items()), children)
