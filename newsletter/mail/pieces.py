"""Letters as pieces: what each is made from, and where it goes; nothing that makes one is loaded yet.

`ComposedEdition → Piece → outbox`, and its plain text for the site.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from jinja2 import Environment

from newsletter import permalinks
from newsletter.content.blocks import ComposedEdition
from newsletter.content.config import SiteSettings
from newsletter.content.widths import Shown
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece, plain_of
from newsletter.told.diagnostics import Checked, has_errors


def letter_pieces(
    editions: Iterable[ComposedEdition],
    site: SiteSettings,
    environment: Environment,
    templates_name: str,
    pictures: Mapping[str, Shown],
) -> Iterator[Piece]:
    """Every letter, for the outbox; `pictures` are those of all content, as mail programs can show them."""
    for edition in editions:
        slug = edition.entry.slug
        paths = tuple(f"{slug}/edition.{form}" for form in ("eml", "html", "txt"))
        own = _own_pictures(edition, pictures)
        plain = ("letter", templates_name, _plain(edition), plain_of(site), plain_of(own))
        yield Piece(paths, plain, partial(_outbox, edition, site, environment, own))


def text_pieces(editions: Iterable[ComposedEdition], site: SiteSettings) -> Iterator[Piece]:
    """Every edition's plain-text form for the site, beside its page: the letter without what is personal."""
    for edition in editions:
        path = permalinks.output_path(permalinks.edition_text(edition.entry.permalink))
        yield Piece((path,), ("text", _plain(edition), plain_of(site)), partial(_text, edition, site, path))


def _plain(edition: ComposedEdition) -> tuple[object, ...]:
    """All that decides an edition's words: its file, and its blocks with what they show of others."""
    blocks = (edition.title, edition.summary, edition.note, edition.opening, edition.sections)
    return edition.entry.path, edition.entry.content_digest, plain_of(blocks)


def _own_pictures(edition: ComposedEdition, pictures: Mapping[str, Shown]) -> dict[str, Shown]:
    links = [permalinks.picture(picture.path) for picture in edition.entry.body.pictures]
    return {link: pictures[link] for link in links if link in pictures}


def _outbox(
    edition: ComposedEdition, site: SiteSettings, environment: Environment, pictures: Mapping[str, Shown]
) -> Checked[tuple[Artifact, ...]]:
    from newsletter.mail.message import (  # with lxml and css-inline 60 ms to load
        checked_email,
        outbox_artifacts,
    )

    email = checked_email(edition, site, environment, pictures)
    is_good = email.value is not None and not has_errors(email.diagnostics)
    return Checked(outbox_artifacts(email.value) if is_good and email.value else None, email.diagnostics)


def _text(edition: ComposedEdition, site: SiteSettings, path: str) -> Checked[tuple[Artifact, ...]]:
    from newsletter.mail.letter import compose_letter, public_letter
    from newsletter.mail.text import render_text

    text = render_text(public_letter(compose_letter(edition, site)))
    return Checked((Artifact(path, text.encode()),))
