"""The mails that wait for the relay: durable before whoever asked is answered, handed over once.

`handing` is written before the final dot of SMTP. A mail whose dot was sent and whose answer never
came may have arrived: it stays there, and is not tried again. Rows hold numbers, and no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import newest
from newsletter.post.joining.mails import Recipient
from newsletter.post.joining.wishes import Kind, is_wanted
from newsletter.post.subscribers.person import moment, token_of
from newsletter.post.whereabouts import Steps
from newsletter.values import point

#: What becomes of a mail that was offered.
Outcome = Literal["accepted", "later", "refused"]

#: Minutes until a mail is tried again: a relay that greylists wants a quarter of an hour.
_PAUSES = (1, 5, 15, 60, 240)
#: After which no further try is made: whoever asked has forgotten it.
_GIVEN_UP = timedelta(days=3)
_AT_ONCE = 20
#: Until it is looked again whether an edition that was paused goes on.
_PUT_OFF = timedelta(minutes=10)
#: What counts where nobody asks how far a list is: a preview's, a test's.
UNCOUNTED = Steps(None)
_mails = schema.service_mails.c


@point
class Waiting:
    """A mail in line. `queued` is when it was asked for, `folded` the address by which its person is held."""

    number: int
    kind: Kind
    to: Recipient
    folded: str
    consent: int | None
    queued: datetime
    tries: int


def due(at: List) -> tuple[Waiting, ...]:
    """The mails that are due now, the oldest first, so many at a time."""
    people = schema.people
    query = (
        select(schema.service_mails, people.c.address, people.c.folded)
        .join(people, people.c.id == _mails.person)
        .where((_mails.state == "waiting") & (_mails.due <= moment(at.now)))
        .order_by(_mails.due, _mails.id)
        .limit(_AT_ONCE)
    )
    with at.look() as connection:
        return tuple(
            Waiting(
                row.id,
                row.kind,
                Recipient(row.address, row.person, token_of(at.key, row.person)),
                row.folded,
                row.consent,
                _when(row.queued),
                row.tries,
            )
            for row in connection.execute(query)
        )


def next_due(at: List) -> datetime | None:
    """When the next mail is due; None while none waits."""
    with at.look() as connection:
        found = connection.scalar(select(func.min(_mails.due)).where(_mails.state == "waiting"))
    return _when(found) if found else None


def drop_unwanted(at: List, mail: Waiting) -> bool:
    """Whether its person has confirmed, left or gone since it was put in line: it stands there no more then.

    An edition that is kept from going for now is put off: it is not dropped.
    """
    with at.look() as connection:
        if _is_wanted(connection, at, mail):
            return False
    drop(at, mail)
    return True


def put_off(at: List, mail: Waiting, until: datetime) -> None:
    """Nobody hands it over before then."""
    with at.change(mail.folded) as connection:
        _settled(connection, mail, "waiting", {"due": moment(until + timedelta(seconds=1))})


def drop(at: List, mail: Waiting) -> None:
    """Take a mail out of line that nobody is owed; an edition that is kept from going for now is put off instead."""
    with at.look() as connection:
        is_kept = mail.kind == "edition" and newest.is_kept_back(connection)
    with at.change(mail.folded) as connection:
        if is_kept:
            _settled(connection, mail, "waiting", {"due": moment(at.now + _PUT_OFF)})
        else:
            connection.execute(delete(schema.service_mails).where(_is_still(mail, "waiting")))


def mark(at: List, mail: Waiting, steps: Steps = UNCOUNTED) -> bool:
    """Whether the mail may be handed over by us: it is marked, on the disk, and nobody else has marked it.

    Nor has its person gone meanwhile. What is handed over is counted, by which an older list is known for one.
    """
    with at.change(mail.folded) as connection:
        if not (
            _is_wanted(connection, at, mail) and _settled(connection, mail, "waiting", {"state": "handing"})
        ):
            return False
        if mail.kind == "edition" and not newest.begin(at, connection, mail.to.person):
            _settled(
                connection, mail, "handing", {"state": "waiting"}
            )  # `drop_unwanted` says what becomes of it
            return False
        step = steps.count(connection)
    steps.done(step)
    return True


def settle(at: List, mail: Waiting, outcome: Outcome, *, is_marked: bool) -> None:
    """Keep what became of a mail, unless another server has taken it; who is refused for three days is so for good."""
    was: Literal["waiting", "handing"] = "handing" if is_marked else "waiting"
    with at.change() as connection:
        if mail.kind == "edition" and is_marked:
            newest.end(at, connection, mail.to.person, outcome)
        if outcome == "accepted":
            connection.execute(delete(schema.service_mails).where(_is_still(mail, was)))
        elif outcome == "refused" or at.now - mail.queued > _GIVEN_UP:
            _settled(connection, mail, was, {"state": "refused"})
        else:
            pause = timedelta(minutes=_PAUSES[min(mail.tries, len(_PAUSES) - 1)])
            later = {"state": "waiting", "tries": mail.tries + 1, "due": moment(at.now + pause)}
            _settled(connection, mail, was, later)


def _is_wanted(connection: Connection, at: List, mail: Waiting) -> bool:
    is_owed = mail.kind != "edition" or newest.is_owed(connection, mail.to.person)
    return is_owed and is_wanted(connection, at.key, mail.kind, mail.to.person, mail.consent)


def _settled(
    connection: Connection, mail: Waiting, was: Literal["waiting", "handing"], values: Mapping[str, object]
) -> bool:
    done = connection.execute(update(schema.service_mails).where(_is_still(mail, was)).values(**values))
    return done.rowcount == 1


def _is_still(mail: Waiting, state: Literal["waiting", "handing"]) -> ColumnElement[bool]:
    return (_mails.id == mail.number) & (_mails.state == state)


def _when(kept: str) -> datetime:
    return datetime.fromisoformat(kept.removesuffix("Z")).replace(tzinfo=UTC)
