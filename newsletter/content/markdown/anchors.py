"""Ids of headings: short, ASCII, and no two alike."""

from __future__ import annotations

import unicodedata
from collections import Counter
from html import unescape

from newsletter.regexes import regex

_OWN_NAMES = (
    "main sources power outcomes start-here compass related corrections cite disputed money facts wrap"
    " filed email by-subject by-region"
)
#: Ids the pages of entries use themselves.
RESERVED_ANCHORS = frozenset(_OWN_NAMES.split())
#: What their other ids begin with: a template that calls its places `page-…` needs no row above.
RESERVED_BEGINNINGS = ("cite-", "source-", "edition-", "page-")
_EXPLICIT = regex(r'<[^>]* id="([^"]*)"')
_NOT_SLUG = regex(r"[^a-z0-9 _-]+")
_SPACES = regex(r"[ _-]+")


class Anchors:
    """The ids of one body. `taken` grows as headings claim theirs."""

    def __init__(self, html: str) -> None:
        self.written = [unescape(id) for id in _EXPLICIT.findall(html)] if ' id="' in html else []
        self.taken = set(self.written)
        self._counts: dict[str, int] = {}

    def slug(self, words: str) -> str:
        """An id nobody has yet, made from a heading's words."""
        stem = slug(words) or "section"
        if is_reserved(stem):
            stem += "-section"
        count = self._counts.get(stem, 0) + 1
        while (id := stem if count == 1 else f"{stem}-{count}") in self.taken:
            count += 1
        self._counts[stem] = count
        self.taken.add(id)
        return id

    def problems(self) -> tuple[tuple[str, str], ...]:
        """Ids their author gave that cannot stand, each with why."""
        return tuple((id, why) for id, count in Counter(self.written).items() if (why := _problem(id, count)))


def is_reserved(id: str) -> bool:
    """Whether only the page itself may have a place of this name."""
    return id in RESERVED_ANCHORS or id.startswith(RESERVED_BEGINNINGS)


def _problem(id: str, count: int) -> str:
    if is_reserved(id):
        return f"the page itself has a place called `{id}`"
    return f"two places are called `{id}`" if count > 1 else ""


def slug(words: str) -> str:
    """`words` in small ASCII letters, digits and hyphens; may be empty."""
    ascii_words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _SPACES.sub("-", _NOT_SLUG.sub("", ascii_words)).strip("-")
