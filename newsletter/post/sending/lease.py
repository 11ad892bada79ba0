"""One sender at a time, on the machine that sent before: everything else waits until it is told.

Locks of the system hold within a machine and end with their process: one beside the list, one at a
file that is named by the list, from whatever folder it is reached. A row in the list holds between
machines. How many steps were done is counted in the list, a few a second, and in that file, which no
backup of the list takes along: a list that knows of fewer steps is an older one.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.key import mark_of
from newsletter.post.numbers import skip_far
from newsletter.post.subscribers.person import moment
from newsletter.values import point

#: After which time without a sign another machine's sender is taken for dead.
_SILENCE = timedelta(minutes=5)
_WIDTH = 20
_LOST = "another sender has taken over: this one has stopped"
_SAY = "where this list is the true one, say so with --this-machine"
#: Seconds between two steps: a copy of the list that is older by more than this is known for one.
_STEP = 0.25


class LeaseError(Exception):
    """Nothing may be sent from here; its words say who does, or what to say."""


class LostLeaseError(LeaseError):
    """Another sender has taken over meanwhile: nothing more may be done."""


@point
class Place:
    """Where a sender is: the folder of its list, a name for the machine, a folder there that is not the list's, and who asks.

    `holder` is for people; no two who hold a lease have the same.
    """

    folder: Path
    machine: str
    state: Path
    holder: str


class Lease:
    """The right to send, held. `step` is counted on with every change of the ledger, in the same transaction."""

    def __init__(self, place: Place, step: int, witness: int) -> None:
        self._place, self._step, self._witness = place, step, witness
        self._stepped = 0.0

    @property
    def holder(self) -> str:
        """Who holds it, as the list has it while nobody else does."""
        return self._place.holder

    def hold(self, connection: Connection) -> None:
        """Has nobody take over before the transaction ends. Raises LostLeaseError, where somebody has."""
        senders = schema.senders.c
        holder = select(senders.holder).where(senders.id == 1).with_for_update(read=True)
        if connection.scalar(holder) != self._place.holder:
            raise LostLeaseError(_LOST)

    def step(self, connection: Connection, now: datetime, *, is_asked: bool = False) -> None:
        """Count one step within a transaction, if it is time for one.

        Raises LostLeaseError, upon which nothing must be committed.
        """
        if not is_asked and 0 <= now.timestamp() - self._stepped < _STEP:
            return
        mine = (schema.senders.c.id == 1) & (schema.senders.c.holder == self._place.holder)
        self._stepped = now.timestamp()
        self._step += 1
        values = {"step": self._step, "beat": moment(now)}
        if connection.execute(update(schema.senders).where(mine).values(values)).rowcount != 1:
            raise LostLeaseError(_LOST)

    def committed(self) -> None:
        """Has the machine remember the step, once the list does."""
        os.pwrite(self._witness, f"{self._step:0{_WIDTH}d}\n".encode(), 0)


@contextmanager
def held(at: List, place: Place, now: datetime, *, is_this_machine: bool = False) -> Iterator[Lease]:
    """The lease, while letters are sent. Raises LeaseError, where another sends, or the list came from elsewhere.

    `is_this_machine` says that it did, and that all is well.
    """
    mine = replace(place, holder=f"{place.holder} {secrets.token_hex(4)}")
    with (
        _locked(place.folder / "sending.lock", place.holder),
        _locked(place.state / f"sent-{mark_of(at.key)}", place.holder) as witness,
    ):
        step = _taken(at, mine, _told(witness), now, is_this_machine=is_this_machine)
        lease = Lease(mine, step, witness)
        lease.committed()
        yield lease


@contextmanager
def _locked(path: Path, holder: str) -> Iterator[int]:
    """A file that nobody else has locked, opened; it names its holder, behind the step. Raises LeaseError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(opened, 200, _WIDTH + 1).decode("utf-8", "replace").strip()
            raise LeaseError(f"{who or 'another sender'} is sending already") from None
        os.ftruncate(opened, _WIDTH + 1)
        os.pwrite(opened, f"{holder}\n".encode(), _WIDTH + 1)
        yield opened
    finally:
        os.close(opened)


def _told(witness: int) -> int | None:
    words = os.pread(witness, _WIDTH, 0)
    return int(words) if words.isdigit() else None


def _taken(at: List, place: Place, seen: int | None, now: datetime, *, is_this_machine: bool) -> int:
    """The step from which this sender counts on; its row is ours then."""
    senders = schema.senders
    with at.change() as connection:
        row = connection.execute(select(senders).where(senders.c.id == 1).with_for_update()).first()
        try:
            if row is not None:
                _refuse_another_machine(row.machine, row.beat, place, seen, now)
            _refuse_an_older_list(row.step if row is not None else 0, seen or 0)
        except LeaseError:
            if not is_this_machine:
                raise
            skip_far(connection)
        step = max(row.step if row is not None else 0, seen or 0) + 1
        values = {"holder": place.holder, "machine": place.machine, "step": step, "beat": moment(now)}
        if row is None:
            connection.execute(senders.insert().values(id=1, **values))
        else:
            connection.execute(update(senders).where(senders.c.id == 1).values(values))
    return step


def _refuse_another_machine(machine: str, beat: str, place: Place, seen: int | None, now: datetime) -> None:
    if machine == place.machine and seen is not None:
        return
    if beat > moment(now - _SILENCE):
        raise LeaseError("another machine was sending within the last five minutes: wait, or end it there")
    raise LeaseError(f"letters were sent from another machine last ({beat}): {_SAY}")


def _refuse_an_older_list(step: int, seen: int) -> None:
    if step < seen:
        raise LeaseError(
            "the list is older than the last letter that was sent: it was put back from a copy, and does not"
            f" know who has theirs; {_SAY}"
        )


def give_back(at: List, lease: Lease, now: datetime) -> None:
    """Has other machines see that nobody sends here any more."""
    with at.change() as connection:
        lease.step(connection, now - 2 * _SILENCE, is_asked=True)
    lease.committed()
