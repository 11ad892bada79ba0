"""The command line's manners: how things are shown, and how the world's failures are told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsletter.told.diagnostics import Diagnostic

FORMATS = ("terminal", "github", "json")


def show(diagnostics: tuple[Diagnostic, ...], root: Path, form: str, *, quiet_if_clean: bool = False) -> None:
    """Print what was found, in one of the three forms; `terminal` goes to standard error."""
    from newsletter.told import formats
    from newsletter.told.excerpts import line_reader

    if form == "json":
        click.echo(formats.as_json(diagnostics), nl=False)
    elif form == "github":
        click.echo(formats.as_github(diagnostics, _changed_files(root)), nl=False)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(formats.as_step_summary(diagnostics))
    elif diagnostics or not quiet_if_clean:
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        if diagnostics:
            click.echo(
                formats.as_terminal(diagnostics, line_reader(root), color=color), err=True, color=color
            )
        say(formats.counted(diagnostics))


def _changed_files(root: Path) -> frozenset[str]:
    """Files this pull request changes, as git tells; none where it cannot be known."""
    base = os.environ.get("GITHUB_BASE_REF")
    if not base or base.startswith("-"):
        return frozenset()
    try:
        said = subprocess.run(
            ["git", "diff", "--name-only", "--relative", "-z", f"origin/{base}...HEAD"],
            cwd=root,
            capture_output=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(os.fsdecode(said.stdout).split("\0")) - {""}


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
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """One line on a terminal, rewritten as the work goes on; nothing in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        yield lambda words: click.echo(f"\r\x1b[K{words} …", err=True, nl=False)
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


def say(words: str) -> None:
    """A line for the person, apart from what a program may read."""
    click.echo(words, err=True)
