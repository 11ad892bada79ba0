"""The door: what can be asked for on the command line, a command a file of commands/.

Only the commands print and exit; only they and the editor read the clock and the environment.
Codes: 0 done, 1 mistakes in the content (or a failure of the world), 2 a command that makes no sense,
3 an edition of which not everybody is accounted for.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from newsletter.commands.build import build
from newsletter.commands.check import check
from newsletter.commands.edition import edition
from newsletter.commands.new import new
from newsletter.commands.nginx import nginx
from newsletter.commands.pack import pack
from newsletter.commands.schema import schema
from newsletter.commands.sending import doubts, pause, resume, send, status, stop, try_out
from newsletter.commands.serve import serve
from newsletter.commands.subscribers import subscribers


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(package_name="new-power")
def main() -> None:
    """Markdown case studies in; a site, feeds and a monthly edition out.

    Begin with `newpower serve`: it shows the publication, and every change as you save it.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a screen that lacks a letter still shows the rest


for command in (send, status, pause, resume, stop, try_out, doubts):
    edition.add_command(command)
for command in (build, check, new, serve, schema, edition, subscribers, nginx, pack):
    main.add_command(command)
