"""`newpower check`: every mistake, and nothing written."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from newsletter.commands.console import FORMATS, failures_of_the_world, progress, show
from newsletter.commands.options import build_options, now_option, root_option


@click.command()
@root_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="terminal", help="How to show what is wrong."
)
@now_option
def check(root: Path, form: str, now: datetime | None) -> None:
    """Find every mistake in content and templates; write nothing.

    \b
    Example: newpower check --format github
    """
    from newsletter.publish import check as run
    from newsletter.told.diagnostics import has_errors

    options = build_options(root=root, now=now, no_cache=True)
    with failures_of_the_world():
        with progress() as tell:
            diagnostics = run(options, tell)
        show(diagnostics, root, form)
    sys.exit(1 if has_errors(diagnostics) else 0)
