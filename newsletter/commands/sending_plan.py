"""What `edition send` shows before anything goes: to how many, from where and how fast, and what stands in the way."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from newsletter.commands.console import say
from newsletter.commands.sending_options import folder_of, missing_for
from newsletter.commands.sending_run import clock, reach, report, sender_address

if TYPE_CHECKING:
    from newsletter.content.config import Relay
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


def faults_of(transport: str, posting: Posting) -> list[str]:
    """What keeps the edition from going by this transport, a line each."""
    from newsletter.post.sending.page import amiss

    faults = missing_for(transport, posting.site, posting.in_the_way)
    if folder_of(transport) is not None:
        return faults
    if posting.is_trial:
        faults.append("it is a trial edition (`trial: true`), which is posted to nobody; a folder takes it")
    elif not posting.in_the_way:
        faults += [one for one in (amiss(posting.page_url, posting.text_url, posting.text),) if one]
    return faults


def show_plan(
    at: List,
    known: Edition | None,
    letter: Letter,
    posting: Posting,
    transport: str,
    faults: list[str],
    *,
    late: bool,
) -> None:
    """Print to how many it would go, by what and how fast, and what is missing; then exit."""
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
    elif site.relay is not None:
        rows += _by(site.relay, people)
    rows += _so_far(at, known, letter, site.time_zone)
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
