"""Whose turn comes first: our own addresses, so that what is amiss is seen by us before anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.post.sending import tally, turns
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import leave, make_seed
from tests.post.lists import a_list, joined
from tests.post.sending.sendings import frozen, people, sent, through
from tests.post.sending.sink import relay

pytestmark = pytest.mark.usefixtures("database")


def test_our_own_addresses_get_it_first_and_everybody_gets_it_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_AT_ONCE", 20)
    with a_list(folder) as at, relay() as here:
        people(at, 50)
        joined(at, "us@example.org", "gone@example.org", "me@example.org")
        for name in ("us", "gone", "me"):
            make_seed(at, read_address(f"{name}@example.org"))
        frozen(at)
        leave(at, read_address("gone@example.org"))
        ended = sent(at, folder, through(here.port), connections=1, seeds=tuple(tally.seeds(at)))
        order = [address for _, address in here.delivered]
        assert order[:3] == ["us@example.org", "me@example.org", "p1@host.test"]
        assert len(order) == len(set(order)) == 52
        assert (ended.counts["accepted"], ended.counts["cancelled"]) == (52, 1)


def test_a_policy_against_us_is_seen_by_our_own_addresses_alone(folder: Path) -> None:
    asked: list[str] = []

    def refuses(verb: str, address: str, number: int) -> str | None:
        if verb != "DOT":
            return None
        asked.append(address)
        return "550 5.7.1 no"

    with a_list(folder) as at, relay(answers=refuses) as here:
        people(at, 20)
        joined(at, "us@example.org")
        make_seed(at, read_address("us@example.org"))
        frozen(at)
        ended = sent(at, folder, through(here.port), connections=1, seeds=tuple(tally.seeds(at)))
        assert asked == ["us@example.org"]
        assert (ended.counts["held"], ended.counts["queued"]) == (1, 20)
