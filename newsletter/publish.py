"""The journeys: read, check, build; each a straight line from files to files.

Nothing but the inventory is loaded until something is known to have changed: a build with
nothing to do looks at times and sizes, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.content.reader import ready_to_read
from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.last_build import former_inputs, program, recall, remember, unchanged
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.output import Output, notes_path, open_output
from newsletter.engine.parallel import Beside
from newsletter.engine.progress import Progress, silent
from newsletter.told.diagnostics import Checked, Diagnostic, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.gathering import Gathered
    from newsletter.content.library import Library
    from newsletter.engine.pieces import Making, Piece
    from newsletter.engine.store import Store
    from newsletter.mail.message import Email


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is to stand in the site's folder and in the outbox."""

    site: tuple[Piece, ...]
    outbox: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class EditionLetter:
    """An edition's letter, None where it cannot be made, and what is wrong with it."""

    edition: str
    email: Email | None
    diagnostics: tuple[Diagnostic, ...]


def build(options: Options, tell: Progress = silent, memory: dict[str, Any] | None = None) -> BuildResult:
    """Bring the output up to date with the content, or leave it alone where there is an error.

    `tell` is told how far the work is; `memory` is kept by a process that builds
    again and again, so that it need not read back what it knew. Raises OutputError and OSError for
    failures of the world; the former site is whole then, or mended by the next build.
    """
    inventory = take_inventory(options.root)
    former = recall(options)
    if (result := unchanged(options, inventory, former)) is not None:
        return result
    known = former_inputs(former)
    with _reader(options, inventory, known) as reader, _open_store(options, memory) as store:
        from newsletter.engine.pieces import Making  # not before something is known to have changed

        gathered = read(options, inventory, store, reader, known, tell)
        planned = plan(options, inventory, gathered, store)
        if planned.value is None or has_errors(planned.diagnostics):
            return BuildResult(planned.diagnostics)
        making = Making(program(), store, options.jobs, tell, anew=not options.keeps_answers)
        return _carry_out(options, inventory, gathered, planned, making)


def check(options: Options, tell: Progress = silent) -> tuple[Diagnostic, ...]:
    """Every mistake a build would meet, in order; nothing is written. `tell` is told how far it is."""
    from newsletter.engine.pieces import Making, check_pieces

    inventory = take_inventory(options.root)
    with _open_store(options) as store:
        planned = plan(options, inventory, read(options, inventory, store, _alone(), {}, tell), store)
        found = list(planned.diagnostics)
        if planned.value is not None and not has_errors(found):
            making = Making(program(), store, options.jobs, tell)
            found += check_pieces((*planned.value.site, *planned.value.outbox), making)
    return ordered(found)


def read_library(options: Options) -> Checked[Library]:
    """The Library as it stands, and every mistake in the content."""
    with _open_store(options) as store:
        library = read(options, take_inventory(options.root), store, _alone(), {}).library
    return Checked(library.value, ordered(library.diagnostics))


def read_letters(options: Options) -> tuple[EditionLetter, ...]:
    """Every edition's letter, newest first.

    Where the content has errors there is one entry, of no edition, with those errors.
    """
    from newsletter.content.composing import compose_edition
    from newsletter.content.kinds.edition import Edition
    from newsletter.mail.message import checked_email
    from newsletter.templates import environment

    read = read_library(options)
    if read.value is None or has_errors(read.diagnostics):
        return (EditionLetter("", None, read.diagnostics),)
    made = environment(options.root / "templates")
    letters = []
    for edition in read.value.of(Edition):
        checked = checked_email(compose_edition(edition, read.value), read.value.config.site, made)
        letters.append(EditionLetter(edition.slug, checked.value, checked.diagnostics))
    return tuple(letters)


def read(
    options: Options,
    inventory: Inventory,
    store: Store,
    reader: Beside,
    read_before: Mapping[str, list[Any]],
    tell: Progress = silent,
) -> Gathered:
    """The content read: what an earlier build knew is not read again."""
    from newsletter.content.gathering import Gathering, gather
    from newsletter.site.reserved import reserved_addresses, reserved_folders

    gathering = Gathering(
        options.root,
        store,
        program(),
        options.jobs,
        read_before,
        reserved_addresses(),
        reserved_folders(),
        reader,
        tell,
    )
    return gather(
        gathering,
        inventory,
        now=options.now,
        base_url=options.base_url,
        drafts=options.drafts,
        future=options.future,
    )


