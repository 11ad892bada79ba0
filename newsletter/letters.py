"""The journey of the letters: read, composed, and held against every rule; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import take_inventory
from newsletter.engine.options import Options
from newsletter.publish import develop, read
from newsletter.told.diagnostics import Diagnostic, has_errors, ordered
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.mail.message import Email


@point
class EditionLetter:
    """An edition's letter, None where it cannot be made, and what is wrong with it.

    `pictures` are the files that letters show, by path in the site, where they were asked for.
    """

    edition: str
    email: Email | None
    diagnostics: tuple[Diagnostic, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def read_letters(
    options: Options, memory: dict[str, Any] | None = None, *, shows_pictures: bool = False
) -> tuple[EditionLetter, ...]:
    """Every edition's letter, newest first; then each edition whose file has errors, with those.

    `memory` is what one reading tells the next.

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
        letters.append(EditionLetter(edition.slug, email.value, ordered(told), pictures))
    return (*letters, *_torn(found))


def _torn(diagnostics: Iterable[Diagnostic]) -> Iterator[EditionLetter]:
    """The editions whose files have errors."""
    from newsletter.content.kinds import kind_named, kind_of
    from newsletter.permalinks import slug

    found: dict[str, list[Diagnostic]] = {}
    for one in diagnostics:
        if kind_of(one.location.file) is kind_named("edition"):
            found.setdefault(one.location.file, []).append(one)
    return (EditionLetter(slug(path), None, tuple(told)) for path, told in found.items() if has_errors(told))
