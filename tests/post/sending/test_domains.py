"""A receiving domain that takes few letters has no more, is kept waiting by nobody, and keeps nobody waiting."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.relay.answers import Answer, asks_for_its_domain
from newsletter.post.sending import lobby, tally
from newsletter.post.sending.domains import Domains
from newsletter.post.sending.marks import name_for_domains
from newsletter.post.sending.turns import Turns, Waiting
from tests.post.lists import NOW, a_list
from tests.post.sending.sendings import frozen, people, sent, through
from tests.post.sending.sink import relay


class _Clock:
    """A clock that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def _at_domains(at: List, *domains: str) -> None:
    """So many people, of these domains in turn."""
    people(at, len(domains))
    with at.change() as connection:
        for number, domain in enumerate(domains, start=1):
            mine = schema.people.c.id == number
            named = f"p{number}@{domain}"
            connection.execute(update(schema.people).where(mine).values(address=named, folded=named))


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 120))
def test_no_minute_of_any_beginning_has_more_letters_than_are_allowed(
    pauses: list[float], per_minute: int
) -> None:
    clock = _Clock()
    domains, went = Domains(per_minute, clock), list[float]()
    for pause in pauses:
        clock.go_on(pause)
        now = domains.now()
        if domains.free_at("slow.test", now) <= now:
            domains.take("slow.test", now)
            went.append(now)
        domains = Domains(per_minute, clock, domains.kept_text())  # as a new start has it
    for first in went:
        assert sum(first <= one < first + 59.999 for one in went) <= per_minute


def test_a_domain_that_asks_for_fewer_has_half_and_others_have_as_many_as_before() -> None:
    clock = _Clock()
    domains = Domains(60, clock)
    domains.slow("slow.test")
    now = domains.now()
    assert domains.take("slow.test", now) - now == pytest.approx(2.0)
    assert domains.take("other.test", now) - now == pytest.approx(1.0)
    clock.go_on(600)
    assert domains.take("slow.test", domains.now()) - domains.now() == pytest.approx(1.0)


def test_only_domains_that_were_written_to_lately_are_remembered() -> None:
    clock = _Clock()
    domains = Domains(600, clock)
    for number in range(5000):
        clock.go_on(0.01)
        domains.take(f"d{number}.test", domains.now())
    assert len(domains._paces) <= 1010
    assert len(domains.kept_text()) < 1000


def test_a_new_start_has_no_new_share_however_many_domains_had_theirs() -> None:
    clock = _Clock()
    domains = Domains(1, clock)
    names = [f"d{number}.test" for number in range(3000)]
    for name in names:
        domains.take(name, domains.now())
    clock.go_on(30)
    again = Domains(1, clock, domains.kept_text())
    now = again.now()
    assert {again.free_at(name, now) > now for name in names} == {True}


def test_a_domain_that_asked_for_fewer_long_ago_is_not_remembered_for_ever() -> None:
    clock = _Clock()
    domains = Domains(60, clock)
    for _ in range(3):
        domains.slow("slow.test")
        clock.go_on(2)
    assert "slow.test" in domains.kept_text()
    clock.go_on(600)
    assert domains.kept_text() == "{}"


def test_what_an_older_version_kept_is_read() -> None:
    clock = _Clock()
    now = clock().timestamp()
    kept = json.dumps({"a.test": [None, 0.0, now + 40], "b.test": [0.5, now, now + 2]})
    domains = Domains(60, clock, kept)
    assert domains.free_at("a.test", now) == pytest.approx(now + 40)
    assert domains.take("b.test", now) - now == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("answer", "is_the_domains"),
    [
        (Answer("rcpt", 450, "4.7.1"), True),
        (Answer("dot", 451, "4.7.650"), True),
        (Answer("rcpt", 421, "4.7.0"), False),
        (Answer("mail", 450, "4.7.1"), False),
        (Answer("rcpt", 450, "4.2.1"), False),
    ],
)
def test_who_asks_for_fewer_is_known_by_what_the_answer_is_to(answer: Answer, is_the_domains: bool) -> None:
    assert asks_for_its_domain(answer) is is_the_domains


