"""What a finished page tells, part by part: the texts that a search looks through, with the anchors they stand at.

`the HTML of a page → Section`. It is read off the page itself, so that what a reader can read can be
found, whatever kind it is of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from newsletter.content.body import INLINE, VOID


class Section(NamedTuple):
    """A part of a page: its anchor and its heading, both empty for facts and before the first, and its words."""

    anchor: str
    heading: str
    text: str


_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
#: What is for finding one's way or for filling in, or is kept with the entry already.
_PASSED_OVER = frozenset({"nav", "svg", "form", "script", "h1", "button"})
_CLASSES = frozenset({"cite", "back", "standfirst"})
#: Parts that tell of other pages, or how to use this one; by the ids of their headings, or their own.
NOT_ITS_OWN = frozenset({"related", "cite", "filed", "page-subscribe", "page-newest", "page-sign-up"})


def told(html: str) -> tuple[Section, ...]:
    """Its facts as the first, whether it has any or not; then the sections of a page that have words, in order."""
    from lxml import etree  # 20 ms to load, for builds that make a page

    reader = _Reader()
    main = etree.fromstring(html, etree.HTMLParser()).find(".//main")
    if main is not None:
        reader.read(main)
    return tuple(reader.sections())


class _Reader:
    """Goes through a page once, element by element; end tags may be left out, as HTML allows."""

    def __init__(self) -> None:
        self._found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._facts: list[str] = []
        self._in_facts = False
        self._in_heading = False

    def read(self, element: Any) -> None:
        name, attributes = element.tag, element.attrib
        if name in VOID:
            self._text(" ")
            return
        if _is_passed_over(name, attributes):
            return
        before = self._in_facts, self._in_heading
        self._in_facts = before[0] or (name == "dl" and "facts" in attributes.get("class", "").split())
        if name in _HEADINGS and "id" in attributes:
            self._found.append((attributes["id"], [], []))
            self._in_heading = True
        self._space(name)
        self._text(element.text)
        for child in element:
            if isinstance(child.tag, str):  # no comment
                self.read(child)
            self._text(child.tail)
        self._in_heading = before[1]
        self._space(name)
        self._in_facts = before[0]

    def _text(self, text: str | None) -> None:
        if text:
            _, heading, body = self._found[-1]
            (self._facts if self._in_facts else heading if self._in_heading else body).append(text)

    def _space(self, name: str) -> None:
        if name not in INLINE or name == "span":  # ours stand on lines of their own
            self._text(" ")

    def sections(self) -> Iterator[Section]:
        yield Section("", "", _line(self._facts))
        for anchor, heading, body in self._found:
            section = Section(anchor, _line(heading), _line(body))
            if (section.heading or section.text) and anchor not in NOT_ITS_OWN:
                yield section


def _is_passed_over(name: str, attributes: Mapping[str, str]) -> bool:
    return (
        name in _PASSED_OVER
        or attributes.get("aria-hidden") == "true"
        or attributes.get("aria-labelledby") in NOT_ITS_OWN
        or (name not in _HEADINGS and attributes.get("id") in NOT_ITS_OWN)
        or not _CLASSES.isdisjoint(attributes.get("class", "").split())
    )


def _line(texts: list[str]) -> str:
    return " ".join("".join(texts).split())