def plan(options: Options, inventory: Inventory, gathered: Gathered, store: Store) -> Checked[Plan]:
    """Everything to be made, each a line here; no value where the content does not allow it."""
    from newsletter.content.composing import compose_editions
    from newsletter.engine.pieces import Making
    from newsletter.mail.pieces import letter_pieces, text_pieces
    from newsletter.site import making
    from newsletter.site.anchors import dead_fragments
    from newsletter.site.assets import plan_assets
    from newsletter.site.desk import open_desk
    from newsletter.site.pages import site_environment

    library, found = gathered.library.value, gathered.library.diagnostics
    if library is None or has_errors(found):
        return Checked(None, ordered(found))
    assets = plan_assets(options.root / "templates" / "static", options.root, inventory.images)
    if assets.value is None:
        return Checked(None, ordered((*found, *assets.diagnostics)))
    compiled = options.answers_dir / "templates" if options.answers_dir else None
    environment = site_environment(options.root / "templates", compiled)
    composed = compose_editions(gathered.entries, library, gathered.showing)
    desk = open_desk(library, composed.shown, assets.value)
    site = making.plan_site(desk, environment, inventory.templates_name(options.root, "site"))
    dead = dead_fragments(site, gathered.entries, Making(program(), store, options.jobs))
    settings = library.config.site
    made = (
        *making.asset_pieces(site),
        *making.page_pieces(site),
        *making.feed_pieces(site),
        *text_pieces(composed.shown.values(), settings),
        *making.hosting_pieces(site),
    )
    as_they_are = _root_pieces(options, inventory, made)
    planned = Plan(
        site=(*made, *(as_they_are.value or ())),
        outbox=tuple(
            letter_pieces(
                composed.ready, settings, environment, inventory.templates_name(options.root, "mail")
            )
        ),
    )
    return Checked(planned, ordered((*found, *assets.diagnostics, *dead, *as_they_are.diagnostics)))


def _root_pieces(options: Options, inventory: Inventory, made: Iterable[Piece]) -> Checked[tuple[Piece, ...]]:
    if not inventory.root_files:
        return Checked(())
    from newsletter.site.root_files import root_pieces  # with lxml 20 ms to load

    taken = [path for piece in made for path in piece.paths]
    return root_pieces(options.root, inventory.root_files, taken)


def _carry_out(
    options: Options,
    inventory: Inventory,
    gathered: Gathered,
    planned: Checked[Plan],
    making: Making,
) -> BuildResult:
    from newsletter.engine.pieces import make_pieces

    plan = planned.value
    assert plan is not None, "what could not be planned is not carried out"
    with _opened(options, options.out) as site, _opened(options, options.outbox) as outbox:
        made = [
            make_pieces(site, plan.site, making, "pages and feeds made"),
            make_pieces(outbox, plan.outbox, making, "letters made"),
        ]
        found = ordered((*planned.diagnostics, *(problem for one in made for problem in one.diagnostics)))
        if has_errors(found):
            return BuildResult(found)
        changes = [output.plan(one.files) for output, one in zip((site, outbox), made, strict=True)]
        for output, change, one in zip((site, outbox), changes, made, strict=True):
            output.apply(change, one.files)
        making.store.forget_the_rest()
        library = gathered.library.value
        if library is not None:
            remember(
                options,
                inventory,
                found,
                [len(one.files) for one in made],
                digests=gathered.digests,
                day=library.build_date,
                time_zone=library.config.site.time_zone,
            )
    return BuildResult(
        found,
        files=sum(len(one.files) for one in made),
        written=sum(len(change.write) for change in changes),
        removed=sum(len(change.delete) for change in changes),
        strangers=tuple(
            folder / path
            for folder, change in zip((options.out, options.outbox), changes, strict=True)
            for path in change.strangers
        ),
    )


def _opened(options: Options, directory: Path) -> AbstractContextManager[Output]:
    return open_output(directory, notes_path(options.cache_dir, directory), at_once=options.at_once)


#: More files than this are read by all processes together.
_FEW = 40


@contextmanager
def _reader(options: Options, inventory: Inventory, known: Mapping[str, list[Any]]) -> Iterator[Beside]:
    """Who reads what changed: where that is little, a process that gets ready while this one looks about."""
    changed = sum(
        path.endswith(".md") and tuple(known.get(path, ())[:4]) != stamp
        for path, stamp in inventory.content.items()
    )
    reader = Beside(ready_to_read, is_worth_it=options.jobs > 1 and 0 < changed < _FEW)
    try:
        yield reader
    finally:
        reader.close()


def _alone() -> Beside:
    """A reader in this process."""
    return Beside(ready_to_read, is_worth_it=False)


@contextmanager
def _open_store(options: Options, memory: dict[str, Any] | None = None) -> Iterator[Store]:
    from newsletter.engine.store import Store

    store = Store(options.answers_dir, memory)
    try:
        yield store
    finally:
        store.close()
