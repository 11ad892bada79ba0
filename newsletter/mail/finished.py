"""A finished message taken apart again, for the rules that look at it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.mail.body import whole_address
from newsletter.mail.letter import FOOTER_ID, Letter
from newsletter.mail.words import visible_text
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, Severity

SETTINGS = "content/site.yaml"

_H2 = regex(r"<h2\b")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of the letter; the first, without one, is its beginning."""

    title: str
    id: str

    @property
    def place(self) -> str:
        """The section in a sentence."""
        return f"in ‘{self.title}’" if self.title else "at the beginning of the letter"


@dataclass(frozen=True, slots=True)
class Finished:
    """A message as a receiver has it: its bytes, its headers, and both parts decoded; and what was `meant`."""

    raw: bytes
    message: EmailMessage
    text: str
    html: str
    tree: HtmlElement
    meant: Letter

    @property
    def edition(self) -> Entry[Edition]:
        """The edition's file."""
        return self.meant.edition.entry

    @property
    def site(self) -> SiteSettings:
        """The settings."""
        return self.meant.site

    def problem(
        self, code: Code, message: str, hint: str = "", field: str = "", severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        """A diagnostic at a field of the edition's file, or at its first line."""
        place = self.edition.locations.get(field) or Location(self.edition.path)
        return Diagnostic(place, code, message, hint, severity)

    def setting(
        self, code: Code, message: str, hint: str = "", severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        """A diagnostic that the settings can mend."""
        return Diagnostic(Location(SETTINGS), code, message, hint, severity)

    def at(
        self,
        element: HtmlElement,
        code: Code,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """A diagnostic about an element: it names the section to mend, and where that is written."""
        section = section_of(element)
        place = (None if self._field(section) else self._written(element)) or self.place_of(section)
        return Diagnostic(place, code, f"{section.place}: {message}", hint, severity)

    def place_of(self, section: Section) -> Location:
        """Where a section is written: its field, its heading in the body, or the settings."""
        if section.id == FOOTER_ID:
            return Location(SETTINGS)
        if not section.id or (field := self._field(section)):
            return self.edition.locations.get(field if section.id else "title") or Location(self.edition.path)
        headings = (part.location for part in self.edition.parts if part[:2] == ("heading", section.id))
        return next(headings, Location(self.edition.path))

    def _field(self, section: Section) -> str:
        """The front matter a section comes from; empty where it is of the body, or the letter's own."""
        return next((one.field for one in self.meant.edition.sections if one.id == section.id), "")

    def _written(self, element: HtmlElement) -> Location | None:
        """Where the body has this link, or the link or table around it; None where it has none."""
        link = next(element.iterancestors("a"), element)
        address, root, page = link.get("href"), self.meant.root, self.meant.page_url
        parts = self.edition.parts
        for part in parts if address else ():
            if part.kind == "link" and whole_address(part.target, root, page) == address:
                return part.location
        tables = [table for table in self.tree.iter("table") if table.get("role") != "presentation"]
        written = [part.location for part in parts if part.kind == "table"]
        around = next(
            (at for at, table in enumerate(tables) if table in (element, *element.iterancestors())), None
        )
        return written[around] if around is not None and len(written) == len(tables) else None


def take_apart(raw: bytes, meant: Letter) -> Finished:
    """The parts of a message that we put together ourselves, out of the letter that was `meant`."""
    message = message_from_bytes(raw, policy=policy.SMTP)
    text, html = _decoded(message, "plain"), _decoded(message, "html")
    tree = lxml_html.document_fromstring(
        html if html.strip() else "<html></html>"
    )  # a template may say nothing
    return Finished(raw, message, text, html, tree, meant)


def section_of(element: HtmlElement) -> Section:
    """The section an element stands in: that of the last h2 before it, or of itself."""
    headings = element.xpath("(self::h2 | preceding::h2 | ancestor::h2)[last()]")
    return _section(headings[0]) if headings else Section("", "")


def section_sizes(html: str) -> tuple[tuple[Section, int], ...]:
    """Each section and its bytes, in order; the head of the document counts with the beginning."""
    tree = lxml_html.document_fromstring(html)
    sections = [Section("", ""), *(_section(heading) for heading in tree.iter("h2"))]
    edges = [0, *(match.start() for match in _H2.finditer(html)), len(html)]
    sizes = [len(html[start:end].encode()) for start, end in pairwise(edges)]
    return tuple(zip(sections, sizes, strict=False))


def _section(heading: HtmlElement) -> Section:
    return Section(visible_text(heading), str(heading.get("id", "")))


def _decoded(message: EmailMessage, subtype: str) -> str:
    (part,) = (part for part in message.walk() if part.get_content_type() == f"text/{subtype}")
    return bytes(part.get_payload(decode=True)).decode().replace("\r\n", "\n")
