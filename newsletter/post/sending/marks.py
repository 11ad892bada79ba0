"""The one writer of the ledger: marks and answers of all connections that wait, in one commit.

A mark is on the disk before its final dot is sent; in the transaction that makes it is seen that its
person still wants the letter, and that nobody has paused or stopped the edition.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from queue import Empty, SimpleQueue
from time import sleep
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, Select, Update, and_, bindparam, select, update

from newsletter.post import schema
from newsletter.post.compiled import Compiled, CompiledOfMany
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
#: Seconds at most to let others come to a commit: until half of the connections have, as far as that can be told.
#: A commit costs a millisecond of processor, and a relay on the same machine as long for half a letter.
_BREATH = 0.01
#: What the newest commit counts for in how fast marks are asked for.
_NEWEST = 0.1
#: Seconds after which it is written what became of letters, where no mark comes that it could go with.
_SOON = 0.1
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


def breath(connections: int, asked: int, pace: float) -> float:
    """Seconds to let others come: until half of the connections have asked at this pace, and no longer than `_BREATH`."""
    return min(_BREATH, max(0, connections // 2 - asked) * pace)


def paced(former: float, seconds: float, marks: int) -> float:
    """Seconds until somebody asks, lately: the `former` ones and those of the newest marks; none where a clock jumps back."""
    return former + _NEWEST * (max(0.0, seconds) / marks - former)


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
        connections: int = 1,
    ) -> None:
        self._at, self._edition, self._lease, self._clock, self._relay = at, edition, lease, clock, relay
        self._domains, self._domains_kept = domains, 0.0
        self._asked: SimpleQueue[_Mark | None] = SimpleQueue()
        self._outcomes: deque[Outcome] = deque()
        self._connections, self._pace, self._since = connections, 0.0, clock().timestamp()
        self._is_closing = False
        self._rates: Rates | None = None
        self.failure: Exception | None = None
        dialect = at.engine.dialect
        self._held = Compiled(_held_statement(), dialect)
        self._mark = CompiledOfMany(_mark_statement, dialect, "people", "hashes")
        self._accept = CompiledOfMany(_accept_statement, dialect, "people")
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def mark(self, to: Recipient) -> bool:
        """Whether the dot may be sent: the mark is on the disk. False, too, for who is not to get it any more."""
        one = _Mark(to, suppression_hash(self._at.key, to.folded))
        self._asked.put(one)
        one.lock.acquire()
        return one.is_made

    def settle(self, outcome: Outcome) -> None:
        """Have what became of a letter written with the next commit: with the next mark of this connection, or soon.

        It waits for no disk of its own: until then the letter is `dotting`, and in doubt if the sender dies.
        """
        self._outcomes.append(outcome)

    def spend(self, rates: Rates) -> None:
        """Have it kept, with the next commit, what was spent of what a relay takes."""
        self._rates = rates

    def beat(self) -> None:
        """Have it seen that this sender lives."""
        self._asked.put(None)

    def close(self) -> None:
        """Waits until everything is written."""
        self._is_closing = True
        self._asked.put(None)
        self._thread.join()

    def _run(self) -> None:
        while not (self._is_closing and self._asked.empty() and not self._outcomes):
            is_asked, marks = self._gathered()
            # behind the marks: each connection's last letter is written with its next one's mark
            outcomes = [self._outcomes.popleft() for _ in range(len(self._outcomes))]
            if not is_asked and not outcomes:
                continue
            try:
                if self.failure is None:
                    made = self._committed(marks, outcomes)
                    for one in marks:
                        one.is_made = one in made
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

    def _gathered(self) -> tuple[bool, list[_Mark]]:
        """Whether anybody asks, within a while, and the marks that are asked for by then."""
        try:
            asked = [self._asked.get(timeout=_SOON)]
        except Empty:
            return False, []
        while not self._asked.empty():
            asked.append(self._asked.get())
        if seconds := breath(self._connections, len(asked), self._pace):
            sleep(seconds)
        while not self._asked.empty():
            asked.append(self._asked.get())
        marks = [one for one in asked if one is not None]
        now = self._clock().timestamp()
        if marks:
            self._pace, self._since = paced(self._pace, now - self._since, len(marks)), now
        return True, marks

    def _committed(self, marks: Sequence[_Mark], outcomes: Sequence[Outcome]) -> set[_Mark]:
        for left in reversed(range(_PATIENCE)):
            try:
                return self._written(marks, outcomes)
            except ListError:
                if not left:
                    raise
        raise AssertionError

    def _written(self, marks: Sequence[_Mark], outcomes: Sequence[Outcome]) -> set[_Mark]:
        now = self._clock()
        # whoever leaves at this moment does so before the mark, and gets nothing, or after it
        held = [*(one.to.folded for one in marks), *(one.to.folded for one in outcomes if one.is_gone)]
        with self._at.change(*held) as connection:
            # nobody takes over before this ends; whoever pauses or stops the edition waits, or has done so
            row = self._held.execute(connection, {"mine": self._edition.id}).first()
            self._lease.insist(row.holder if row else None)
            self._lease.step(connection, now)
            if outcomes:
                self._write_outcomes(connection, outcomes, now)
            is_sending = row is not None and row.state == "sending"
            made = self._mark_all(connection, marks, now) if marks and is_sending else set[_Mark]()
            if self._rates is not None:
                keep_pace(connection, self._relay, kept_text(self._rates))
            self._keep_domains(connection, now.timestamp())
        self._lease.committed()
        return made

    def _keep_domains(self, connection: Connection, now: float) -> None:
        if self._domains is not None and not 0 <= now - self._domains_kept < _SECOND:
            self._domains_kept = now
            keep_pace(connection, name_for_domains(self._relay), self._domains.kept_text())

    def _mark_all(self, connection: Connection, marks: Sequence[_Mark], now: datetime) -> set[_Mark]:
        """Which marks are made: one a person, and none for who is marked already, by whomever.

        Most often that is everybody's, and one statement sees to it.
        """
        first = {one.to.person: one for one in reversed(marks)}
        made = self._made(connection, list(first.values()), now)
        if len(made) < len(first):
            gone = schema.suppressions.c.hash
            hashes = [one.hash for one in first.values()]
            unwanted = set(connection.scalars(select(gone).where(gone.in_(hashes))))
            suppressed = {person for person, one in first.items() if one.hash in unwanted}
            if left := [one for person, one in first.items() if person not in made | suppressed]:
                made |= self._made(connection, left, now)
            self._cancel_gone(connection, first.keys() - made, suppressed, now)
        return {first[person] for person in made}

    def _made(self, connection: Connection, marks: Sequence[_Mark], now: datetime) -> set[int]:
        """Who is marked now; nobody, if anybody among them is suppressed."""
        asked = {"mine": self._edition.id, "now": moment(now)}
        people, hashes = [one.to.person for one in marks], [one.hash for one in marks]
        return {row[0] for row in self._mark.execute(connection, asked, people, hashes)}

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
            asked = {"mine": self._edition.id, "now": moment(now), "said": code}
            self._accept.execute(connection, asked, people)

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


_Places: TypeAlias = list[BindParameter[object]]


def _held_statement() -> Select[Any]:
    """Who sends, and whether the edition is sent, both as they stay until the transaction ends."""
    senders, editions = schema.senders.c, schema.editions.c
    both = select(senders.holder, editions.state).where(senders.id == 1, editions.id == bindparam("mine"))
    return both.with_for_update(read=True)


def _mark_statement(people: _Places, hashes: _Places) -> Update:
    deliveries, persons, suppressed = schema.deliveries.c, schema.people.c, schema.suppressions.c.hash
    is_active = select(persons.id).where(persons.id == deliveries.person, persons.state == "active").exists()
    unwanted = select(suppressed).where(suppressed.in_(hashes)).exists()
    return (
        update(schema.deliveries)
        .where(
            deliveries.edition == bindparam("mine"),
            deliveries.person.in_(people),
            deliveries.state.in_(("queued", "deferred")),
            is_active,
            ~unwanted,
        )
        .values(state="dotting", changed=bindparam("now"))
        .returning(deliveries.person)
    )


def _accept_statement(people: _Places) -> Update:
    deliveries = schema.deliveries.c
    mine = and_(deliveries.edition == bindparam("mine"), deliveries.person.in_(people))
    values = {
        "state": "accepted",
        "code": bindparam("said"),
        "changed": bindparam("now"),
        "next_try": None,
        "tries": deliveries.tries + 1,
    }
    return update(schema.deliveries).where(mine).values(values)
