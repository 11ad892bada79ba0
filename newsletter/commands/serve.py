"""`newpower serve`: the publication, kept fresh while it is written."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from newsletter.commands.console import failures_of_the_world, in_color
from newsletter.commands.options import address, clock, now_option, root_option


@click.command()
@root_option
@address(8000)
@now_option
@click.option(
    "--poll", is_flag=True, help="Compare times twice a second: for folders that another machine shares."
)
def serve(root: Path, host: str, port: int, now: datetime | None, poll: bool) -> None:
    """Show the publication, and every change as you save it.

    Drafts and what is to be published later are shown too, and marked.

    \b
    Example: newpower serve --port 8080
    """
    from newsletter.editor.serve import serve as run
    from newsletter.editor.watching import is_installed

    if not is_installed():
        raise click.ClickException(
            "watchdog is not installed, which tells of saved files: "
            "run `python -m pip install --require-hashes -r requirements-editor.lock`"
        )
    with failures_of_the_world():
        color = in_color(sys.stdout)
        run(root, host, port, now=lambda: now or clock(), tell=click.echo, is_polling=poll, color=color)
