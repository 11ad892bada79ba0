"""`newpower new`: a content file begun, with blanks to fill in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from newsletter.commands.console import failures_of_the_world
from newsletter.commands.options import clock, now_option, root_option


class KindName(click.ParamType[str]):
    """The name of a kind of content; which there are is looked up when one is asked for."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name, if there is such a kind; click tells the person if not."""
        from newsletter.content.kinds import KINDS

        known = [kind.name for kind in KINDS]
        return str(click.Choice(known).convert(value, param, ctx))


@click.command()
@click.argument("kind", type=KindName())
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
