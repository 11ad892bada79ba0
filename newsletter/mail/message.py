"""An edition becomes its letter: HTML, plain text, and the message that holds both.

`Entry[Edition] → Letter → HTML and text → bytes`. Nothing here sends; what is personal is
a placeholder (see placeholders.py), and whoever sends puts the subscriber's own in.
"""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.library import Library
from newsletter.engine.output import Artifact
from newsletter.mail.layout import TEMPLATE, render_html
from newsletter.mail.letter import compose_letter, public_letter
from newsletter.mail.mime import message_bytes
from newsletter.mail.text import render_text
from newsletter.templates import template_diagnostic
from newsletter.told.diagnostics import Checked, Diagnostic, Location

_SETTINGS = "content/site.yaml"


@dataclass(frozen=True, slots=True)
class Email:
    """A composed letter.

    `edition` is its slug, `kicker` its number and month; `message` is edition.eml, with
    both parts in it.
    """

    edition: str
    kicker: str
    title: str
    subject: str
    preheader: str
    html: str
    text: str
    message: bytes


def compose_email(edition: Entry[Edition], library: Library, environment: Environment) -> Checked[Email]:
    """The edition as a letter, or what kept it from becoming one."""
    letter = compose_letter(edition, library)
    try:
        html = render_html(letter, environment)
    except Exception as error:  # templates are the project's own: whatever they do is told, not thrown
        return Checked(None, (template_diagnostic(error, edition.path, TEMPLATE),))
    text = render_text(letter)
    try:
        message = message_bytes(letter, html, text)
    except ValueError as error:
        return Checked(None, (_address_diagnostic(error),))
    title = edition.record.title
    return Checked(
        Email(edition.slug, letter.kicker, title, letter.subject, letter.preheader, html, text, message)
    )


def outbox_artifacts(email: Email) -> tuple[Artifact, ...]:
    """The letter's three files, under the edition's own folder in the outbox."""
    return (
        Artifact(f"{email.edition}/edition.eml", email.message),
        Artifact(f"{email.edition}/edition.html", email.html.encode()),
        Artifact(f"{email.edition}/edition.txt", email.text.encode()),
    )


def public_text(edition: Entry[Edition], library: Library) -> Artifact:
    """The edition's plain-text form for the site, beside its page: the letter without what is personal."""
    text = render_text(public_letter(compose_letter(edition, library)))
    return Artifact(permalinks.output_path(permalinks.edition_text(edition.permalink)), text.encode())


def _address_diagnostic(error: ValueError) -> Diagnostic:
    return Diagnostic(
        Location(_SETTINGS),
        "letter-headers",
        f"the letter cannot be addressed: {error}",
        "look at `sender` and `contact`",
    )
