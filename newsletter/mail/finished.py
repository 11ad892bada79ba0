"""A finished message taken apart again, for the rules that look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter.content.composing import CORRECTIONS_ID, LINKS_ID, TRY_THIS_ID, section_id
from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds import KINDS
from newsletter.content.kinds.edition import Edition
from newsletter.mail.body import whole_address
from newsletter.mail.letter import FOOTER_ID, Letter
from newsletter.mail.words import visible_text
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, Severity

SETTINGS = "content/site.yaml"

_H2 = re.compile(r"<h2\b")
#: What may stand in the body, for all that its section says of fields: the beginning has the title.
_OF_THE_BODY = ("", "title")
_FIELDS = {TRY_THIS_ID: "try_this", CORRECTIONS_ID: "corrections"}


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of the letter; the first, without one, is its beginning."""

    title: str
    field: str
    """The front matter it comes from; empty for the body."""

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
        told = f"{section.place}: {message}"
        if section.field == SETTINGS:
            return self.setting(code, told, hint, severity)
        if section.field in _OF_THE_BODY and (written := self._written(element)):
            return Diagnostic(written, code, told, hint, severity)
        return self.problem(code, told, hint, section.field, severity)

    def _written(self, element: HtmlElement) -> Location | None:
        """Where the body has a link of this address; None where it has none."""
        address, root, page = element.get("href"), self.meant.root, self.meant.page_url
        links = (link for link in self.edition.links if whole_address(link.target, root, page) == address)
        return next((link.location for link in links), None)


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
    return _section(headings[0]) if headings else Section("", "title")


def section_sizes(html: str) -> tuple[tuple[Section, int], ...]:
    """Each section and its bytes, in order; the head of the document counts with the beginning."""
    tree = lxml_html.document_fromstring(html)
    sections = [Section("", "title"), *(_section(heading) for heading in tree.iter("h2"))]
    edges = [0, *(match.start() for match in _H2.finditer(html)), len(html)]
    sizes = [len(html[start:end].encode()) for start, end in pairwise(edges)]
    return tuple(zip(sections, sizes, strict=False))


def _section(heading: HtmlElement) -> Section:
    identity = str(heading.get("id", ""))
    if identity == FOOTER_ID:
        return Section(visible_text(heading), SETTINGS)
    shown = {section_id(kind.folder): "features" for kind in KINDS}
    field = "sections" if identity.startswith(LINKS_ID) else {**_FIELDS, **shown}.get(identity, "")
    return Section(visible_text(heading), field)


def _decoded(message: EmailMessage, subtype: str) -> str:
    (part,) = (part for part in message.walk() if part.get_content_type() == f"text/{subtype}")
    return bytes(part.get_payload(decode=True)).decode().replace("\r\n", "\n")
