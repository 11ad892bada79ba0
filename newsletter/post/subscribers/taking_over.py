"""Very many people come at once: put aside row by row, then taken over in one step, or none of them.

While rows are put aside the list is only read, so that whoever leaves meanwhile need not wait.
They stand in temporary tables, which nobody else can see and which are gone when the program
ends, however it ends. What happened on the list meanwhile counts more than what was put aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from newsletter.post import schema
from newsletter.post.database import List, Session, forget_traces
from newsletter.post.numbers import take_numbers
from newsletter.post.subscribers.addresses import suppression_hash
from newsletter.post.subscribers.person import GONE, Newcomer, moment
from newsletter.post.subscribers.statements import evidence_of
from newsletter.values import point

_METADATA = MetaData()

#: The rows in the order in which they came; `address` is empty where it is written as it is folded,
#: and `rank` is less for whoever is gone: of two rows for one person that one counts.
_ARRIVALS = Table(
    "arrivals",
    _METADATA,
    Column("n", Integer, primary_key=True),
    Column("folded", Text, nullable=False),
    Column("address", Text),
    Column("language", Text),
    Column("rank", Integer),
    Column("state", Text),
    Column("since", Text),
    Column("confirmed", Text),
    Column("hash", String(64)),
    Index("arrivals_by_address", "folded"),
    prefixes=["TEMPORARY"],
)
#: Those of them whom the list does not know, counted from one.
_NEW = Table(
    "arrivals_new",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer),
    prefixes=["TEMPORARY"],
)
#: Those who are gone by their row: new, or on the list and not gone yet.
_GONE = Table(
    "arrivals_gone",
    _METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("folded", Text),
    Column("state", Text),
    Column("hash", String(64)),
    Column("number", Integer),
    prefixes=["TEMPORARY"],
)
_STAYING = ("pending", "active")
#: Rows that are named in one statement.
_AT_ONCE = 1000

_is_suppressed = exists().where(schema.suppressions.c.hash == _ARRIVALS.c.hash)


@point
class Origin:
    """Whence people come, and by what all of them agreed: see `Consent`."""

    source: str
    how: str
    words: str
    notice: str


@point
class TakenOver:
    """How many people are new, how many are gone since, and how many were left out who had left."""

    added: int
    left: int
    suppressed: int


def begin(session: Session) -> None:
    """Make the tables in which people are put aside; within `aside`."""
    _METADATA.create_all(session.connection, checkfirst=False)


def put_aside(session: Session, key: bytes, people: Sequence[Newcomer], first: int) -> None:
    """Put people aside, whose rows are counted from `first`; within `aside`."""
    session.stage(_ARRIVALS, [_row(key, one, n) for n, one in enumerate(people, first)])


def _row(key: bytes, one: Newcomer, n: int) -> tuple[Any, ...]:
    folded = one.address.folded
    written = None if one.address.written == folded else one.address.written
    rank = 0 if one.state in GONE else 1
    seal = suppression_hash(key, folded)
    return (n, folded, written, one.language, rank, one.state, one.since, one.consent.confirmed, seal)


def take_over(session: Session, at: List, origin: Origin) -> TakenOver:
    """Take over all who were put aside. Raises ListError, and then nobody is.

    Others wait at most while it puts in those who are new; whom they changed meanwhile stays so.
    """
    with session.aside() as connection:
        session.staged(_ARRIVALS, _ARRIVALS.c.hash)
        strangers, count = _look_through(connection)
        session.staged(_NEW)
        session.staged(_GONE)
    with session.change() as connection:
        first = take_numbers(connection, at.folder, count) if count else 1
    with session.change() as connection:
        added = _put_in(session, origin, first, at.now)
        is_shared = session.hold_all()
        late = _suppressed_meanwhile(connection, first) if is_shared or added < count else ()
        taken_back = _take_back(connection, late)
        left = _let_leave(connection, at.now)
        _suppress(session, first, at.now)
    if taken_back:
        forget_traces(at)  # somebody may have been erased
    return TakenOver(added - taken_back, left, strangers - count + len(late))


def _look_through(connection: Connection) -> tuple[int, int]:
    """How many the list does not know, and how many of these are new: whom nobody suppressed."""
    row, other, person = _ARRIVALS, _ARRIVALS.alias("other"), schema.people.c
    is_better = or_(other.c.rank < row.c.rank, and_(other.c.rank == row.c.rank, other.c.n < row.c.n))
    connection.execute(delete(row).where(exists().where(other.c.folded == row.c.folded, is_better)))
    known = exists().where(person.folded == row.c.folded)
    number = func.row_number().over(order_by=row.c.n)
    fresh = select(number, row.c.n).where(~known, ~_is_suppressed).order_by(row.c.n)
    connection.execute(_NEW.insert().from_select(["number", "n"], fresh))
    is_staying = exists().where(person.folded == row.c.folded, person.state.in_(_STAYING))
    gone = (
        select(row.c.n, row.c.folded, row.c.state, row.c.hash, _NEW.c.number)
        .select_from(row.outerjoin(_NEW, _NEW.c.n == row.c.n))
        .where(row.c.rank == 0, or_(_NEW.c.number.is_not(None), is_staying))
    )
    connection.execute(_GONE.insert().from_select(["n", "folded", "state", "hash", "number"], gone))
    strangers = connection.scalar(select(func.count()).select_from(row).where(~known)) or 0
    return strangers, connection.scalar(select(func.count()).select_from(_NEW)) or 0


def _put_in(session: Session, origin: Origin, first: int, now: datetime) -> int:
    """Put in those who are new, with their consents; how many. Who came by another way meanwhile stays as they are."""
    row, person = _ARRIVALS.c, _NEW.c.number + (first - 1)
    both = _NEW.join(_ARRIVALS, row.n == _NEW.c.n)
    people = (
        select(
            person,
            func.coalesce(row.address, row.folded),
            row.folded,
            row.language,
            row.state,
            literal(origin.source),
            row.since,
            literal(moment(now)),
        )
        .select_from(both)
        .where(~_is_suppressed)
        .order_by(_NEW.c.number)
    )
    columns = ["id", "address", "folded", "language", "state", "source", "since", "changed"]
    added = session.insert_unless_there(schema.people, columns, people)
    evidence = evidence_of(session.connection, origin.how, origin.words, origin.notice)
    consents = (
        select(schema.people.c.id, row.since, literal(evidence), row.confirmed)
        .select_from(both.join(schema.people, schema.people.c.id == person))
        .order_by(_NEW.c.number)
    )
    given = schema.consents.insert().from_select(["person", "given", "evidence", "confirmed"], consents)
    session.connection.execute(given)
    return added


def _suppressed_meanwhile(connection: Connection, first: int) -> Sequence[int]:
    """The numbers of those who were new when they were looked for, and whom nobody is to write to any more."""
    kept_away = _ARRIVALS.c.hash.in_(select(schema.suppressions.c.hash))
    query = select(_NEW.c.number + (first - 1)).join_from(_NEW, _ARRIVALS, _ARRIVALS.c.n == _NEW.c.n)
    return connection.scalars(query.where(kept_away)).all()


def _take_back(connection: Connection, numbers: Sequence[int]) -> int:
    """Who left or was erased while they were put in is not on the list; how many of them were put in."""
    back = 0
    for begin in range(0, len(numbers), _AT_ONCE):
        who = schema.people.c.id.in_(numbers[begin : begin + _AT_ONCE])
        back += connection.execute(delete(schema.people).where(who)).rowcount
    return back


def _let_leave(connection: Connection, now: datetime) -> int:
    """Those who are gone by their row, and are on the list, are so there; how many."""
    left, is_known = 0, _GONE.c.number.is_(None)
    for state in connection.scalars(select(_GONE.c.state).where(is_known).distinct()).all():
        theirs = select(_GONE.c.folded).where(_GONE.c.state == state, is_known)
        who = schema.people.c.folded.in_(theirs) & schema.people.c.state.in_(_STAYING)
        done = connection.execute(update(schema.people).where(who).values(state=state, changed=moment(now)))
        left += done.rowcount
    return left


def _suppress(session: Session, first: int, now: datetime) -> None:
    """Nobody writes to those who came as gone, or are gone since; why somebody was suppressed before stays."""
    was_put_in = exists().where(schema.people.c.id == _GONE.c.number + (first - 1))
    gone = select(_GONE.c.hash, _GONE.c.state, literal(moment(now))).where(
        or_(_GONE.c.number.is_(None), was_put_in)
    )
    session.insert_unless_there(schema.suppressions, ["hash", "reason", "since"], gone)
