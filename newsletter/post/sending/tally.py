"""What the ledger knows, read: how many people are in each state, who, and since when. Rows are read a thousand at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending.ledger import STATES, Edition, State, standing_in
from newsletter.post.subscribers.addresses import masked
from newsletter.post.subscribers.person import SEED

_AT_ONCE = 1000

_deliveries, _people = schema.deliveries.c, schema.people.c


def counts(at: List, edition: Edition) -> dict[State, int]:
    """How many people are in each state."""
    query = select(_deliveries.state, func.count()).where(_deliveries.edition == edition.id)
    with at.look() as connection:
        found = {row[0]: row[1] for row in connection.execute(query.group_by(_deliveries.state))}
    return {state: found.get(state, 0) for state in STATES}


def may_have(at: List, edition: Edition) -> int:
    """How many people have the letter, or may have it."""
    found = counts(at, edition)
    return sum(found[state] for state in ("dotting", "accepted", "doubt", "waived"))


def codes(at: List, edition: Edition, state: State) -> dict[str, int]:
    """What relays answered to the letters that are in this state, and to how many."""
    query = (
        select(_deliveries.code, func.count())
        .where(standing_in(edition, (state,)))
        .group_by(_deliveries.code)
    )
    with at.look() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def next_try(at: List, edition: Edition) -> str | None:
    """When the first of those who were deferred is to be written to again."""
    with at.look() as connection:
        first = select(func.min(_deliveries.next_try)).where(standing_in(edition, ("deferred",)))
        found: str | None = connection.scalar(first)
    return found


def last_change(at: List, edition: Edition) -> str | None:
    """When the last of its letters was settled, or moved at all; None where it has none."""
    with at.look() as connection:
        last = select(func.max(_deliveries.changed)).where(_deliveries.edition == edition.id)
        found: str | None = connection.scalar(last)
    return found


def how_many_would(at: List, edition: Edition | None) -> int:
    """How many people are active and have no line for this edition yet, or one that was cancelled when they left."""
    query = select(func.count()).select_from(schema.people).where(_people.state == "active")
    if edition is not None:
        mine = and_(
            _deliveries.edition == edition.id,
            _deliveries.person == _people.id,
            _deliveries.state != "cancelled",
        )
        query = query.where(~select(_deliveries.person).where(mine).exists())
    with at.look() as connection:
        return connection.scalar(query) or 0


def seeds(at: List) -> list[int]:
    """The first of our own addresses, by number; as many as are read at a time."""
    mine = and_(_people.source.startswith(SEED), _people.state == "active")
    with at.look() as connection:
        return list(connection.scalars(select(_people.id).where(mine).order_by(_people.id).limit(_AT_ONCE)))


def doubts(at: List, edition: Edition) -> Iterator[tuple[int, str]]:
    """The people in doubt, by number, with the moment just before their dot."""
    for row in _rows(at, edition, ("doubt",)):
        yield row.person, row.changed


def named(at: List, edition: Edition, states: Sequence[State]) -> Iterator[tuple[str, State, str]]:
    """Who is in one of these states, masked, with the state and what the relay answered."""
    for row in _rows(at, edition, states):
        yield masked(row.address) if row.address else "erased", row.state, row.code


def latest_accepted(at: List, edition: Edition, before: str, most: int) -> list[int]:
    """People whose letters were accepted last before a moment, by number."""
    mine = and_(standing_in(edition, ("accepted",)), _deliveries.changed <= before)
    query = select(_deliveries.person).where(mine).order_by(_deliveries.changed.desc()).limit(most)
    with at.look() as connection:
        return list(connection.scalars(query))


def kept_pace(at: List, relay: str) -> str:
    """What was spent of what a relay takes, as `rates` keeps it."""
    with at.look() as connection:
        mine = schema.relays.c.name == relay
        return connection.scalar(select(schema.relays.c.pace).where(mine)) or ""


def _rows(at: List, edition: Edition, states: Sequence[State]) -> Iterator[Row[Any]]:
    last = 0
    joined = schema.deliveries.outerjoin(schema.people, _people.id == _deliveries.person)
    query = select(schema.deliveries, _people.address).select_from(joined).where(standing_in(edition, states))
    ordered = query.where(_deliveries.person > bindparam("last")).order_by(_deliveries.person).limit(_AT_ONCE)
    while True:
        with at.look() as connection:
            rows = connection.execute(ordered, {"last": last}).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].person
