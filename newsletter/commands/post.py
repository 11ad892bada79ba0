"""`newpower post`: how the post is."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.list_options import list_command
from newsletter.commands.options import root_option
from newsletter.commands.sending_options import DKIM_KEY_FILE, place, read_site

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

    found = status_of(at, place())
    click.echo(_as_json(found) if form == "json" else _as_lines(found))
    sys.exit(1 if found.damage else 0)


@post.command()
@click.option("--new", is_flag=True, help="Make the key first, where none is there.")
@root_option
def dkim(new: bool, root: Path) -> None:
    """Print what DNS is to say of the key that signs letters.

    Its file is the one that NEWPOWER_DKIM_KEY_FILE names.

    \b
    Example: newpower post dkim --new
    """
    site, _ = read_site()
    named = os.environ.get(DKIM_KEY_FILE)
    if site.dkim is None or not named:
        raise click.UsageError(
            f"say `dkim` in content/site.yaml, and name the key's file in the environment, as {DKIM_KEY_FILE}"
        )
    from newsletter.post.signing import SigningError, key_record, make_key, read_key

    try:
        key = make_key(Path(named)) if new else read_key(Path(named))
    except SigningError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{site.dkim.selector}._domainkey.{site.dkim.domain}. TXT\n{key_record(key)}")


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
        **({"true one": f"not known: {found.doubt}"} if found.doubt else {}),
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
        "doubt": found.doubt,
        "waiting": dict(found.waiting),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _size(count: int) -> str:
    return next((f"{count / unit:.1f} {name}" for unit, name in _UNITS if count >= unit), f"{count} bytes")
