"""Last step of a body: one walk over the sanitised HTML.

The walk builds the body's tree. It sets punctuation and takes every stamp out, or has it taken
out by those who know what it comes by: `links`, `headings`, `pictures`, `citations`, `left_out`.
Whatever cannot stand is said, and where. Nobody after it takes HTML apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import NamedTuple

from newsletter.content.body import INLINE, VOID, Body, Element, Node, Nodes, body_of
from newsletter.content.entry import Reference
from newsletter.content.markdown.anchors import Anchors
from newsletter.content.markdown.citations import Citations
from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.headings import Headings
from newsletter.content.markdown.headings_meant import anchors_meant
from newsletter.content.markdown.left_out import LeftOut
from newsletter.content.markdown.links import Links
from newsletter.content.markdown.pictures import Pictures
from newsletter.content.markdown.punctuation import Punctuation
from newsletter.content.markdown.stamped_tags import StampedTags, element
from newsletter.content.markdown.stamps import STAMP, Positions, Stamp, Stamped
from newsletter.regexes import regex
from newsletter.told.diagnostics import Checked

_TAG_OR_STAMP = regex(f"(<[^>]*>|{STAMP})")
#: Elements inside each other: whoever walks a tree goes down it, and Python goes 1,000 calls deep.
DEEPEST = 100
_CODE = frozenset(("code", "pre", "kbd", "samp"))
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))

#: Makes an element that closes, of its opening tag and what stands in it.
_Maker = Callable[[str, Nodes], Element]


class Finished(NamedTuple):
    """A body and what it refers to. `nodes` are the body's, not packed yet.

    `explained` are the places of attribute lists of which was told what they were meant to be.
    """

    body: Body
    references: tuple[Reference, ...]
    nodes: Nodes
    explained: frozenset[tuple[int, int]]


def finish(
    html: str, stamped: Stamped, where: Positions, sources: tuple[str, ...], abbreviations: Mapping[str, str]
) -> Checked[Finished]:
    """The Body of sanitised `html`, what it refers to, and what is wrong with it.

    Raises RecursionError if elements stand too deep inside each other.
    """
    findings = Findings(stamped.source, where)
    walk = _Walk(html, stamped, sources, abbreviations, findings)
    walk.go()
    walk.headings.check_ids()
    walk.pictures.check_captions()
    nodes = _trimmed(walk.children)
    body = body_of(
        nodes,
        headings=tuple(walk.headings.seen),
        anchors=tuple(sorted({*walk.anchors.taken, *anchors_meant(stamped.source.split("\n"))})),
        citations=tuple(walk.citations.counts.items()),
        pictures=tuple(walk.pictures.shown),
    )
    finished = Finished(body, tuple(findings.references), nodes, frozenset(findings.explained))
    return Checked(finished, tuple(findings.diagnostics))


def _trimmed(nodes: list[Node]) -> Nodes:
    """The nodes of a body without the space at both its ends."""
    for end, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if nodes and isinstance(text := nodes[end], str):
            nodes[end : end + 1 or None] = [kept] if (kept := strip(text)) else []
    return tuple(nodes)


class _Walk:
    """One walk. An element is made when it closes: its attributes are set, its words are known."""

    def __init__(
        self,
        html: str,
        stamped: Stamped,
        sources: tuple[str, ...],
        abbreviations: Mapping[str, str],
        findings: Findings,
    ) -> None:
        self.parts = _TAG_OR_STAMP.split(html)
        self.stamped = stamped
        self.tags = StampedTags(stamped)
        self.anchors = Anchors(html)
        self.links = Links(self.tags, findings)
        self.headings = Headings(self.tags, self.anchors, findings)
        self.pictures = Pictures(self.tags, findings)
        self.citations = Citations(sources, self.anchors, findings)
        self.left_out = LeftOut(findings)
        self.abbreviations = abbreviations
        self.abbreviated = _any_of(abbreviations)
        self.punctuation = Punctuation()
        #: What becomes of an element that is more than its tag says, once it closes.
        self.makers: Mapping[str, _Maker] = {
            "a": self.links.end,
            "p": self.pictures.paragraph,
            "td": self.cell,
            "th": self.cell,
            **dict.fromkeys(_HEADINGS, self.headings.end),
        }
        #: Elements that are open, the innermost last: the tag, and what stood before it in what it stands in.
        self.open: list[tuple[str, list[Node]]] = []
        #: What stands in the innermost so far, and the text since its last element.
        self.children: list[Node] = []
        self.text: list[str] = []
        #: How many open elements show code.
        self.code = 0

    def go(self) -> None:
        """Walks all parts: texts at even places, tags and stamps at odd ones."""
        parts = self.parts
        for index, part in enumerate(parts):
            if index % 2 == 0:
                if part:
                    self.words(part)
            elif part[0] != "<":
                if self.code:
                    self.text.append(escape(self.stamped.stamp(part).written, quote=False))
                else:
                    self.stamp(self.stamped.stamp(part), parts[index + 1])
            elif part[1] == "/":
                self.end(part[2:-1])
            else:
                self.begin(part)
        self.put_text()

    # The tree

    def put_text(self) -> None:
        """The text since the last element becomes one node."""
        if text := "".join(self.text):
            self.children.append(text)
        self.text.clear()

    def put(self, element: Element) -> None:
        """An element that is whole, behind what stands in the innermost."""
        self.put_text()
        self.children.append(element)

    def begin(self, tag: str) -> None:
        """An opening tag: its element's children follow, or there are none."""
        if self.text:
            self.put_text()
        name = tag[1 : tag.index(" ")] if " " in tag else tag[1:-1]
        if name not in INLINE:
            self.punctuation.begin_block()
        if name in VOID:
            if name == "img":
                self.children += self.pictures.among_words(tag)
            else:
                self.children.append(Element(name, self.tags.plain(tag)))
            return
        if len(self.open) == DEEPEST:
            raise RecursionError("elements stand too deep inside each other")
        if name in _CODE:
            self.code += 1
        elif name == "a":
            self.links.begin(tag)
        elif name in _HEADINGS:
            self.headings.begin()
        self.open.append((tag, self.children))
        self.children = []

    def end(self, name: str) -> None:
        """A closing tag: the innermost open element is whole."""
        if self.text:
            self.put_text()
        if name not in INLINE:
            self.punctuation.begin_block()
        if name in _CODE:
            self.code -= 1
        inside = tuple(self.children)
        tag, self.children = self.open.pop()
        make = self.makers.get(name)
        if make is not None:
            self.children.append(make(tag, inside))
        else:
            self.children.append(Element(name, self.tags.plain(tag) if " " in tag else (), inside))

    def cell(self, tag: str, inside: Nodes) -> Element:
        """A table cell: alignment becomes a class, a column's head says what it is."""
        if tag == "<td>":
            return Element("td", (), inside)
        attributes = self.tags.attributes(tag)
        if align := attributes.pop("align", ""):
            attributes["class"] = f"{attributes.get('class', '')} align-{align}".strip()
        if tag[2] == "h" and "scope" not in attributes:
            attributes["scope"] = "col"
        return element(tag[1:3], attributes, inside)

    # Text

    def words(self, text: str) -> None:
        """Text without stamps."""
        if self.code:
            self.text.append(text)
            self.punctuation.passed("x")
            return
        text = self.punctuation.set(text)
        if self.abbreviated is None:
            self.text.append(text)
            return
        for index, piece in enumerate(self.abbreviated.split(text)):
            if index % 2:
                title = escape(self.abbreviations[unescape(piece)])
                self.put(Element("abbr", (("title", title),), (piece,)))
            elif piece:
                self.text.append(piece)

    def stamp(self, stamp: Stamp, following: str) -> None:
        """What a stamp among the words stands for; `following` is the text behind it."""
        if stamp.kind == "mark":
            self.mark(stamp)
        elif stamp.kind == "literal":
            self.text.append(stamp.about)
            self.punctuation.passed(stamp.about)
        elif stamp.kind == "heading":
            self.headings.stand_at(stamp.offset)
        elif stamp.kind == "removed" and not following.startswith("&lt;"):
            self.left_out.tell(stamp)

    def mark(self, stamp: Stamp) -> None:
        """A source mark: an element, or words if there is no such source."""
        self.punctuation.passed("]")
        cited = self.citations.cited(stamp, is_in_link=self.links.is_open)
        if isinstance(cited, str):
            self.text.append(cited)
        else:
            self.put(cited)


def _any_of(abbreviations: Mapping[str, str]) -> re.Pattern[str] | None:
    """Matches any of the abbreviations as they stand in HTML, the longest first."""
    words = sorted(abbreviations, key=lambda word: (-len(word), word))
    return (
        re.compile(r"(?<!\w)(" + "|".join(re.escape(escape(w, quote=False)) for w in words) + r")(?!\w)")
        if words
        else None
    )
