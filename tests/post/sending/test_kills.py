"""A sender is killed at any instant: nobody is lost, nobody gets two letters, and who is in doubt is known."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.marks import letter_key
from tests.post.lists import a_list
from tests.post.sending.killed import nursery
from tests.post.sending.sendings import SLUG, frozen, people, sent, through
from tests.post.sending.sink import Relay, relay

PEOPLE, KILLS, CONNECTIONS = 4000, 50, 6


def _states(at: List) -> dict[str, str]:
    """Everyone's state, by the key in their letter."""
    query = select(schema.deliveries.c.person, schema.deliveries.c.state)
    with at.look() as connection:
        return {letter_key(at.key, SLUG, row.person): row.state for row in connection.execute(query)}


def _killed_again_and_again(folder: Path, here: Relay, chance: random.Random) -> None:
    with nursery() as senders:
        for _ in range(KILLS):
            until = len(here.delivered) + chance.randrange(1, 60)  # on a quick machine as on a slow one
            senders.begin(folder, here.port, CONNECTIONS)
            end = time.monotonic() + 5
            while len(here.delivered) < until and time.monotonic() < end:
                time.sleep(0.0005)
            time.sleep(chance.random() * 0.003)
            senders.kill()


@pytest.mark.slow
def test_fifty_kills_lose_nobody_and_write_to_nobody_twice(folder: Path) -> None:
    with relay(keeps=False) as here:
        with a_list(folder) as at:
            people(at, PEOPLE)
            frozen(at)
        _killed_again_and_again(folder, here, random.Random(26))
        with a_list(folder) as at:
            before = len(here.delivered)
            assert 0 < before < PEOPLE, "the kills came while there was something to do"
            ended = sent(at, folder, through(here.port), connections=CONNECTIONS)
            states = _states(at)
    times = Counter(key for key, _ in here.delivered)
    assert len(states) == PEOPLE
    assert set(times) <= set(states)
    assert [key for key, count in times.items() if count > 1] == [], "nobody twice"
    accepted = {key for key, state in states.items() if state == "accepted"}
    doubts = {key for key, state in states.items() if state == "doubt"}
    assert accepted <= set(times), "nobody is said to have what they have not"
    assert set(times) - accepted <= doubts, "nobody has what they are not said to have, but in doubt"
    assert accepted | doubts == set(states), "nobody is left"
    assert 0 < len(doubts) <= KILLS * CONNECTIONS
    assert ended.counts["doubt"] == len(doubts)