@pytest.mark.parametrize(("each", "most"), [(500, 5000), (4, 100), (4, 6), (1, 1)])
def test_a_slow_domain_loses_nobody_and_keeps_nobody_waiting(
    folder: Path, monkeypatch: pytest.MonkeyPatch, each: int, most: int
) -> None:
    monkeypatch.setattr(lobby, "EACH", each)
    monkeypatch.setattr(lobby, "MOST", most)
    clock = _Clock()
    who = ["big.test" if number % 3 else f"d{number}.test" for number in range(90)]
    with a_list(folder) as at:
        _at_domains(at, *who)
        edition = frozen(at)
        turns = Turns(at, edition, clock, lambda _: None, domains=Domains(60, clock))
        reads = Counter[str]()
        found = turns._found
        monkeypatch.setattr(turns, "_found", lambda *a, **k: (reads.update("r"), found(*a, **k))[1])
        order, unwritten = list[tuple[int, float]](), list[int]()
        while (one := turns.next()) is not None:
            if isinstance(one, Waiting):
                assert one.seconds > 0
                clock.go_on(one.seconds)
                continue
            order.append((one.person, clock().timestamp() - NOW.timestamp()))
            unwritten.append(one.person)
            if len(unwritten) > 3:  # the writer is behind
                done = schema.deliveries.c.person == unwritten.pop(0)
                with at.change() as connection:
                    connection.execute(update(schema.deliveries).where(done).values(state="accepted"))
    assert sorted(person for person, _ in order) == list(range(1, 91)), "each has one turn"
    others = [when for person, when in order if (person - 1) % 3 == 0]
    assert max(others) == 0, "nobody at another domain waits"
    big = sorted(when for person, when in order if (person - 1) % 3)
    assert big == pytest.approx(range(60), abs=0.01), "and this one has a letter a second, from the first on"
    assert reads["r"] <= 2 + 2 * 60 / max(1, each // 2 + 1) + 2, "the list is not read anew for each"


def test_what_was_put_back_has_its_turn_again_at_once(folder: Path) -> None:
    clock = _Clock()
    with a_list(folder) as at:
        _at_domains(at, "big.test", "big.test", "other.test")
        turns = Turns(at, frozen(at), clock, lambda _: None, domains=Domains(1, clock))
        first = turns.next()
        assert not isinstance(first, Waiting)
        assert first is not None
        turns.put_back(first)
        assert turns.next() == first
        other = turns.next()
        assert not isinstance(other, Waiting)
        assert other is not None
        assert other.person == 3
        assert turns.next() == Waiting(60.0)


def test_letters_to_one_domain_keep_their_distance(folder: Path) -> None:
    came: dict[str, list[float]] = {}

    def seen(verb: str, address: str, number: int) -> str | None:
        if verb == "DOT":
            came.setdefault(address.partition("@")[2], []).append(time.monotonic())
        return None

    def clock() -> datetime:
        return datetime.now(UTC)

    with a_list(folder) as at, relay(answers=seen) as here:
        _at_domains(at, *["big.test"] * 4, "a.test", "b.test", "c.test")
        ended = sent(at, folder, through(here.port), domains=Domains(600, clock))
        assert ended.counts["accepted"] == 7
        gaps = [
            later - earlier for earlier, later in zip(came["big.test"], came["big.test"][1:], strict=False)
        ]
        assert min(gaps) > 0.06
        assert max(came["a.test"] + came["b.test"] + came["c.test"]) < came["big.test"][2]


def test_a_new_start_knows_which_domain_has_had_its_letter(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        _at_domains(at, "a.test", "c.test", "big.test")
        one_minute = Domains(1, lambda: NOW)
        sent(at, folder, through(here.port), domains=one_minute, clock=lambda: NOW, connections=1)
        again = Domains(1, lambda: NOW, tally.kept_pace(at, name_for_domains("relay")))
        assert again.free_at("big.test", again.now()) == again.now() + 60
        assert again.free_at("b.test", again.now()) == again.now()


def test_a_domain_that_says_4_7_is_slowed_and_the_relay_is_not(folder: Path) -> None:
    def answers(verb: str, address: str, number: int) -> str | None:
        return "450 4.7.1 slower" if (verb, address) == ("RCPT", "p1@big.test") else None

    domains = Domains(60, lambda: NOW)
    with a_list(folder) as at, relay(answers=answers) as here:
        _at_domains(at, "big.test", "a.test")
        ended = sent(at, folder, through(here.port), domains=domains, clock=lambda: NOW)
        assert (ended.counts["deferred"], ended.counts["accepted"]) == (1, 1)
        assert tally.kept_pace(at, "relay") == ""
        (eased, _, _) = json.loads(tally.kept_pace(at, name_for_domains("relay")))["big.test"]
        assert eased == pytest.approx(0.5)
