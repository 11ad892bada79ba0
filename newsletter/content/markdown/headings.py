"""The headings of a body: each with an id of its own, and no level left out."""

from __future__ import annotations

import re

from newsletter.content.body import Element, Heading, Nodes, words_of
from newsletter.content.entry import Reference
from newsletter.content.markdown.anchors import Anchors
from newsletter.content.markdown.citations import is_mark
from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.headings_meant import heading_meant
from newsletter.content.markdown.stamped_tags import StampedTags, element
from newsletter.told.diagnostics import Location


class Headings:
    """The headings of one body, as the walk comes by them."""

    def __init__(self, tags: StampedTags, anchors: Anchors, findings: Findings) -> None:
        self.tags = tags
        self.anchors = anchors
        self.findings = findings
        #: All that have closed.
        self.seen: list[Heading] = []
        #: Where each open one was written.
        self.places: list[Location] = []
        self.level = 1
        #: Lines of which those up to here were looked at for headings that are none.
        self.line = 0

    def begin(self) -> None:
        """A heading: until its stamp says where it stands, the body's beginning is as near as is known."""
        self.places.append(self.findings.where.at(0))

    def stand_at(self, offset: int) -> None:
        """The open heading, if there is one, was written at `offset`."""
        if self.places:
            self.places[-1] = self.findings.where.at(offset)

    def end(self, tag: str, inside: Nodes) -> Element:
        """A heading that closes: its id is made from its words."""
        words = words_of(inside, _without_marks)
        attributes = self.tags.attributes(tag)
        level, location = int(tag[2]), self.places.pop()
        if any(not isinstance(node, str) or node.strip() for node in inside):  # of nothing, `misread` tells
            self._check_level(level, words, location)
        id = attributes.pop("id", "") or self.anchors.slug(words)
        self.findings.references.append(Reference("heading", id, location))
        self.seen.append(Heading(level, id, words))
        return element(f"h{level}", {"id": id} | attributes, inside)

    def _check_level(self, level: int, words: str, location: Location) -> None:
        """A heading goes down one level at a time; `level` becomes that of the last."""
        if level == 1:
            hint = "the page's title is its only heading of the first level: begin with ##"
            self.findings.error(location, "heading-level", f"`{words}` is a heading of the first level", hint)
        elif level > self.level + 1 and level > self._level_meant(location) + 1:
            hint = f"use {'#' * (self.level + 1)} here"
            self.findings.error(location, "heading-level", f"`{words}` skips a level of headings", hint)
        self.level = max(level, 1)
        self.line = location.line - self.findings.where.first_line

    def _level_meant(self, location: Location) -> int:
        """The level of the heading above, had every line that was to be one become one."""
        end = location.line - self.findings.where.first_line
        rows = self.findings.source.split("\n")[self.line : end]
        meant = (heading_meant(row) for row in reversed(rows))
        return next((one[0] for one in meant if one), self.level)

    def check_ids(self) -> None:
        """Ids the author gave; the last place that bears one is the one to change."""
        source, where = self.findings.source, self.findings.where
        for id, why in self.anchors.problems():
            typed = rf"(?:#|\bid\s*=\s*[\"']?)({re.escape(id)})(?![\w-])"
            given = [m.start(1) for m in re.finditer(typed, source)]
            offset = given[-1] if given else max(source.rfind(id), 0)
            self.findings.error(where.at(offset, len(id)), "duplicate-anchor", why, "choose another name")


def _without_marks(element: Element) -> Nodes:
    """What is read of an element in a heading: of a mark, nothing."""
    return () if is_mark(element) else element.children
