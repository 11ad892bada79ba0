"""The door: what can be asked for on the command line, a command a file of commands/.

Only the commands print and exit; only they and the editor read the clock and the environment.
Codes: 0 done, 1 mistakes in the content (or a failure of the world), 2 a command that makes no sense,
3 an edition of which not everybody is accounted for, or a doctor who could not look at everything.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

#: The modules of commands/ that hold one of its own name each, `_` standing for `-`.
COMMANDS = (
    "bounces",
    "build",
    "check",
    "doctor",
    "edition",
    "links",
    "list_server",
    "new",
    "nginx",
    "pack",
    "post",
    "schema",
    "serve",
    "subscribers",
)


class _Commands(click.Group):
    """A command is loaded when it is asked for: to load all of them took a fifth of a build that has nothing to do."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return [name.replace("_", "-") for name in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        module = cmd_name.replace("-", "_")
        if module not in COMMANDS or "_" in cmd_name:
            return None
        command: click.Command = getattr(import_module(f"newsletter.commands.{module}"), module)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(package_name="new-power")
def main() -> None:
    """Markdown case studies in; a site, feeds and a monthly edition out.
    Begin with `newpower serve`: it shows every change as you save it.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a screen that lacks a letter still shows the rest
