"""Mails of our pages and letters, by one relay: both are counted, and who waits for a mail is let by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from newsletter.content.config import Relay
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.carrier import Carrier, Door, FullError, deliver_due
from newsletter.post.sending import tally
from newsletter.post.sending.domains import Domains
from newsletter.post.sending.rates import Rates, rates
from newsletter.post.sending.service import Beside, Room, Share, Spent, name_for_pages, spent
from newsletter.post.subscribers.addresses import read_address
from tests.post.joining.doors import writer
from tests.post.joining.test_newest import _Line
from tests.post.joining.test_requests import SAID
from tests.post.lists import NOW, a_list
from tests.post.sending.sendings import people, sent, through
from tests.post.sending.sink import relay

pytestmark = pytest.mark.usefixtures("database")

HERE = Relay(host="relay.test", port=25)
NAME = "relay.test:25"
T = NOW.timestamp()
DAY = 86400


def _ask(at: List, *names: str) -> None:
    for name in names:
        assert wishes.ask_to_join(at, read_address(name if "@" in name else f"{name}@example.org"), SAID)


def _share(limits: Relay, now: Callable[[], float] = lambda: T) -> Share:
    return Share(limits, now, lambda seconds: None)


def _went(at: List, share: Share) -> tuple[list[str], bool]:
    """Who got their mail, and whether the relay had as many as it takes."""
    line = _Line()
    try:
        deliver_due(at, writer(at), line, share)
    except FullError:
        return [parcel.address for parcel in line.taken], True
    return [parcel.address for parcel in line.taken], False


def _waiting(at: List) -> int:
    with at.look() as connection:
        return len(connection.scalars(select(schema.service_mails.c.id)).all())


# As values


def _after(mails: int, limits: Relay, letters: str = "", now: float = T) -> tuple[Spent, list[Room]]:
    found, rooms = spent(limits, "", letters), []
    for number in range(mails):
        found, room = found.taken(f"d{number}.test", now, limits.per_domain)
        rooms.append(room)
        found = spent(limits, found.kept(), letters)  # as each is written down and read
    return found, rooms


def _letters(count: int, per_day: int) -> Rates:
    found = rates(None, None, per_day)
    for _ in range(count):
        found, _ = found.taken(T)
    return found


def test_a_mail_waits_for_a_quota_that_letters_have_used_up() -> None:
    from newsletter.post.sending.rates import kept_text

    limits = replace(HERE, per_day=10)
    _, rooms = _after(5, limits, kept_text(_letters(7, 10)))
    assert [room.until for room in rooms[:3]] == [None, None, None]
    assert all(room.until is not None and room.until > T + DAY - 900 for room in rooms[3:])


def test_letters_have_what_mails_left_of_a_quota_and_leave_room_for_who_waits() -> None:
    limits = replace(HERE, per_day=10)
    found, _ = _after(4, limits)
    letters = Beside().counted(rates(None, None, 10), None, found.kept(), T)
    went = 0
    while not letters.is_blocked(T):
        letters, _ = letters.taken(T)
        went += 1
    assert went == 6
    wants = replace(found, waiting=(2, T)).kept()
    assert Beside().counted(_letters(3, 10), None, wants, T).quotas[0].wanted == 2
    assert Beside().counted(_letters(4, 10), None, wants, T).is_blocked(T), "4 went, 4 mails, and 2 wait"
    assert not Beside().counted(_letters(4, 10), None, wants, T + 300).is_blocked(T + 300), "they are gone"


def test_what_mails_take_of_a_pace_and_of_a_domain_letters_do_not_have() -> None:
    limits = replace(HERE, per_second=10, per_domain=60)
    found, _ = _after(1, limits)
    beside, domains = Beside(), Domains(60, lambda: NOW)
    allowed = beside.counted(rates(10, None, None), domains, found.kept(), T)
    assert domains.free_at("d0.test", T) == T + 1
    assert domains.free_at("d1.test", T) == T
    before = allowed.pace.free_at
    for number in range(1, 4):
        found, room = found.taken(f"d{number}.test", T + number, 60)
        assert room.until is None
    allowed = beside.counted(allowed, domains, found.kept(), T + 3)
    assert allowed.pace.free_at == pytest.approx(max(before, T + 3) + 0.3)
    assert domains.free_at("d3.test", T + 3) == T + 4
    again = beside.counted(allowed, domains, found.kept(), T + 3)
    assert again.pace == allowed.pace, "each is counted once"


def test_mails_to_one_domain_keep_their_distance_and_let_others_by() -> None:
    limits, found = replace(HERE, per_domain=30), spent(HERE, "", "")
    found, room = found.taken("big.test", T, 30)
    assert room.until is None
    found, room = found.taken("big.test", T + 1, 30)
    assert room == Room(T + 2, is_domains=True)
    found, room = spent(limits, found.kept(), "").taken("other.test", T + 1, 30)
    assert room.until is None
    _, room = found.taken("big.test", T - 500, 30)
    assert room.until is None, "a clock that was set back keeps nobody waiting"


# In the list


def test_an_edition_has_of_the_day_what_mails_left_of_it_and_mails_what_it_left(folder: Path) -> None:
    limits = replace(HERE, per_day=10)
    with a_list(folder) as at, relay() as here:
        _ask(at, "a", "b", "c", "d")
        share = _share(limits, lambda: datetime.now(UTC).timestamp())
        assert len(_went(at, share)[0]) == 4
        people(at, 20)

        def end(progress: Any) -> None:
            if "as many letters" in progress.note:
                raise KeyboardInterrupt

        allowed = rates(None, None, 10, tally.kept_pace(at, NAME))
        ended = sent(at, folder, through(here.port), limits=allowed, tell=end, name=NAME)
        assert ended.counts["accepted"] == 6
        _ask(at, "e")
        assert _went(at, share) == ([], True)
        assert _waiting(at) == 1
        tomorrow = datetime.now(UTC) + timedelta(days=2)
        assert _went(at, _share(limits, tomorrow.timestamp))[0] == ["e@example.org"]


def test_what_was_spent_is_known_to_a_server_that_begins_anew(folder: Path) -> None:
    with a_list(folder) as at:
        for _ in range(2):
            _ask(at, *(f"p{number}{_}" for number in range(3)))
            _went(at, _share(replace(HERE, per_hour=4)))
        assert _waiting(at) == 2


def test_both_at_once_take_no_more_than_the_relay_does(folder: Path) -> None:
    """Whoever sends an edition looks once a second; nothing else comes in the last of them."""
    with a_list(folder) as at, relay() as here:
        people(at, 90)
        _ask(at, *(f"n{number}" for number in range(7)))
        share = _share(replace(HERE, per_day=60), lambda: datetime.now(UTC).timestamp())
        went: list[str] = []

        def meanwhile(progress: Any) -> None:
            if not went and progress.counts["accepted"] >= 5:
                went.extend(_went(at, share)[0])
            if "as many letters" in progress.note:
                raise KeyboardInterrupt

        limits = rates(30, None, 60)
        ended = sent(at, folder, through(here.port), limits=limits, tell=meanwhile, name=NAME)
        assert len(went) == 7
        # a connection that had room when it was ended has not used it
        assert 49 <= ended.counts["accepted"] <= 53


def test_a_mail_whose_domain_takes_no_more_is_put_off_and_the_others_go(folder: Path) -> None:
    with a_list(folder) as at:
        _ask(at, "jo@big.org", "mo@big.org", "al@other.org")
        share = _share(replace(HERE, per_domain=1))
        assert _went(at, share) == (["jo@big.org", "al@other.org"], False)
        later = replace(at, now=NOW + timedelta(seconds=62))
        assert _went(later, _share(replace(HERE, per_domain=1), lambda: T + 62))[0] == ["mo@big.org"]


def test_whose_domain_it_was_is_kept_only_where_that_is_counted(folder: Path) -> None:
    with a_list(folder) as at:
        _ask(at, "jo@jos-own.org")
        assert _went(at, _share(replace(HERE, per_day=5)))[0] == ["jo@jos-own.org"]
        assert "jos-own" not in tally.kept_pace(at, name_for_pages(NAME))


def test_a_relay_without_limits_costs_no_look_at_the_list(folder: Path) -> None:
    with a_list(folder) as at:
        _ask(at, "jo")
        assert _went(at, _share(HERE)) == (["jo@example.org"], False)
        assert tally.kept_pace(at, name_for_pages(NAME)) == ""


def test_that_mails_wait_for_room_is_told_once_and_without_an_address(folder: Path) -> None:
    told: list[str] = []
    with a_list(folder) as at, relay() as here:
        to = Relay(host="127.0.0.1", port=here.port, security="none", per_hour=1)
        _ask(at, "jo", "mo")
        carrier = Carrier(at, writer(at), Door(to, None), lambda: NOW, told.append, _share(to))
        pauses = [carrier._turn() for _ in range(3)]
        assert pauses == [60.0] * 3, "as often as it is asked again"
        assert len(here.delivered) == 1
        assert len(told) == 1
        assert told[0].startswith("mails wait: as many went as the relay takes, until 2026-11-26T20:4")
        assert "@" not in told[0]
