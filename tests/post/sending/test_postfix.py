"""A real Postfix, whose log settles what is in doubt: after any number of kills nobody is."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.post import schema
from newsletter.post.marks import letter_key
from newsletter.post.sending import ledger, tally
from newsletter.post.sending.resolving import PostfixLog, read_postfix_log, settle_by_postfix
from newsletter.post.subscribers.person import moment
from tests.post.lists import NOW, a_list
from tests.post.sending.killed import nursery
from tests.post.sending.postfix import TIMEOUT, postfix, why_not
from tests.post.sending.sendings import SLUG, frozen, people, real_clock, sent, through
from tests.post.sending.sink import relay

PEOPLE, KILLS, CONNECTIONS = 800, 25, 4


@pytest.fixture
def _a_postfix() -> None:
    """There can be one here; where a build server has none, that is a failure."""
    if reason := why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.usefixtures("_a_postfix")
def test_after_kills_its_log_leaves_nobody_in_doubt_and_everybody_has_one(folder: Path) -> None:
    chance = random.Random(1047)
    with a_list(folder) as at:
        people(at, PEOPLE)
        edition = frozen(at)
    with postfix() as here:
        with nursery() as senders:
            for _ in range(KILLS):
                had, begun = here.log.stat().st_size, time.monotonic()
                senders.begin(folder, here.port, CONNECTIONS)
                while here.log.stat().st_size < had + 500 and time.monotonic() < begun + 5:
                    time.sleep(0.002)  # until it is at work
                time.sleep(chance.random() * 0.04)
                senders.kill()
        with a_list(folder) as at:
            ledger.doubt_what_was_dotting(at, edition, real_clock())
            in_doubt = tally.counts(at, edition)["doubt"]
            assert 0 < in_doubt <= KILLS * CONNECTIONS
            patience = timedelta(seconds=TIMEOUT + 2)
            end = time.monotonic() + 30
            while tally.counts(at, edition)["doubt"] and time.monotonic() < end:
                settle_by_postfix(at, edition, [here.log], real_clock(), patience)
                time.sleep(0.2)
            ended = sent(at, folder, through(here.port), connections=CONNECTIONS)
            assert (ended.counts["accepted"], ended.counts["doubt"]) == (PEOPLE, 0)
        while len(here.delivered()) < PEOPLE and time.monotonic() < end + 30:
            time.sleep(0.1)
        times = Counter(here.delivered())
    assert len(times) == PEOPLE, "nobody is lost"
    assert set(times.values()) == {1}, "nobody has two"


# What its log says, without one

_KEY, _OTHER = "a" * 32, "b" * 32
_CAME = "Nov 26 23:00:01 relay postfix/cleanup[7]: 4XyZ1: message-id=<2026-11.{}@commons.test>"
_ACTIVE = "Nov 26 23:00:01 relay postfix/qmgr[8]: 4XyZ1: from=<letter@commons.test>, size=900, nrcpt=1 (queue active)"


def test_a_letter_that_was_cut_off_is_logged_and_was_not_taken() -> None:
    wanted = frozenset({_KEY, _OTHER})
    assert read_postfix_log([_CAME.format(_KEY)], wanted) == PostfixLog(frozenset(), wanted - {_OTHER})
    assert read_postfix_log([_CAME.format(_KEY), _ACTIVE], wanted).taken == {_KEY}
    assert (
        read_postfix_log([_CAME.format(_KEY), _ACTIVE.replace("4XyZ1", "4XyZ2")], wanted).taken == frozenset()
    )
    assert read_postfix_log([_ACTIVE, _CAME.format("c" * 32)], wanted).begun == frozenset()


def test_the_log_of_another_relay_settles_nothing(folder: Path, tmp_path: Path) -> None:
    """Nor one that was begun after the letter: what it does not know it need not have seen."""

    def drops(verb: str, address: str, number: int) -> str | None:
        return "take-and-drop" if (verb, address) == ("DOT", "p3@host.test") else None

    log = tmp_path / "mail.log"
    with a_list(folder) as at, relay(answers=drops) as here:
        people(at, 4)
        sent(at, folder, through(here.port), connections=1)
        edition, later = frozen(at), real_clock() + timedelta(hours=1)
        log.write_text("\n".join([_CAME.format("c" * 32), _ACTIVE]) + "\n")
        assert settle_by_postfix(at, edition, [log], later, timedelta(seconds=330)) == (0, 0)
        known = letter_key(at.key, SLUG, 1)
        log.write_text("\n".join([_CAME.format(known), _ACTIVE]) + "\n")
        soon = real_clock() + timedelta(seconds=300)
        assert settle_by_postfix(at, edition, [log], soon, timedelta(seconds=330)) == (0, 0)
        assert settle_by_postfix(at, edition, [log], later, timedelta(seconds=330)) == (0, 1)
        assert tally.counts(at, edition)["queued"] == 1
        assert ledger.settle_doubt(at, edition, [3], "accepted", NOW) == 0, "it is in doubt no more"


def test_a_letter_that_our_own_pages_may_be_handing_over_still_is_not_queued_again(
    folder: Path, tmp_path: Path
) -> None:
    def drops(verb: str, address: str, number: int) -> str | None:
        return "take-and-drop" if (verb, address) == ("DOT", "p3@host.test") else None

    log = tmp_path / "mail.log"
    with a_list(folder) as at, relay(answers=drops) as here:
        people(at, 4)
        sent(at, folder, through(here.port), connections=1)
        edition, later = frozen(at), real_clock() + timedelta(hours=1)
        log.write_text("\n".join([_CAME.format(letter_key(at.key, SLUG, 1)), _ACTIVE]) + "\n")
        with at.change() as connection:
            row = {
                "person": 3,
                "kind": "confirm",
                "queued": moment(NOW),
                "due": moment(NOW),
                "state": "handing",
            }
            connection.execute(schema.service_mails.insert(), row)
        assert settle_by_postfix(at, edition, [log], later, timedelta(seconds=330)) == (0, 0)
        with at.change() as connection:
            connection.execute(schema.service_mails.delete())
        assert settle_by_postfix(at, edition, [log], later, timedelta(seconds=330)) == (0, 1)
