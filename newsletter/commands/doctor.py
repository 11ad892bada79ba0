"""`newpower doctor`: whether letters will be believed, looked at before one goes."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import failures_of_the_world, say
from newsletter.commands.options import root_option

if TYPE_CHECKING:
    from newsletter.post.doctor.findings import Finding

#: Nothing was found that hurts, and something is not known.
_UNKNOWN = 3


@click.command()
@click.option(
    "--letter", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="A letter that arrived, saved as .eml: it shows what the relay does.",
)  # fmt: skip
@click.option("--resolver", metavar="HOST[:PORT]", help="The name server to ask, such as 9.9.9.9.")
@click.option(
    "--format", "form", type=click.Choice(("terminal", "json")), default="terminal", show_default=True,
    help="For a person, or for a program.",
)  # fmt: skip
@root_option
def doctor(letter: Path | None, resolver: str | None, form: str, root: Path) -> None:
    """Look whether letters will be believed.

    SPF, DKIM, DMARC, reverse DNS, TLS, the sender's domain, the one click, and the site. Ends with 1
    where something hurts, with 3 where something is not known.

    \b
    Example: newpower doctor --letter ~/november.eml
    """
    from newsletter.commands.examination import case_of, lookup
    from newsletter.commands.sending_options import missing_for, read_site

    with failures_of_the_world():
        content = None if letter is None else _read(letter)
        site, in_the_way = read_site()
        missing = missing_for("smtp", site, in_the_way)
        case, ask = case_of(site, content), lookup(resolver)
    from newsletter.post.doctor.examining import examine
    from newsletter.post.doctor.findings import counted, has

    found = (*_settings(missing), *examine(case, ask, datetime.now(UTC)))
    click.echo(_as_json(found) if form == "json" else _as_lines(found))
    if form != "json":
        say(counted(found))
    sys.exit(1 if has(found, "hurts") else _UNKNOWN if has(found, "unknown") else 0)


def _read(file: Path) -> bytes:
    """The file, and an octet more than any letter has. Raises OSError."""
    from newsletter.post.doctor.arrived import LARGEST

    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _settings(missing: list[str]) -> tuple[Finding, ...]:
    """What keeps any letter from being posted."""
    from newsletter.post.doctor.findings import Finding

    return tuple(
        Finding("settings", "hurts", one, "docs/settings.md says where it stands") for one in missing
    )


def _as_lines(found: tuple[Finding, ...]) -> str:
    lines = []
    for one in found:
        lines.append(f"{one.verdict:<8} {one.subject:<12} {one.found}")
        if one.put:
            lines.append(f"{'':<8} {'':<12} -> {one.put}")
    return "\n".join(lines)


def _as_json(found: tuple[Finding, ...]) -> str:
    told = [
        {"subject": one.subject, "verdict": one.verdict, "found": one.found, "put": one.put} for one in found
    ]
    return json.dumps({"version": 1, "findings": told}, ensure_ascii=False, indent=1)
