"""A plan is carried out: its pieces made, what changed staged, and then shown all at once.

`Plan → Made → WritePlan → disk`. Nothing visible changes while there is an error.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from newsletter.engine.options import BuildResult, Options
from newsletter.engine.output import Output, notes_path, open_output
from newsletter.engine.pieces import Closing, Made, Piece, make_pieces
from newsletter.engine.workplace import Workplace
from newsletter.told.diagnostics import Diagnostic, has_errors, ordered
from newsletter.values import point


@point
class Plan:
    """All that is to stand in the site's folder and in the outbox; and what will, once its day has come.

    `closing` is what of the site is made of its other files.
    """

    site: tuple[Piece, ...]
    outbox: tuple[Piece, ...]
    later: tuple[Piece, ...] = ()
    closing: Closing | None = None


def carry_out(options: Options, plan: Plan, found: tuple[Diagnostic, ...], place: Workplace) -> BuildResult:
    """How it went; `found` is what was found before. Raises OutputError and OSError for failures of the world."""
    folders = (options.out, options.outbox)
    work = ((plan.site, "pages and feeds made"), (plan.outbox, "letters made"))
    with ExitStack() as opened:
        outputs = [
            opened.enter_context(
                open_output(
                    folder,
                    notes_path(options.cache_dir, folder),
                    at_once=options.at_once,
                    is_shared=folder == options.outbox,
                )
            )
            for folder in folders
        ]
        last = plan.closing.paths if plan.closing else ()
        made = [
            make_pieces(output, pieces, place, words, last if output is outputs[0] else ())
            for output, (pieces, words) in zip(outputs, work, strict=True)
        ]
        if plan.closing and not any(has_errors(one.diagnostics) for one in made):
            made[0] = _closed(outputs[0], made[0], plan.closing, place)
        found = ordered((*found, *(problem for one in made for problem in one.diagnostics)))
        if has_errors(found) and not options.keeps_going:
            return BuildResult(found)
        changes = [output.plan(one.files) for output, one in zip(outputs, made, strict=True)]
        for output, change, one in zip(outputs, changes, made, strict=True):
            output.apply(change, one.files)
    place.store.forget_the_rest()
    return BuildResult(
        found,
        files=sum(len(one.files) for one in made),
        written=sum(len(change.write) for change in changes),
        removed=sum(len(change.delete) for change in changes),
        strangers=_strangers(folders, [change.strangers for change in changes]),
        is_partial=has_errors(found),
    )


def _closed(output: Output, made: Made, closing: Closing, place: Workplace) -> Made:
    """All that was made, and what is made of it."""
    pieces = closing.pieces(made.files, output.read)
    last = make_pieces(output, pieces, place, "files put together", made.files)
    return Made({**made.files, **last.files}, (*made.diagnostics, *last.diagnostics))


def _strangers(folders: tuple[Path, ...], found: list[tuple[str, ...]]) -> tuple[Path, ...]:
    return tuple(folder / path for folder, paths in zip(folders, found, strict=True) for path in paths)
