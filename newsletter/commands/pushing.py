"""`newpower edition push`: an edition handed over to another engine, as a draft first, and watched there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from newsletter.commands.console import failures_of_the_world, say
from newsletter.commands.list_options import AddressType, secret_named
from newsletter.commands.options import root_option
from newsletter.commands.pushing_run import into_files, print_rows, see_through, sent_from_here, show, watch
from newsletter.commands.sending_options import faults_for_everybody, read_posting, read_site
from newsletter.commands.sending_run import clock

if TYPE_CHECKING:
    from newsletter.content.config import SiteSettings
    from newsletter.letters import Posting
    from newsletter.post.handing_over.edition import Handed
    from newsletter.post.handing_over.engines import Engine
    from newsletter.post.sending.message import Letter
    from newsletter.post.subscribers.addresses import Address

#: What the environment calls the secrets of engines.
LISTMONK_TOKEN, BUTTONDOWN_KEY = "NEWPOWER_LISTMONK_TOKEN", "NEWPOWER_BUTTONDOWN_KEY"


@click.command()
@click.argument("month")
@click.option(
    "--to", "to", type=click.Choice(("listmonk", "buttondown", "ses", "files")), required=True,
    help="Whom to hand it over to.",
)  # fmt: skip
@click.option("--confirm", is_flag=True, help="Make the draft there.")
@click.option("--send-at", "hour", metavar="HOUR", help="When it goes, e.g. '2026-12-01 07:00'.")
@click.option("--test", "tried", type=AddressType(), metavar="ADDRESS", help="Have it try it out on you.")
@click.option("--status", "is_watched", is_flag=True, help="Show how far it is there.")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where files go."
)
@click.option("--recipients", "with_people", is_flag=True, help="With the people, for you alone.")
@click.option("--anew", is_flag=True, help="What was scheduled there is gone for good.")
@root_option
def push(
    root: Path,
    month: str,
    to: str,
    confirm: bool,
    hour: str | None,
    tried: Address | None,
    is_watched: bool,
    into: Path | None,
    with_people: bool,
    anew: bool,
) -> None:
    """Hand an edition over to another engine.

    Without --confirm it shows what would be, and what that engine cannot carry. With it there is a draft;
    only --send-at lets it go. Given again it changes the draft: there is never a second.

    \b
    Example: newpower edition push 2026-11 --to listmonk
    """
    _refuse_nonsense(month, to, confirm, hour, tried, into, with_people, is_watched)
    with failures_of_the_world(), _failures_of_engines():
        if is_watched:
            site, _ = read_site()
            watch(root, month, _engine(to, site), site.time_zone)
        letter, message, posting = read_posting(month)
        edition = _handed(letter, message, posting)
        if into is not None:
            into_files(root, into, edition, posting, confirm=confirm, with_people=with_people)
            return
        at = None if hour is None else _hour_to_come(hour, posting.site.time_zone)
        if faults := faults_for_everybody(posting):
            _refuse(edition, to, faults, confirm=confirm)
        engine = _engine(to, posting.site)
        if confirm:
            see_through(root, engine, edition, at, tried, posting.site, anew=anew)
        else:
            show(engine, edition, at, posting.site, sent_from_here(root, month))


# What is asked before


def _refuse_nonsense(
    month: str,
    to: str,
    confirm: bool,
    hour: str | None,
    tried: Address | None,
    into: Path | None,
    with_people: bool,
    is_watched: bool,
) -> None:
    if to == "ses":
        raise click.UsageError(
            f"SES keeps no drafts and no lists: `newpower edition send {month} --transport ses` sends by it,"
            " to the people of this list"
        )
    if (to == "files") != (into is not None):
        raise click.UsageError("--into DIR says where files go: it belongs to --to files")
    if to == "files" and (hour or tried or is_watched):
        raise click.UsageError("files go to nobody: --send-at, --test and --status are for engines")
    if to != "files" and with_people:
        raise click.UsageError("--recipients is for files: no engine is given the people of this list")
    if tried and not confirm:
        raise click.UsageError("--test tries the draft out: it needs --confirm, which makes it")


def _refuse(edition: Handed, to: str, faults: list[str], *, confirm: bool) -> NoReturn:
    """Says why an edition goes to nobody, and exits."""
    if confirm:
        raise click.ClickException("nothing was handed over: " + "; ".join(faults))
    print_rows([("Edition", edition.slug), ("To", to), *(("Missing", fault) for fault in faults)])
    say("Nothing was handed over.")
    sys.exit(1)


def _hour_to_come(text: str, zone: str) -> datetime:
    from newsletter.post.sending.appointment import NoSuchHourError, read_hour

    try:
        hour = read_hour(text, zone)
    except NoSuchHourError as error:
        raise click.BadParameter(str(error), param_hint="--send-at") from None
    if hour <= clock():
        raise click.BadParameter(f"`{text}` has passed", param_hint="--send-at")
    return hour


def _handed(letter: Letter, message: bytes, posting: Posting) -> Handed:
    from newsletter.post.handing_over.edition import handed

    return handed(
        letter.slug,
        posting.number,
        message,
        letter.content_hash,
        posting.for_engines,
        posting.preheader,
        posting.page_url,
        posting.site.sender,
    )


@contextmanager
def _failures_of_engines() -> Iterator[None]:
    """What an engine does not do is one line."""
    if find_spec("urllib3") is None:
        raise click.ClickException("handing over needs urllib3: pip install 'new-power[post]'")
    from newsletter.post.contract import ListError
    from newsletter.post.handing_over.steps import DiffersError
    from newsletter.post.handing_over.web import EngineError, LostError

    try:
        yield
    except DiffersError as error:
        raise click.ClickException(
            f"draft {error.one.id} is not as it is meant, and goes to nobody by this command: {error}"
        ) from None
    except LostError as error:
        raise click.ClickException(f"{error}: it may have been done or not") from None
    except (EngineError, ListError) as error:
        raise click.ClickException(str(error)) from None


def _engine(to: str, site: SiteSettings) -> Engine:
    """The engine, opened. Raises ClickException where settings or a secret are missing, and EngineError."""
    from newsletter.post.handing_over.buttondown import Buttondown
    from newsletter.post.handing_over.listmonk import Listmonk
    from newsletter.post.handing_over.web import over_http

    if to == "listmonk":
        if site.engines.listmonk is None:
            raise click.ClickException("there is no `engines.listmonk` in content/site.yaml")
        return Listmonk(site.engines.listmonk, _secret(LISTMONK_TOKEN, "listmonk"), over_http(), time.sleep)
    if site.engines.buttondown is None:
        raise click.ClickException("there is no `engines.buttondown` in content/site.yaml (`{}` is enough)")
    return Buttondown(site.engines.buttondown, _secret(BUTTONDOWN_KEY, "Buttondown"), over_http(), time.sleep)


def _secret(name: str, title: str) -> str:
    if not (found := secret_named(name)):
        raise click.ClickException(
            f"the secret for {title} is missing: put it into {name}, or its file's name into {name}_FILE"
        )
    return found
