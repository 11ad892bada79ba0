"""The newest edition for whoever has just confirmed: the letter as it was frozen, once, and written down in its ledger.

What stands there for a person keeps an edition from being sent to them a second time, by whichever way it went.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Connection, and_, delete, func, select, update

from newsletter.mail.placeholders import spliced
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining.mails import NotOwedError, Recipient
from newsletter.post.marks import letter_key
from newsletter.post.subscribers.person import moment
from newsletter.post.whereabouts import in_doubt

_editions, _deliveries = schema.editions.c, schema.deliveries.c
#: What a ledger calls a relay, and Amazon SES: what went into a folder was never sent.
_SENT_BY = ("smtp", "ses")
#: The one that was frozen last. It is nobody's while an editor, or what went wrong, keeps it from going.
_NEWEST = (
    select(_editions.id, _editions.slug, _editions.state)
    .where(_editions.transport.in_(_SENT_BY), _editions.frozen.is_not(None))
    .order_by(_editions.frozen.desc(), _editions.id.desc())
    .limit(1)
)


def is_owed(connection: Connection, person: int) -> bool:
    """Whether there is a newest edition, and nothing is known yet of this person's letter."""
    return _owed(connection, person) is not None


def is_kept_back(connection: Connection) -> bool:
    """Whether the newest edition waits for an editor, or for its hour: it may go on.

    So it does while nobody knows whether the list is the true one: they may have it already.
    """
    found = connection.execute(_NEWEST).first()
    if found is None:
        return False
    return found.state in ("paused", "held", "waiting") or in_doubt(connection) is not None


def letter_of(at: List, to: Recipient) -> bytes:
    """The newest edition's letter of one person, as they would have had it with everybody.

    Raises NotOwedError where it is not owed any more.
    """
    with at.look() as connection:
        edition = _owed(connection, to.person)
        if edition is None:
            raise NotOwedError
        message = bytes(connection.scalars(select(_editions.message).where(_editions.id == edition.id)).one())
    key = letter_key(at.key, edition.slug, to.person)
    mark = f"X-Newpower-Delivery: {edition.slug}.{key}\r\n".encode()
    return mark + spliced(message, to.token, key, to.address)


def begin(at: List, connection: Connection, person: int) -> bool:
    """Whether the dot may be sent: it stands in the ledger that this letter is on its way, and did not before."""
    edition = _owed(connection, person)
    if edition is None:
        return False
    row = {"edition": edition.id, "person": person, "state": "dotting", "changed": moment(at.now)}
    added = at.database.insert(schema.deliveries).values(row).on_conflict_do_nothing()
    return bool(connection.execute(added, execution_options={"preserve_rowcount": True}).rowcount)


def end(
    at: List, connection: Connection, person: int, outcome: Literal["accepted", "later", "refused"]
) -> None:
    """What became of the letter that `begin` noted at the same moment. One that is asked for again later has not happened."""
    begun = (
        _deliveries.person == person,
        _deliveries.state.in_(("dotting", "doubt")),  # a sender that began meanwhile takes it for a doubt
        _deliveries.changed == moment(at.now),
    )
    # the first of them: another edition may have been frozen since
    edition = connection.scalar(select(func.min(_deliveries.edition)).where(*begun))
    mine = and_(_deliveries.edition == edition, *begun)
    if outcome == "later":
        connection.execute(delete(schema.deliveries).where(mine))
    else:
        values = {"state": outcome, "changed": moment(at.now), "tries": _deliveries.tries + 1}
        connection.execute(update(schema.deliveries).where(mine).values(values))


def _owed(connection: Connection, person: int) -> Any:
    """The newest edition, where it goes out and this person has no line for it; else None."""
    found = connection.execute(_NEWEST).first()
    if found is None or found.state != "sending" or in_doubt(connection) is not None:
        return None
    mine = and_(_deliveries.edition == found.id, _deliveries.person == person)
    return None if connection.scalar(select(_deliveries.person).where(mine)) is not None else found
