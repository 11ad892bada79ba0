"""The one writer of the ledger: marks and answers of all connections that wait, in one commit.

A mark is on the disk before its final dot is sent; in the transaction that makes it is seen that its
person still wants the letter, and that nobody has paused or stopped the edition.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from time import sleep
from typing import TypeAlias

from sqlalchemy import Connection, Executable, and_, bindparam, select, update

from newsletter.post import schema
from newsletter.post.contract import ListError
from newsletter.post.database import List
from newsletter.post.sending.domains import Domains
from newsletter.post.sending.lease import Lease
from newsletter.post.sending.ledger import Edition, State, cancel
from newsletter.post.sending.rates import Rates, kept_text
from newsletter.post.subscribers.addresses import suppression_hash
from newsletter.post.subscribers.person import moment
from newsletter.post.subscribers.statements import suppress_all
from newsletter.values import point

Clock: TypeAlias = Callable[[], datetime]

#: How often a commit is tried, each ten seconds long, while another program is at the list.
_PATIENCE = 30
#: Seconds to let others come to the next commit, while several connections are at work: a third more letters go.
_BREATH = 0.001
#: How often it is written what was spent of what domains take.
_SECOND = 1.0


@point
class Recipient:
    """Somebody whose turn it is."""

    person: int
    address: str
    folded: str
    tries: int = 0
    first_try: str | None = None
    was: State = "queued"


@point
class Outcome:
    """What became of a letter. `is_gone` has nobody write to the address any more."""

    to: Recipient
    state: State
    code: str
    tries: int
    first_try: str | None = None
    next_try: str | None = None
    is_gone: bool = False


class _Mark:
    """Somebody before their dot, and the lock their connection waits at."""

    __slots__ = ("hash", "is_made", "lock", "to")

    def __init__(self, to: Recipient, hash: str) -> None:
        self.to, self.hash = to, hash
        self.is_made = False
        self.lock = threading.Lock()
        self.lock.acquire()


class Writer:
    """Writes what connections ask for; `failure` is why it cannot any more, upon which no mark is made."""

    def __init__(
        self,
        at: List,
        edition: Edition,
        lease: Lease,
        clock: Clock,
        relay: str = "",
        domains: Domains | None = None,
    ) -> None:
        self._at, self._edition, self._lease, self._clock, self._relay = at, edition, lease, clock, relay
        self._domains, self._domains_kept = domains, 0.0
        self._asked: deque[_Mark | Outcome | None] = deque()
        self._wakes = threading.Semaphore(0)
        self._is_closing = self._is_gathering = False
        self._rates: Rates | None = None
        self.failure: Exception | None = None
        self._mark, self._accept = _mark_statement(), _accept_statement()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def mark(self, to: Recipient) -> bool:
        """Whether the dot may be sent: the mark is on the disk. False, too, for who is not to get it any more."""
        one = _Mark(to, suppression_hash(self._at.key, to.folded))
        self._asked.append(one)
        self._wakes.release()
        one.lock.acquire()
        return one.is_made

    def settle(self, outcome: Outcome) -> None:
        """Have what became of a letter written with the next commit."""
        self._asked.append(outcome)
        self._wakes.release()

    def spend(self, rates: Rates) -> None:
        """Have it kept, with the next commit, what was spent of what a relay takes."""
        self._rates = rates

    def beat(self) -> None:
        """Have it seen that this sender lives."""
        self._asked.append(None)
        self._wakes.release()

    def close(self) -> None:
        """Waits until everything is written."""
        self._is_closing = True
        self._wakes.release()
        self._thread.join()

    def _run(self) -> None:
        while not (self._is_closing and not self._asked):
            self._wakes.acquire()
            if self._is_gathering:
                sleep(_BREATH)
            while self._wakes.acquire(blocking=False):
                pass  # one wake is enough for all; whoever comes after this wakes anew
            batch = [self._asked.popleft() for _ in range(len(self._asked))]
            if not batch:
                continue
            marks = [one for one in batch if isinstance(one, _Mark)]
            self._is_gathering = len(marks) > 1
            try:
                if self.failure is None:
                    made = self._committed(marks, [one for one in batch if isinstance(one, Outcome)])
                    for one in marks:
                        one.is_made = one.to.person in made
            except Exception as error:  # told by whoever closes: no connection may wait for ever
                self.failure = error
            for one in marks:
                one.lock.release()
        self._end()

    def _end(self) -> None:
        """What was spent of what domains take, once more: it is written but once a second meanwhile."""
        if self._domains is not None and self.failure is None:
            self._domains_kept = 0.0
            try:
                self._committed((), ())
            except Exception as error:
                self.failure = error

    def _committed(self, marks: Sequence[_Mark], outcomes: Sequence[Outcome]) -> set[int]:
        for left in reversed(range(_PATIENCE)):
            try:
                return self._written(marks, outcomes)
            except ListError:
                if not left:
                    raise
        raise AssertionError

    def _written(self, marks: Sequence[_Mark], outcomes: Sequence[Outcome]) -> set[int]:
        now = self._clock()
        # whoever leaves at this moment does so before the mark, and gets nothing, or after it
        held = [*(one.to.folded for one in marks), *(one.to.folded for one in outcomes if one.is_gone)]
        with self._at.change(*held) as connection:
            self._lease.hold(connection)
            self._lease.step(connection, now)
            if outcomes:
                self._write_outcomes(connection, outcomes, now)
            made = self._mark_all(connection, marks, now) if marks else set()
            if self._rates is not None:
                keep_pace(connection, self._relay, kept_text(self._rates))
            self._keep_domains(connection, now.timestamp())
        self._lease.committed()
        return made

    def _keep_domains(self, connection: Connection, now: float) -> None:
        if self._domains is not None and not 0 <= now - self._domains_kept < _SECOND:
            self._domains_kept = now
            keep_pace(connection, name_for_domains(self._relay), self._domains.kept_text())

    def _mark_all(self, connection: Connection, marks: Sequence[_Mark], now: datetime) -> set[int]:
        """Whose mark is made. Most often that is everybody's, and one statement sees to it.

        Whoever pauses or stops the edition at this moment waits, or has done so and nobody is marked.
        """
        editions = schema.editions.c
        state = select(editions.state).where(editions.id == self._edition.id).with_for_update(read=True)
        if connection.scalar(state) != "sending":
            return set()
        if self._made(connection, marks, now) == len(marks):
            return {one.to.person for one in marks}
        gone = schema.suppressions.c.hash
        unwanted = set(connection.scalars(select(gone).where(gone.in_([one.hash for one in marks]))))
        self._made(connection, [one for one in marks if one.hash not in unwanted], now)
        people = {one.to.person for one in marks}
        deliveries = schema.deliveries.c
        mine = and_(deliveries.edition == self._edition.id, deliveries.person.in_(people))
        made = set(connection.scalars(select(deliveries.person).where(mine, deliveries.state == "dotting")))
        suppressed = {one.to.person for one in marks if one.hash in unwanted}
        self._cancel_gone(connection, people - made, suppressed, now)
        return made

    def _made(self, connection: Connection, marks: Sequence[_Mark], now: datetime) -> int:
        """How many of these are marked now; none, if anybody among them is suppressed."""
        asked = {
            "mine": self._edition.id,
            "people": [one.to.person for one in marks],
            "hashes": [one.hash for one in marks],
            "now": moment(now),
        }
        return connection.execute(self._mark, asked).rowcount

    def _cancel_gone(
        self, connection: Connection, denied: set[int], suppressed: set[int], now: datetime
    ) -> None:
        """Of those without a mark, who left: others are but paused."""
        people = schema.people.c
        active = select(people.id).where(people.id.in_(denied), people.state == "active")
        stay = set(connection.scalars(active)) - suppressed
        cancel(connection, self._edition.id, sorted(denied - stay), now)

    def _write_outcomes(self, connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
        accepted: dict[str, list[int]] = {}
        for one in outcomes:
            if one.state == "accepted":
                accepted.setdefault(one.code, []).append(one.to.person)
            elif one.state == "cancelled":
                cancel(connection, self._edition.id, [one.to.person], now)
            else:
                self._write_one(connection, one, now)
        for code, people in accepted.items():
            asked = {"mine": self._edition.id, "people": people, "now": moment(now), "said": code}
            connection.execute(self._accept, asked)

    def _write_one(self, connection: Connection, one: Outcome, now: datetime) -> None:
        deliveries = schema.deliveries.c
        mine = and_(deliveries.edition == self._edition.id, deliveries.person == one.to.person)
        # who was cancelled meanwhile stays so, unless a relay has the letter already
        is_open = deliveries.state.in_(("queued", "deferred", "dotting"))
        values = {
            "state": one.state,
            "code": one.code,
            "tries": one.tries,
            "first_try": one.first_try,
            "next_try": one.next_try,
            "changed": moment(now),
        }
        connection.execute(update(schema.deliveries).where(mine, is_open).values(values))
        if one.is_gone:
            people = schema.people.c
            gone = {"state": "bounced", "changed": moment(now)}
            mine = and_(people.id == one.to.person, people.state.in_(("pending", "active")))
            connection.execute(update(schema.people).where(mine).values(gone))
            suppress_all(connection, self._at.key, [(one.to.folded, "bounced")], now)


def name_for_domains(relay: str) -> str:
    """Under which name it is kept what was spent of what domains take by this relay."""
    return f"{relay} domains"


def keep_pace(connection: Connection, name: str, text: str) -> None:
    """Keep what was spent of what a relay takes, or domains by it."""
    mine = schema.relays.c.name == name
    if not connection.execute(update(schema.relays).where(mine).values(pace=text)).rowcount:
        connection.execute(schema.relays.insert().values(name=name, pace=text))


def _mark_statement() -> Executable:
    deliveries, people, hashes = schema.deliveries.c, schema.people.c, schema.suppressions.c.hash
    is_active = select(people.id).where(people.id == deliveries.person, people.state == "active").exists()
    unwanted = select(hashes).where(hashes.in_(bindparam("hashes", expanding=True))).exists()
    return (
        update(schema.deliveries)
        .where(
            deliveries.edition == bindparam("mine"),
            deliveries.person.in_(bindparam("people", expanding=True)),
            deliveries.state.in_(("queued", "deferred")),
            is_active,
            ~unwanted,
        )
        .values(state="dotting", changed=bindparam("now"))
    )


def _accept_statement() -> Executable:
    deliveries = schema.deliveries.c
    mine = and_(
        deliveries.edition == bindparam("mine"), deliveries.person.in_(bindparam("people", expanding=True))
    )
    values = {
        "state": "accepted",
        "code": bindparam("said"),
        "changed": bindparam("now"),
        "next_try": None,
        "tries": deliveries.tries + 1,
    }
    return update(schema.deliveries).where(mine).values(values)
