"""Whatever is lost or repeated between us and an engine: never a second live campaign, and none that nobody asked for."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime

import pytest

from newsletter.post.handing_over.receipts import Receipt
from newsletter.post.handing_over.steps import DiffersError, hand_over
from newsletter.post.handing_over.web import EngineError
from tests.post.handing_over.fakes.exchange import FAULTS, Fault, Line
from tests.post.handing_over.samples import ENGINES, HOUR, SLUG, sample

#: Lost or repeated answers each engine goes through at least.
_FAULTS = 1000
#: Of each hundred things that are said, to how many something happens.
_SHARE = 30


@pytest.mark.parametrize("name", ENGINES)
def test_after_a_thousand_lost_or_repeated_answers_there_is_never_a_second_live_campaign(name: str) -> None:
    befell: Counter[Fault] = Counter()
    seed = 0
    while sum(befell.values()) < _FAULTS:
        seed += 1
        _pushed_again_and_again(name, random.Random(seed), befell)
    assert set(befell) == set(FAULTS)


def _pushed_again_and_again(name: str, chance: random.Random, befell: Counter[Fault]) -> None:
    """Pushes in one sequence, of one edition in this or other words; the last in peace, which gets through."""
    make, ours = ENGINES[name]
    fake, is_calm = make(), [False]

    def next_fault() -> Fault | None:
        return chance.choice(FAULTS) if not is_calm[0] and chance.randrange(100) < _SHARE else None

    line = Line(fake, next_fault)
    kept: list[Receipt] = []

    def push(words: str, at: datetime | None) -> None:
        edition = sample(words)

        def note(remote: str, state: str) -> None:
            kept[:] = [Receipt(SLUG, name, edition.name, remote, state, "")]

        with suppress(EngineError, DiffersError):
            outcome = hand_over(ours(line), edition, at, kept[0] if kept else None, note, lambda _: None)
            note(outcome.one.id, outcome.one.state)

    is_asked_for = False
    for _ in range(chance.randint(1, 4)):
        at = HOUR if chance.random() < 0.5 else None
        is_asked_for |= at is not None
        push(chance.choice(("", "b")), at)
        assert len(fake.live) <= 1
        assert is_asked_for or not fake.live, "nothing goes that nobody gave its hour"
    is_calm[0] = True
    push("", HOUR)
    befell.update(line.befell)
    assert len(fake.live) == 1
    assert [one.state for one in ours(line).found(SLUG) if not one.is_draft] == ["scheduled"]
