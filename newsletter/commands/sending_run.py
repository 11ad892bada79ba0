"""An edition on its way, as the commands see to it: its hour, its letters, and how it went."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.commands.console import BETWEEN, say
from newsletter.commands.sending_options import SES, folder_of, opened_transport, place, ses_account
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.commands.sending_how import How
    from newsletter.content.config import SiteSettings
    from newsletter.post.database import List
    from newsletter.post.sending.delivery import Job, Progress
    from newsletter.post.sending.domains import Domains
    from newsletter.post.sending.lease import Lease
    from newsletter.post.sending.ledger import Edition, State
    from newsletter.post.sending.rates import Rates

#: Not everybody is accounted for.
_UNFINISHED = 3
#: How many letters are written at once into a folder.
_INTO_A_FOLDER = 2
#: Whose names are shown, since it is not certain what became of their letters.
_NAMED: tuple[State, ...] = ("doubt", "held", "dotting", "deferred")


def clock() -> datetime:
    """The moment it is, whatever a build is told: letters go in the world's time."""
    return datetime.now(UTC)


def known_edition(at: List, month: str, transport: str) -> Edition:
    """The edition as the ledger has it. Raises UsageError where nothing of it was sent."""
    from newsletter.post.sending import ledger

    edition = ledger.edition_of(at, month, transport)
    if edition is None:
        by = "" if transport == "smtp" else f" --transport {transport}"
        raise click.UsageError(
            f"nothing of {month} was sent yet: newpower edition send {month}{by}"
            + ("" if by else "; what went into a folder is known under --transport folder:DIR")
        )
    return edition


def sender_address(site: SiteSettings) -> str:
    """The address that letters come from, and what cannot be delivered goes back to."""
    from newsletter.mail.mime import ascii_address

    return ascii_address(site.sender.email)


def one_sender(at: List, *, this_machine: bool) -> Any:
    """The right to send, for as long as it is needed. Raises LeaseError."""
    from newsletter.post.sending.lease import held

    return held(at, place(), clock(), is_this_machine=this_machine)


def reach(transport: str, site: SiteSettings) -> None:
    """Knock at the relay, or make the folder, before anything is written down: who waits is told why at once.

    Raises RelayError and OSError.
    """
    opened = opened_transport(transport, site)
    if transport == SES:
        ses_account(site)
    elif folder_of(transport) is None:
        opened().quit()


def back_up_list(at: List, transport: str) -> None:
    """A copy of the list before anything is posted; what goes into a folder is a try. Raises ListError."""
    from newsletter.post.database import back_up

    if folder_of(transport) is None:
        back_up(at)


def go(
    at: List,
    edition: Edition,
    lease: Lease,
    site: SiteSettings,
    how: How,
) -> None:
    """Everything after an edition is known: its hour, its doubts, its letters, and how it went."""
    from newsletter.post.sending import ledger
    from newsletter.post.sending.appointment import wait_for
    from newsletter.post.sending.delivery import deliver
    from newsletter.post.sending.lease import give_back

    told = _teller(how.form)
    # whoever ends services says so by SIGTERM: the letters in hand are done then, too
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        edition = wait_for(
            at, edition, clock, time.sleep, lambda left: told(f"waits for its hour, {left:,.0f} s")
        )
        if edition.state == "sending":
            ledger.doubt_what_was_dotting(at, edition, clock())
            settle(at, edition, how.logs, how.relay_timeout)
            ended = deliver(_job(at, edition, lease, site), told, waits=how.waits)
            told("")
            if ended.reason:
                say(ended.reason)
        give_back(at, lease, clock())
    except KeyboardInterrupt:
        say("stopped by you; the same command goes on")
    finally:
        signal.signal(signal.SIGTERM, former)
        told("")
    found = known_edition(at, edition.slug, edition.transport)
    report(at, found, site.time_zone, how.form)


def _job(at: List, edition: Edition, lease: Lease, site: SiteSettings) -> Job:
    """The edition as it is to be delivered. Raises RelayError."""
    from newsletter.post.sending import ledger, tally
    from newsletter.post.sending.delivery import Job
    from newsletter.post.sending.message import read_letter

    pace = _paced_by_ses(at, site) if edition.transport == SES else _paced_by_relay(at, edition, site)
    return Job(
        at,
        edition,
        read_letter(edition.slug, ledger.message_of(at, edition)),
        _senders(at, edition, site),
        opened_transport(edition.transport, site),
        lease,
        clock,
        pace.rates,
        pace.name,
        pace.connections,
        seeds=tuple(tally.seeds(at)),
        domains=pace.domains,
    )


