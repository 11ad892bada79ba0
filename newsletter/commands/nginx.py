"""`newpower nginx`: the site's headers and redirects, as nginx reads them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from newsletter.commands.console import failures_of_the_world, show
from newsletter.commands.options import build_options, now_option, root_option


@click.command()
@root_option
@click.option("--base-url", help="Where it will be published, instead of what site.yaml says.")
@now_option
def nginx(root: Path, base_url: str | None, now: datetime | None) -> None:
    """Print headers and redirects for nginx.

    Netlify and Cloudflare Pages read the same from the site itself.

    \b
    Example: newpower nginx > /etc/nginx/new-power.conf
    """
    from newsletter.publish import read_library
    from newsletter.site.hosting import nginx_rules
    from newsletter.told.diagnostics import has_errors

    options = build_options(root=root, now=now, base_url=base_url, looks_up=True)
    with failures_of_the_world():
        read = read_library(options)
    if read.value is None or has_errors(read.diagnostics):
        show(read.diagnostics, root, "terminal")
        sys.exit(1)
    click.echo(nginx_rules(read.value), nl=False)
