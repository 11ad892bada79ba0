"""`newpower edition`: the monthly letter, drafted, examined and previewed; `sending` sends it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import failures_of_the_world, in_color, say
from newsletter.commands.console import show as show_diagnostics
from newsletter.commands.options import address, build_options, clock, now_option, root_option
from newsletter.commands.pushing import push
from newsletter.commands.sending import doubts, pause, resume, send, status, stop, try_out

if TYPE_CHECKING:
    from newsletter.content.library import Library
    from newsletter.told.diagnostics import Diagnostic


@click.group()
def edition() -> None:
    """Draft, examine, preview and send the monthly letter.

    \b
    Example: newpower edition show 2026-11
    """


@edition.command()
@click.argument("month")
@root_option
@now_option
def draft(month: str, root: Path, now: datetime | None) -> None:
    """Begin an edition with what was published since the last.

    \b
    Example: newpower edition draft 2026-12
    """
    from newsletter.editor.blanks import BlankError, write_draft

    library = _library(root, now, drafts=False, future=True)
    with failures_of_the_world():
        try:
            path = write_draft(root, library, month)
        except BlankError as error:
            raise click.UsageError(str(error)) from None
    click.echo(f"{path}\nFill in its blanks, then run `newpower edition show {month}`.")


@edition.command()
@click.argument("month")
@root_option
@now_option
def show(month: str, root: Path, now: datetime | None) -> None:
    """Print a letter's size, links, words and checks.

    \b
    Example: newpower edition show 2026-11
    """
    from newsletter.letters import read_letters
    from newsletter.mail.summary import edition_summary
    from newsletter.told.diagnostics import has_errors

    options = build_options(root=root, now=now, drafts=True, future=True, looks_up=True)
    with failures_of_the_world():
        letters = read_letters(options)
    letter = next((letter for letter in letters if letter.edition in (month, "")), None)
    if letter is None:
        known = ", ".join(letter.edition for letter in letters) or "none yet"
        raise click.UsageError(f"there is no edition `{month}`; there are: {known}")
    if letter.email is not None:
        click.echo(edition_summary(letter.email, letter.diagnostics))
    if letter.diagnostics:
        show_diagnostics(letter.diagnostics, root, "terminal")
    sys.exit(1 if has_errors(letter.diagnostics) else 0)


@edition.command()
@click.argument("month")
@root_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Where it goes.  [default: MONTH.pdf]"
)
@now_option
def pdf(month: str, root: Path, out: Path | None, now: datetime | None) -> None:
    """Print an edition as an A5 booklet, to be folded from sheets of A4.

    Drafts and later dates can be printed, too. It needs WeasyPrint: pip install 'new-power[print]'.

    \b
    Example: newpower edition pdf 2026-11
    """
    from newsletter.printing import MissingError, print_edition

    options = build_options(root=root, now=now, drafts=True, future=True, looks_up=True)
    with failures_of_the_world():
        try:
            with _clock_stopped():
                booklet = print_edition(options, month)
        except MissingError as error:
            raise click.ClickException(str(error)) from None
        if booklet.diagnostics:
            show_diagnostics(booklet.diagnostics, root, "terminal")
        if not booklet.content:
            if booklet.diagnostics:
                sys.exit(1)
            known = ", ".join(booklet.known) or "none yet"
            raise click.UsageError(f"there is no edition `{month}`; there are: {known}")
        out = out or Path(f"{month}.pdf")
        _put(out, booklet.content)
    sheets = booklet.pages // 4
    click.echo(f"{out}: {booklet.pages} pages of A5, on {sheets} sheet{'s' if sheets > 1 else ''} of A4")


def _put(out: Path, content: bytes) -> None:
    """The file whole, or what stood there before; a pipe or a device is written to. Raises OSError."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    part = out.with_name(f"{out.stem}.part{out.suffix}")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise OSError(error.errno, error.strerror, str(out)) from None


@edition.command()
@root_option
@address(8025)
@now_option
def preview(root: Path, host: str, port: int, now: datetime | None) -> None:
    """Show letters as mail programs would.

    Each in light and dark, without images, narrow, and as text.

    \b
    Example: newpower edition preview
    """
    from newsletter.editor.serve import serve_letters

    with failures_of_the_world():
        color = in_color(sys.stdout)
        serve_letters(root, host, port, now=lambda: now or clock(), tell=click.echo, color=color)


@contextmanager
def _clock_stopped() -> Iterator[None]:
    """A PDF's fonts note the moment they were cut down, unless they are told one: fontTools asks the environment."""
    name = "SOURCE_DATE_EPOCH"
    former = os.environ.get(name)
    os.environ[name] = "0"
    try:
        yield
    finally:
        if former is None:
            del os.environ[name]
        else:
            os.environ[name] = former


def _library(root: Path, now: datetime | None, *, drafts: bool = True, future: bool = True) -> Library:
    from newsletter.editor.drafts import FOLDER
    from newsletter.publish import read_library
    from newsletter.told.diagnostics import Severity
    from newsletter.told.formats import counted

    options = build_options(root=root, now=now, drafts=drafts, future=future, looks_up=True)
    with failures_of_the_world():
        read = read_library(options)
    errors = tuple(one for one in read.diagnostics if one.severity is Severity.ERROR)
    deciding = tuple(one for one in errors if one.location.file.startswith(f"{FOLDER}/"))
    if read.value is None or deciding:  # which edition was the last, and what it showed, is in their files
        show_diagnostics(deciding or errors, root, "terminal")
        sys.exit(1)
    if errors:
        say(f"Left out, since there is {counted(errors)} in it: {', '.join(_files(errors))}.")
    return read.value


def _files(found: tuple[Diagnostic, ...]) -> list[str]:
    return list(dict.fromkeys(one.location.file for one in found))


for command in (send, status, pause, resume, stop, try_out, doubts, push):
    edition.add_command(command)
