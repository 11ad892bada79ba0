"""`newpower links`: whether what the content links to still answers."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import FORMATS, failures_of_the_world, progress, say, show
from newsletter.commands.options import build_options, now_option, root_option

if TYPE_CHECKING:
    from newsletter.content.reading.outward import Outward
    from newsletter.engine.progress import Progress
    from newsletter.links.answers import Answer
    from newsletter.links.kept import Kept

#: Seconds: between two requests to one host; for an answer.
PAUSE, PATIENCE = 1.0, 15.0


@click.command()
@root_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="terminal", help="How to show what was found."
)
@click.option("--again", is_flag=True, help="Ask every address, whatever is known of it.")
@click.option(
    "--older-than", type=click.IntRange(0), default=30, show_default=True, metavar="DAYS",
    help="Ask again what answered longer ago.",
)  # fmt: skip
@click.option("--fail", is_flag=True, help="End with 1 where an address leads nobody on.")
@click.option("--allow-private", is_flag=True, help="Ask addresses of this machine and of its networks, too.")
@now_option
def links(
    root: Path, form: str, again: bool, older_than: int, fail: bool, allow_private: bool, now: datetime | None
) -> None:
    """Ask whether what the content links to still answers.

    It asks each address once, each host one at a time, and goes on where it was broken off. What is dead is told
    at its line, with an archive's copy where there is one. It changes no file of yours, and no build waits for it.

    \b
    Example: newpower links --older-than 7
    """
    if find_spec("httpx") is None:
        raise click.ClickException("asking needs httpx: pip install 'new-power[links]'")
    options = build_options(root=root, now=now, looks_up=True)
    with failures_of_the_world(), progress() as tell:
        places, unread, site = _read(root, tell)
        from newsletter.links.asking_all import is_example, seems_offline
        from newsletter.links.kept import Kept
        from newsletter.links.telling import counted, told
        from newsletter.told.diagnostics import Severity

        wanted = {place.address for place in places}
        examples = {address for address in wanted if is_example(address)}
        with closing(Kept(options.cache_dir)) as kept:
            today = options.now.date()
            known = {} if again else kept.believed(today, older_than)
            before = {address: known[address] for address in wanted - examples if address in known}
            asked = _asked(wanted - examples - before.keys(), places, site, kept, today, tell, allow_private)
            if seems_offline(asked):
                kept.forget([*asked])
                raise click.ClickException("no host of any address is known: is this machine online?")
    found = told(places, {**before, **asked})
    show(found, root, form, is_all=True)
    if form != "json":
        say(counted({**before, **asked}, before=len(before), examples=len(examples)))
    if unread:
        say(f"{unread} file{'s' if unread > 1 else ''} could not be read whole: `newpower check` says why")
    sys.exit(1 if fail and any(one.severity is Severity.WARNING for one in found) else 0)


def _read(root: Path, tell: Progress) -> tuple[tuple[Outward, ...], int, str]:
    """Every place that names an address, how many files could not be read, and the address of the site."""
    from newsletter.content.reading.data_files import read_config
    from newsletter.content.reading.outward import outward_addresses
    from newsletter.content.reading.source_file import MAX_BYTES, SourceFile
    from newsletter.engine.inventory import DATA_FILES, take_inventory

    def source(path: str) -> SourceFile:
        if not (root / path).is_file():
            return SourceFile(path, b"")
        with (root / path).open("rb") as file:
            return SourceFile(path, file.read(MAX_BYTES + 1))

    config = read_config(*map(source, DATA_FILES)).value
    paths = (DATA_FILES[0], *take_inventory(root).documents)
    found: list[Outward] = []
    unread = 0
    for number, path in enumerate(paths, start=1):
        read = outward_addresses(source(path))
        found += read.found
        unread += not read.is_whole
        tell("files read", number, len(paths))
    return tuple(found), unread, config.site.base_url if config else ""


def _asked(
    addresses: Iterable[str], places: tuple[Outward, ...], site: str, kept: Kept, today: date, tell: Progress,
    allow_private: bool,
) -> dict[str, Answer]:  # fmt: skip
    """What those addresses answer, each kept as soon as it does."""
    import asyncio
    import ssl

    import httpx

    from newsletter.links import archive, guard
    from newsletter.links.asking import Ways
    from newsletter.links.asking_all import ask_all
    from newsletter.links.turns import Turns

    async def all_of_them() -> dict[str, Answer]:
        # No connection is kept for the next: it goes to an address, and its certificate was another host's.
        limits = httpx.Limits(max_keepalive_connections=0)
        inner = httpx.AsyncHTTPTransport(verify=ssl.create_default_context(), limits=limits, trust_env=False)
        async with guard.Guarded(inner, guard.looked_up, allows_private=allow_private) as transport:
            ways = Ways(transport, Turns(PAUSE), f"newpower-links (+{site})", PATIENCE)
            return await ask_all(
                addresses, ways, lambda address, answer: kept.keep(address, answer, today), tell,
                lacking={place.address for place in places if not place.copy}, service=archive.AVAILABILITY,
            )  # fmt: skip

    try:
        return asyncio.run(all_of_them())
    except ExceptionGroup as group:
        if failed := group.subgroup(OSError):
            raise failed.exceptions[0] from None
        raise
