"""The commands there are, as click knows them."""

from __future__ import annotations

from collections.abc import Iterator

import click


def inner_commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Those of a group by name, loaded, in the order in which help lists them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield name, command
