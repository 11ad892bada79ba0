"""The command line's manners: how things are shown, and how the world's failures are told."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from newsletter.engine.progress import Progress, silent

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from newsletter.told.comparing import Change
    from newsletter.told.diagnostics import Diagnostic

FORMATS = ("terminal", "github", "json")

#: Seconds a person waits without asking how far it is, and between two signs of it.
AFTER, BETWEEN = 1.0, 0.1


def show(diagnostics: tuple[Diagnostic, ...], root: Path, form: str, *, is_all: bool = False) -> None:
    """Print what was found, in one of the three forms; `terminal` goes to standard error.

    There the first few warnings of each code stand for the rest, unless it is to be all.
    """
    from newsletter.told import formats

    if form == "json":
        click.echo(formats.as_json(diagnostics), nl=False)
    elif form == "github":
        click.echo(formats.as_github(diagnostics, _changed_files(root)), nl=False)
        _sum_up(formats.as_step_summary(diagnostics))
    else:
        _show_on_terminal(diagnostics, root, is_all=is_all)
        say(formats.counted(diagnostics))


def show_of_build(diagnostics: tuple[Diagnostic, ...], root: Path, *, quiet: bool = False) -> None:
    """Every error as it is, and a line for each code of warnings; if quiet, the errors alone."""
    from newsletter.told import formats
    from newsletter.told.diagnostics import Severity

    errors = tuple(one for one in diagnostics if one.severity is Severity.ERROR)
    warnings = [one for one in diagnostics if one.severity is Severity.WARNING]
    _show_on_terminal(errors, root, is_all=True)
    if warnings and not quiet:
        say(formats.a_line_a_code(warnings), nl=False)
        say(f"{formats.counted(diagnostics)}; `newpower check` shows the lines")
    elif errors:
        say(formats.counted(errors))


def show_change(change: Change, diagnostics: tuple[Diagnostic, ...], root: Path, form: str) -> None:
    """The same of a change; `diagnostics` are its old and new ones, in order. A terminal shows the new ones."""
    from newsletter.told import formats

    if form == "json":
        click.echo(formats.as_json(diagnostics, change), nl=False)
    elif form == "github":
        click.echo(formats.as_github_of_change(change), nl=False)
        _sum_up(formats.as_step_summary_of_change(change))
    else:
        _show_on_terminal(change.new, root, is_all=False)
        say(f"this change brings {formats.counted(change.new)}")
        if change.old:
            say(f"not of this change: {formats.counted(change.old)}; `newpower check` shows all")


def _show_on_terminal(diagnostics: tuple[Diagnostic, ...], root: Path, *, is_all: bool) -> None:
    from newsletter.told.excerpts import line_reader
    from newsletter.told.formats import as_terminal, first_few

    shown, more = (diagnostics, {}) if is_all else first_few(diagnostics)
    color = in_color(sys.stderr)
    if shown:
        click.echo(as_terminal(shown, line_reader(root), color=color), err=True, color=color)
    for code, count in more.items():
        say(f"and {count:,} more `{code}`: `newpower check --all` shows them")


def _sum_up(text: str) -> None:
    """Onto the page of a GitHub run, where this is one."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


def in_color(stream: TextIO) -> bool:
    """Whether what goes to the stream is read on a screen, by somebody who has not asked for no colour.

    https://no-color.org
    """
    return stream.isatty() and not os.environ.get("NO_COLOR")


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
        """Shows that `done` pieces `of` all are done, or only the `words` where nobody knows how many."""
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
        """Takes the line away again, if it was ever shown."""
        if self._shown > self._begun:
            click.echo("\r\x1b[K\x1b[?25h", err=True, nl=False)  # click's bar hides the cursor


def say(words: str, *, nl: bool = True) -> None:
    """A line for the person, apart from what a program may read."""
    click.echo(words, err=True, nl=nl)
