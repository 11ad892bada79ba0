"""`newpower new`: a content file begun, with blanks to fill in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from newsletter.commands.console import failures_of_the_world
from newsletter.commands.options import clock, now_option, root_option


@click.command()
@click.argument("kind", type=click.Choice(["case-study", "edition", "page"]))
@click.argument("title")
@root_option
@now_option
def new(kind: str, title: str, root: Path, now: datetime | None) -> None:
    """Begin a new content file, with blanks to fill in.

    \b
    Example: newpower new case-study "Homebaked, Liverpool"
    """
    from newsletter.editor.blanks import BlankError, write_blank

    with failures_of_the_world():
        try:
            path = write_blank(root, kind, title, (now or clock()).date())
        except BlankError as error:
            raise click.UsageError(str(error)) from None
    click.echo(
        f"{path}\nFill in its blanks, then run `newpower check`; `newpower serve` shows it as you write."
    )
