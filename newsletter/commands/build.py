"""`newpower build`: the site and the letters."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any, get_args

import click

from newsletter.commands.console import failures_of_the_world, progress, say, show_of_build
from newsletter.commands.options import build_options, now_option, root_option


@click.command()
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes.  [default: public]")
@click.option("--outbox", type=click.Path(path_type=Path), help="Where letters go.  [default: outbox]")
@click.option(
    "--cache-dir", type=click.Path(path_type=Path), help="What is kept between builds.  [default: .cache]"
)
@click.option("--base-url", help="Where it stands on the web, if not as site.yaml says.")
@click.option("--drafts", is_flag=True, help="Show drafts too.")
@click.option("--future", is_flag=True, help="Show what is to be published later, too.")
@click.option("--no-search", is_flag=True, help="Leave search out; the list from A to Z stays.")
@click.option("--no-offline", is_flag=True, help="Leave the copy to carry away out, which is quicker.")
@click.option("--no-cards", is_flag=True, help="Draw no cards for other programs to show with a link.")
@now_option
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes to use.  [default: processors, at most 2]"
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep no answers.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def build(quiet: bool, no_cache: bool, **asked: Any) -> None:
    """Make the site and the letters.

    \b
    Example: newpower build --out /srv/www --base-url https://newpower.example
    """
    from newsletter.engine.options import Part
    from newsletter.publish import build as run

    without = [part for part in get_args(Part) if asked.pop(f"no_{part}")]
    options = build_options(no_cache=no_cache, without=without, **asked)
    gc.disable()  # values that live as long as the command: looking for garbage among them took a third of it
    with failures_of_the_world(), progress(quiet) as tell:
        result = run(options, tell)
    gc.freeze()  # nor at the end, where Python looks once more: 20 ms with 1,000 case studies
    show_of_build(result.diagnostics, options.root, quiet=quiet)
    if not result.is_published:
        say("Nothing was written.")
        sys.exit(1)
    if result.strangers:
        say(_told_strangers(result.strangers))
    if result.note and not quiet:
        say(result.note)
    if not quiet:
        changed = (
            f"{result.written:,} written, {result.removed:,} removed"
            if result.written or result.removed
            else "none changed"
        )
        click.echo(f"{options.out / 'index.html'}: {result.files:,} files, {changed}")


def _told_strangers(paths: tuple[Path, ...]) -> str:
    """One line on files that were left where they are."""
    named = ", ".join(map(str, paths[:3])) + (f" and {len(paths) - 3:,} more" if len(paths) > 3 else "")
    return (
        f"Left as found, since no build is known to have made them: {named}."
        " Delete by hand what nobody needs."
    )
