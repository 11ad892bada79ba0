"""`newpower edition send` and what belongs to it: an edition put into the post, watched, paused and settled."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.commands.console import say
from newsletter.commands.list_options import AddressType, list_command
from newsletter.commands.sending_how import (
    How,
    format_option,
    how_options,
    log_option,
    timeout_option,
)
from newsletter.commands.sending_options import (
    failures_of_sending,
    missing_for,
    opened_transport,
    read_posting,
    read_site,
    transport_option,
)
from newsletter.commands.sending_plan import (
    end_where_it_is_over,
    faults_of,
    show_plan,
    still_to_come,
    went_another_way,
)
from newsletter.commands.sending_run import (
    back_up_list,
    clock,
    go,
    known_edition,
    one_sender,
    reach,
    report,
    sender_address,
    settle,
)

if TYPE_CHECKING:
    from newsletter.post.database import List
    from newsletter.post.sending.ledger import Edition
    from newsletter.post.subscribers.addresses import Address

_month = click.argument("month")


@click.command()
@_month
@click.option("--confirm", is_flag=True, help="Send it; without this it shows what would be.")
@click.option("--at", "hour", metavar="HOUR", help="Wait for it, e.g. '2026-12-01 07:00'.")
@click.option("--late", is_flag=True, help="Also to who joined since it was frozen.")
@how_options
@list_command(begins=False)
def send(
    at: List,
    month: str,
    confirm: bool,
    hour: str | None,
    late: bool,
    how: How,
) -> None:
    """Send an edition to everybody on the list.

    Without --confirm it shows to how many, from where and how fast, and what is missing. Given again
    it goes on: nobody gets two.

    \b
    Example: newpower edition send 2026-11 --confirm
    """
    from newsletter.post.sending import ledger

    letter, message, posting = read_posting(month)
    site = posting.site
    known = ledger.edition_of(at, month, how.transport)
    end_where_it_is_over(at, known, letter, site.time_zone, how.form, late=late)
    appointed = _appointed(known, hour, site.time_zone)
    faults, unknown = faults_of(how.transport, posting)
    faults += went_another_way(at, month, how.transport)
    if not confirm:
        show_plan(at, known, letter, posting, how.transport, faults, unknown, late=late)
    if faults:
        raise click.ClickException("nothing was sent: " + "; ".join(faults))
    if unknown:
        say(unknown)
    if coming := still_to_come(posting):
        say(f"mind: the letter is dated {posting.day}{coming}")
    with failures_of_sending():
        _refuse_kept(known)
        reach(how.transport, site)
        with one_sender(at, this_machine=how.this_machine) as lease:
            if twice := went_another_way(at, month, how.transport):  # another sender may have come first
                raise click.ClickException("nothing was sent: " + "; ".join(twice))
            back_up_list(at, how.transport)
            edition = ledger.freeze(at, letter, message, how.transport, clock(), appointed)
            if late and edition.frozen is not None:
                say(f"{ledger.add_late(at, edition, clock()):,} people joined since")
            go(at, edition, lease, site, how)


@click.command()
@_month
@how_options
@list_command(begins=False)
def resume(at: List, month: str, how: How) -> None:
    """Go on with an edition that was paused or held.

    It goes on with the words that were frozen, and writes again to who was refused for a fault of ours.

    \b
    Example: newpower edition resume 2026-11
    """
    from newsletter.post.sending import ledger

    edition = known_edition(at, month, how.transport)
    if edition.state == "stopped":
        raise click.UsageError(f"{month} was stopped for good")
    site, in_the_way = read_site()
    if faults := missing_for(how.transport, site, in_the_way):
        raise click.ClickException("nothing was sent: " + "; ".join(faults))
    with failures_of_sending(), one_sender(at, this_machine=how.this_machine) as lease:
        reach(how.transport, site)
        back_up_list(at, how.transport)
        if edition.frozen is None and edition.appointed and edition.appointed > _moment():
            ledger.set_state(at, edition, "waiting", "", ("paused", "held"))
        else:
            ledger.go_on(at, edition, clock())
            ledger.begin_now(at, edition, clock())
        go(at, known_edition(at, month, how.transport), lease, site, how)


@click.command()
@_month
@transport_option
@format_option
@list_command(begins=False)
def status(at: List, month: str, transport: str, form: str) -> None:
    """Show how far an edition is, and who is not accounted for.

    \b
    Example: newpower edition status 2026-11
    """
    site, _ = read_site()
    edition = known_edition(at, month, transport)
    report(at, edition, site.time_zone, form)


@click.command()
@_month
@transport_option
@list_command(begins=False)
def pause(at: List, month: str, transport: str) -> None:
    """Let no further letter of an edition go until `resume`.

    Whoever sends it ends, within a second; letters whose dot is sent are not called back.

    \b
    Example: newpower edition pause 2026-11
    """
    from newsletter.post.sending import ledger, tally
    from newsletter.post.sending.summary import headline, is_over

    edition = known_edition(at, month, transport)
    counts = tally.counts(at, edition)
    if is_over(edition, counts):
        told = headline(edition, counts, read_site()[0].time_zone, tally.last_change(at, edition))
        click.echo(f"{told}; nothing is left to pause")
        return
    is_news = ledger.set_state(at, edition, "paused", "paused by an editor", ("sending", "waiting"))
    click.echo("paused" if is_news else f"it was {edition.state} already")


@click.command()
@_month
@transport_option
@click.option("--confirm", is_flag=True, help="Do it: there is no way back.")
@list_command(begins=False)
def stop(at: List, month: str, transport: str, confirm: bool) -> None:
    """End an edition for good: who has not had it does not get it.

    \b
    Example: newpower edition stop 2026-11 --confirm
    """
    from newsletter.post.sending import ledger, tally

    edition = known_edition(at, month, transport)
    if not confirm:
        counts = tally.counts(at, edition)
        waiting = counts["queued"] + counts["deferred"] + counts["held"]
        say(f"{waiting:,} people would not get it, and none of them could later; add --confirm")
        sys.exit(0)
    click.echo(f"stopped; {ledger.stop(at, edition, clock()):,} people do not get it")


@click.command("test")
@_month
@click.argument("address", type=AddressType())
@transport_option
@list_command(begins=False)
def try_out(at: List, month: str, address: Address, transport: str) -> None:
    """Send one letter to an address of yours, by the relay.

    Its way out leads nowhere, since it is nobody's; the list knows nothing of it.

    \b
    Example: newpower edition test 2026-11 jo@example.org
    """
    from newsletter.post.sending.one_letter import send_one
    from newsletter.post.subscribers.people import is_suppressed

    letter, _, posting = read_posting(month)
    if faults := missing_for(transport, posting.site, posting.in_the_way):
        raise click.ClickException("nothing was sent: " + "; ".join(faults))
    if is_suppressed(at, address):
        raise click.ClickException("nobody is to write to this address")
    with failures_of_sending():
        by = opened_transport(transport, posting.site)
        answer = send_one(at.key, letter, sender_address(posting.site), address.written, by)
    if answer is None:
        raise click.ClickException("the line to the relay broke: it may have arrived or not")
    if answer.code // 100 != 2:
        raise click.ClickException(f"the relay answers {answer.shown}")
    click.echo(f"the relay has it ({answer.shown})")


@click.command()
@_month
@transport_option
@click.option("--resend", is_flag=True, help="Send it again to all of them: some get it twice.")
@click.option("--leave", is_flag=True, help="Let all of them be: some never get it.")
@log_option
@timeout_option
@list_command(begins=False)
def doubts(
    at: List,
    month: str,
    transport: str,
    resend: bool,
    leave: bool,
    logs: tuple[Path, ...],
    relay_timeout: int,
) -> None:
    """List whose letter was sent without an answer, and settle that.

    \b
    Example: newpower edition doubts 2026-11 --relay-log /var/log/mail.log
    """
    from newsletter.post.sending import ledger, tally
    from newsletter.post.sending.lease import LeaseError, give_back
    from newsletter.post.sending.summary import unaccounted

    if resend and leave:
        raise click.UsageError("--resend and --leave are one or the other")
    edition = known_edition(at, month, transport)
    if resend and edition.state == "stopped":
        raise click.UsageError(f"{month} was stopped for good: --leave lets them be")
    with suppress(LeaseError), one_sender(at, this_machine=False) as lease:  # whoever sends sees to their own
        ledger.doubt_what_was_dotting(at, edition, clock())
        give_back(at, lease, clock())
    settle(at, edition, logs, relay_timeout)
    people = [person for person, _ in tally.doubts(at, edition)]
    if not people:
        click.echo("nobody is in doubt")
    elif resend or leave:
        count = ledger.settle_doubt(at, edition, people, "queued" if resend else "waived", clock())
        more = f"; now: newpower edition send {month} --confirm" if resend else ""
        click.echo(f"{count:,} {'are queued again' if resend else 'were let be'}{more}")
    else:
        click.echo(unaccounted(tally.named(at, edition, ("doubt",))))
        say(f"{len(people):,} in doubt: look into your relay's log for them, then add --resend or --leave")


# What is asked before


def _moment() -> str:
    from newsletter.post.subscribers.person import moment

    return moment(clock())


def _appointed(known: Edition | None, hour: str | None, zone: str) -> str | None:
    """The hour at which it is to go, as the ledger has it. Raises UsageError where none can be waited for."""
    from newsletter.post.subscribers.person import moment

    if hour is None:
        return None
    appointed = moment(_hour(hour, zone))
    if known is not None and known.frozen is not None:
        raise click.UsageError(f"{known.slug} is on its way already, and no hour is waited for any more")
    return appointed


def _hour(text: str, zone: str) -> datetime:
    from newsletter.post.sending.appointment import NoSuchHourError, read_hour

    try:
        hour = read_hour(text, zone)
    except NoSuchHourError as error:
        raise click.BadParameter(str(error), param_hint="--at") from None
    if hour <= clock():
        raise click.BadParameter(f"`{text}` has passed", param_hint="--at")
    return hour


def _refuse_kept(edition: Edition | None) -> None:
    """Raises ClickException where an editor, or what went wrong, keeps an edition from going."""
    if edition is not None and edition.state in ("paused", "held"):
        raise click.ClickException(
            f"{edition.slug} is {edition.state} ({edition.reason}): newpower edition resume {edition.slug}"
        )
