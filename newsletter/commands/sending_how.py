"""What `edition send` and `resume` are asked alike: by what letters go, and how an edition is seen through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from newsletter.commands.sending_options import transport_option
from newsletter.values import point


@point
class How:
    """By what an edition goes, and how it is seen through. `relay_timeout` is in seconds."""

    transport: str
    this_machine: bool
    logs: tuple[Path, ...]
    relay_timeout: int
    waits: bool
    form: str


machine_option = click.option("--this-machine", is_flag=True, help="This list is the true one.")
log_option = click.option(
    "--relay-log", "logs", type=click.Path(path_type=Path, exists=True, dir_okay=False), multiple=True,
    help="Your Postfix's log: it settles doubts.",
)  # fmt: skip
timeout_option = click.option(
    "--relay-timeout", type=click.IntRange(min=1), default=330, metavar="SECONDS", show_default=True,
    help="Until it drops a dead line.",
)  # fmt: skip
waits_option = click.option("--wait/--no-wait", "waits", default=True, help="For who was deferred.")
format_option = click.option(
    "--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True,
    help="For a person, or a JSON line a second.",
)  # fmt: skip

_OPTIONS = (transport_option, machine_option, log_option, timeout_option, waits_option, format_option)


def how_options(function: Callable[..., None]) -> Callable[..., None]:
    """A command that is given all of these as one value, `how`."""

    @wraps(function)
    def run(**asked: Any) -> None:
        how = How(**{one.name: asked.pop(one.name) for one in fields(How)})
        function(how=how, **asked)

    with_options: Callable[..., None] = run
    for option in reversed(_OPTIONS):
        with_options = option(with_options)
    return with_options
