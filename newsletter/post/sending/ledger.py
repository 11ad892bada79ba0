"""What is certain about each person's letter, in the list: frozen once, and then moved from state to state.

    queued → dotting → accepted | refused | deferred → dotting … | held | doubt → accepted | queued | waived
       └→ cancelled: left, or the edition was stopped, before their turn

`dotting` is on the disk before the final dot, behind which alone a relay delivers (RFC 5321 §4.1.1.4).
Who stands there after a crash is in doubt (RFC 1047), and never written to again unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from sqlalchemy import Connection, and_, bindparam, insert, literal, select, update
from sqlalchemy.sql import ColumnElement

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending.message import Letter
from newsletter.post.subscribers.person import moment
from newsletter.post.subscribers.statements import suppressed
from newsletter.values import point

State: TypeAlias = Literal[
    "queued", "dotting", "accepted", "refused", "deferred", "doubt", "held", "waived", "cancelled"
]
STATES: tuple[State, ...] = get_args(State)
#: Nothing more happens to a letter in one of these.
SETTLED: tuple[State, ...] = ("accepted", "refused", "waived", "cancelled")
OPEN: tuple[State, ...] = tuple(state for state in STATES if state not in SETTLED)
EditionState: TypeAlias = Literal["waiting", "sending", "paused", "held", "stopped"]
#: An edition that nobody keeps from going.
_GOING: tuple[EditionState, ...] = ("waiting", "sending")

#: Rows read at a time.
_AT_ONCE = 1000

_editions, _deliveries, _people = schema.editions.c, schema.deliveries.c, schema.people.c


class OtherContentError(Exception):
    """The edition was frozen with other words than it has now."""


@point
class Edition:
    """An edition as it stands in the ledger. `frozen` is when its people were; `appointed` when it is to go."""

    id: int
    slug: str
    transport: str
    content_hash: str
    state: EditionState
    reason: str
    appointed: str | None
    frozen: str | None


def edition_of(at: List, slug: str, transport: str) -> Edition | None:
    """The edition, if anything of it was ever sent by this transport, or is to be."""
    with at.look() as connection:
        return _found(connection, slug, transport)


def message_of(at: List, edition: Edition) -> bytes:
    """The letter as it was frozen, with its placeholders."""
    with at.look() as connection:
        return bytes(connection.scalars(select(_editions.message).where(_editions.id == edition.id)).one())


def freeze(
    at: List, letter: Letter, message: bytes, transport: str, now: datetime, appointed: str | None = None
) -> Edition:
    """The edition with its words, and everyone who gets it, in one transaction; as it was, if that was done before.

    With an hour appointed people are frozen when it has come. Raises OtherContentError.
    """
    with at.change() as connection:
        known = _found(connection, letter.slug, transport)
        if known is None:
            row = {
                "slug": letter.slug,
                "transport": transport,
                "content_hash": letter.content_hash,
                "message": message,
                "state": "waiting" if appointed else "sending",
                "appointed": appointed,
            }
            connection.execute(insert(schema.editions).values(row))
        elif known.content_hash != letter.content_hash:
            raise OtherContentError
        elif appointed and known.frozen is None:
            values = {"state": "waiting", "appointed": appointed, "reason": ""}
            _change(connection, known, values, _GOING)
        found = _known(connection, letter.slug, transport)
        is_new = found.state == "sending" and _freeze_people(connection, found, now)
        found = _known(connection, letter.slug, transport)
    if is_new:
        _cancel_suppressed(at, found, now)
    return found


def begin_now(at: List, edition: Edition, now: datetime) -> Edition:
    """The edition whose hour has come, its people frozen; as it stands, where an editor keeps it from going."""
    with at.change() as connection:
        is_new = _freeze_people(connection, edition, now)
        found = _known(connection, edition.slug, edition.transport)
    if is_new:
        _cancel_suppressed(at, found, now)
    return found


def _freeze_people(connection: Connection, edition: Edition, now: datetime) -> bool:
    """Whether its people are frozen now. Its state first: whoever pauses or stops it waits, and then finds them."""
    values = {"frozen": moment(now), "state": "sending", "reason": ""}
    is_new = _change(connection, edition, values, _GOING, _editions.frozen.is_(None))
    if is_new:
        _add_people(connection, edition, now)
    return is_new


def add_late(at: List, edition: Edition, now: datetime) -> int:
    """Put those in who became active after the edition was frozen, once; how many there are.

    Who left before their turn and came again is one of them: nothing was sent to them.
    """
    mine = standing_in(edition, ("cancelled",))
    active = select(_people.id).where(_people.id == _deliveries.person, _people.state == "active").exists()
    again = {"state": "queued", "changed": moment(now)}
    with at.change() as connection:
        if not _change(connection, edition, {"state": "sending"}, ("sending",)):
            return 0
        back = connection.execute(update(schema.deliveries).where(mine, active).values(again)).rowcount
        added = back + _add_people(connection, edition, now)
    return added - _cancel_suppressed(at, edition, now)


def _add_people(connection: Connection, edition: Edition, now: datetime) -> int:
    """A line for everyone who is active and has none for this edition; how many."""
    mine = and_(_deliveries.edition == edition.id, _deliveries.person == _people.id)
    wanted = select(literal(edition.id), _people.id, literal("queued"), literal(moment(now))).where(
        _people.state == "active", ~select(_deliveries.person).where(mine).exists()
    )
    columns = ["edition", "person", "state", "changed"]
    added = insert(schema.deliveries).from_select(columns, wanted)
    return connection.execute(added, execution_options={"preserve_rowcount": True}).rowcount


def _cancel_suppressed(at: List, edition: Edition, now: datetime) -> int:
    """Cancel what is queued for who stands among the suppressed, whatever their line says; how many.

    Not within the freeze, which for a million people would keep who leaves waiting for some ten
    seconds: each mark asks for it again.
    """
    last, count = 0, 0
    mine = and_(_deliveries.edition == edition.id, _deliveries.state == "queued")
    query = select(_people.id, _people.folded).join(schema.deliveries, _deliveries.person == _people.id)
    ordered = (
        query.where(mine, _deliveries.person > bindparam("last")).order_by(_deliveries.person).limit(_AT_ONCE)
    )
    while True:
        with at.look() as connection:
            if connection.scalar(select(schema.suppressions.c.hash).limit(1)) is None:
                return count
            rows = connection.execute(ordered, {"last": last}).all()
            unwanted = suppressed(connection, at.key, [row.folded for row in rows])
        if gone := [row.id for row in rows if row.folded in unwanted]:
            with at.change() as connection:
                cancel(connection, edition.id, gone, now)
        count += len(gone)
        if len(rows) < _AT_ONCE:
            return count
        last = rows[-1].id


def cancel(connection: Connection, edition: int, people: Sequence[int], now: datetime) -> None:
    """They get no letter, since its turn has not come yet."""
    mine = and_(_deliveries.edition == edition, _deliveries.person.in_(people))
    is_open = _deliveries.state.in_(("queued", "deferred"))
    values = {"state": "cancelled", "changed": moment(now), "next_try": None}
    connection.execute(update(schema.deliveries).where(mine, is_open).values(values))


# The edition's own state


def set_state(
    at: List, edition: Edition, state: EditionState, reason: str, only_from: Sequence[EditionState]
) -> bool:
    """Give an edition another state; whether it had one of those it may come from."""
    with at.change() as connection:
        return _change(connection, edition, {"state": state, "reason": reason}, only_from)


def stop(at: List, edition: Edition, now: datetime) -> int:
    """Nobody gets it any more whose turn has not come; how many those are."""
    with at.change() as connection:
        # its state first: who is just being frozen is there then, and is cancelled too
        _change(connection, edition, {"state": "stopped", "reason": "stopped by an editor"})
        return _move(connection, edition, ("queued", "deferred", "held"), "cancelled", now)


def go_on(at: List, edition: Edition, now: datetime) -> bool:
    """Whatever kept the edition is over: it is sending again, and what was held for a fault of ours is queued.

    False, and nothing is done, where it was stopped for good.
    """
    values = {"state": "sending", "reason": "", "appointed": None}
    with at.change() as connection:
        may = _change(connection, edition, values, (*_GOING, "paused", "held"))
        if may:
            _move(connection, edition, ("held",), "queued", now)
        return may


def _change(
    connection: Connection,
    edition: Edition,
    values: Mapping[str, object],
    only_from: Sequence[EditionState] = (),
    *conditions: ColumnElement[bool],
) -> bool:
    """Change an edition, if it has one of these states now, whatever it had when it was read; whether it had."""
    mine = and_(_editions.id == edition.id, *conditions)
    if only_from:
        mine = and_(mine, _editions.state.in_(only_from))
    return connection.execute(update(schema.editions).where(mine).values(values)).rowcount > 0


# Doubt


def doubt_what_was_dotting(at: List, edition: Edition, now: datetime) -> int:
    """Who stood before the dot when a sender died is in doubt; how many those are."""
    with at.change() as connection:
        mine = standing_in(edition, ("dotting",))
        # `changed` stays: it is the moment of the dot, from which a relay is done with it in a known time
        return connection.execute(update(schema.deliveries).where(mine).values(state="doubt")).rowcount


def settle_doubt(at: List, edition: Edition, people: Sequence[int], state: State, now: datetime) -> int:
    """Those of the people who are in doubt are so no more; how many they were."""
    done = 0
    for start in range(0, len(people), _AT_ONCE):
        with at.change() as connection:
            some = people[start : start + _AT_ONCE]
            mine = and_(standing_in(edition, ("doubt",)), _deliveries.person.in_(some))
            values = {"state": state, "changed": moment(now), "next_try": None}
            done += connection.execute(update(schema.deliveries).where(mine).values(values)).rowcount
    return done


def _move(connection: Connection, edition: Edition, states: Sequence[State], to: State, now: datetime) -> int:
    """Everyone who is in one of these states is in another; how many they were."""
    values = {"state": to, "changed": moment(now), "next_try": None}
    return connection.execute(
        update(schema.deliveries).where(standing_in(edition, states)).values(values)
    ).rowcount


def standing_in(edition: Edition, states: Sequence[State]) -> ColumnElement[bool]:
    """A condition: of this edition, and in one of these states."""
    return and_(_deliveries.edition == edition.id, _deliveries.state.in_(states))


def _found(connection: Connection, slug: str, transport: str) -> Edition | None:
    columns = [getattr(_editions, one.name) for one in fields(Edition)]
    mine = and_(_editions.slug == slug, _editions.transport == transport)
    row = connection.execute(select(*columns).where(mine)).first()
    return None if row is None else Edition(*row)


def _known(connection: Connection, slug: str, transport: str) -> Edition:
    found = _found(connection, slug, transport)
    assert found is not None
    return found
