"""Who is next: read from the ledger by key ranges, a few hundred at a time, for all connections together."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, or_, select
from sqlalchemy.sql import ColumnElement

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending.domains import Domains
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.lobby import Lobby
from newsletter.post.sending.marks import Clock, Outcome, Recipient
from newsletter.post.subscribers.person import moment
from newsletter.values import point

#: Rows read at a time: a million people take no more memory than a few hundred.
_AT_ONCE = 400
#: How many who were handed out are remembered: what became of their letters may not be written yet.
_REMEMBERED = 4000


@point
class Waiting:
    """Nobody's turn is now, since who is left waits for room at their domain: so many seconds for the first."""

    seconds: float


class Turns:
    """One round through all whose letter is queued, or was deferred until now. Who is not to get it is cancelled.

    `seeds` are people whose turn comes before everybody's; with `domains`, who is at one that takes no
    more now waits, and the next is let by.
    """

    def __init__(
        self,
        at: List,
        edition: Edition,
        clock: Clock,
        settle: Callable[[Outcome], None],
        seeds: Sequence[int] = (),
        domains: Domains | None = None,
    ) -> None:
        self._at, self._edition, self._clock, self._settle = at, edition, clock, settle
        self._lock = threading.Lock()
        self._ready: deque[Recipient] = deque()
        self._last = 0
        self._is_over = False
        self._query = _query(schema.deliveries.c.person > bindparam("last")).limit(bindparam("most"))
        self._seeds = frozenset(seeds)
        self._is_begun = False
        self._lobby = None if domains is None else Lobby(domains)
        self._put_back: deque[Recipient] = deque()
        self._handed_out: deque[int] = deque(maxlen=_REMEMBERED)
        self._known: set[int] = set()

    def next(self) -> Recipient | Waiting | None:
        """Whose turn it is; None once everybody's was, and until when to wait where all who are left must."""
        with self._lock:
            if not self._is_begun:
                self._begin()
            found = self._chosen()
            if found is None:
                seconds = None if self._lobby is None else self._lobby.seconds()
                return None if seconds is None else Waiting(seconds)
            self._handed_out.append(found.person)
            return found

    def put_back(self, one: Recipient) -> None:
        """It was somebody's turn, and nothing has become of it."""
        with self._lock:
            self._put_back.appendleft(one)

    def _chosen(self) -> Recipient | None:
        if self._put_back:
            return self._put_back.popleft()  # room at their domain is theirs already
        while True:
            if self._lobby is not None and (waited := self._lobby.next()) is not None:
                return waited
            one = self._following()
            if one is None or self._lobby is None or self._lobby.may_go(one):
                return one

    def _following(self) -> Recipient | None:
        """The next in the order of their numbers, from the list."""
        while not self._ready and (not self._is_over or self._begins_again()):
            self._read()
        return self._ready.popleft() if self._ready else None

    def _begins_again(self) -> bool:
        """Whether those who were passed over are read again: all but who waits, or was handed out just now."""
        if self._lobby is None or not self._lobby.has_seats_again():
            return False
        self._last, waiting = self._lobby.read_again()
        self._known = waiting.union(self._handed_out)
        self._is_over = False
        return True

    def _begin(self) -> None:
        """The seeds, before anybody else is read."""
        self._is_begun = True
        if self._seeds:
            self._take(self._found(_query(schema.deliveries.c.person.in_(self._seeds))))

    def _read(self) -> None:
        rows = self._found(self._query, last=self._last, most=_AT_ONCE)
        self._is_over = len(rows) < _AT_ONCE
        self._last = rows[-1].person if rows else self._last
        self._take([row for row in rows if row.person not in self._seeds and row.person not in self._known])

    def _found(self, query: Select[Any], **asked: int) -> Sequence[Row[Any]]:
        told = {"mine": self._edition.id, "now": moment(self._clock()), **asked}
        with self._at.look() as connection:
            return connection.execute(query, told).all()

    def _take(self, rows: Sequence[Row[Any]]) -> None:
        for row in rows:
            one = _recipient(row)
            if row.state == "active":
                self._ready.append(one)
            else:
                self._settle(Outcome(one, "cancelled", "", one.tries))


def _query(who: ColumnElement[bool]) -> Select[Any]:
    """Those whose letter is due, of an edition and among these people, in the order of their numbers."""
    deliveries, people = schema.deliveries.c, schema.people.c
    is_due = and_(deliveries.state == "deferred", deliveries.next_try <= bindparam("now"))
    return (
        select(
            deliveries.person,
            deliveries.tries,
            deliveries.first_try,
            deliveries.state.label("was"),
            people.address,
            people.folded,
            people.state,
        )
        .select_from(schema.deliveries.outerjoin(schema.people, people.id == deliveries.person))
        .where(
            deliveries.edition == bindparam("mine"),
            who,
            or_(deliveries.state == "queued", is_due),
        )
        .order_by(deliveries.person)
    )


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(row.person, row.address or "", row.folded or "", row.tries, row.first_try, row.was)


def seconds_until(moment_text: str, now: datetime) -> float:
    """How long it is until a moment of the ledger's."""
    return (datetime.fromisoformat(moment_text) - now).total_seconds()
