"""The journeys: read, check, build; each a straight line from files to files.

Nothing but the inventory is loaded until something is known to have changed: a build with
nothing to do looks at times and sizes, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.last_build import former_digests, recall, remember, still_told, unchanged
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.progress import Progress, silent
from newsletter.planning import plan
from newsletter.told.diagnostics import Checked, Diagnostic, eased, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.album import Album
    from newsletter.content.gathering import Gathered
    from newsletter.content.library import Library
    from newsletter.engine.workplace import Show, Workplace


def build(
    options: Options,
    tell: Progress = silent,
    memory: dict[str, Any] | None = None,
    show: Show | None = None,
) -> BuildResult:
    """Bring the output up to date with the content, or leave it alone where there is an error.

    `tell` is told how far the work is; `memory` is kept by a process that builds again and
    again, so that it need not read back what it knew; `show` is given the pages of what changed
    before the rest is planned. Raises OutputError and OSError for failures of the world; the
    former site is whole then, or mended by the next build.
    """
    inventory = take_inventory(options.root)
    former = recall(options)
    if (result := unchanged(options, inventory, former)) is not None:
        return result
    from newsletter.engine.carry_out import carry_out
    from newsletter.engine.workplace import open_workplace

    at = open_workplace(options, inventory, ready_to_read, former=former, tell=tell, memory=memory, show=show)
    with at as place:
        import newsletter.mail.pieces  # what will be needed, while the reader beside gets ready
        import newsletter.site.feeds.writing
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
        album = develop(replace(options, widths=False), inventory, gathered, place)
        planned = plan(options, inventory, gathered, album, place)
        found = list(planned.diagnostics)
        if planned.value is not None:
            made = planned.value
            last = made.closing.pieces({}, _nothing) if made.closing else ()
            found += check_pieces((*made.site, *made.outbox, *made.later, *last), place)
    return ordered((*found, *still_told(options, inventory, "vanished-page")))


def _nothing(path: str) -> bytes:
    """What a file holds that nobody made: a check makes all of them, and keeps none."""
    return b""


def read_library(options: Options) -> Checked[Library]:
    """The Library of all that is whole, and every mistake in the content."""
    from newsletter.engine.workplace import open_workplace

    inventory = take_inventory(options.root)
    with open_workplace(options, inventory, ready_to_read) as place:
        library = read(options, inventory, place).whole().library
    return Checked(library.value, ordered(library.diagnostics))


def read(options: Options, inventory: Inventory, place: Workplace) -> Gathered:
    """The content read: what an earlier build knew is not read again."""
    from newsletter.content.gathering import Gathering, gather
    from newsletter.site.reserved import reserved_addresses, reserved_folders

    return gather(
        Gathering(
            options.root, place, reserved_addresses(), reserved_folders(), partial(former_digests, options)
        ),
        inventory,
        now=options.now,
        base_url=options.base_url,
        subscribe_url=options.subscribe_url,
        drafts=options.drafts,
        future=options.future,
        without=options.without,
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
    from newsletter.content.album import develop_pictures
    from newsletter.content.widths import Darkroom

    room = Darkroom(options.root, inventory, place)
    album = develop_pictures(
        room,
        gathered.entries,
        gathered.unread,
        only_letters=only_letters,
        widths=options.widths and not only_letters,
        tells_unused=not (only_letters or has_errors(gathered.library.diagnostics)),
    )
    return Checked(album.value, eased(album.diagnostics, gathered.is_draft))
