"""What becomes of requests, in whatever order they come: mails are few, nobody comes on by another's doing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.limits import Counter, Limit, network_of
from newsletter.post.joining.requests import (
    Owed,
    answer_to_confirming,
    counted_anew,
    is_owed,
    last_gone,
    step_to_join,
)
from newsletter.post.joining.seals import confirm_seal, form_seal, is_form_seal, read_confirm_seal
from newsletter.post.joining.waiting import due
from newsletter.post.joining.wishes import Said
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add, erase, find, is_suppressed, leave
from newsletter.post.subscribers.person import GONE, State, moment
from tests.post.lists import NOW, a_list, joined, newcomer

JO = read_address("jo@example.org")
SAID = Said("Send it.", "")
STATES: tuple[State | None, ...] = (None, "pending", "active", *GONE)


@given(st.lists(st.integers(0, 60 * 36), max_size=20))
def test_an_address_gets_one_mail_a_day_and_three_in_all_however_often_it_is_typed(
    minutes: list[int],
) -> None:
    owed, now, sent = Owed(), NOW, list[datetime]()
    for pause in minutes:
        now += timedelta(minutes=pause)
        if is_owed(owed, now):
            owed = Owed(owed.count + 1, moment(now))
            sent.append(now)
    assert len(sent) <= 3
    assert all(b - a >= timedelta(days=1) for a, b in pairwise(sent))
    if minutes:
        assert sent, "and the first is sent"


def test_mails_with_links_are_counted_anew_after_a_month() -> None:
    spent = Owed(3, moment(NOW))
    for days, is_new in ((1, False), (29, False), (31, True)):
        now = NOW + timedelta(days=days)
        assert is_owed(counted_anew(spent, now), now) is is_new


def test_only_a_mail_can_put_somebody_on_the_list_and_an_active_person_is_left_in_peace() -> None:
    for state in STATES:
        assert step_to_join(state, is_owed=False) == "nothing"
        expected = {None: "begin", "active": "nothing"}.get(state, "ask")
        assert step_to_join(state, is_owed=True) == expected


def test_confirming_never_undoes_a_later_wish_to_leave() -> None:
    early, late = "2026-11-26T10:00:00Z", "2026-11-26T11:00:00Z"
    assert answer_to_confirming("pending", late, None, early) == "confirm"
    for gone in (early, late):
        assert answer_to_confirming("left", early, None, gone) == "stale"
    assert answer_to_confirming("left", early, late, late) == "stale"
    assert answer_to_confirming("active", early, late, None) == "again"
    assert answer_to_confirming(None, early, None, None) == "stale"
    assert answer_to_confirming("pending", None, None, None) == "stale"


def test_whoever_left_last_decides_since_when() -> None:
    assert last_gone("pending", "2026-11-26T10:00:00Z", None) is None
    assert last_gone("left", "2026-11-26T10:00:00Z", None) == "2026-11-26T10:00:00Z"
    assert last_gone("left", "2026-11-26T10:00:00Z", "2026-11-25T10:00:00Z") == "2026-11-26T10:00:00Z"
    assert last_gone("pending", "2026-11-26T10:00:00Z", "2026-11-25T10:00:00Z") == "2026-11-25T10:00:00Z"


# On a real list


@dataclass
class _Walk:
    """What one person may do in turn, and what is to hold whatever they did."""

    at: List
    asked: list[datetime] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    left: datetime | None = None

    @property
    def state(self) -> str | None:
        found = find(self.at, JO)
        return found and found.state

    def type_address(self) -> None:
        before, was_away = self.state, is_suppressed(self.at, JO)
        is_owed = wishes.ask_to_join(self.at, JO, SAID)
        if is_owed:
            self.asked.append(self.at.now)
            newest = max(due(self.at), key=lambda mail: mail.number)
            assert newest.consent is not None
            self.links.append((newest.to.person, newest.consent))
        assert self.state == (before or ("pending" if is_owed else None))
        assert is_suppressed(self.at, JO) == was_away

    def press(self, which: int) -> None:
        if not self.links:
            return
        person, consent = self.links[which % len(self.links)]
        before, foreseen = self.state, wishes.answer_to(self.at, person, consent)
        assert wishes.confirm(self.at, person, consent) == foreseen
        assert self.state == (before if foreseen == "stale" else "active")
        if foreseen == "confirm":
            assert not is_suppressed(self.at, JO)
            assert wishes.confirm(self.at, person, consent) == "again"
            self.asked = self.asked[-1:]
        if self.left is not None and before in (None, *GONE):
            assert foreseen == "stale" or self.asked[-1] > self.left

    def leave(self) -> None:
        if self.links:
            self.left = self.at.now if self.state in ("pending", "active") else self.left
            for _ in range(2):
                wishes.leave_by_number(self.at, self.links[-1][0])
            assert self.state in (None, *GONE)

    def be_taken_off(self) -> None:
        self.left = self.at.now
        leave(self.at, JO)

    def erase(self) -> None:
        if self.links and wishes.erase_by_number(self.at, self.links[-1][0]):
            self.left = self.at.now
            assert self.state is None
            assert is_suppressed(self.at, JO)


_STEPS = st.one_of(
    st.just(("type_address",)),
    st.tuples(st.just("press"), st.integers(0, 5)),
    st.sampled_from([("leave",), ("be_taken_off",), ("erase",)]),
)


@pytest.fixture(scope="module")
def one_list(tmp_path_factory: pytest.TempPathFactory) -> Iterator[List]:
    with a_list(tmp_path_factory.mktemp("walks")) as at:
        yield at


def _emptied(at: List) -> List:
    with at.change() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            if table is not schema.meta:
                connection.execute(delete(table))
    return at


@given(steps=st.lists(st.tuples(st.sampled_from([1, 60, 60 * 23, 60 * 25]), _STEPS), max_size=14))
@settings(max_examples=80)
@example(
    steps=[
        (1, (step,)) if isinstance(step, str) else (1500, step)
        for step in ("type_address", "leave", ("type_address",), "be_taken_off", ("press", 1))
    ]
)
def test_whatever_somebody_does_in_whatever_order(
    one_list: List, steps: list[tuple[int, tuple[object, ...]]]
) -> None:
    """One mail a day and three until one confirms; confirmed twice is once; who leaves stays away until they confirm anew."""
    mails = list[datetime]()
    walk = _Walk(_emptied(one_list))
    for minutes, (name, *more) in steps:
        walk.at = replace(walk.at, now=walk.at.now + timedelta(minutes=minutes))
        before = len(walk.asked)
        getattr(walk, str(name))(*more)
        if len(walk.asked) > before:
            mails.append(walk.at.now)
        assert len(walk.asked) <= 4, "three, and the one that was confirmed"
        if walk.state == "active":
            assert not is_suppressed(walk.at, JO)
    assert all(b - a >= timedelta(days=1) for a, b in pairwise(mails))


def test_who_never_confirmed_is_forgotten_after_a_month_and_gets_no_fourth_mail(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "mo@example.org")
        for _ in range(5):
            wishes.ask_to_join(at, JO, SAID)
            at = replace(at, now=at.now + timedelta(days=1))
        assert len(due(at)) == 3
        later = replace(at, now=at.now + timedelta(days=40))
        assert wishes.forget_unconfirmed(later) == 1
        assert find(later, JO) is None
        assert due(later) == ()
        assert find(later, read_address("mo@example.org")) is not None
        assert not wishes.ask_to_join(later, JO, SAID)
        assert find(later, JO) is None


# Seals and limits


def test_of_who_is_erased_it_is_counted_that_they_were_asked_and_no_more(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        jo = read_address("jo@example.org")
        assert wishes.ask_to_join(at, jo, SAID)
        add(at, newcomer("jo@example.org"))
        assert wishes.ask_for_links(at, jo)
        erase(at, jo)
        with at.look() as connection:
            assert connection.scalars(select(schema.owed.c.kind)).all() == ["confirm"]
        assert not wishes.ask_to_join(at, jo, SAID), "one a day still"


def test_a_seal_holds_for_its_purpose_its_key_and_its_week() -> None:
    key, other = b"k" * 32, b"o" * 32
    seal = confirm_seal(key, 7, 9, NOW)
    assert seal == confirm_seal(key, 7, 9, NOW)
    assert read_confirm_seal(key, seal, NOW + timedelta(days=6)) == (7, 9)
    assert read_confirm_seal(key, seal, NOW + timedelta(days=8)) is None
    assert read_confirm_seal(other, seal, NOW) is None
    assert read_confirm_seal(key, form_seal(key, "a", NOW), NOW) is None
    assert not is_form_seal(key, seal, "a", NOW)
    assert is_form_seal(key, form_seal(key, "a", NOW), "a", NOW)
    assert not is_form_seal(key, form_seal(key, "b", NOW), "a", NOW)


@given(st.text(max_size=80))
def test_no_text_is_a_seal(text: str) -> None:
    assert read_confirm_seal(b"k" * 32, text, NOW) is None


def test_counts_do_not_grow_with_who_asks() -> None:
    counter = Counter(Limit(2, timedelta(minutes=10)), room=100)
    for number in range(1000):
        assert counter.allows(f"{number}", NOW)
    assert len(counter) == 100
    assert [counter.allows("999", NOW) for _ in range(3)] == [True, False, False]
    counter.forget(NOW + timedelta(minutes=10))
    assert len(counter) == 0


def test_a_network_is_what_somebody_is_given_whole() -> None:
    assert network_of("203.0.113.77") == "203.0.113.0/24"
    assert network_of("::ffff:203.0.113.77") == "203.0.113.0/24"
    assert network_of("2001:db8:aa:bb::1") == "2001:db8:aa::/48"
    assert network_of("unix:") == ""
