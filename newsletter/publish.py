"""The journeys: read, check, build; each a straight line from files to files.

Nothing but the inventory is loaded until something is known to have changed: a build with
nothing to do looks at times and sizes, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.last_build import recall, remember, still_told, unchanged
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.progress import Progress, silent
from newsletter.told.diagnostics import Checked, Diagnostic, eased, has_errors, ordered
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.content.album import Album
    from newsletter.content.gathering import Gathered
    from newsletter.content.library import Library
    from newsletter.engine.carry_out import Plan
    from newsletter.engine.pieces import Piece
    from newsletter.engine.workplace import Workplace
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


def build(options: Options, tell: Progress = silent, memory: dict[str, Any] | None = None) -> BuildResult:
    """Bring the output up to date with the content, or leave it alone where there is an error.

    `tell` is told how far the work is; `memory` is kept by a process that builds again and
    again, so that it need not read back what it knew. Raises OutputError and OSError for
    failures of the world; the former site is whole then, or mended by the next build.
    """
    inventory = take_inventory(options.root)
    former = recall(options)
    if (result := unchanged(options, inventory, former)) is not None:
        return result
    from newsletter.engine.carry_out import carry_out
    from newsletter.engine.workplace import open_workplace

    at = open_workplace(options, inventory, ready_to_read, former=former, tell=tell, memory=memory)
    with at as place:
        import newsletter.mail.pieces  # what `plan` will need, while the reader beside gets ready
        import newsletter.site.making  # noqa: F401
        from newsletter.mail.readiness import note_on_posting

        gathered = read(options, inventory, place)
        album = develop(options, inventory, gathered, place)
        planned = plan(options, inventory, gathered, album, place)
        if planned.value is None or (has_errors(planned.diagnostics) and not options.keeps_going):
            return BuildResult(planned.diagnostics)
        result = carry_out(options, planned.value, planned.diagnostics, place)
        if gathered.library.value is not None:
            result = replace(result, note=note_on_posting(gathered.library.value))
    if result.is_published:
        digests = {**gathered.digests, **(album.value.digests if album.value else {})}
        remember(options, inventory, result, digests, gathered.showing.today, gathered.time_zone)
    return result


def check(options: Options, tell: Progress = silent) -> tuple[Diagnostic, ...]:
    """Every mistake a build would meet, in order; nothing is written. `tell` is told how far it is."""
    from newsletter.engine.pieces import check_pieces
    from newsletter.engine.workplace import open_workplace

    inventory, options = take_inventory(options.root), replace(options, keeps_going=True)
    with open_workplace(options, inventory, ready_to_read, tell=tell) as place:
        gathered = read(options, inventory, place)
        album = develop(options, inventory, gathered, place)
        planned = plan(options, inventory, gathered, album, place)
        found = list(planned.diagnostics)
        if planned.value is not None:
            made = planned.value
            found += check_pieces((*made.site, *made.outbox, *made.later), place)
    return ordered((*found, *still_told(options, inventory, "vanished-page")))


def read_library(options: Options) -> Checked[Library]:
    """The Library of all that is whole, and every mistake in the content."""
    from newsletter.engine.workplace import open_workplace

    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read) as place:
        library = read(options, inventory, place).whole().library
    return Checked(library.value, ordered(library.diagnostics))


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


def read(options: Options, inventory: Inventory, place: Workplace) -> Gathered:
    """The content read: what an earlier build knew is not read again."""
    from newsletter.content.gathering import Gathering, gather
    from newsletter.site.reserved import reserved_addresses, reserved_folders

    return gather(
        Gathering(options.root, place, reserved_addresses(), reserved_folders()),
        inventory,
        now=options.now,
        base_url=options.base_url,
        drafts=options.drafts,
        future=options.future,
    )


def develop(
    options: Options,
    inventory: Inventory,
    gathered: Gathered,
    place: Workplace,
    *,
    only_letters: bool = False,
) -> Checked[Album]:
    """The pictures as they are published: one that an earlier build knew is not looked at again."""
    from newsletter.content.album import Darkroom, develop_pictures

    room = Darkroom(options.root, inventory, place)
    album = develop_pictures(room, gathered.entries, gathered.unread, only_letters=only_letters)
    return Checked(album.value, eased(album.diagnostics, gathered.is_draft))


def plan(
    options: Options, inventory: Inventory, gathered: Gathered, album: Checked[Album], place: Workplace
) -> Checked[Plan]:
    """Everything to be made, each a line here; no value where the content does not allow it.

    Then, too, all that is wrong is told, but for what only a page or a letter could tell.
    """
    from newsletter.content.composing import compose_editions
    from newsletter.engine.carry_out import Plan
    from newsletter.engine.output import paths_left
    from newsletter.mail.pieces import letter_pieces, text_pieces
    from newsletter.site import making
    from newsletter.site.anchors import certainly_dead, dead_fragments
    from newsletter.site.assets import plan_assets
    from newsletter.site.desk import open_desk
    from newsletter.site.pages import site_environment
    from newsletter.site.vanished import vanished

    told = (*gathered.library.diagnostics, *album.diagnostics)
    is_torn = has_errors(told)
    dead = certainly_dead(gathered.entries) if is_torn else ()
    gathered = gathered.whole(album.diagnostics) if is_torn and options.keeps_going else gathered
    library, pictures, templates = gathered.library.value, album.value, options.root / "templates"
    assets = plan_assets(templates / "static")
    found = (*told, *assets.diagnostics, *eased(dead, gathered.is_draft))
    is_stopped = is_torn and not options.keeps_going
    if library is None or pictures is None or assets.value is None or is_stopped:
        shown = (entry.permalink for entry in (library.all if library else ()))
        as_they_are = _root_pieces(options, inventory, shown)
        return Checked(None, ordered((*found, *as_they_are.diagnostics)))
    environment = site_environment(templates, options.answers_dir and options.answers_dir / "templates")
    editions = compose_editions(gathered.entries, library, gathered.showing)
    desk = open_desk(library, editions.shown, assets.value, pictures.shown)
    former = place.store.aside("pages")
    site = making.plan_site(desk, environment, inventory.templates_name(options.root, "site"), former)
    dead = () if is_torn else dead_fragments(site, gathered.entries, place)
    settings = library.config.site
    for_site = (
        *making.asset_pieces(site),
        *pictures.pieces,
        *making.page_pieces(site),
        *making.feed_pieces(site),
        *making.hosting_pieces(site),
        *text_pieces(editions.shown.values(), settings),
    )
    mail_templates = inventory.templates_name(options.root, "mail")
    for_post = letter_pieces(editions.ready, settings, environment, mail_templates, pictures.in_letters)
    as_they_are = _root_pieces(options, inventory, (path for piece in for_site for path in piece.paths))
    later = making.pieces_to_come(site, gathered.entries, gathered.showing) if options.keeps_going else ()
    planned = Plan((*for_site, *(as_they_are.value or ())), tuple(for_post), tuple(later))
    left = paths_left(options.cache_dir, options.out)
    gone = () if has_errors(found) else vanished(left, {p for piece in planned.site for p in piece.paths})
    told = (*found, *eased(dead, gathered.is_draft), *as_they_are.diagnostics, *gone)
    return Checked(planned, ordered(told))


def _root_pieces(options: Options, inventory: Inventory, taken: Iterable[str]) -> Checked[tuple[Piece, ...]]:
    """What stands in content/root/, apart because it is seldom that anything does."""
    if not inventory.root_files:
        return Checked(())
    from newsletter.site.root_files import root_pieces

    return root_pieces(options.root, inventory.root_files, taken)
