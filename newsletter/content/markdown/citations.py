"""The source marks of a body: each becomes the number of its source, and leads there."""

from __future__ import annotations

from html import escape

from newsletter.content.body import Element, Node
from newsletter.content.entry import Reference
from newsletter.content.markdown.anchors import Anchors
from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.marks import parted
from newsletter.content.markdown.stamps import Stamp
from newsletter.permalinks import OWN_PAGE
from newsletter.told.diagnostics import suggestion

_TO_SOURCE = f"{OWN_PAGE}#source-"


def is_mark(element: Element) -> bool:
    """Whether an element is a mark, and no other link: it leads to a source of its page."""
    return element.name == "a" and (element.get("href") or "").startswith(_TO_SOURCE)


class Citations:
    """The marks of one body, as the walk comes by them. `counts` says how often each source is cited."""

    def __init__(self, sources: tuple[str, ...], anchors: Anchors, findings: Findings) -> None:
        self.numbers = {id: number for number, id in reversed(list(enumerate(sources, 1)))}
        self.anchors = anchors
        self.findings = findings
        self.counts: dict[str, int] = {}

    def cited(self, stamp: Stamp, *, is_in_link: bool) -> Node:
        """What a mark becomes: a numbered link; if its source is not listed, the words it was typed as."""
        location = self.findings.where.at(stamp.offset, len(stamp.written))
        number = self.numbers.get(stamp.about)
        if number is None:
            otherwise = "list the source under `sources` at the top of this file"
            hint = parted(stamp.about, self.numbers) or suggestion(stamp.about, self.numbers, otherwise)
            message = f"`{stamp.about}` is not a source of this file"
            self.findings.error(location, "unknown-source", message, hint)
            return escape(stamp.written)
        if is_in_link:
            message = "a source mark stands inside a link's words"
            self.findings.error(location, "bad-link", message, "put it behind the link")
        self.findings.references.append(Reference("source", stamp.about, location))
        count = self.counts[stamp.about] = self.counts.get(stamp.about, 0) + 1
        if count == 1:
            self.anchors.taken.add(f"cite-{number}")
        return _numbered(number, is_first=count == 1)


def _numbered(number: int, *, is_first: bool) -> Element:
    """The mark that cites the `number`th source of the file; the first that does can be led back to."""
    place = (("id", f"cite-{number}"),) if is_first else ()
    link = (("href", f"{_TO_SOURCE}{number}"), *place)
    return Element("a", link, (f"[{number}]",))
