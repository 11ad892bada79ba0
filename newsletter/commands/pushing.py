"""`newpower edition push`: an edition handed over to another engine, as a draft first, and watched there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import failures_of_the_world, say
from newsletter.commands.list_options import AddressType, has_list, opened, secret_named
from newsletter.commands.options import root_option
from newsletter.commands.sending_options import SES, faults_for_everybody, read_posting, read_site
from newsletter.commands.sending_run import clock

if TYPE_CHECKING:
    from newsletter.content.config import SiteSettings
    from newsletter.letters import Posting
    from newsletter.post.handing_over.edition import Handed
    from newsletter.post.handing_over.engines import Engine, Found
    from newsletter.post.handing_over.steps import Outcome
    from newsletter.post.sending.message import Letter
    from newsletter.post.subscribers.addresses import Address

#: What the environment calls the secrets of engines.
LISTMONK_TOKEN, BUTTONDOWN_KEY = "NEWPOWER_LISTMONK_TOKEN", "NEWPOWER_BUTTONDOWN_KEY"
#: Not everybody is accounted for.
_UNFINISHED = 3


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
    _refuse_nonsense(month, to, confirm, hour, tried, into, with_people)
    with failures_of_the_world(), _failures_of_engines():
        if is_watched:
            _watch(root, month, to)
        letter, message, posting = read_posting(month)
        edition = _handed(letter, message, posting)
        if to == "files":
            assert into is not None
            _into_files(root, into, edition, posting, confirm=confirm, with_people=with_people)
            return
        at = None if hour is None else _hour_to_come(hour, posting.site.time_zone)
        faults = faults_for_everybody(posting)
        if confirm and faults:
            raise click.ClickException("nothing was handed over: " + "; ".join(faults))
        if faults:
            _print([("Edition", edition.slug), ("To", to), *(("Missing", fault) for fault in faults)])
            say("Nothing was handed over.")
            sys.exit(1)
        engine = _engine(to, posting.site)
        if not confirm:
            _show(engine, edition, at, posting.site, _sent_from_here(root, month))
            return
        _hand_over(root, engine, edition, at, tried, posting.site, anew=anew)


# What is asked before


def _refuse_nonsense(
    month: str,
    to: str,
    confirm: bool,
    hour: str | None,
    tried: Address | None,
    into: Path | None,
    with_people: bool,
) -> None:
    if to == "ses":
        raise click.UsageError(
            f"SES keeps no drafts and no lists: `newpower edition send {month} --transport ses` sends by it,"
            " to the people of this list"
        )
    if (to == "files") != (into is not None):
        raise click.UsageError("--into DIR says where files go: it belongs to --to files")
    if to == "files" and (hour or tried):
        raise click.UsageError("files go to nobody: --send-at and --test are for engines")
    if to != "files" and with_people:
        raise click.UsageError("--recipients is for files: no engine is given the people of this list")
    if tried and not confirm:
        raise click.UsageError("--test tries the draft out: it needs --confirm, which makes it")


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


# What is done, and shown


def _sent_from_here(root: Path, month: str) -> list[str]:
    """By what an edition goes, or went, to the people of our own list; nobody knows whether they are the engine's, too."""
    from newsletter.post.sending.ledger import edition_of

    if not has_list(root):
        return []
    with opened(root) as people:
        return [by for by in ("smtp", SES) if edition_of(people, month, by) is not None]


def _show(engine: Engine, edition: Handed, at: datetime | None, site: SiteSettings, sent: list[str]) -> None:
    from newsletter.post.handing_over.steps import draft_of, standing

    found = engine.found(edition.slug)
    live, draft = standing(found), draft_of(found, edition.name)
    there = live or draft
    rows = [
        ("Edition", f"{edition.slug}, there called {edition.name}"),
        ("To", engine.title),
        ("From", edition.sender),
        *engine.plan(),
        ("There", _told(there, site.time_zone) if there else "nothing of it yet"),
    ]
    if not live and at is not None:
        rows.append(("It goes at", _local(at, site.time_zone)))
    rows += [
        ("Mind", f"it goes, or went, from here by {by}: who is on both lists gets it twice") for by in sent
    ]
    rows += [("Mind", line) for line in engine.cannot]
    _print(rows)
    step = "It is there already." if live else f"To {'change' if draft else 'make'} the draft, add --confirm."
    say(f"Nothing was handed over. {step}")


