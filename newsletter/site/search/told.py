"""What a finished page tells, part by part: the texts that a search looks through, with the anchors they stand at.

`the HTML of a page → Section`. It is read off the page itself, so that what a reader can read can be
found, whatever kind it is of. The HTML is our own, whole and escaped: each part of it is one match.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from newsletter.content.body import INLINE, VOID
from newsletter.regexes import regex


class Section(NamedTuple):
    """A part of a page: its anchor and its heading, both empty for facts and before the first, and its words."""

    anchor: str
    heading: str
    text: str


#: A comment, a tag with its attributes, or text.
_TOKEN = regex(r"""<!--[^>]*-->|<(/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>|([^<]+)""")
_ATTRIBUTE = regex(r"""([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'))?""")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
#: What is for finding one's way or for filling in, or is kept with the entry already.
_PASSED_OVER = frozenset({"nav", "svg", "form", "script", "h1", "button"})
_CLASSES = frozenset({"cite", "back", "standfirst"})
#: Parts that tell of other pages, or how to use this one; by the ids of their headings.
NOT_ITS_OWN = frozenset({"related", "cite", "filed", "page-subscribe", "page-newest", "page-sign-up"})


def told(html: str) -> tuple[Section, ...]:
    """Its facts as the first, whether it has any or not; then the sections of a page that have words, in order."""
    _, _, main = html.partition('<main id="main"')
    reader = _Reader()
    for match in _TOKEN.finditer(main.partition("</main>")[0].partition(">")[2]):
        closing, name, attributes, text = match.groups()
        if text is not None:
            reader.text(text)
        elif name and closing:
            reader.end(name)
        elif name:
            reader.start(name, dict(_attributes(attributes)))
    return tuple(reader.sections())


def _attributes(written: str) -> Iterator[tuple[str, str]]:
    for match in _ATTRIBUTE.finditer(written):
        yield match[1], unescape(match[2] or match[3] or "")


class _Reader:
    """Goes through a page once; `passing` is an element that is passed over, and how many of its name are open."""

    def __init__(self) -> None:
        self._found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._facts: list[str] = []
        self._in_facts = False
        self._in_heading = ""
        self._passing = ("", 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in VOID:
            self.text(" ")
            return
        passed, depth = self._passing
        if depth:
            self._passing = (passed, depth + (name == passed))
            return
        if _is_passed_over(name, attributes):
            self._passing = (name, 1)
            return
        self._in_facts = self._in_facts or (name == "dl" and "facts" in attributes.get("class", "").split())
        if name in _HEADINGS and "id" in attributes:
            self._found.append((attributes["id"], [], []))
            self._in_heading = name
        self._space(name)

    def end(self, name: str) -> None:
        passed, depth = self._passing
        if depth:
            self._passing = (passed, depth - (name == passed))
            return
        if name == self._in_heading:
            self._in_heading = ""
        self._space(name)
        self._in_facts = self._in_facts and name != "dl"

    def text(self, text: str) -> None:
        if not self._passing[1]:
            _, heading, body = self._found[-1]
            (self._facts if self._in_facts else heading if self._in_heading else body).append(text)

    def _space(self, name: str) -> None:
        if name not in INLINE or name == "span":  # ours stand on lines of their own
            self.text(" ")

    def sections(self) -> Iterator[Section]:
        yield Section("", "", _line(self._facts))
        for anchor, heading, body in self._found:
            section = Section(anchor, _line(heading), _line(body))
            if section.heading or section.text:
                yield section


def _is_passed_over(name: str, attributes: dict[str, str]) -> bool:
    return (
        name in _PASSED_OVER
        or attributes.get("aria-hidden") == "true"
        or attributes.get("aria-labelledby") in NOT_ITS_OWN
        or not _CLASSES.isdisjoint(attributes.get("class", "").split())
    )


def _line(texts: list[str]) -> str:
    return " ".join(unescape("".join(texts)).split())
