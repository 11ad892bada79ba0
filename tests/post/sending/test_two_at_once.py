"""Two who act on one edition at the same moment: senders, editors, people. What one has decided, the other does not undo."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending import ledger, tally
from newsletter.post.sending.lease import Lease, LeaseError, LostLeaseError, held
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.marks import Outcome, Recipient, Writer
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add, leave
from newsletter.post.subscribers.person import moment
from tests.post.lists import NOW, a_list, newcomer
from tests.post.sending.sendings import LETTER, MESSAGE, SLUG, frozen, people, place

pytestmark = pytest.mark.usefixtures("database")

LATER = NOW + timedelta(hours=1)


def _state(at: List) -> str:
    edition = ledger.edition_of(at, SLUG, "smtp")
    assert edition is not None
    return edition.state


def _waiting(at: List) -> Edition:
    return ledger.freeze(at, LETTER, MESSAGE, "smtp", NOW, moment(LATER))


def test_an_edition_that_is_stopped_before_its_hour_goes_to_nobody(folder: Path) -> None:
    """Whoever waits for the hour, or resumes it, has read the edition before."""
    with a_list(folder) as at:
        people(at, 3)
        read = _waiting(at)
        assert ledger.stop(at, read, NOW) == 0
        assert ledger.begin_now(at, read, LATER).state == "stopped"
        assert not ledger.go_on(at, read, LATER)
        assert not ledger.set_state(at, read, "waiting", "", ("paused", "held"))
        assert ledger.freeze(at, LETTER, MESSAGE, "smtp", LATER, moment(LATER)).state == "stopped"
        assert ledger.add_late(at, read, LATER) == 0
        assert (_state(at), sum(tally.counts(at, read).values())) == ("stopped", 0)


def test_an_edition_that_is_paused_before_its_hour_waits_for_who_paused_it(folder: Path) -> None:
    with a_list(folder) as at:
        people(at, 3)
        read = _waiting(at)
        assert ledger.set_state(at, read, "paused", "by an editor", ("sending", "waiting"))
        assert ledger.begin_now(at, read, LATER).state == "paused"
        assert sum(tally.counts(at, read).values()) == 0
        assert ledger.go_on(at, read, LATER)
        assert ledger.begin_now(at, read, LATER).state == "sending"
        assert tally.counts(at, read)["queued"] == 3


def test_two_folders_over_one_list_hold_one_lease(folder: Path, tmp_path: Path) -> None:
    with a_list(folder) as at:
        people(at, 1)
        here = place(folder, "the first")
        elsewhere = replace(here, folder=tmp_path / "elsewhere", holder="the second")
        with (
            held(at, here, NOW),
            pytest.raises(LeaseError, match="the first is sending already"),
            held(at, elsewhere, NOW),
        ):
            pass


def _taken_over(at: List) -> None:
    """As by somebody who was told `--this-machine` elsewhere."""
    with at.change() as connection:
        connection.execute(update(schema.senders).values(holder="another"))


def _writer(at: List, edition: Edition, lease: Lease) -> Writer:
    return Writer(at, edition, lease, lambda: NOW)


def _recipient(number: int) -> Recipient:
    return Recipient(number, f"p{number}@host.test", f"p{number}@host.test")


def test_who_has_lost_the_lease_marks_nobody_and_settles_nobody(folder: Path) -> None:
    with a_list(folder) as at:
        people(at, 3)
        edition = frozen(at)
        with held(at, place(folder), NOW) as lease:
            writer = _writer(at, edition, lease)
            assert writer.mark(_recipient(1))
            _taken_over(at)
            assert not writer.mark(_recipient(2))
            writer.close()
            assert isinstance(writer.failure, LostLeaseError)
        with held(at, place(folder), NOW) as lease:
            writer = _writer(at, edition, lease)
            _taken_over(at)
            writer.settle(Outcome(_recipient(1), "accepted", "250", 1))
            writer.close()
        assert tally.counts(at, edition) | {"dotting": 1, "queued": 2} == tally.counts(at, edition)


def test_a_mark_of_another_sender_is_nobody_elses(folder: Path) -> None:
    with a_list(folder) as at:
        people(at, 2)
        edition = frozen(at)
        with held(at, place(folder), NOW) as lease:
            first = _writer(at, edition, lease)
            _taken_over(at)
            with at.change() as connection:
                mine = schema.deliveries.c.person == 1
                connection.execute(update(schema.deliveries).where(mine).values(state="dotting"))
            assert not first.mark(_recipient(1))
            first.close()


@pytest.mark.parametrize("beside", [(), (2, 3)], ids=["alone", "among others"])
def test_of_two_connections_that_have_one_person_in_hand_one_sends_the_dot(
    folder: Path, beside: tuple[int, ...]
) -> None:
    with a_list(folder) as at:
        people(at, 3)
        edition = frozen(at)
        with held(at, place(folder), NOW) as lease:
            writer = _writer(at, edition, lease)
            numbers = [1, *beside, 1]
            with ThreadPoolExecutor(len(numbers)) as pool:
                made = list(pool.map(lambda number: writer.mark(_recipient(number)), numbers))
            assert sorted(number for number, is_made in zip(numbers, made, strict=True) if is_made) == [
                1,
                *beside,
            ]
            assert not writer.mark(_recipient(1)), "however late"
            writer.close()
            assert writer.failure is None


def test_who_has_a_letter_on_its_way_by_another_program_is_not_marked(folder: Path) -> None:
    with a_list(folder) as at:
        people(at, 2)
        edition = frozen(at)
        with held(at, place(folder), NOW) as lease:
            writer = _writer(at, edition, lease)
            with at.change() as connection:
                mine = schema.deliveries.c.person == 1
                connection.execute(update(schema.deliveries).where(mine).values(state="dotting"))
            assert not writer.mark(_recipient(1))
            assert writer.mark(_recipient(2))
            writer.close()


def test_who_left_and_came_again_meanwhile_gets_it_late_once(folder: Path) -> None:
    jo = read_address("jo@example.org")
    with a_list(folder) as at:
        assert add(at, newcomer("jo@example.org")) is not None
        edition = frozen(at)
        leave(at, jo)
        with at.change() as connection:
            ledger.cancel(connection, edition.id, [1], NOW)
        assert ledger.add_late(at, edition, NOW) == 0
        assert tally.how_many_would(at, edition) == 0
        assert add(at, newcomer("jo@example.org")) is not None
        assert tally.how_many_would(at, edition) == 1
        assert ledger.add_late(at, edition, NOW) == 1
        assert ledger.add_late(at, edition, NOW) == 0
        assert tally.counts(at, edition)["queued"] == 1
