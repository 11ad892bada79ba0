"""A plan is carried out: its pieces made, what changed staged, and then shown all at once.

`Plan → Made → WritePlan → disk`. Nothing visible changes while there is an error.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from newsletter.engine.options import BuildResult, Options
from newsletter.engine.output import notes_path, open_output
from newsletter.engine.pieces import Piece, make_pieces
from newsletter.engine.workplace import Workplace
from newsletter.told.diagnostics import Diagnostic, has_errors, ordered
from newsletter.values import point


@point
class Plan:
    """All that is to stand in the site's folder and in the outbox; and what will, once its day has come."""

    site: tuple[Piece, ...]
    outbox: tuple[Piece, ...]
    later: tuple[Piece, ...] = ()


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
        made = [
            make_pieces(output, pieces, place, words)
            for output, (pieces, words) in zip(outputs, work, strict=True)
        ]
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


def _strangers(folders: tuple[Path, ...], found: list[tuple[str, ...]]) -> tuple[Path, ...]:
    return tuple(folder / path for folder, paths in zip(folders, found, strict=True) for path in paths)
