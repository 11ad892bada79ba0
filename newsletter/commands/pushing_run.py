"""An edition at another engine, as the command sees to it: what would be done, the draft and its hour, how far it is."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from newsletter.commands.console import say
from newsletter.commands.list_options import has_list, opened
from newsletter.commands.sending_options import SES
from newsletter.commands.sending_run import clock

if TYPE_CHECKING:
    from newsletter.content.config import SiteSettings
    from newsletter.letters import Posting
    from newsletter.post.handing_over.edition import Handed
    from newsletter.post.handing_over.engines import Engine, Found
    from newsletter.post.handing_over.steps import Outcome
    from newsletter.post.subscribers.addresses import Address

#: Not everybody is accounted for.
_UNFINISHED = 3


def sent_from_here(root: Path, month: str) -> list[str]:
    """By what an edition goes, or went, to the people of our own list; nobody knows whether they are the engine's, too."""
    from newsletter.post.sending.ledger import edition_of

    if not has_list(root):
        return []
    with opened(root) as people:
        return [by for by in ("smtp", SES) if edition_of(people, month, by) is not None]


def show(engine: Engine, edition: Handed, at: datetime | None, site: SiteSettings, sent: list[str]) -> None:
    """Print what would be done, and what the engine cannot carry. Raises EngineError."""
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
    print_rows(rows)
    step = "It is there already." if live else f"To {'change' if draft else 'make'} the draft, add --confirm."
    say(f"Nothing was handed over. {step}")


def see_through(
    root: Path,
    engine: Engine,
    edition: Handed,
    at: datetime | None,
    tried: Address | None,
    site: SiteSettings,
    *,
    anew: bool,
) -> None:
    """Have the edition stand there, with its hour if there is one, and the draft tried out.

    One at a time does. Raises EngineError, DiffersError, and LostError where nobody knows whether it was tried out.
    """
    from newsletter.post.handing_over.alone import alone
    from newsletter.post.handing_over.receipts import keep, receipt_of
    from newsletter.post.handing_over.steps import hand_over
    from newsletter.post.subscribers.people import is_suppressed

    engine.plan()
    with opened(root) as people, alone(people):
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


def watch(root: Path, month: str, engine: Engine, zone: str) -> NoReturn:
    """Show how far an edition is at an engine, and exit by whether everybody is accounted for."""
    from newsletter.post.handing_over.receipts import receipt_of
    from newsletter.post.handing_over.steps import draft_of, is_finished, refuse_unseen, standing, verdict

    found = engine.found(month)
    one = standing(found) or draft_of(found, "")
    if has_list(root):
        with opened(root) as people:
            refuse_unseen(engine, receipt_of(people, month, engine.name), found)
    if one is None:
        raise click.UsageError(f"nothing of {month} is at {engine.title}")
    click.echo(f"{month} at {engine.title}: {_told(one, zone)}")
    if said := verdict(one):
        click.echo(said)
    sys.exit(0 if is_finished(one) and not said else _UNFINISHED)


def into_files(
    root: Path, into: Path, edition: Handed, posting: Posting, *, confirm: bool, with_people: bool
) -> None:
    """Write the edition's folder, or say which it would be. Raises OSError and ListError."""
    from newsletter.post.handing_over.files import RECIPIENTS, write_files

    if not confirm:
        rows = [("Edition", edition.slug), ("Into", str(into / edition.name))]
        rows += [("With", f"{RECIPIENTS}, for you alone to read")] if with_people else []
        rows += [("Mind", fault) for fault in posting.in_the_way]
        print_rows(rows)
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


def print_rows(rows: list[tuple[str, str]]) -> None:
    """A line each, its name before it."""
    click.echo("\n".join(f"{name:<13} {told}" for name, told in rows))
