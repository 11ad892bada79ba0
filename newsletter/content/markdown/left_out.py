"""What the sanitiser leaves out of a body, told where it was typed."""

from __future__ import annotations

import re

from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.sanitiser import is_element
from newsletter.content.markdown.stamps import Stamp
from newsletter.content.markdown.tags import OFFICE_TAG
from newsletter.regexes import regex

#: Attributes that only say how something looks.
_OF_LOOKS = frozenset(
    "style align valign border cellpadding cellspacing width height bgcolor color face size background nowrap".split()
)
#: Elements of which the words stay: those that only set them apart, and those that only say how they look.
_BOXES = frozenset(f"<{name}>" for name in "aside article section header footer main nav fieldset".split())
_OF_LOOKS_ALONE = frozenset(f"<{name}>" for name in "center font big blink marquee basefont nobr".split())

#: What a letter by hand has in place of what is to be filled in.
_GAP = regex(
    r"<(?:your|first_?name|last_?name|insert|company|recipient)\b[^<>=]*>|<[a-z]+(?:[ ][\w’'-]+)+>",
    re.IGNORECASE,
)


class LeftOut:
    """What is left out of one body, as the walk comes by its stamps."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        #: The last lines on which an element was told, and an attribute: others beside it go with it.
        self.named = self.attributed = -9
        #: Words between angle brackets of which was told, with their lines.
        self.angled: set[tuple[int, str]] = set()

    def tell(self, stamp: Stamp) -> None:
        """An element, of which a line is told once, or words between angle brackets, each once a line."""
        location, what = self.findings.where.at(stamp.offset), stamp.about
        hint = "write it in Markdown; scripts, styles, frames and forms have no place in a text"
        if not what.startswith("<"):
            if location.line - self.attributed <= 1:
                self.attributed = location.line
                return
            self.attributed = location.line
            if what.lower() == "class":
                hint = "take it out; a class of your own, for a style of your own, begins with `own-`"
            if what in _OF_LOOKS:
                hint = "take it out, and those like it: how a page looks is set for the whole site"
        elif is_element(what[1:-1]):
            if location.line == self.named:
                return
            self.named = location.line
            if what in _BOXES:
                hint = f"take `{what}` and its end out; words to stand apart are a quotation: begin their lines with `> `"
            elif what in _OF_LOOKS_ALONE:
                hint = f"take `{what}` and its end out: how a page looks is set for the whole site"
            elif what == "<iframe>":
                hint = "nothing of another site is shown here: say what is to be seen there, in a link"
        if what.startswith("<") and not is_element(what[1:-1]):
            if (location.line, what) in self.angled:
                return
            self.angled.add((location.line, what))
            typed = _between_angles(self.findings.source, stamp.offset)
            location = self.findings.where.at(stamp.offset, len(typed))
            what, hint = typed, f"if you mean the sign, write `\\{typed}`"
            if what in ("<ref>", "<references>", "<nowiki>", "<gallery>"):
                hint = "a wiki left it: name the source by its mark, such as `[^id]`, and take out the rest"
            if _GAP.fullmatch(what):
                hint = f"write what is to stand there, the same for every reader; if you mean the sign, write `\\{typed}`"
            if re.match(OFFICE_TAG, typed, re.IGNORECASE):
                hint = "take it out: a word processor left it"
        self.findings.warn(location, "raw-html", f"`{what}` is not allowed here and is left out", hint)


def _between_angles(source: str, offset: int) -> str:
    """What stands at `offset`, up to the sign that closes it."""
    return source[offset : source.index(">", offset) + 1]