def _hand_over(
    root: Path,
    engine: Engine,
    edition: Handed,
    at: datetime | None,
    tried: Address | None,
    site: SiteSettings,
    *,
    anew: bool,
) -> None:
    from newsletter.post.handing_over.receipts import keep, receipt_of
    from newsletter.post.handing_over.steps import hand_over
    from newsletter.post.subscribers.people import is_suppressed

    engine.plan()
    with opened(root) as people:
        if tried is not None and is_suppressed(people, tried):
            raise click.ClickException("nobody is to write to this address")

        def note(remote: str, state: str) -> None:
            keep(people, edition.slug, engine.name, edition.name, remote, state, clock())

        kept = None if anew else receipt_of(people, edition.slug, engine.name)
        outcome = hand_over(engine, edition, at, kept, note, time.sleep)
        note(outcome.one.id, outcome.one.state)
        _tell(outcome, engine, edition, at, site)
        if tried is not None and outcome.one.is_draft:
            engine.try_out(outcome.one, edition, tried.written)
            click.echo(f"{engine.title} was asked to try it out on that address")


def _tell(outcome: Outcome, engine: Engine, edition: Handed, at: datetime | None, site: SiteSettings) -> None:
    one = outcome.one
    click.echo(f"{edition.slug} at {engine.title}: {_told(one, site.time_zone)}")
    if outcome.was == "there":
        if one.name != edition.name:
            say(f"Mind: it has other words there ({one.name}) than it has here ({edition.name}).")
        if at is not None and one.at != at:
            say(f"Its hour was not changed: that is done at {engine.title}.")
    elif outcome.was == "drafted":
        say("It goes to nobody until you say --send-at, or let it go there.")
    for other in outcome.more:
        if other.is_draft:
            say(f"Draft {other.id} is of the same edition, and nobody needs it: delete it there.")
        else:
            say(f"Mind: {other.id} is of the same edition, and {other.state}: see to it there that one goes.")


def _watch(root: Path, month: str, to: str) -> None:
    """Show how far an edition is at an engine, and exit by whether everybody is accounted for."""
    from newsletter.post.handing_over.receipts import receipt_of
    from newsletter.post.handing_over.steps import draft_of, is_finished, refuse_unseen, standing, verdict

    if to == "files":
        raise click.UsageError("files go to nobody: there is nothing to watch")
    site, _ = read_site()
    engine = _engine(to, site)
    found = engine.found(month)
    one = standing(found) or draft_of(found, "")
    if has_list(root):
        with opened(root) as people:
            refuse_unseen(engine, receipt_of(people, month, engine.name), found)
    if one is None:
        raise click.UsageError(f"nothing of {month} is at {engine.title}")
    click.echo(f"{month} at {engine.title}: {_told(one, site.time_zone)}")
    if said := verdict(one):
        click.echo(said)
    sys.exit(0 if is_finished(one) and not said else _UNFINISHED)


def _into_files(
    root: Path, into: Path, edition: Handed, posting: Posting, *, confirm: bool, with_people: bool
) -> None:
    from newsletter.post.handing_over.files import RECIPIENTS, write_files

    if not confirm:
        rows = [("Edition", edition.slug), ("Into", str(into / edition.name))]
        rows += [("With", f"{RECIPIENTS}, for you alone to read")] if with_people else []
        rows += [("Mind", fault) for fault in posting.in_the_way]
        _print(rows)
        say("Nothing was written. To write it, add --confirm.")
        return
    if with_people and not has_list(root):
        raise click.UsageError("there is no list yet, so there are no recipients")
    if with_people:
        with opened(root) as people:
            folder = write_files(into, edition, people)
    else:
        folder = write_files(into, edition)
    click.echo(folder)


def _told(one: Found, zone: str) -> str:
    """`scheduled as 12, for 2026-12-01 07:00 GMT, 0 of 120 sent`."""
    parts = [f"{one.state} as {one.id}"]
    if one.at is not None:
        parts.append(f"for {_local(one.at, zone)}")
    if one.to_send:
        parts.append(f"{one.sent:,} of {one.to_send:,} sent")
    return ", ".join(parts)


def _local(at: datetime, zone: str) -> str:
    from newsletter.post.sending.summary import shown
    from newsletter.post.subscribers.person import moment

    return shown(moment(at), zone)


def _print(rows: list[tuple[str, str]]) -> None:
    click.echo("\n".join(f"{name:<13} {told}" for name, told in rows))
