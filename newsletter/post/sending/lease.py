"""One sender at a time, on the machine that sent before: everything else waits until it is told.

Locks of the system hold within a machine and end with their process: one beside the list, one at a
file that is named by the list, from whatever folder it is reached. A row in the list holds between
machines. How many steps were done is counted in the list, a few a second, and in that file: `whereabouts`
says what follows from that.
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

from sqlalchemy import Connection, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.subscribers.person import moment
from newsletter.post.whereabouts import (
    EDITIONS,
    WIDTH,
    Known,
    Place,
    count_from_here,
    file_of,
    known,
    note,
    put_in_doubt,
    remember,
    take_for_true,
    words_of,
)

#: After which time without a sign another machine's sender is taken for dead.
_SILENCE = timedelta(minutes=5)
_LOST = "another sender has taken over: this one has stopped"
#: Seconds between two steps: a copy of the list that is older by more than this is known for one.
_STEP = 0.25


class LeaseError(Exception):
    """Nothing may be sent from here; its words say who does, or what to say."""


class LostLeaseError(LeaseError):
    """Another sender has taken over meanwhile: nothing more may be done."""


class Lease:
    """The right to send, held. `step` is counted on with every change of the ledger, in the same transaction."""

    def __init__(self, place: Place, step: int, witness: int) -> None:
        self._place, self._step, self._witness = place, step, witness
        self._stepped = 0.0

    @property
    def holder(self) -> str:
        """Who holds it, as the list has it while nobody else does."""
        return self._place.holder

    def insist(self, holder: str | None) -> None:
        """Raises LostLeaseError, where the list names another holder than this one."""
        if holder != self._place.holder:
            raise LostLeaseError(_LOST)

    def step(self, connection: Connection, now: datetime, *, is_asked: bool = False) -> None:
        """Count one step within a transaction, if it is time for one.

        Raises LostLeaseError, upon which nothing must be committed.
        """
        if not is_asked and 0 <= now.timestamp() - self._stepped < _STEP:
            return
        mine = (schema.senders.c.id == EDITIONS) & (schema.senders.c.holder == self._place.holder)
        self._stepped = now.timestamp()
        self._step += 1
        values = {"step": self._step, "beat": moment(now)}
        if connection.execute(update(schema.senders).where(mine).values(values)).rowcount != 1:
            raise LostLeaseError(_LOST)

    def committed(self) -> None:
        """Has the machine remember the step, once the list does."""
        note(self._witness, self._step)


@contextmanager
def held(at: List, place: Place, now: datetime, *, is_this_machine: bool = False) -> Iterator[Lease]:
    """The lease, while letters are sent. Raises LeaseError, where another sends, or the list came from elsewhere.

    `is_this_machine` says that it did, and that all is well.
    """
    mine = replace(place, holder=f"{place.holder} {secrets.token_hex(4)}")
    with (
        _locked(place.folder / "sending.lock", place.holder),
        _locked(file_of(at, place, EDITIONS), place.holder) as witness,
    ):
        step = _taken(at, mine, witness, now, is_this_machine=is_this_machine)
        remember(witness, place.state, step)
        yield Lease(mine, step, witness)


@contextmanager
def _locked(path: Path, holder: str) -> Iterator[int]:
    """A file that nobody else has locked, opened; it names its holder, behind the step. Raises LeaseError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(opened, 200, WIDTH + 1).decode("utf-8", "replace").strip()
            raise LeaseError(f"{who or 'another sender'} is sending already") from None
        os.ftruncate(opened, WIDTH + 1)
        os.pwrite(opened, f"{holder}\n".encode(), WIDTH + 1)
        yield opened
    finally:
        os.close(opened)


def _taken(at: List, place: Place, witness: int, now: datetime, *, is_this_machine: bool) -> int:
    """The step from which this sender counts on; its row is ours then."""
    with at.change() as connection:
        found = known(at, connection, place)
        if not is_this_machine:
            _refuse_while_another_sends(found, place, now)
        reason = found.amiss(EDITIONS, place.machine)
        if reason and not is_this_machine:
            # another machine may be right where several are at one list; one that is older is so for everybody
            if reason == "older" and not found.found:
                put_in_doubt(connection, reason)
            step = 0
        else:
            if EDITIONS not in found.notes:
                # first the machine, then the list: who dies in between is not taken for another machine
                remember(witness, place.state, 0)
            if reason:
                take_for_true(at, connection, found, place, EDITIONS, now)
            step = count_from_here(connection, found, place, EDITIONS, now)
    if not step:
        assert reason is not None
        raise LeaseError(words_of(reason))
    return step


def _refuse_while_another_sends(found: Known, place: Place, now: datetime) -> None:
    row = found.rows.get(EDITIONS)
    if row is None or (row.machine == place.machine and EDITIONS in found.notes):
        return
    if row.beat > moment(now - _SILENCE):
        raise LeaseError("another machine was sending within the last five minutes: wait, or end it there")


def give_back(at: List, lease: Lease, now: datetime) -> None:
    """Has other machines see that nobody sends here any more."""
    with at.change() as connection:
        lease.step(connection, now - 2 * _SILENCE, is_asked=True)
    lease.committed()
