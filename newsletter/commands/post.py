"""`newpower post`: how the post is."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from newsletter.commands.list_options import list_command

if TYPE_CHECKING:
    from newsletter.post.database import List
    from newsletter.post.status import Status

_UNITS = ((2**30, "GB"), (2**20, "MB"), (2**10, "KB"))


@click.group()
def post() -> None:
    """See how the post is.

    \b
    Example: newpower post status
    """


@post.command()
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
@list_command(begins=False)
def status(at: List, form: str) -> None:
    """Print where the list is, and how: a line each.

    Ends with exit code 1 where it is damaged.

    \b
    Example: newpower post status
    """
    from newsletter.post.status import status_of

    found = status_of(at)
    click.echo(_as_json(found) if form == "json" else _as_lines(found))
    sys.exit(1 if found.damage else 0)


def _as_lines(found: Status) -> str:
    people = ", ".join(f"{count:,} {state}" for state, count in found.people.items())
    waiting = ", ".join(f"{count:,} {what}" for what, count in found.waiting.items() if count)
    lines = {
        "database": found.database,
        "version": str(found.version),
        "people": people,
        "suppressed": f"{found.suppressed:,}",
        "size": _size(found.size),
        "last backup": f"{found.last_backup:%Y-%m-%d %H:%M} UTC" if found.last_backup else "none",
        "key": f"{found.key}, the list's own",
        "whole": f"no: {found.damage}" if found.damage else "yes",
        "waiting": waiting or "nothing",
    }
    return "\n".join(f"{name:<12} {words}" for name, words in lines.items())


def _as_json(found: Status) -> str:
    told = {
        "version": 1,
        "database": found.database,
        "schema": found.version,
        "people": dict(found.people),
        "suppressed": found.suppressed,
        "bytes": found.size,
        "last_backup": f"{found.last_backup:%Y-%m-%dT%H:%M:%SZ}" if found.last_backup else None,
        "key": found.key,
        "is_whole": not found.damage,
        "damage": found.damage,
        "waiting": dict(found.waiting),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _size(count: int) -> str:
    return next((f"{count / unit:.1f} {name}" for unit, name in _UNITS if count >= unit), f"{count} bytes")
