"""`newpower check`: every mistake, and nothing written; of a change, those it brings."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import FORMATS, failures_of_the_world, progress, show, show_change
from newsletter.commands.options import build_options, now_option, root_option

if TYPE_CHECKING:
    from newsletter.commands.revision import Revision
    from newsletter.engine.options import Options
    from newsletter.told.comparing import Change
    from newsletter.told.diagnostics import Diagnostic


@click.command()
@root_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="terminal", help="How to show what is wrong."
)
@click.option("--changed-since", metavar="REV", help="Tell what this change brings; fail for nothing older.")
@click.option("--all", "is_all", is_flag=True, help="Show every warning, not the first few of each kind.")
@now_option
def check(root: Path, form: str, changed_since: str | None, is_all: bool, now: datetime | None) -> None:
    """Find every mistake in content and templates; write nothing.

    \b
    Example: newpower check --format github
    """
    from newsletter.commands.revision import revision
    from newsletter.publish import check as run
    from newsletter.told.diagnostics import has_errors, ordered

    options = build_options(root=root, now=now, looks_up=True)
    with failures_of_the_world():
        since = None if changed_since is None else revision(root, changed_since)
        with progress() as tell:
            diagnostics = run(options, tell)
            change = _change(options, diagnostics, since) if since else None
        if change is None:
            show(diagnostics, root, form, is_all=is_all)
        else:
            show_change(change, ordered((*change.new, *change.old)), root, form)
    sys.exit(1 if has_errors(change.new if change else diagnostics) else 0)


def _change(options: Options, found: tuple[Diagnostic, ...], since: Revision) -> Change:
    """What became of the mistakes since a revision, whose content is checked as of the same day."""
    from newsletter.commands.revision import FOLDERS, as_it_was
    from newsletter.publish import check as run
    from newsletter.site.vanished import left_behind
    from newsletter.told.comparing import Change, compared
    from newsletter.told.diagnostics import ordered
    from newsletter.told.excerpts import line_reader

    if not since.files:
        return Change(frozenset(), (), found)
    with as_it_was(options.root, since.commit) as former:
        is_whole = all((former / folder).is_dir() for folder in FOLDERS)
        before = run(replace(options, root=former)) if is_whole else ()
        moved = _moved(options, since, former, before)
        left = tuple(left_behind(moved, _redirects(options.root), found))
        return compared(
            ordered((*found, *left)),
            before,
            files=since.files,
            moved=since.moved,
            line_now=line_reader(options.root),
            line_before=line_reader(former),
        )


def _moved(options: Options, since: Revision, former: Path, before: tuple[Diagnostic, ...]) -> dict[str, str]:
    """The content files that were out and have another name now, by their former path: what was wrong was not out."""
    from newsletter.content.reading.source_file import MAX_BYTES, SourceFile
    from newsletter.content.reading.unfinished import is_out
    from newsletter.told.diagnostics import has_errors

    wrong = {one.location.file for one in before if has_errors((one,))}
    moved = {}
    for now, path in since.moved.items():
        if path.endswith(".md") and now.endswith(".md") and path not in wrong and (former / path).is_file():
            with (former / path).open("rb") as file:
                source = SourceFile(path, file.read(MAX_BYTES + 1))
            if is_out(source, options.now.date()):
                moved[path] = now
    return moved


def _redirects(root: Path) -> Callable[[str], bool]:
    """Whether a file of the content names an address as a former one of its own."""
    from functools import cache

    @cache
    def words() -> str:
        files = sorted((root / "content").rglob("*.md"))
        return "\n".join(
            file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file()
        )

    return lambda link: re.search(rf"(?<![\w/-]){re.escape(link)}(?![\w-])", words()) is not None
