"""The journeys: check and build, each a straight line from files to files.

Nothing but the inventory is loaded until something is known to have changed: a build with
nothing to do looks at times and sizes, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from newsletter.engine.inventory import Inventory, take_inventory
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.output import Output, Written, open_output
from newsletter.engine.progress import Count, Progress, counting, silent
from newsletter.last_build import former_inputs, program, recall, remember, unchanged
from newsletter.told.diagnostics import Diagnostic, has_errors, ordered

if TYPE_CHECKING:
    from newsletter.content.gathering import Gathered
    from newsletter.content.library import Library
    from newsletter.mail.message import Email
    from newsletter.tasks import Plan, Task


_PAGES, _LETTERS = "pages and feeds made", "letters made"


@dataclass(frozen=True, slots=True)
class Prepared:
    """All content read and all work planned; nothing made yet."""

    gathered: Gathered
    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...]


class ReadLetter(NamedTuple):
    """An edition's letter, None where it cannot be made, and what is wrong with it."""

    edition: str
    email: Email | None
    diagnostics: tuple[Diagnostic, ...]


def build(options: Options, tell: Progress = silent) -> BuildResult:
    """Bring the output up to date with the content, or leave it alone where there is an error.

    `tell` is told how far the work is. Raises OutputError and OSError for
    failures of the world; the former site is whole then, or mended by the next build.
    """
    inventory = take_inventory(options.root)
    former = recall(options)
    if (report := unchanged(options, inventory, former)) is not None:
        return report
    prepared = prepare(options, inventory, former_inputs(former), tell)
    if prepared.plan is None or has_errors(prepared.diagnostics):
        return BuildResult(prepared.diagnostics)
    with open_output(options.out) as site, open_output(options.outbox) as outbox:
        return _carry_out(options, inventory, prepared, prepared.plan, (site, outbox), tell)


def _carry_out(
    options: Options,
    inventory: Inventory,
    prepared: Prepared,
    plan: Plan,
    outputs: tuple[Output, Output],
    tell: Progress,
) -> BuildResult:
    anew = options.cache_dir is None
    staged = [
        _stage(outputs[0], plan.site, options.jobs, partial(counting, tell, _PAGES), anew=anew),
        _stage(outputs[1], plan.outbox, 1, partial(counting, tell, _LETTERS), anew=anew),
    ]
    found = ordered((*prepared.diagnostics, *(problem for _, problems in staged for problem in problems)))
    if has_errors(found):
        return BuildResult(found)
    changes = [output.plan(files) for output, (files, _) in zip(outputs, staged, strict=True)]
    for output, change, (files, _) in zip(outputs, changes, staged, strict=True):
        output.apply(change, files)
    remember(options, inventory, prepared.gathered, found, [len(files) for files, _ in staged])
    return BuildResult(
        found,
        files=sum(len(files) for files, _ in staged),
        written=sum(len(change.write) for change in changes),
        removed=sum(len(change.delete) for change in changes),
    )


def check(options: Options, tell: Progress = silent) -> tuple[Diagnostic, ...]:
    """Every mistake a build would meet, in order; nothing is written. `tell` is told how far it is."""
    prepared = prepare(options, take_inventory(options.root), {}, tell)
    found = list(prepared.diagnostics)
    if prepared.plan is not None and not has_errors(found):
        tasks = (*prepared.plan.site, *prepared.plan.outbox)
        count = counting(tell, "pages, feeds and letters made", len(tasks))
        for done, task in enumerate(tasks, 1):
            found += task.render().diagnostics
            count(done)
    return ordered(found)


def read_library(options: Options) -> tuple[Library | None, tuple[Diagnostic, ...]]:
    """The Library as it stands, and every mistake in the content."""
    gathered = _gathered(options, take_inventory(options.root), {}, None)
    return gathered.library.value, ordered(gathered.library.diagnostics)


def read_letters(options: Options) -> tuple[ReadLetter, ...]:
    """Every edition's letter, newest first.

    Where the content has errors there is one entry, of no edition, with those errors.
    """
    from newsletter.site.pages import site_environment
    from newsletter.tasks import checked_email

    library, diagnostics = read_library(options)
    if library is None or has_errors(diagnostics):
        return (ReadLetter("", None, diagnostics),)
    made = site_environment(options.root / "templates")
    return tuple(
        ReadLetter(edition.slug, *checked_email(edition, library, made)) for edition in library.editions
    )


def prepare(
    options: Options,
    inventory: Inventory,
    read_before: Mapping[str, list[Any]],
    tell: Progress = silent,
) -> Prepared:
    """Read the content and plan the work; `plan` is None where the content does not allow it."""
    from newsletter.engine.store import Cache
    from newsletter.site.pages import site_environment
    from newsletter.tasks import Workshop, plan_tasks

    cache = Cache(options.cache_dir)
    try:
        gathered = _gathered(options, inventory, read_before, cache, tell)
        library = gathered.library
        if library.value is None or has_errors(library.diagnostics):
            return Prepared(gathered, None, ordered(library.diagnostics))
        bytecode = options.cache_dir / "templates" if options.cache_dir else None
        made = site_environment(options.root / "templates", bytecode)
        workshop = Workshop(options.root, program(), made, cache)
        planned = plan_tasks(library.value, inventory, workshop)
        keys = planned.value.cache_keys if planned.value else frozenset()
        cache.forget_all_but(gathered.keys | keys)
        return Prepared(gathered, planned.value, ordered((*library.diagnostics, *planned.diagnostics)))
    finally:
        cache.close()


def _gathered(
    options: Options,
    inventory: Inventory,
    read_before: Mapping[str, list[Any]],
    cache: Any,
    tell: Progress = silent,
) -> Gathered:
    from newsletter.content.gathering import Gathering, gather
    from newsletter.engine.store import Cache

    gathering = Gathering(options.root, cache or Cache(None), program(), options.jobs, read_before, tell)
    return gather(
        gathering,
        inventory,
        now=options.now,
        base_url=options.base_url,
        drafts=options.drafts,
        future=options.future,
    )


def _stage(
    output: Output, tasks: tuple[Task, ...], jobs: int, counted: Callable[[int, int], Count], *, anew: bool
) -> tuple[dict[str, Written], list[Diagnostic]]:
    """Every file the tasks make, those that changed staged; and what was found in making them."""
    from newsletter.engine.parallel import map_pure

    current = [not anew and all(output.is_current(path, task.key) for path in task.paths) for task in tasks]
    waiting = [task for task, is_current in zip(tasks, current, strict=True) if not is_current]
    count = counted(len(tasks), len(tasks) - len(waiting))
    made = iter(map_pure(partial(_make, output), waiting, jobs, count))
    files: dict[str, Written] = {}
    found: list[Diagnostic] = []
    for task, is_current in zip(tasks, current, strict=True):
        if is_current:
            files.update((path, output.written[path]) for path in task.paths)
        else:
            written, diagnostics = next(made)
            files.update(written)
            found += diagnostics
    return files, found


def _make(output: Output, task: Task) -> tuple[list[tuple[str, Written]], tuple[Diagnostic, ...]]:
    checked = task.render()
    artifacts = checked.value or ()
    return [(artifact.path, output.stage(artifact, task.key)) for artifact in artifacts], checked.diagnostics
