"""`newpower list-server`: the pages by which people join and leave, and the mails that go with them."""

from __future__ import annotations

import errno
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import failures_of_the_world, say, show
from newsletter.commands.list_options import RELAY_SECRET, missing_secret, opened, secret_named
from newsletter.commands.options import build_options, root_option
from newsletter.commands.sending_how import machine_option
from newsletter.commands.sending_options import place, signature_of

if TYPE_CHECKING:
    from flask import Flask

    from newsletter.content.library import Library
    from newsletter.post.database import List
    from newsletter.post.joining.carrier import Carrier
    from newsletter.post.joining.links import Links
    from newsletter.post.whereabouts import Mailing, Steps
    from newsletter.site.assets import Assets

_NEEDS = ("flask", "waitress", "itsdangerous")
#: Seconds that a mail which is being handed over is given to end.
_PATIENCE = 10.0


@click.command("list-server")
@root_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8025,
    show_default=True,
    help="Its port; 0 for any that is free.",
)
@machine_option
def list_server(root: Path, host: str, port: int, this_machine: bool) -> None:
    """Answer those who join and leave.

    It stands behind nginx or Caddy, which speak HTTPS; docs/post.md shows how. Over a list that was put back
    from a copy, mails that waited in it are held until --this-machine.

    \b
    Example: newpower list-server --root /srv/new-power
    """
    missing = [name for name in _NEEDS if find_spec(name) is None]
    if missing:
        raise click.ClickException(f"it needs {' and '.join(missing)}: pip install 'new-power[post]'")
    from newsletter.post.joining.serving import on_one_processor

    secret = secret_named(RELAY_SECRET)
    with failures_of_the_world():
        library, assets = _read(root)
        links = _links(library, secret)
        with opened(root) as at, _mailing(at, this_machine=this_machine) as mails:
            carrier, application = _made(root, library, assets, links, at, secret, mails.steps)
            over = _told_to_end()
            with _answering(application, host, port) as (name, taken):
                where = f"[{name}]" if ":" in name else name
                say(f"Answering at http://{where}:{taken}{links.path}/ for {links.base}/  (Ctrl-C ends it)")
                _tell(mails)
                with on_one_processor():
                    carrier.start()
                over.wait()
            carrier.stop(_PATIENCE)
    say("ended")


@contextmanager
def _mailing(at: List, *, this_machine: bool) -> Iterator[Mailing]:
    """How the mails stand that wait, while they are carried. Raises ListError, for a list that is damaged too."""
    from newsletter.post.database import refuse_damaged
    from newsletter.post.whereabouts import mailing

    refuse_damaged(at)
    with mailing(at, place(), _now(), is_this_machine=this_machine) as mails:
        yield mails


def _tell(mails: Mailing) -> None:
    """Say in a line what is held and why, and in another if this machine keeps no note."""
    from newsletter.post.whereabouts import words_of

    if mails.reason is not None:
        say(
            f"the mails that waited ({mails.held:,}) are held, and no newest edition goes: {words_of(mails.reason)}"
        )
    if not mails.is_noted:
        say(
            f"mind: nothing can be noted in {place().state}, by which a list that was put back is known for one;"
            " name a folder with XDG_STATE_HOME"
        )


@contextmanager
def _answering(application: Flask, host: str, port: int) -> Iterator[tuple[str, int]]:
    """The address and port at which it answers until the block ends. Raises ClickException where another program does."""
    from newsletter.post.joining.serving import answering

    with ExitStack() as until_it_ends:
        try:
            found = until_it_ends.enter_context(answering(application, host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            words = f"another program answers at {host}:{port}: end that one, or take another --port"
            raise click.ClickException(words) from None
        yield found


def _made(
    root: Path,
    library: Library,
    assets: Assets,
    links: Links,
    at: List,
    secret: str | None,
    steps: Steps,
) -> tuple[Carrier, Flask]:
    """What carries the mails, and what answers."""
    from newsletter.mail.welcome import compose_welcome
    from newsletter.post.joining.app import joining_app
    from newsletter.post.joining.carrier import Carrier, Door
    from newsletter.post.joining.mails import Writer
    from newsletter.post.joining.pages import notice_hash, plan_pages, words_of_the_form
    from newsletter.post.joining.turns import Turns
    from newsletter.post.joining.views import Office
    from newsletter.post.joining.wishes import Greeting, Said
    from newsletter.post.sending.service import Share
    from newsletter.templates import environment

    site, templates = library.config.site, root / "templates"
    assert site.relay is not None
    made = environment(templates)
    welcome = None if library.welcome is None else compose_welcome(library.welcome, site, made)
    writer = Writer(site, links, at.key, made, welcome)
    door = Door(site.relay, secret, sign=signature_of(site))
    share = Share(site.relay, time.time)
    carrier = Carrier(at, writer, door, _now, say, share, steps)
    said = Said(words_of_the_form(library), notice_hash(root, library))
    pages = plan_pages(library, assets, links, templates)
    office = Office(
        at,
        Turns(at),
        pages,
        links,
        said,
        _now,
        carrier.wake,
        click.echo,
        greeting=Greeting(welcome is not None, site.welcome_edition),
    )
    return carrier, joining_app(office)


def _read(root: Path) -> tuple[Library, Assets]:
    """The publication and what its pages look like. Exits where that cannot be read or is still an example."""
    from newsletter.mail.readiness import in_the_way
    from newsletter.publish import read_library
    from newsletter.site.assets import plan_assets
    from newsletter.told.diagnostics import has_errors

    read = read_library(build_options(root=root, looks_up=True))
    assets = plan_assets(root / "templates" / "static")
    found = (*read.diagnostics, *assets.diagnostics)
    if read.value is None or assets.value is None or has_errors(found):
        show(found, root, "terminal")
        sys.exit(1)
    reasons = in_the_way(read.value)
    if read.value.config.site.relay is None:
        reasons = (
            *reasons,
            "`relay` is missing in content/site.yaml: the server that takes letters for the post",
        )
    if reasons:
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        raise click.ClickException(f"nobody can join yet: {reasons[0]}{more}")
    return read.value, assets.value


def _links(library: Library, secret: str | None) -> Links:
    """Where the pages stand. What the settings or the environment lack is a ClickException of one line."""
    from newsletter.post.joining.links import SettingsError, links_of

    relay = library.config.site.relay
    if relay is not None and relay.user and not secret:
        raise click.ClickException(missing_secret(relay.user))
    try:
        return links_of(library.config.site)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def _told_to_end() -> threading.Event:
    """Set by the signals that service managers and Ctrl-C send."""
    over = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: over.set())
    return over


def _now() -> datetime:
    return datetime.now(UTC)
