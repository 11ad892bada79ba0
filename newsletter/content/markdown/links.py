"""The links of a body: each with an address that leads somewhere, and words that say where."""

from __future__ import annotations

from html import escape

from newsletter.content.body import Element, Nodes, words_of
from newsletter.content.entry import Reference
from newsletter.content.kinds import kind_of
from newsletter.content.markdown.addresses import Problem, link_address
from newsletter.content.markdown.credits import braces_behind
from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.links_meant import is_picture, picture_meant, turned_round
from newsletter.content.markdown.stamped_tags import Address, StampedTags, bare, element
from newsletter.content.markdown.unlinked import another_address, swallowed, whole
from newsletter.content.words.detours import detour, untracked
from newsletter.content.words.unreachable import misnamed, unreachable
from newsletter.told.diagnostics import Location
from newsletter.told.lookalikes import MIXED_WORD, latin, lookalike

#: Characters of words that may be the name of a page, and what it is.
_NAME = 100
_VAGUE = frozenset(
    (
        "here",
        "click here",
        "click",
        "this",
        "this link",
        "this page",
        "read more",
        "more",
        "link",
        "learn more",
        "see here",
    )
)


class Links:
    """The links of one body, as the walk comes by them."""

    def __init__(self, tags: StampedTags, findings: Findings) -> None:
        self.tags = tags
        self.findings = findings
        kind = kind_of(findings.where.path)
        self.is_for_letters = kind is not None and kind.name == "edition"
        #: The attributes of each open link, and where its address was written, if it has one.
        self.open: list[tuple[dict[str, str], Location | None]] = []

    @property
    def is_open(self) -> bool:
        """Whether what comes now stands in a link."""
        return any(location for _, location in self.open)

    def begin(self, tag: str) -> None:
        """A link: its address is made good at once, so that what it refers to comes in order."""
        attributes = self.tags.attributes(tag)
        location = None
        if "href" in attributes:
            location, href = self._target(self.tags.address(attributes.pop("href")))
            if href:
                attributes = {"href": href} | attributes
        self.open.append((attributes, location))

    def end(self, _tag: str, inside: Nodes) -> Element:
        """A link that closes: its words are looked at."""
        attributes, location = self.open.pop()
        if location is not None:
            words = words_of(inside, _with_alt)
            self._check_words(words, attributes.get("href", ""), location)
            last = self.findings.references[-1] if self.findings.references else None
            if last and last.kind == "content" and last.location == location and len(words) <= _NAME:
                self.findings.references[-1] = last._replace(words=words)
        return element("a", attributes, inside)

    def _target(self, address: Address) -> tuple[Location, str]:
        """Where an address was written, and where it leads; "" if nowhere, which is told."""
        findings, offset = self.findings, address.offset
        source, where = findings.source, findings.where
        written = whole(address.written, source, offset)
        is_whole = source.startswith(written, offset)
        location = where.at(offset, len(written if is_whole else bare(written)))
        resolved = link_address(written, where.path)
        if isinstance(resolved, Problem):
            hint = (
                turned_round(source, offset, written)
                or picture_meant(source, offset, written)
                or resolved.hint
            )
            findings.error(location, resolved.code, resolved.message, hint)
            if resolved.stray:
                findings.references.append(Reference("stray", resolved.stray, location))
            findings.explain(braces_behind(source, offset) if is_picture(written) else None)
            return location, ""
        findings.check_preview(written, offset)
        if not written.isascii() and MIXED_WORD.search(written):
            clause = lookalike(written).replace("the ", "in this address the ", 1).replace(" in it is", " is")
            message = f"{clause}: it leads elsewhere"
            findings.warn(location, "odd-letter", message, f"write `{latin(written)}`")
        if (found := unreachable(resolved.href) or misnamed(resolved.href)) or (
            address.is_bare and (found := swallowed(bare(written)))
        ):
            findings.warn(location, "bad-link", *found)
        if not resolved.target:
            self._check_way(resolved.href, location)
        findings.references.append(Reference("link", resolved.href, location))
        if resolved.target:
            findings.references.append(Reference("content", resolved.target, location, resolved.anchor))
        return location, resolved.href

    def _check_way(self, href: str, location: Location) -> None:
        """A link tells nobody who follows it; of a letter's, that is told where the letter is made."""
        if self.is_for_letters:
            return
        if found := detour(href):
            message = f"`{found.host}` would know who follows this link"
            self.findings.warn(location, "bad-link", message, found.hint)
        elif tracked := untracked(href):
            message = f"`{tracked[0]}` in this address tells on who follows it"
            self.findings.warn(location, "bad-link", message, f"write `{tracked[1]}`")

    def _check_words(self, words: str, href: str, location: Location) -> None:
        """A link says where it leads."""
        if "." in words and not detour(href) and (said := another_address(words, href)):
            message = f"this link says `{said}`, and leads to `{href}`"
            right = href.removeprefix("mailto:")
            hint = f"write the one that is right alone: `<{right}>` or `<{said}>`"
            self.findings.warn(location, "bad-link", message, hint)
            return
        if not words:
            hint = "say in the link where it leads"
            self.findings.error(location, "vague-link", "this link has no words", hint)
        elif words.lower().rstrip(".:…!>» ") in _VAGUE:
            hint = "say in the link where it leads: many people hear links read out on their own"
            message = f"`{words}` does not say where the link leads"
            self.findings.error(location, "vague-link", message, hint)


def _with_alt(element: Element) -> Nodes:
    """What is read of an element in a link's words: of a picture, what it shows."""
    return (escape(element.get("alt") or ""),) if element.name == "img" else element.children
