"""The journey of the letters: read, composed, and held against every rule; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import take_inventory
from newsletter.engine.options import Options
from newsletter.publish import develop, read
from newsletter.told.diagnostics import Diagnostic, has_errors, ordered
from newsletter.values import point

if TYPE_CHECKING:
    from jinja2 import Environment

    from newsletter.content.config import SiteSettings
    from newsletter.content.entry import Entry
    from newsletter.content.kinds.edition import Edition
    from newsletter.content.library import Library
    from newsletter.content.widths import Shown
    from newsletter.mail.message import Email


@point
class Posting:
    """What a sender must know besides: where the edition stands on the site, in the same words as its letter.

    `in_the_way` is what keeps letters from being posted, as `mail.readiness` says it; `text_url` is
    where the site has the edition as plain text, `text`; `day` is that which it is dated. One that
    `is_trial` is posted to nobody. `number` is the edition's, `preheader` that of its
    letter, and `for_engines` are the letter's HTML and text as another engine sends them.
    """

    site: SiteSettings
    in_the_way: tuple[str, ...]
    page_url: str
    text_url: str
    text: str
    day: date
    is_trial: bool
    number: int
    preheader: str
    for_engines: tuple[str, str]


@point
class EditionLetter:
    """An edition's letter, None where it cannot be made, and what is wrong with it.

    `pictures` are the files that letters show, by path in the site, where they were asked for, and
    `posting` what a sender must know, where it was.
    """

    edition: str
    email: Email | None
    diagnostics: tuple[Diagnostic, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    posting: Posting | None = None


def read_letters(
    options: Options,
    memory: dict[str, Any] | None = None,
    *,
    shows_pictures: bool = False,
    is_to_send: str = "",
) -> tuple[EditionLetter, ...]:
    """Every edition's letter, newest first; then each edition whose file has errors, with those.

    `memory` is what one reading tells the next; `is_to_send` is the edition that a sender asks for.

    Where no letter can be made there is one entry, of no edition, with all that is wrong.
    """
    from newsletter.content.composing import compose_edition
    from newsletter.content.kinds.edition import Edition
    from newsletter.engine.pieces import made_files
    from newsletter.engine.workplace import open_workplace
    from newsletter.mail.message import checked_email
    from newsletter.templates import environment

    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read, memory=memory) as place:
        gathered = read(options, inventory, place)
        developed = develop(options, inventory, gathered, place, only_letters=True)
        library, album = gathered.whole(developed.diagnostics).library.value, developed.value
        found = ordered((*gathered.library.diagnostics, *developed.diagnostics))
        if library is None or album is None or "settings" in library.config.untold:
            return (EditionLetter("", None, found),)
        pictures = made_files(album.pieces, place) if shows_pictures else {}
        place.store.forget_the_rest()
    made = environment(options.root / "templates")
    letters = []
    for edition in library.of(Edition):
        email = checked_email(compose_edition(edition, library), library.config.site, made, album.in_letters)
        told = (
            *(one for one in developed.diagnostics if one.location.file == edition.path),
            *email.diagnostics,
        )
        is_asked = edition.slug == is_to_send and email.value is not None
        posting = _posting(edition, library, made, album.in_letters) if is_asked else None
        letters.append(EditionLetter(edition.slug, email.value, ordered(told), pictures, posting))
    return (*letters, *_torn(found))


def _posting(
    edition: Entry[Edition], library: Library, made: Environment, pictures: Mapping[str, Shown]
) -> Posting:
    from newsletter import permalinks
    from newsletter.content.composing import compose_edition
    from newsletter.mail.layout import render_html
    from newsletter.mail.letter import compose_letter, letter_for_engines, public_letter
    from newsletter.mail.readiness import in_the_way
    from newsletter.mail.text import render_text

    site = library.config.site
    letter = compose_letter(compose_edition(edition, library), site, pictures)
    text_url = letter.url(permalinks.edition_text(edition.permalink))
    theirs = letter_for_engines(letter)
    return Posting(
        site,
        in_the_way(library),
        letter.page_url,
        text_url,
        render_text(public_letter(letter)),
        edition.record.published,
        edition.record.trial,
        letter.edition.number,
        letter.preheader,
        (render_html(theirs, made), render_text(theirs)),
    )


def _torn(diagnostics: Iterable[Diagnostic]) -> Iterator[EditionLetter]:
    """The editions whose files have errors."""
    from newsletter.content.kinds import kind_named, kind_of
    from newsletter.permalinks import slug

    found: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        if kind_of(one.location.file) is kind_named("edition"):
            found.setdefault(one.location.file, []).append(one)
    return (EditionLetter(slug(path), None, tuple(told)) for path, told in found.items() if has_errors(told))
