"""The people on the list, and what becomes of them.

A person is pending until they confirm, active while letters go to them, and then left, bounced
or complained: those keep their line, so that nobody writes to them by mistake, and a hash of
their address stands among the suppressed. Who is erased leaves that hash alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from newsletter.post import schema
from newsletter.post.compiled import Once
from newsletter.post.database import List, forget_traces
from newsletter.post.subscribers.addresses import Address, owed_hash, suppression_hash
from newsletter.post.subscribers.person import (
    BEFORE_SEED,
    SEED,
    STATES,
    Gone,
    Newcomer,
    Person,
    State,
    moment,
)
from newsletter.post.subscribers.statements import (
    as_person,
    consents_of,
    forget_evidence,
    insert_consents,
    insert_people,
    person_of,
    suppress_all,
    suppressed,
)

#: Rows read at a time: a list of a million takes no more memory than one of a thousand.
_AT_ONCE = 1000
_FOLDED = Once(select(schema.people.c.folded).where(schema.people.c.id == bindparam("of_person")))


class WithdrawnError(Exception):
    """The consent is older than the wish not to be written to any more, which came at `since`."""

    def __init__(self, since: str) -> None:
        super().__init__("they agreed before they left")
        self.since = since


def add(at: List, newcomer: Newcomer) -> Person | None:
    """Put one person on the list who asks for it themselves; None where they stand there as active already.

    Who had left, or was erased, and comes again is not suppressed any more. Raises WithdrawnError
    where they left after they gave this consent.
    """
    folded = newcomer.address.folded
    with at.change(folded) as connection:
        known = person_of(connection, at.key, folded)
        if known is not None and known.state == "active":
            return None
        mine = schema.suppressions.c.hash == suppression_hash(at.key, folded)
        gone_since = connection.scalar(select(schema.suppressions.c.since).where(mine))
        if gone_since is not None and newcomer.consent.given < gone_since:
            raise WithdrawnError(gone_since)
        connection.execute(delete(schema.suppressions).where(mine))
        if known is None:
            insert_people(at, connection, [newcomer])
        else:
            _come_again(connection, newcomer, at.now)
        return person_of(connection, at.key, folded)


def make_seed(at: List, address: Address) -> None:
    """Letters go to this address first from now on: it is one of ours. Where it came from is kept."""
    _change_source(at, address, lambda was: was if was.startswith(SEED) else f"{SEED}{BEFORE_SEED}{was}")


def make_no_seed(at: List, address: Address) -> bool:
    """This address has its turn with everybody's from now on; whether that is news. It stays on the list."""
    return _change_source(at, address, lambda was: _before_seed(was) if was.startswith(SEED) else was)


def _before_seed(source: str) -> str:
    return source.partition(BEFORE_SEED)[2] or "an editor"


def _change_source(at: List, address: Address, changed: Callable[[str], str]) -> bool:
    mine = schema.people.c.folded == address.folded
    with at.change(address.folded) as connection:
        was = connection.scalar(select(schema.people.c.source).where(mine))
        if was is None or changed(was) == was:
            return False
        connection.execute(update(schema.people).where(mine).values(source=changed(was)))
        return True


def _come_again(connection: Connection, newcomer: Newcomer, now: datetime) -> None:
    mine = schema.people.c.folded == newcomer.address.folded
    changed = {"state": newcomer.state, "changed": moment(now), "address": newcomer.address.written}
    if newcomer.language:
        changed["language"] = newcomer.language
    connection.execute(update(schema.people).where(mine).values(changed))
    number = connection.scalars(select(schema.people.c.id).where(mine)).one()
    insert_consents(connection, [(number, newcomer.consent)])


def find(at: List, address: Address) -> Person | None:
    """The person of this address, with all that is known of them."""
    with at.look() as connection:
        return person_of(connection, at.key, address.folded)


def folded_of(at: List, person: int) -> tuple[str, ...]:
    """The folded address of the person of this number, by which `change` holds them; nothing for nobody."""
    with at.look() as connection:
        found = _FOLDED.first(connection, of_person=person)
        return (found.folded,) if found else ()


def is_suppressed(at: List, address: Address) -> bool:
    """Whether nobody is to write to this address."""
    with at.look() as connection:
        return bool(suppressed(connection, at.key, [address.folded]))


def leave(at: List, address: Address, why: Gone = "left") -> bool:
    """Nobody writes to this address from now on; whether that is news. Its line stays."""
    with at.change(address.folded) as connection:
        mine = schema.people.c.folded == address.folded
        row = connection.execute(select(schema.people.c.state).where(mine)).first()
        is_news = row is not None and row.state in ("pending", "active")
        state = (
            {"state": why} if is_news else {}
        )  # of who left already, that they wish it still, whatever they asked
        connection.execute(update(schema.people).where(mine).values(**state, changed=moment(at.now)))
        suppress_all(connection, at.key, [(address.folded, why)], at.now)
        return is_news


def erase(at: List, address: Address) -> bool:
    """All that is known of this address goes, for good, but a hash by which it stays suppressed; whether anything was."""
    with at.change(address.folded) as connection:
        # the hash first: whoever breaks in between finds the address suppressed, not written to again
        suppress_all(connection, at.key, [(address.folded, "erased")], at.now)
        mine = schema.people.c.folded == address.folded
        told = select(schema.consents.c.evidence).join(schema.people).where(mine)
        evidence = connection.scalars(told).all()
        gone = connection.execute(delete(schema.people).where(mine))
        # that they were asked to confirm stays counted: whoever goes on typing their address in brings them no more mail
        owed = schema.owed.c
        links = (owed.hash == owed_hash(at.key, address.folded)) & (owed.kind == "links")
        connection.execute(delete(schema.owed).where(links))
        forget_evidence(connection, evidence)
    forget_traces(at)
    return gone.rowcount > 0


def everyone(at: List, states: Sequence[State] = ()) -> Iterator[Person]:
    """All people, or those in one of these states, in the order in which they came; read a thousand at a time."""
    last = 0
    while True:
        query = (
            select(schema.people)
            .where(schema.people.c.id > last)
            .order_by(schema.people.c.id)
            .limit(_AT_ONCE)
        )
        if states:
            query = query.where(schema.people.c.state.in_(states))
        with at.look() as connection:
            rows = connection.execute(query).all()
            consents = consents_of(connection, [row.id for row in rows])
        yield from (as_person(at.key, row, consents.get(row.id, ())) for row in rows)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


def counts(at: List) -> dict[str, int]:
    """How many people are in each state, the erased among them, of whom nothing else is known."""
    with at.look() as connection:
        states = connection.execute(
            select(schema.people.c.state, func.count()).group_by(schema.people.c.state)
        ).all()
        erased = connection.scalar(
            select(func.count())
            .where(schema.suppressions.c.reason == "erased")
            .select_from(schema.suppressions)
        )
    found = {row.state: row[1] for row in states}
    return {**{state: found.get(state, 0) for state in STATES}, "erased": erased or 0}
