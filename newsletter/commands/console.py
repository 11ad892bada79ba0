"""The command line's manners: how things are shown, and how the world's failures are told."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.engine.progress import Progress, silent

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from newsletter.told.comparing import Change
    from newsletter.told.diagnostics import Diagnostic

FORMATS = ("terminal", "github", "json")

#: Seconds a person waits without asking how far it is, and between two signs of it.
AFTER, BETWEEN = 1.0, 0.1


def show(diagnostics: tuple[Diagnostic, ...], root: Path, form: str, *, quiet_if_clean: bool = False) -> None:
    """Print what was found, in one of the three forms; `terminal` goes to standard error."""
    from newsletter.told import formats

    if form == "json":
        click.echo(formats.as_json(diagnostics), nl=False)
    elif form == "github":
        click.echo(formats.as_github(diagnostics, _changed_files(root)), nl=False)
        _sum_up(formats.as_step_summary(diagnostics))
    elif diagnostics or not quiet_if_clean:
        _show_on_terminal(diagnostics, root)
        say(formats.counted(diagnostics))


def show_change(change: Change, diagnostics: tuple[Diagnostic, ...], root: Path, form: str) -> None:
    """The same of a change; `diagnostics` are its old and new ones, in order. A terminal shows the new ones."""
    from newsletter.told import formats

    if form == "json":
        click.echo(formats.as_json(diagnostics, change), nl=False)
    elif form == "github":
        click.echo(formats.as_github_of_change(change), nl=False)
        _sum_up(formats.as_step_summary_of_change(change))
    else:
        _show_on_terminal(change.new, root)
        say(f"this change brings {formats.counted(change.new)}")
        if change.old:
            say(f"not of this change: {formats.counted(change.old)}; `newpower check` shows all")


def _show_on_terminal(diagnostics: tuple[Diagnostic, ...], root: Path) -> None:
    from newsletter.told.excerpts import line_reader
    from newsletter.told.formats import as_terminal

    color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    if diagnostics:
        click.echo(as_terminal(diagnostics, line_reader(root), color=color), err=True, color=color)


def _sum_up(text: str) -> None:
    """Onto the page of a GitHub run, where this is one."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


def _changed_files(root: Path) -> frozenset[str]:
    """Files this pull request changes, as git tells; none where it cannot be known."""
    base = os.environ.get("GITHUB_BASE_REF")
    if not base:
        return frozenset()
    from newsletter.commands.revision import revision

    try:
        return revision(root, f"origin/{base}").files
    except click.UsageError:
        return frozenset()


@contextmanager
def failures_of_the_world() -> Iterator[None]:
    """A disk, a port or a clock that fails is one line and exit code 1; a bug keeps its traceback."""
    from newsletter.engine.output import OutputError

    try:
        yield
    except OutputError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror or error}") from None


@contextmanager
def progress(quiet: bool = False) -> Iterator[Progress]:
    """A bar on a terminal for work of more than a second: what, how many of how many, time left.

    It is gone when the work ends. Nothing in a pipe.
    """
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    bar = _Bar()
    try:
        yield bar.tell
    finally:
        bar.clear()


class _Bar:
    """One line that is rewritten a few times a second; each kind of work begins anew."""

    def __init__(self) -> None:
        self._begun = self._shown = time.monotonic()
        self._started = time.time()
        self._words = ""
        self._bar: ProgressBar[int] | None = None

    def tell(self, words: str, done: int, of: int) -> None:
        now = time.monotonic()
        if words != self._words:
            self._started = time.time()
            self._words, self._bar = words, None
        if now - self._begun < AFTER or now - self._shown < BETWEEN:
            return
        self._shown = now
        if not of:
            click.echo(f"\r\x1b[K{words} …", err=True, nl=False)
            return
        if self._bar is None:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._bar = click.progressbar(length=of, label=words, show_pos=True, file=sys.stderr)
            self._bar.start = self._bar.last_eta = self._started  # the time left, from all the work so far
        self._bar.update(done - self._bar.pos)
        self._bar.render_progress()

    def clear(self) -> None:
        if self._shown > self._begun:
            click.echo("\r\x1b[K\x1b[?25h", err=True, nl=False)  # click's bar hides the cursor


def say(words: str) -> None:
    """A line for the person, apart from what a program may read."""
    click.echo(words, err=True)
