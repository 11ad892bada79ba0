"""The mails that wait for the relay: durable before whoever asked is answered, handed over once.

`handing` is written before the final dot of SMTP. A mail whose dot was sent and whose answer never
came may have arrived: it stays there, and is not tried again. Rows hold numbers, and no address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import delete, func, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining.mails import Recipient, Writer
from newsletter.post.joining.wishes import Kind
from newsletter.post.subscribers.person import moment, token_of
from newsletter.values import point

#: What becomes of a mail that was offered to the relay. `doubt` is one that may have arrived.
Outcome = Literal["accepted", "deferred", "refused", "doubt"]
#: Offers a mail: to whom, its bytes, and what is to be asked before the final dot, which says whether to go on.
Offer = Callable[[str, bytes, Callable[[], bool]], Outcome]

#: Minutes until a mail is tried again: a relay that greylists wants a quarter of an hour.
_PAUSES = (1, 5, 15, 60, 240)
#: After which no further try is made: whoever asked has forgotten it.
_GIVEN_UP = timedelta(days=3)
_AT_ONCE = 20


@point
class Waiting:
    """A mail in line. `queued` is when it was asked for."""

    number: int
    kind: Kind
    to: Recipient
    consent: int | None
    queued: datetime
    tries: int


def deliver_due(at: List, writer: Writer, offer: Offer) -> int:
    """Offer every mail that is due; how many were. Raises what `offer` does where nobody can be reached."""
    count = 0
    while found := due(at):
        for mail in found:
            _deliver(at, mail, writer, offer)
        count += len(found)
    return count


def due(at: List) -> tuple[Waiting, ...]:
    """The mails that are due now, the oldest first."""
    mails, people = schema.service_mails, schema.people
    query = (
        select(mails, people.c.address)
        .join(people, people.c.id == mails.c.person)
        .where((mails.c.state == "waiting") & (mails.c.due <= moment(at.now)))
        .order_by(mails.c.due, mails.c.id)
        .limit(_AT_ONCE)
    )
    with at.look() as connection:
        return tuple(
            Waiting(
                row.id,
                row.kind,
                Recipient(row.address, row.person, token_of(at.key, row.person)),
                row.consent,
                _when(row.queued),
                row.tries,
            )
            for row in connection.execute(query)
        )


def next_due(at: List) -> datetime | None:
    """When the next mail is due; None while none waits."""
    mails = schema.service_mails
    with at.look() as connection:
        found = connection.scalar(select(func.min(mails.c.due)).where(mails.c.state == "waiting"))
    return _when(found) if found else None


def _deliver(at: List, mail: Waiting, writer: Writer, offer: Offer) -> None:
    try:
        message = _written(mail, writer)
    except ValueError:  # an address no server takes
        _settle(at, mail, "refused")
        return
    outcome = offer(mail.to.address, message, lambda: _is_mine(at, mail))
    if outcome != "doubt":
        _settle(at, mail, outcome)


def _written(mail: Waiting, writer: Writer) -> bytes:
    if mail.kind == "links" or mail.consent is None:
        return writer.own_links(mail.to, mail.queued)
    return writer.confirmation(mail.to, mail.consent, mail.queued)


def _is_mine(at: List, mail: Waiting) -> bool:
    """Whether the mail may be handed over by us: it is marked, on the disk, and nobody else has marked it.

    Nor has the person confirmed, left or gone meanwhile: then its row is not there any more.
    """
    mine = (schema.service_mails.c.id == mail.number) & (schema.service_mails.c.state == "waiting")
    with at.change() as connection:
        return (
            connection.execute(update(schema.service_mails).where(mine).values(state="handing")).rowcount == 1
        )


def _settle(at: List, mail: Waiting, outcome: Outcome) -> None:
    mine = schema.service_mails.c.id == mail.number
    with at.change() as connection:
        if outcome == "accepted":
            connection.execute(delete(schema.service_mails).where(mine))
        elif outcome == "refused" or at.now - mail.queued > _GIVEN_UP:
            connection.execute(update(schema.service_mails).where(mine).values(state="refused"))
        else:
            pause = timedelta(minutes=_PAUSES[min(mail.tries, len(_PAUSES) - 1)])
            later = {"state": "waiting", "tries": mail.tries + 1, "due": moment(at.now + pause)}
            connection.execute(update(schema.service_mails).where(mine).values(later))


def _when(kept: str) -> datetime:
    return datetime.fromisoformat(kept.removesuffix("Z")).replace(tzinfo=UTC)
