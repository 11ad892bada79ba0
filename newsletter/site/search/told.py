"""What a finished page tells, part by part: the texts that a search looks through, with the anchors they stand at.

`the HTML of a page → Section`. It is read off the page itself, so that what a reader can read can be
found, whatever kind it is of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from newsletter.content.body import INLINE


class Section(NamedTuple):
    """A part of a page: its anchor and its heading, both empty for facts and before the first, and its words."""

    anchor: str
    heading: str
    text: str


_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
#: What is for finding one's way or for filling in, or is kept with the entry already.
_PASSED_OVER = frozenset({"nav", "svg", "form", "script", "h1", "button"})
_CLASSES = frozenset({"standfirst"})
#: Where marks lead to, and back: nobody looks for their numbers.
_MARKS = ("#source-", "#cite-")
#: Parts that tell of other pages, or how to use this one; by their ids, or by those of their headings.
NOT_ITS_OWN = frozenset({"related", "cite", "filed", "page-subscribe", "page-newest", "page-sign-up"})


def told(html: str) -> tuple[Section, ...]:
    """Its facts as the first, whether it has any or not; then the sections of a page that have words, in order."""
    from lxml.html import document_fromstring  # not in the way of who looks for no words

    reader = _Reader()
    for main in document_fromstring(html).iter("main"):
        reader.read(main)
    return tuple(reader.sections())


class _Reader:
    """Goes through a page once, element by element, and puts its texts where they belong."""

    def __init__(self) -> None:
        self._found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._facts: list[str] = []

    def read(self, element: Any, into: list[str] | None = None) -> None:
        """The texts of an element; `into` is where they go, if not to the part that is being read."""
        if not isinstance(element.tag, str) or _is_passed_over(element):
            return
        if element.tag == "dl" and "facts" in element.get("class", "").split():
            into = self._facts
        elif element.tag in _HEADINGS and "id" in element.attrib:
            self._found.append((element.get("id"), into := [], []))
        stands_apart = element.tag not in INLINE or element.tag in (
            "br",
            "span",
        )  # ours stand on lines of their own
        self._put(" " if stands_apart else "", into)
        self._put(element.text, into)
        for child in element:
            self.read(child, into)
            self._put(child.tail, into)
        self._put(" " if stands_apart else "", into)

    def _put(self, text: str | None, into: list[str] | None) -> None:
        (self._found[-1][2] if into is None else into).append(text or "")

    def sections(self) -> Iterator[Section]:
        """All that was read."""
        yield Section("", "", _line(self._facts))
        for anchor, heading, body in self._found:
            section = Section(anchor, _line(heading), _line(body))
            if section.heading or section.text:
                yield section


def _is_passed_over(element: Any) -> bool:
    return (
        element.tag in _PASSED_OVER
        or element.get("aria-hidden") == "true"
        or not NOT_ITS_OWN.isdisjoint(one.get("id") for one in (element, *element))
        or not _CLASSES.isdisjoint(element.get("class", "").split())
        or element.get("href", "").startswith(_MARKS)
    )


def _line(texts: list[str]) -> str:
    return " ".join("".join(texts).split())
