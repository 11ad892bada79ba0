"""The mails our pages send, written: one that asks to confirm, one with a person's own links, and the welcome letter.

A stranger may have typed the address, so the first two say first what it is about and what happens if
nothing is done. The same mail is the same bytes, however often it is tried.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from textwrap import fill
from typing import Any

from jinja2 import Environment

from newsletter.content.config import SiteSettings
from newsletter.content.words.when import long_date
from newsletter.mail.letter import privacy_url
from newsletter.mail.mime import ascii_address, in_two_parts, letter_domain
from newsletter.mail.welcome import Welcome
from newsletter.post.joining.links import Links
from newsletter.post.joining.seals import CONFIRMS_FOR, confirm_seal
from newsletter.post.marks import letter_key
from newsletter.templates import render_template
from newsletter.values import point

TEMPLATE = "mail/service.html"
_COLUMNS = 72
#: What a bounce of the welcome letter names in place of an edition.
WELCOME = "welcome"
_PRIVACY = "How we look after your address"


class NotOwedError(Exception):
    """There is no such letter for its person any more."""


@point
class Words:
    """What a mail says: around one link that is meant to be followed. `more` are links besides."""

    subject: str
    heading: str
    before: tuple[str, ...]
    button: str
    url: str
    after: tuple[str, ...]
    more: tuple[tuple[str, str], ...] = ()


def carried(address: str) -> str:
    """The address as a header carries it, in ASCII. Raises ValueError for one that no mail server takes."""
    return Address(addr_spec=ascii_address(address)).addr_spec


@point
class Recipient:
    """Whom a mail is for: their address as mail carries it, their number, and what their own links hold."""

    address: str
    person: int
    token: str


@point
class Writer:
    """Writes service mails for one site; `key` seals the links in them. `welcome` is None where there is no such letter."""

    site: SiteSettings
    links: Links
    key: bytes
    environment: Environment
    welcome: Welcome | None = None

    def confirmation(self, to: Recipient, consent: int, queued: datetime) -> bytes:
        """The mail that asks to confirm."""
        url = self.links.to("confirm", confirm_seal(self.key, to.person, consent, queued))
        return self._message(to, "confirm", queued, confirm_words(self.site, url, queued))

    def own_links(self, to: Recipient, queued: datetime) -> bytes:
        """The mail with a person's own links."""
        words = links_words(self.site, self.links.to("me", to.token), self.links.to("leave", to.token))
        return self._message(to, "links", queued, words)

    def welcome_letter(self, to: Recipient, queued: datetime) -> bytes:
        """The welcome letter of a person.

        Raises NotOwedError where there is no such letter any more.
        """
        if self.welcome is None:
            raise NotOwedError
        key = letter_key(self.key, WELCOME, to.person)
        return self.welcome.message(to.address, to.token, key, queued)

    def _message(self, to: Recipient, kind: str, queued: datetime, words: Words) -> bytes:
        footer = _footer(self.site)
        html = render_template(
            self.environment,
            TEMPLATE,
            {"words": words, "footer": footer, "privacy": (_PRIVACY, privacy_url(self.site))},
        )
        key = hmac.digest(self.key, f"mail {kind} {to.person} {queued.isoformat()}".encode(), "sha256")
        headers = _headers(self.site, to.address, queued, words.subject, f"{kind}.{key.hex()[:32]}")
        return in_two_parts(
            headers, html, text_of(words, (*footer, f"{_PRIVACY}:\n<{privacy_url(self.site)}>"))
        )


def confirm_words(site: SiteSettings, url: str, queued: datetime) -> Words:
    """What the mail says that asks to confirm."""
    until = long_date((queued + CONFIRMS_FOR).date())
    return Words(
        f"Please confirm: the {site.name} letter",
        "One step more, and the letter comes",
        (
            f"Somebody, we hope you, asked for the {site.name} letter to be sent to this address, once a month.",
        ),
        "Yes, send me the letter",
        url,
        (
            f"This opens a page with one button. Press it, and you are on the list. It works until {until}.",
            "Was it not you? Do nothing: unless the button is pressed, no letter comes.",
        ),
    )


def links_words(site: SiteSettings, me: str, leave: str) -> Words:
    """What the mail says that brings somebody their own links."""
    return Words(
        f"Your links for the {site.name} letter",
        "Your own links",
        (
            f"Somebody, we hope you, asked for the links of this address, which gets the {site.name} letter.",
            "They are yours alone: who has them can take you off the list.",
        ),
        "See and change what we keep",
        me,
        ("Was it not you? Do nothing: all stays as it is.",),
        (("Leave the list", leave),),
    )


def text_of(words: Words, footer: tuple[str, ...]) -> str:
    """The plain text of a mail: all its words, each link on a line of its own that nothing breaks."""
    links = [(words.button, words.url)]
    blocks = [
        f"{words.heading}\n{'=' * len(words.heading)}",
        *(fill(text, _COLUMNS) for text in words.before),
        *(f"{title}:\n<{url}>" for title, url in links),
        *(fill(text, _COLUMNS) for text in words.after),
        *(f"{title}:\n<{url}>" for title, url in words.more),
        "-- \n" + "\n".join(text if "<" in text else fill(text, _COLUMNS) for text in footer),
    ]
    return "\n\n".join(blocks) + "\n"


def _footer(site: SiteSettings) -> tuple[str, ...]:
    """Who sends it (PECR, regulation 23)."""
    told = (
        f"{site.publisher} sends this mail. Our postal address: {site.sender.postal_address}.",
        f"Questions: {site.contact}. A person reads it.",
    )
    return (*told, site.imprint) if site.imprint else told


def _headers(
    site: SiteSettings, to: str, queued: datetime, subject: str, name: str
) -> Iterator[tuple[str, Any]]:
    sender = site.sender
    yield "From", Address(sender.name, addr_spec=ascii_address(sender.email))
    yield "To", Address(addr_spec=to)
    yield "Reply-To", Address(sender.name, addr_spec=ascii_address(sender.reply_to))
    yield "Subject", subject
    yield "Date", queued
    yield "Message-ID", f"<{name}@{letter_domain(site)}>"
    yield "MIME-Version", "1.0"
    yield "Content-Language", "en-GB"
    yield "Auto-Submitted", "auto-generated"  # RFC 3834 §5: no holiday note answers it
    yield "X-Auto-Response-Suppress", "All"