@point
class _Pace:
    """How fast letters go, by how many connections at once; `name` is what that is kept under."""

    name: str
    rates: Rates
    connections: int
    domains: Domains | None = None


def _paced_by_ses(at: List, site: SiteSettings) -> _Pace:
    from newsletter.post.sending import tally

    account = ses_account(site)
    assert site.engines.ses is not None
    name = f"{SES}:{site.engines.ses.region}"
    allowed = account.allows(tally.kept_pace(at, name), clock().timestamp())
    return _Pace(name, allowed, account.connections)


def _paced_by_relay(at: List, edition: Edition, site: SiteSettings) -> _Pace:
    """What the relay takes; a folder takes whatever comes."""
    from newsletter.post.sending import tally
    from newsletter.post.sending.domains import Domains
    from newsletter.post.sending.marks import name_for_domains
    from newsletter.post.sending.rates import rates
    from newsletter.post.sending.service import name_of

    relay = site.relay
    if relay is None or folder_of(edition.transport) is not None:
        return _Pace("", rates(None, None, None), _INTO_A_FOLDER)
    name, domains = name_of(relay), None
    allowed = rates(relay.per_second, relay.per_hour, relay.per_day, tally.kept_pace(at, name))
    if relay.per_domain is not None:
        domains = Domains(relay.per_domain, clock, tally.kept_pace(at, name_for_domains(name)))
    return _Pace(name, allowed, relay.connections, domains)


def _senders(at: List, edition: Edition, site: SiteSettings) -> Callable[[int], str]:
    """To which address the letter of a person goes back: one for each of them, where `relay.returns` is set."""
    from newsletter.post.marks import return_path

    # SES takes what comes back itself, and only senders that it knows
    if edition.transport == SES or site.relay is None or site.relay.returns is None:
        one = sender_address(site)
        return lambda person: one
    returns = site.relay.returns
    return lambda person: return_path(at.key, returns, edition.slug, person)


def settle(at: List, edition: Edition, logs: tuple[Path, ...], relay_timeout: int) -> None:
    """Whoever is in doubt is so no more, where a folder, what came back or a log knows."""
    from newsletter.post.sending.resolving import settle_by_folder, settle_by_postfix, settle_by_returns

    folder = folder_of(edition.transport)
    if folder is not None:
        have, again = settle_by_folder(at, edition, folder, clock())
    else:
        have, again = settle_by_returns(at, edition, clock()), 0
    if logs and folder is None:
        patience = timedelta(seconds=relay_timeout)
        more, again = settle_by_postfix(at, edition, logs, clock(), patience)
        have += more
    if have or again:
        say(f"of those in doubt {have:,} have it, and {again:,} do not: they are queued again")


def report(at: List, edition: Edition, zone: str, form: str) -> None:
    """Show how it went, and exit by whether everybody is accounted for."""
    from newsletter.post.sending import summary, tally

    counts = tally.counts(at, edition)
    if form == "json":
        click.echo(json.dumps(summary.plain(edition, counts)))
    else:
        click.echo(summary.table(edition, counts, zone, tally.last_change(at, edition)))
        if names := summary.unaccounted(tally.named(at, edition, _NAMED)):
            click.echo(names)
        if (due := tally.next_try(at, edition)) is not None:
            click.echo(f"the first who was deferred is written to again at {summary.shown(due, zone)}")
        for step in summary.next_steps(edition, counts):
            click.echo(f"next: {step}")
    is_done = edition.frozen is not None and summary.is_finished(counts)
    sys.exit(0 if is_done else _UNFINISHED)


def _teller(form: str) -> Callable[[Progress | str], None]:
    """What shows how far it is: a line that is written anew, or one of JSON a second; nothing in a pipe."""
    from newsletter.post.sending.summary import progress_line, progress_plain

    last = [0.0]
    is_seen = form == "json" or sys.stderr.isatty()
    pause = 1.0 if form == "json" else BETWEEN

    def tell(progress: Progress | str) -> None:
        now = time.monotonic()
        if not is_seen or (progress and now - last[0] < pause):
            return
        last[0] = now
        if form == "json":
            if progress:
                plain = {"note": progress} if isinstance(progress, str) else progress_plain(progress)
                click.echo(json.dumps(plain))
        else:
            words = progress if isinstance(progress, str) else progress_line(progress)
            click.echo(f"\r\x1b[K{words}", err=True, nl=False)

    return tell
