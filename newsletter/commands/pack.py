"""`newpower pack`: the publication as a folder that opens by a double click."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from newsletter.commands.console import failures_of_the_world, progress, say, show
from newsletter.commands.options import build_options, now_option, root_option
from newsletter.commands.revision import revision


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@root_option
@click.option("--changed-since", metavar="REV", help="Begin with the pages this change touches.")
@now_option
def pack(folder: Path, root: Path, changed_since: str | None, now: datetime | None) -> None:
    """Make a folder to look at without a server.

    Drafts and later dates are in it, and the letters. It can be sent to somebody.

    \b
    Example: newpower pack preview
    """
    from newsletter.editor.pack import pack as run
    from newsletter.site.on_disk import START

    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"there is something in {folder}; name a new folder")
    options = build_options(
        root=root,
        now=now,
        out=folder / "site",
        outbox=folder / "letters",
        drafts=True,
        future=True,
        no_cache=True,
    )
    with failures_of_the_world():
        changed = frozenset() if changed_since is None else revision(root, changed_since).files
        with progress() as tell:
            result = run(options, folder, changed, tell)
    if not result.is_published:
        show(result.diagnostics, root, "terminal")
        say("Nothing was written.")
        sys.exit(1)
    click.echo(f"{folder / START}: open it, or send the folder")
