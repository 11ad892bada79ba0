"""The other proof of sending: people leave by one click while letters go out, each close to their own turn.

Whoever was answered that they have left, and whose letter had no mark by then, gets none; nobody has two.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining.wishes import leave_by_number
from tests.post.lists import a_list
from tests.post.sending.sendings import frozen, people, sent, through
from tests.post.sending.sink import Relay, relay

#: How many letters before those that went somebody's turn is who leaves now, and how far behind: the sender has
#: as many in hand as it has connections, and some read ahead.
_AHEAD, _BEHIND = 40, 10
#: Letters for each who leaves: to leave takes longer than to be sent a letter.
_LETTERS = 8


@dataclass
class Left:
    """Who left before their letter was marked, and after; who was written to all the same, and who twice."""

    before: set[int] = field(default_factory=set)
    after: set[int] = field(default_factory=set)
    written_to: set[int] = field(default_factory=set)
    twice: set[int] = field(default_factory=set)

    @property
    def is_well(self) -> bool:
        """Whether nobody who left in time was written to, and nobody twice."""
        return not (self.written_to or self.twice)

    def __str__(self) -> str:
        return (
            f"{len(self.before):,} left before their mark, {len(self.after):,} after it; of the first"
            f" {len(self.written_to)} were written to, and {len(self.twice)} people twice"
        )


def prove_leaving(folder: Path, count: int, connections: int, seed: int = 26) -> Left:
    """At most so many leave, on two threads, each when it is about their turn."""
    chance, found, is_over = Random(seed), Left(), threading.Event()
    with a_list(folder) as at, relay(keeps=False) as here:
        people(at, _LETTERS * count)
        frozen(at)
        leavers = [
            threading.Thread(target=_leave, args=(at, here, Random(chance.random()), count, found, is_over))
            for _ in range(2)
        ]
        for leaver in leavers:
            leaver.start()
        sent(at, folder, through(here.port), connections=connections)
        is_over.set()
        for leaver in leavers:
            leaver.join()
        times = Counter(int(address[1:].partition("@")[0]) for _, address in here.delivered)
    found.written_to = found.before & set(times)
    found.twice = {number for number, letters in times.items() if letters > 1}
    return found


def _leave(at: List, here: Relay, chance: Random, count: int, found: Left, is_over: threading.Event) -> None:
    """One after another leaves about whose turn it is; what their letter is once they have been answered says who was first."""
    gone: set[int] = set()
    while not is_over.is_set() and len(found.before) + len(found.after) < count:
        number = len(here.delivered) + len(found.before) + chance.randint(-_BEHIND, _AHEAD)
        if number in gone or not 0 < number <= _LETTERS * count:
            continue
        gone.add(number)
        leave_by_number(at, number)
        state = _state(at, number)
        (found.before if state in ("queued", "deferred", "cancelled") else found.after).add(number)


def _state(at: List, number: int) -> str | None:
    deliveries = schema.deliveries.c
    with at.look() as connection:
        return connection.scalar(select(deliveries.state).where(deliveries.person == number))
