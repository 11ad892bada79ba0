"""The welcome letter: what its page says to somebody who has just confirmed, in the frame that every letter has.

`Entry[Page] → Welcome → bytes of one person`. It is made of the blocks an edition is made of, and
written by the same writers, so that it looks, reads and can be left like one.
"""

from __future__ import annotations

from datetime import datetime

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.blocks import ComposedEdition, Section, Words
from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.page import Page
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import direction
from newsletter.mail.layout import render_html
from newsletter.mail.letter import Letter, Link, Note, all_notes, one_line
from newsletter.mail.mime import ascii_address, message_bytes
from newsletter.mail.placeholders import spliced
from newsletter.mail.text import render_text
from newsletter.values import point


@point
class Welcome:
    """The letter, with its two parts; a person's own is put in for each."""

    letter: Letter
    html: str
    text: str

    def message(self, to: str, token: str, key: str, sent: datetime) -> bytes:
        """One person's letter, the same bytes each time. Raises ValueError for an address that mail cannot carry.

        `token` and `key` are as wide as the placeholders they stand for.
        """
        return spliced(message_bytes(self.letter, self.html, self.text, sent), token, key, ascii_address(to))


def compose_welcome(entry: Entry[Page], site: SiteSettings, environment: Environment) -> Welcome:
    """The welcome letter that a page holds. Raises what `templates.template_diagnostic` explains."""
    letter = _letter(entry, site)
    return Welcome(letter, render_html(letter, environment), render_text(letter))


def _letter(entry: Entry[Page], site: SiteSettings) -> Letter:
    record, root = entry.record, site.base_url.rstrip("/")
    opening, *rest = entry.body.sections
    composed = ComposedEdition(
        entry=entry,
        number=0,
        month="",
        title=record.title,
        summary=plain(record.summary),
        opening=Words(opening.nodes),
        sections=tuple(Section(part.id, part.title, (Words(part.nodes),)) for part in rest),
    )
    return Letter(
        edition=composed,
        site=site,
        root=root,
        page_url=root + permalinks.HOME,
        lang=record.lang,
        direction=direction(record.lang),
        subject=one_line(record.title),
        preheader=one_line(plain(record.summary)),
        kicker="Just joined",
        elsewhere=(Link("All letters so far, in your browser", root + permalinks.EDITIONS),),
        notes=(*all_notes(site, root), *((Note("Imprint", (site.imprint,)),) if site.imprint else ())),
    )
