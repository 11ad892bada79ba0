"""Whether a list is the one that was here last: one that was put back from a copy does not know who has theirs.

Who sends editions and who sends the mails of our pages count their steps in the list, a row each, and in a file
each of the machine, which no backup of the list takes along. A list that knows of fewer steps is an older one; one whose
steps were counted on another machine came from there. What was found once stands in the list until an editor says that
this is the true one: so both obey it, whoever saw it first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, delete, func, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.key import mark_of
from newsletter.post.numbers import skip_far
from newsletter.post.subscribers.person import moment
from newsletter.values import point

#: Whose steps a row of `senders` counts, and what its file on the machine is called by.
Role: TypeAlias = Literal[1, 2]
EDITIONS: Role = 1
MAILS: Role = 2
_FILES: Mapping[Role, str] = {EDITIONS: "sent", MAILS: "mailed"}
#: Under which name it stands in the list that nobody knows whether it is the true one.
_NAME = "put_back"
#: Signs of a step in a file of the machine.
WIDTH = 20

Reason: TypeAlias = Literal["older", "elsewhere"]
_WORDS: Mapping[str, str] = {
    "older": "the list is older than the last letter that was sent: it was put back from a copy, and does not"
    " know who has theirs",
    "elsewhere": "letters were sent from another machine last",
}
SAY = "where this list is the true one, say so with --this-machine"

_senders, _mails = schema.senders.c, schema.service_mails.c


@point
class Place:
    """Where a sender is: the folder of its list, a name for the machine, a folder there that is not the list's, and who asks.

    `holder` is for people; no two who hold a lease have the same.
    """

    folder: Path
    machine: str
    state: Path
    holder: str


@point
class Known:
    """What is counted in the list and on this machine: rows and notes by whose they are, and what was found before."""

    rows: Mapping[Role, Any]
    notes: Mapping[Role, int]
    found: Reason | None

    def amiss(self, role: Role, machine: str, *, is_noted: bool = True) -> Reason | None:
        """Why this list may not be the true one; None where all is well. Pure.

        `is_noted` says whether this machine can keep a note: where it cannot, none is missed.
        """
        if self.found:
            return self.found
        if any(step > self.step(one) for one, step in self.notes.items()):
            return "older"
        mine = self.rows.get(role)
        if mine is not None:
            is_here = mine.machine == machine and (role in self.notes or not is_noted)
            return None if is_here else "elsewhere"
        # our pages began to count later than who sends editions did
        other = self.rows.get(EDITIONS)
        return "elsewhere" if role == MAILS and other is not None and other.machine != machine else None

    def step(self, role: Role) -> int:
        """How many steps the list knows of."""
        row = self.rows.get(role)
        return int(row.step) if row is not None else 0


def words_of(reason: Reason) -> str:
    """The same for a person, and what to say."""
    return f"{_WORDS[reason]}; {SAY}"


def file_of(at: List, place: Place, role: Role) -> Path:
    """The file in which the machine notes how far the list is; named by the list, from whatever folder it is reached."""
    return place.state / f"{_FILES[role]}-{mark_of(at.key)}"


def known(at: List, connection: Connection, place: Place, *, held: bool = True) -> Known:
    """All of it; where it is `held`, the rows are ours until the transaction ends."""
    # the notes first: somebody may be counting on at this moment, and the list comes before its note
    notes = {role: step for role in _FILES if (step := _noted_in(file_of(at, place, role))) is not None}
    query = select(schema.senders)
    rows = connection.execute(query.with_for_update() if held else query)
    return Known({row.id: row for row in rows}, notes, in_doubt(connection))


def in_doubt(connection: Connection) -> Reason | None:
    """Why nobody knows whether the list is the true one, as it was found before; None where all is well."""
    found: Reason | None = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == _NAME))
    return found


def put_in_doubt(connection: Connection, reason: Reason) -> None:
    """Have it stand in the list; the mails that wait are held, since they may have gone already."""
    connection.execute(schema.meta.insert().values(name=_NAME, value=reason))
    connection.execute(update(schema.service_mails).where(_mails.state == "waiting").values(state="held"))


def take_for_true(
    at: List, connection: Connection, found: Known, place: Place, role: Role, now: datetime
) -> None:
    """This is the true list, and here: what was held waits again, and nobody gets a number that was given elsewhere.

    Whoever else was on the machine that the list has left is here from now on, too. Raises OSError.
    """
    connection.execute(delete(schema.meta).where(schema.meta.c.name == _NAME))
    connection.execute(update(schema.service_mails).where(_mails.state == "held").values(state="waiting"))
    skip_far(connection)
    mine = found.rows.get(role)
    for other in _FILES.keys() - {role}:
        row, step = found.rows.get(other), max(found.step(other), found.notes.get(other, 0))
        if row is None:
            if step:  # its row came after the copy was made
                count_from_here(connection, found, place, other, now)
            continue
        values: dict[str, object] = {"step": step}
        if mine is not None and row.machine == mine.machine:
            values |= {"machine": place.machine}
            _remember(file_of(at, place, other), row.step)
        connection.execute(update(schema.senders).where(_senders.id == other).values(values))


def count_from_here(connection: Connection, found: Known, place: Place, role: Role, now: datetime) -> int:
    """The step from which this sender counts on; its row is ours then."""
    step = max(found.step(role), found.notes.get(role, 0)) + 1
    values = {"holder": place.holder, "machine": place.machine, "step": step, "beat": moment(now)}
    if role in found.rows:
        connection.execute(update(schema.senders).where(_senders.id == role).values(values))
    else:
        connection.execute(schema.senders.insert().values(id=role, **values))
    return step


# The mails of our pages


class Steps:
    """Mails that are handed over, counted: in the transaction that marks one, and on the machine once that is done."""

    def __init__(self, opened: int | None) -> None:
        self._opened = opened

    def count(self, connection: Connection) -> int:
        """The step that is done with this transaction."""
        mine = update(schema.senders).where(_senders.id == MAILS)
        return connection.scalar(mine.values(step=_senders.step + 1).returning(_senders.step)) or 0

    def done(self, step: int) -> None:
        """Has the machine remember it, once the list does. Raises OSError."""
        if self._opened is not None and step > (noted(self._opened) or 0):
            note(self._opened, step)


@point
class Mailing:
    """How the mails of our pages stand: why those that waited are held, if they are, and how many; what counts the others.

    `is_noted` is False where this machine can note nothing, so that an older list is not known for one.
    """

    reason: Reason | None
    held: int
    steps: Steps
    is_noted: bool


@contextmanager
def mailing(at: List, place: Place, now: datetime, *, is_this_machine: bool = False) -> Iterator[Mailing]:
    """While the mails of our pages are handed over. Raises ListError; who may not hand over what waited is not kept out.

    `is_this_machine` says that this is the true list.
    """
    opened = _opened(file_of(at, place, MAILS))
    try:
        with at.change() as connection:
            found = known(at, connection, place)
            reason = found.amiss(MAILS, place.machine, is_noted=opened is not None)
            step = 0
            if reason and not is_this_machine:
                if not found.found:
                    put_in_doubt(connection, reason)
            else:
                if opened is not None:  # first the machine, then the list, as `lease` does
                    note(opened, found.notes.get(MAILS, 0))
                    os.fsync(opened)
                if reason:
                    take_for_true(at, connection, found, place, MAILS, now)
                step = count_from_here(connection, found, place, MAILS, now)
                reason = None
            held = connection.scalar(select(func.count()).where(_mails.state == "held")) or 0
        steps = Steps(opened)
        steps.done(step)
        yield Mailing(reason, held, steps, opened is not None)
    finally:
        if opened is not None:
            os.close(opened)


# The note on the machine


def noted(opened: int) -> int | None:
    """The step that a file of the machine holds; None where it holds none."""
    words = os.pread(opened, WIDTH, 0)
    return int(words) if words.isdigit() else None


def note(opened: int, step: int) -> None:
    """Have the file hold the step."""
    os.pwrite(opened, f"{step:0{WIDTH}d}\n".encode(), 0)


def remember(opened: int, state: Path, step: int) -> None:
    """Have the machine know the step, and that it is the one that sends, after a power cut too."""
    note(opened, step)
    os.fsync(opened)
    folder = os.open(state, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _opened(file: Path) -> int | None:
    """The file opened, made where it is not there; None where this machine lets us keep none."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        return None


def _noted_in(file: Path) -> int | None:
    try:
        opened = os.open(file, os.O_RDONLY)
    except OSError:
        return None
    try:
        return noted(opened)
    finally:
        os.close(opened)


def _remember(file: Path, step: int) -> None:
    if (opened := _opened(file)) is None:
        return
    try:
        if step > (noted(opened) or -1):
            remember(opened, file.parent, step)
    finally:
        os.close(opened)
