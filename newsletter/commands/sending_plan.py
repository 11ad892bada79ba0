"""What `edition send` shows before anything goes: to how many, from where and how fast, and what stands in the way."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from newsletter.commands.console import say
from newsletter.commands.sending_options import (
    SES,
    faults_for_everybody,
    folder_of,
    missing_for,
    ses_account,
)
from newsletter.commands.sending_run import clock, reach, report, sender_address

if TYPE_CHECKING:
    from newsletter.content.config import Relay, SiteSettings
    from newsletter.letters import Posting
    from newsletter.post.database import List
    from newsletter.post.sending.ledger import Edition
    from newsletter.post.sending.message import Letter


def end_where_it_is_over(
    at: List, known: Edition | None, letter: Letter, zone: str, form: str, *, late: bool
) -> None:
    """Where an edition is finished or stopped, say so and what can still be done, and exit.

    Nothing is done where there is somebody for `late`. Raises ClickException for what was stopped.
    """
    from newsletter.post.sending import summary, tally

    if known is None:
        return
    counts = tally.counts(at, known)
    if not summary.is_over(known, counts):
        return
    joined, is_other = tally.how_many_would(at, known), known.content_hash != letter.content_hash
    left = summary.what_is_left(known, joined, has_other_words=is_other)
    if late and joined and not is_other and known.state != "stopped":
        return
    if known.state == "stopped":
        raise click.ClickException(f"{summary.headline(known, counts, zone)}. {left}")
    say(left)
    report(at, known, zone, form)


def faults_of(transport: str, posting: Posting) -> tuple[list[str], str]:
    """What keeps an edition from going, and in a line what the doctor could not know; a folder needs neither."""
    if folder_of(transport) is not None:
        return [], ""
    faults = faults_for_everybody(posting) + missing_for(transport, posting.site, ())
    if posting.in_the_way or posting.is_trial:
        return faults, ""
    from newsletter.commands.examination import found_of_sender

    hurts, unknown = found_of_sender(posting.site)
    return faults + hurts, unknown


def went_another_way(at: List, month: str, transport: str) -> list[str]:
    """What went, or still may, to the same people by another transport: they would get it twice."""
    from newsletter.post.sending import ledger, tally

    others = {"smtp", SES} - {transport} if transport in ("smtp", SES) else set()
    found = [known for one in others if (known := ledger.edition_of(at, month, one))]
    return [
        f"{month} goes, or went, by {known.transport} already, and people would get it twice"
        for known in found
        if known.state != "stopped" or tally.may_have(at, known)
    ]


def show_plan(
    at: List,
    known: Edition | None,
    letter: Letter,
    posting: Posting,
    transport: str,
    faults: list[str],
    unknown: str,
    *,
    late: bool,
) -> None:
    """Print to how many it would go, by what and how fast, what is missing, and what is not known; then exit."""
    faults = faults or _unreachable(transport, posting)
    site = posting.site
    people, rows = _people(at, known, late=late)
    rows += _first(at)
    rows += [
        ("From", f"{site.sender.name} <{sender_address(site)}>"),
        ("Dated", f"{posting.day}{still_to_come(posting)}"),
    ]
    folder = folder_of(transport)
    if folder is not None:
        rows.append(("Into", str(folder)))
    elif transport == SES:
        rows += _by_ses(site, people) if not faults else []
    elif site.relay is not None:
        rows += _by(site.relay, people)
    rows += _so_far(at, known, letter, site.time_zone)
    rows += [("Mind", unknown)] if unknown else []
    rows += [("Missing", fault) for fault in faults]
    click.echo("\n".join(f"{name:<13} {told}" for name, told in rows))
    say("Nothing was sent." + ("" if faults else f" {_next(at, known)}"))
    sys.exit(1 if faults else 0)


def still_to_come(posting: Posting) -> str:
    """Words for a letter that is dated on a day to come; none for others."""
    return ", which is still to come" if posting.day > _today(posting.site.time_zone) else ""


def _today(zone: str) -> date:
    return clock().astimezone(ZoneInfo(zone)).date()


def _people(at: List, known: Edition | None, *, late: bool) -> tuple[int, list[tuple[str, str]]]:
    """To how many it would go, as rows show it."""
    from newsletter.post.sending import tally

    joined = tally.how_many_would(at, known)
    if known is None or known.frozen is None:
        return joined, [("To", _counted(joined))]
    counts = tally.counts(at, known)
    people = counts["queued"] + counts["deferred"] + (joined if late else 0)
    is_told = joined and not late
    more = [("Joined since", f"{joined:,}, who get it with --late")] if is_told else []
    return people, [("To", _counted(people)), *more]


def _first(at: List) -> list[tuple[str, str]]:
    from newsletter.post.sending import tally

    count = len(tally.seeds(at))
    return [("First", f"{count:,} of your own addresses, as seeds")] if count else []


def _counted(people: int) -> str:
    return f"{people:,} {'person' if people == 1 else 'people'}"


def _by(relay: Relay, people: int) -> list[tuple[str, str]]:
    from newsletter.post.sending.summary import how_long

    lines = f"{relay.connections} connection{'' if relay.connections == 1 else 's'}"
    limits = ((relay.per_second, "second"), (relay.per_hour, "hour"), (relay.per_day, "day"))
    told = ", ".join(f"{limit:,} a {unit}" for limit, unit in limits if limit)
    if relay.per_domain:
        told += f"{', ' if told else ''}{relay.per_domain:,} a minute to one domain"
    return [
        ("By", f"{relay.host}:{relay.port} ({relay.security}), {lines}"),
        *([("At most", told)] if told else []),
        ("It takes", how_long(people, relay.per_second, relay.per_hour, relay.per_day)),
    ]


def _by_ses(site: SiteSettings, people: int) -> list[tuple[str, str]]:
    from newsletter.post.sending.summary import how_long

    assert site.engines.ses is not None
    account, region = ses_account(site), site.engines.ses.region
    a_day = "" if account.per_day is None else f", {account.per_day:,} a day"
    rows = [
        ("By", f"Amazon SES in {region}, {account.connections} connections"),
        (
            "At most",
            f"{account.per_second:,.6g} a second{a_day}; {account.lately:,} went in the last 24 hours",
        ),
        ("It takes", how_long(people, max(1, int(account.per_second)), None, account.per_day)),
    ]
    if account.is_trial:
        rows.append(("Mind", "the account is in SES's sandbox, which writes to verified addresses alone"))
    return rows


def _so_far(at: List, known: Edition | None, letter: Letter, zone: str) -> list[tuple[str, str]]:
    from newsletter.post.sending import tally
    from newsletter.post.sending.summary import headline

    if known is None:
        return []
    ended = tally.last_change(at, known)
    rows = [("So far", headline(known, tally.counts(at, known), zone, ended))]
    if known.content_hash != letter.content_hash:
        rows.append(("Mind", f"it was frozen with other words: newpower edition resume {known.slug}"))
    return rows


def _next(at: List, known: Edition | None) -> str:
    """The command by which it goes."""
    from newsletter.post.sending import tally
    from newsletter.post.sending.summary import next_steps

    if known is not None and known.state in ("paused", "held"):
        return f"It is {known.state}: {next_steps(known, tally.counts(at, known))[0]}"
    return "To send it, add --confirm."


def _unreachable(transport: str, posting: Posting) -> list[str]:
    """Why nothing could be sent by this transport now, if anything."""
    from newsletter.post.relay.session import RelayError

    try:
        reach(transport, posting.site)
    except RelayError as error:
        return [str(error)]
    return []
