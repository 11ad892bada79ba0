"""Whatever is lost or repeated between us and an engine: never a second live campaign, and none that nobody asked for."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from newsletter.post.handing_over.receipts import DRAFT, SCHEDULING, Receipt
from newsletter.post.handing_over.steps import DiffersError, hand_over
from newsletter.post.handing_over.web import EngineError
from tests.post.handing_over.fakes.exchange import FAULTS, Fault, Line
from tests.post.handing_over.samples import (
    ENGINES,
    HOUR,
    SLUG,
    a_buttondown,
    a_listmonk,
    buttondown,
    listmonk,
    sample,
)

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


@pytest.mark.parametrize("is_scheduled", [True, False])
def test_a_draft_that_got_another_name_at_listmonk_is_never_joined_by_a_second(is_scheduled: bool) -> None:
    fake = a_listmonk()
    hand_over(listmonk(Line(fake)), sample(), HOUR, None, lambda *_: None, lambda _: None)
    fake.campaigns[1] |= {"name": "November letter", "status": "scheduled" if is_scheduled else "draft"}
    _refused_beside("listmonk", fake, "1")


def test_a_draft_whose_marks_were_taken_at_buttondown_is_never_joined_by_a_second() -> None:
    fake = a_buttondown()
    hand_over(buttondown(Line(fake)), sample(), HOUR, None, lambda *_: None, lambda _: None)
    (id,) = fake.live
    fake.emails[id]["metadata"] = {}
    _refused_beside("buttondown", fake, id)
    fake.emails[id]["status"] = "deleted"
    kept = Receipt(SLUG, "buttondown", sample().name, id, DRAFT, "")
    again = hand_over(buttondown(Line(fake)), sample("b"), None, kept, lambda *_: None, lambda _: None)
    assert again.was == "drafted", "what was deleted stands in nobody's way"


def _refused_beside(name: str, fake: Any, id: str) -> None:
    for state in (DRAFT, SCHEDULING, "scheduled"):
        kept = Receipt(SLUG, name, sample().name, id, state, "")
        with pytest.raises(EngineError, match=f"as {id}, under another name now.*--anew"):
            hand_over(ENGINES[name][1](Line(fake)), sample(), HOUR, kept, lambda *_: None, lambda _: None)
    assert len(fake.live) == 1
