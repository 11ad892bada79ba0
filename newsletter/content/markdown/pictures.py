"""The pictures of a body: each with its credit, and with its caption where it stands alone."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from newsletter.content.body import Element, Nodes, Picture
from newsletter.content.entry import Reference
from newsletter.content.markdown.addresses import Problem, ending_in_text, picture_address
from newsletter.content.markdown.findings import Findings
from newsletter.content.markdown.lacking import Seen, is_in_html, looked_at, told_by_reference
from newsletter.content.markdown.punctuation import Punctuation
from newsletter.content.markdown.stamped_tags import StampedTags, element
from newsletter.regexes import regex
from newsletter.told.diagnostics import Location

_CREDIT = (("class", "credit"),)
_PIXELS = regex(r"[1-9]\d{0,3}")


class _Lone(NamedTuple):
    """The last picture, its credit if it has one, and what its caption says: a figure, if it stands alone."""

    image: Element
    credit: tuple[Element, ...]
    said: str

    @property
    def caption(self) -> Nodes:
        """What stands below it as a figure."""
        if not self.said:
            return self.credit
        return (f"{self.said} ", *self.credit) if self.credit else (self.said,)


class Pictures:
    """The pictures of one body, as the walk comes by them."""

    def __init__(self, tags: StampedTags, findings: Findings) -> None:
        self.tags = tags
        self.findings = findings
        self.shown: list[Picture] = []
        self.lone: _Lone | None = None
        #: Pictures that do not stand alone, as far as is known, with their captions and where those are named.
        self.captions: list[tuple[Element, str, Location]] = []
        #: Whether it was told what the braces behind the last picture were meant to be: it may well stand alone.
        self.is_explained = False

    def among_words(self, tag: str) -> Nodes:
        """A picture and its credit, as among words; `paragraph` knows whether there are any."""
        attributes = self.tags.attributes(tag)
        written, offset, _ = self.tags.address(attributes.pop("src", ""))
        seen = Seen(
            written,
            offset,
            attributes.pop("alt", "").strip(),
            attributes.pop("decorative", "false") in ("", "true"),
            attributes.pop("credit", "").strip(),
            attributes.pop("licence", "").strip(),
        )
        caption = attributes.pop("title", "").strip()
        location = self.findings.where.at(offset, len(written))
        self.is_explained = False
        if seen.is_credited:  # of one that is not, what to write is told, whole
            self._check_size(attributes, location)
        if src := self._src(seen, location):
            attributes = {"src": src} | attributes
        image = element("img", attributes | {"alt": seen.shown_alt}, ())
        if caption and not self.is_explained and not is_in_html(self.findings.source, offset):
            self.captions.append((image, caption, location))
        credit = _credit(seen)
        self.lone = _Lone(image, credit, Punctuation().set(escape(caption, quote=False)))
        return (image, " ", *credit) if credit else (image,)

    def _check_size(self, attributes: dict[str, str], location: Location) -> None:
        """A size that is none is told and left out: a picture of no width would not be seen."""
        for name in ("width", "height"):
            if name in attributes and not _PIXELS.fullmatch(attributes[name]):
                message = f"`{name}` is to be a number of pixels, and is `{attributes.pop(name)}`"
                hint = f'write a whole number from 1 to 9999, such as `{name}="300"`, or take it out'
                self.findings.warn(location, "out-of-range", message, hint)

    def _src(self, seen: Seen, location: Location) -> str:
        """Where a picture is published; "" if it cannot be, which is told."""
        findings = self.findings
        resolved = picture_address(seen.written, findings.where.path)
        if isinstance(resolved, Problem):
            if resolved.code == "remote-image" and (ending := ending_in_text(seen.written)):
                reference = told_by_reference(findings.source, seen.offset, ending, findings.where)
                if reference is not None:
                    findings.diagnostics.append(reference)
                    return ""
            findings.error(location, resolved.code, resolved.message, resolved.hint)
            return ""
        made = f"{seen.credit}, {seen.licence}" if seen.is_credited else ""
        findings.references.append(Reference("image", resolved.target, location, words=made))
        self.shown.append(Picture(resolved.target, seen.shown_alt))
        findings.check_preview(seen.written, seen.offset)
        told, braces = looked_at(seen, findings.source, findings.where)
        findings.diagnostics += told
        findings.explain(braces)
        self.is_explained = bool(braces)
        return resolved.href

    def paragraph(self, tag: str, inside: Nodes) -> Element:
        """A paragraph, or a figure if there is nothing in it but a picture."""
        lone = self.lone
        if lone is not None and tag == "<p>" and _is_all(inside, (lone.image, *lone.credit)):
            if self.captions and self.captions[-1][0] is lone.image:
                self.captions.pop()
            caption = (Element("figcaption", (), lone.caption),) if lone.caption else ()
            return Element("figure", (), (lone.image, *caption))
        return Element("p", self.tags.plain(tag) if " " in tag else (), inside)

    def check_captions(self) -> None:
        """A caption stands below a picture that stands alone; among words there is no place for one."""
        for _, caption, location in self.captions:
            message = f"the caption `{caption}` is not shown: its picture stands among other words"
            hint = "put a blank line before the picture and after it"
            self.findings.warn(location, "reads-otherwise", message, hint)


def _credit(seen: Seen) -> tuple[Element, ...]:
    """A picture's credit as readers see it; none unless both its maker and its licence are said."""
    if not seen.is_credited:
        return ()
    words = escape(f"Picture: {seen.credit}, {seen.licence}", quote=False)
    return (Element("small", _CREDIT, (words,)),)


def _is_all(inside: Nodes, elements: tuple[Element, ...]) -> bool:
    """Whether there is nothing inside but these elements, and space."""
    return [node for node in inside if not (isinstance(node, str) and not node.strip())] == [*elements]
