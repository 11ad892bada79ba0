"""An edition becomes its letter: HTML, plain text, and the message that holds both.

`Entry[Edition] → Letter → HTML and text → bytes`. Nothing here sends; what is personal is
a placeholder (see placeholders.py), and whoever sends puts the subscriber's own in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.blocks import ComposedEdition
from newsletter.content.config import Site
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece, plain_of
from newsletter.mail.body import nesting
from newsletter.mail.layout import TEMPLATE, render_html
from newsletter.mail.letter import compose_letter, public_letter
from newsletter.mail.mime import message_bytes
from newsletter.mail.rules import check_message
from newsletter.mail.text import render_text
from newsletter.templates import template_diagnostic
from newsletter.told.diagnostics import Checked, Diagnostic, Location, has_errors

#: Elements inside each other. lxml drops what stands more than 255 deep, and says nothing.
DEEPEST = 100

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


def compose_email(edition: ComposedEdition, site: Site, environment: Environment) -> Checked[Email]:
    """The edition as a letter, or what kept it from becoming one."""
    entry: Entry[Edition] = edition.entry
    if nesting(entry.body.html) > DEEPEST:
        return Checked(None, (_depth_diagnostic(entry),))
    letter = compose_letter(edition, site)
    try:
        html = render_html(letter, environment)
    except Exception as error:  # templates are the project's own: whatever they do is told, not thrown
        return Checked(None, (template_diagnostic(error, entry.path, TEMPLATE),))
    text = render_text(letter)
    try:
        message = message_bytes(letter, html, text)
    except ValueError as error:
        return Checked(None, (_address_diagnostic(error),))
    title = entry.record.title
    return Checked(
        Email(entry.slug, letter.kicker, title, letter.subject, letter.preheader, html, text, message)
    )


def checked_email(edition: ComposedEdition, site: Site, environment: Environment) -> Checked[Email]:
    """An edition's letter, if one could be made, and what is wrong with it on its finished bytes."""
    composed = compose_email(edition, site, environment)
    if composed.value is None:
        return composed
    broken = check_message(composed.value.message, edition.entry, site)
    return Checked(composed.value, (*composed.diagnostics, *broken))


def letter_pieces(
    editions: Iterable[ComposedEdition], site: Site, environment: Environment, templates_name: str
) -> Iterator[Piece]:
    """Every letter, for the outbox."""
    for edition in editions:
        slug = edition.entry.slug
        paths = tuple(f"{slug}/edition.{form}" for form in ("eml", "html", "txt"))
        plain = ("letter", templates_name, _plain(edition), plain_of(site))
        yield Piece(paths, plain, partial(_outbox, edition, site, environment))


def text_pieces(editions: Iterable[ComposedEdition], site: Site) -> Iterator[Piece]:
    """Every edition's plain-text form for the site, beside its page: the letter without what is personal."""
    for edition in editions:
        path = permalinks.output_path(permalinks.edition_text(edition.entry.permalink))
        yield Piece((path,), ("text", _plain(edition), plain_of(site)), partial(_text, edition, site, path))


def _plain(edition: ComposedEdition) -> tuple[object, ...]:
    """All that decides an edition's words: its file, and its blocks with what they show of others."""
    blocks = (edition.title, edition.summary, edition.opening, edition.sections)
    return edition.entry.path, edition.entry.content_digest, plain_of(blocks)


def _outbox(edition: ComposedEdition, site: Site, environment: Environment) -> Checked[tuple[Artifact, ...]]:
    email = checked_email(edition, site, environment)
    is_good = email.value is not None and not has_errors(email.diagnostics)
    return Checked(outbox_artifacts(email.value) if is_good and email.value else None, email.diagnostics)


def _text(edition: ComposedEdition, site: Site, path: str) -> Checked[tuple[Artifact, ...]]:
    text = render_text(public_letter(compose_letter(edition, site)))
    return Checked((Artifact(path, text.encode()),))


def outbox_artifacts(email: Email) -> tuple[Artifact, ...]:
    """The letter's three files, under the edition's own folder in the outbox."""
    return (
        Artifact(f"{email.edition}/edition.eml", email.message),
        Artifact(f"{email.edition}/edition.html", email.html.encode()),
        Artifact(f"{email.edition}/edition.txt", email.text.encode()),
    )


def _depth_diagnostic(edition: Entry[Edition]) -> Diagnostic:
    message = "elements of this edition stand too deep inside each other for a letter"
    return Diagnostic(Location(edition.path), "letter-markup", message, "three or four levels are enough")


def _address_diagnostic(error: ValueError) -> Diagnostic:
    return Diagnostic(
        Location(_SETTINGS),
        "letter-headers",
        f"the letter cannot be addressed: {error}",
        "look at `sender` and `contact`",
    )
