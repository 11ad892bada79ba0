"""What the sanitiser leaves out of a body, told where it was typed."""

from __future__ import annotations

import re

from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.sanitiser import is_element
from newsletter.content.markdown.stamps import Stamp
from newsletter.content.markdown.tags import OFFICE_TAG

#: Attributes that only say how something looks.
_OF_LOOKS = frozenset(
    "style align valign border cellpadding cellspacing width height bgcolor color face size background nowrap".split()
)


class LeftOut:
    """What is left out of one body, as the walk comes by its stamps."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        #: The last lines on which an element was told, and an attribute: others beside it go with it.
        self.named = self.attributed = -9
        #: Lines on which was told of words between angle brackets.
        self.angled: set[int] = set()

    def tell(self, stamp: Stamp) -> None:
        """An element, or words between angle brackets, of which a line is told once."""
        location, what = self.findings.where.at(stamp.offset), stamp.about
        hint = "write it in Markdown; scripts, styles, frames and forms have no place in a text"
        if not what.startswith("<"):
            if location.line - self.attributed <= 1:
                self.attributed = location.line
                return
            self.attributed = location.line
            if what in _OF_LOOKS:
                hint = "take it out, and those like it: how a page looks is set for the whole site"
        elif is_element(what[1:-1]):
            if location.line == self.named:
                return
            self.named = location.line
        if what.startswith("<") and not is_element(what[1:-1]):
            if location.line in self.angled:
                return
            self.angled.add(location.line)
            typed = self.findings.source[stamp.offset : stamp.offset + len(what) - 1]
            what, hint = f"{typed}>", f"if you mean the sign, write `\\{typed}`"
            if re.match(OFFICE_TAG, typed, re.IGNORECASE):
                hint = "take it out: a word processor left it"
        self.findings.warn(location, "raw-html", f"`{what}` is not allowed here and is left out", hint)
