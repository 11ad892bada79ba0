"""The journeys: read, check, build; each a straight line from files to files.

Nothing but the inventory is loaded until something is known to have changed: a build with
nothing to do looks at times and sizes, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.last_build import recall, remember, unchanged
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.progress import Progress, silent
from newsletter.told.diagnostics import Checked, Diagnostic, has_errors, ordered
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.content.gathering import Gathered
    from newsletter.content.library import Library
    from newsletter.engine.carry_out import Plan
    from newsletter.engine.pieces import Piece
    from newsletter.engine.workplace import Workplace
    from newsletter.mail.message import Email


@point
class EditionLetter:
    """An edition's letter, None where it cannot be made, and what is wrong with it."""

    edition: str
    email: Email | None
    diagnostics: tuple[Diagnostic, ...]


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

        gathered = read(options, inventory, place)
        planned = plan(options, inventory, gathered, place)
        if planned.value is None or has_errors(planned.diagnostics):
            return BuildResult(planned.diagnostics)
        result = carry_out(options, planned.value, planned.diagnostics, place)
    if result.is_published:
        remember(options, inventory, result, gathered.digests, gathered.showing.today, gathered.time_zone)
    return result


def check(options: Options, tell: Progress = silent) -> tuple[Diagnostic, ...]:
    """Every mistake a build would meet, in order; nothing is written. `tell` is told how far it is."""
    from newsletter.engine.pieces import check_pieces
    from newsletter.engine.workplace import open_workplace

    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read, tell=tell) as place:
        planned = plan(options, inventory, read(options, inventory, place), place)
        found = list(planned.diagnostics)
        if planned.value is not None:
            found += check_pieces((*planned.value.site, *planned.value.outbox), place)
    return ordered(found)


def read_library(options: Options) -> Checked[Library]:
    """The Library as it stands, and every mistake in the content."""
    from newsletter.engine.workplace import open_workplace

    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read) as place:
        library = read(options, inventory, place).library
    return Checked(library.value, ordered(library.diagnostics))


def read_letters(options: Options) -> tuple[EditionLetter, ...]:
    """Every edition's letter, newest first.

    Where the content has errors there is one entry, of no edition, with those errors.
    """
    from newsletter.content.composing import compose_edition
    from newsletter.content.kinds.edition import Edition
    from newsletter.mail.message import checked_email
    from newsletter.templates import environment

    library, diagnostics = (read := read_library(options)).value, read.diagnostics
    if library is None or has_errors(diagnostics):
        return (EditionLetter("", None, diagnostics),)
    made = environment(options.root / "templates")
    letters = []
    for edition in library.of(Edition):
        email = checked_email(compose_edition(edition, library), library.config.site, made)
        letters.append(EditionLetter(edition.slug, email.value, email.diagnostics))
    return tuple(letters)


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


def plan(options: Options, inventory: Inventory, gathered: Gathered, place: Workplace) -> Checked[Plan]:
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

    library, templates = gathered.library.value, options.root / "templates"
    assets = plan_assets(templates / "static", options.root, inventory.images)
    found = (*gathered.library.diagnostics, *assets.diagnostics)
    if library is None or assets.value is None or has_errors(gathered.library.diagnostics):
        shown = (entry.permalink for entry in (library.all if library else ()))
        as_they_are = _root_pieces(options, inventory, shown)
        dead = certainly_dead(gathered.entries)
        return Checked(None, ordered((*found, *dead, *as_they_are.diagnostics)))
    environment = site_environment(templates, options.answers_dir and options.answers_dir / "templates")
    editions = compose_editions(gathered.entries, library, gathered.showing)
    desk = open_desk(library, editions.shown, assets.value)
    site = making.plan_site(desk, environment, inventory.templates_name(options.root, "site"))
    dead = dead_fragments(site, gathered.entries, place)
    settings = library.config.site
    for_site = (
        *making.asset_pieces(site),
        *making.page_pieces(site),
        *making.feed_pieces(site),
        *making.hosting_pieces(site),
        *text_pieces(editions.shown.values(), settings),
    )
    for_post = letter_pieces(
        editions.ready, settings, environment, inventory.templates_name(options.root, "mail")
    )
    as_they_are = _root_pieces(options, inventory, (path for piece in for_site for path in piece.paths))
    planned = Plan((*for_site, *(as_they_are.value or ())), tuple(for_post))
    left = paths_left(options.cache_dir, options.out)
    gone = vanished(left, {path for piece in planned.site for path in piece.paths})
    return Checked(planned, ordered((*found, *dead, *as_they_are.diagnostics, *gone)))


def _root_pieces(options: Options, inventory: Inventory, taken: Iterable[str]) -> Checked[tuple[Piece, ...]]:
    """What stands in content/root/, apart because it is seldom that anything does."""
    if not inventory.root_files:
        return Checked(())
    from newsletter.site.root_files import root_pieces

    return root_pieces(options.root, inventory.root_files, taken)
