"""An edition becomes its letter: HTML, plain text, and the message that holds both.

`Entry[Edition] → Letter → HTML and text → bytes`. Nothing here sends; what is personal is
a placeholder (see placeholders.py), and whoever sends puts the subscriber's own in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment

from newsletter.content.blocks import ComposedEdition
from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.widths import Shown
from newsletter.engine.output import Artifact
from newsletter.mail.layout import TEMPLATE, render_html
from newsletter.mail.letter import compose_letter
from newsletter.mail.mime import message_bytes
from newsletter.mail.rules import check_message
from newsletter.mail.text import render_text
from newsletter.templates import template_diagnostic
from newsletter.told.diagnostics import Checked, Diagnostic, Location, eased

_SETTINGS = "content/site.yaml"


@dataclass(frozen=True, slots=True)
class Email:
    """A composed letter.

    `edition` is its slug, `kicker` its number and month; `message` is edition.eml, with
    both parts in it; `root` is the address its pictures stand under, as in `Letter`.
    """

    edition: str
    kicker: str
    title: str
    subject: str
    preheader: str
    html: str
    text: str
    message: bytes
    root: str


def compose_email(
    edition: ComposedEdition,
    site: SiteSettings,
    environment: Environment,
    pictures: Mapping[str, Shown] | None = None,
) -> Checked[Email]:
    """The edition as a letter, or what kept it from becoming one; `pictures` are those of `Letter`."""
    entry: Entry[Edition] = edition.entry
    letter = compose_letter(edition, site, pictures)
    try:
        html = render_html(letter, environment)
    except Exception as error:  # templates are the project's own: whatever they do is told, not thrown
        return Checked(None, (template_diagnostic(error, entry.path, TEMPLATE, environment),))
    text = render_text(letter)
    try:
        message = message_bytes(letter, html, text)
    except ValueError as error:
        return Checked(None, (_address_diagnostic(error),))
    title = entry.record.title
    return Checked(
        Email(
            entry.slug,
            letter.kicker,
            title,
            letter.subject,
            letter.preheader,
            html,
            text,
            message,
            letter.root,
        )
    )


def checked_email(
    edition: ComposedEdition,
    site: SiteSettings,
    environment: Environment,
    pictures: Mapping[str, Shown] | None = None,
) -> Checked[Email]:
    """An edition's letter, if one could be made, and what is wrong with it on its finished bytes."""
    composed = compose_email(edition, site, environment, pictures)
    if composed.value is None:
        return composed
    broken = check_message(composed.value.message, compose_letter(edition, site))
    entry = edition.entry
    return Checked(composed.value, eased(broken, lambda path: entry.record.draft and path == entry.path))


def outbox_artifacts(email: Email) -> tuple[Artifact, ...]:
    """The letter's three files, under the edition's own folder in the outbox."""
    return (
        Artifact(f"{email.edition}/edition.eml", email.message),
        Artifact(f"{email.edition}/edition.html", email.html.encode()),
        Artifact(f"{email.edition}/edition.txt", email.text.encode()),
    )


def _address_diagnostic(error: ValueError) -> Diagnostic:
    return Diagnostic(
        Location(_SETTINGS),
        "letter-headers",
        f"the letter cannot be addressed: {error}",
        "look at `sender` and `contact`",
    )
