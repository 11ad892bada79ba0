"""An edition sent to everybody: once, for certain, to nobody who left, and no faster or longer than it may."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from newsletter.content.config import Relay
from newsletter.post import schema
from newsletter.post.database import List, back_up
from newsletter.post.marks import letter_key
from newsletter.post.numbers import next_number
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import Parcel
from newsletter.post.sending import ledger, tally
from newsletter.post.sending.lease import LeaseError, held
from newsletter.post.sending.rates import rates
from newsletter.post.sending.resolving import settle_by_folder
from newsletter.post.sending.transports import SMTP, smtp
from newsletter.post.sending.transports import folder as into_folder
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add, erase, leave
from tests.post.lists import NOW, a_list, in_sqlite, joined, newcomer
from tests.post.sending.sendings import LETTER, SLUG, frozen, people, place, real_clock, sent, through
from tests.post.sending.sink import DROP, relay

pytestmark = pytest.mark.usefixtures("database")


def _state(at: List, number: int) -> str:
    deliveries = schema.deliveries.c
    with at.look() as connection:
        found = connection.scalar(select(deliveries.state).where(deliveries.person == number))
    return str(found)


def _addressed(here: Any) -> Counter[str]:
    return Counter(address for _, address in here.delivered)


def test_everybody_has_their_own_letter_once_however_often_it_is_sent(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 30)
        for _ in range(2):
            ended = sent(at, folder, through(here.port))
            assert (ended.counts["accepted"], ended.reason) == (30, "")
        assert set(_addressed(here).values()) == {1}
        assert len(here.delivered) == 30
        tokens = {letter.partition(b"leave/")[2][:64] for letter in here.letters}
        assert len(tokens) == 30
        assert all(b"0123456789abcdef0123" not in letter for letter in here.letters)
        assert all(
            f"\r\nTo: {to}\r\n".encode() in one
            for one, (_, to) in zip(here.letters, here.delivered, strict=True)
        )


def test_nobody_who_left_bounced_waits_or_is_suppressed_is_frozen(folder: Path) -> None:
    with a_list(folder) as at:
        joined(at, "jo@example.org", "mo@example.org", "al@example.org")
        add(at, newcomer("pat@example.org", "pending"))
        leave(at, read_address("mo@example.org"))
        leave(at, read_address("al@example.org"))
        with at.change() as connection:  # a line that says active, and a hash that says no
            connection.execute(schema.people.update().where(schema.people.c.id == 3).values(state="active"))
        assert tally.counts(at, frozen(at))["queued"] == 1
        assert tally.counts(at, frozen(at))["cancelled"] == 1


class _Scripted:
    """A line of which a test says what happens before the dot and behind it."""

    def __init__(self, before: Callable[[Parcel], None], behind: Callable[[], Answer]) -> None:
        self._before, self._behind = before, behind
        self.is_open = True

    def offer(self, parcel: Parcel) -> Answer | None:
        self.is_open = True
        self._before(parcel)
        return None

    def finish(self) -> Answer:
        return self._behind()

    def quit(self) -> None:
        pass

    def close(self) -> None:
        self.is_open = False


def test_who_leaves_while_their_letter_travels_does_not_get_its_dot(folder: Path) -> None:
    dots: list[int] = []

    def behind() -> Answer:
        dots.append(1)
        return Answer("dot", 250)

    with a_list(folder) as at:
        joined(at, "jo@example.org", "mo@example.org", "al@example.org")

        def before(parcel: Parcel) -> None:
            if parcel.address == "jo@example.org":
                leave(at, read_address(parcel.address))
            elif parcel.address == "mo@example.org":
                erase(at, read_address(parcel.address))

        ended = sent(at, folder, lambda: _Scripted(before, behind), connections=1)
        assert len(dots) == 1
        assert (ended.counts["cancelled"], ended.counts["accepted"]) == (2, 1)


def test_whoever_leaves_at_whatever_moment_is_not_written_to_after_it(folder: Path) -> None:
    """Whose letter had no mark when `leave` was done gets none."""
    left_in_time: set[str] = set()
    with a_list(folder) as at, relay(keeps=False) as here:
        people(at, 600)
        frozen(at)

        def leaving(first: int) -> None:
            for number in range(first, 600, 7):
                address = f"p{number}@host.test"
                with at.change() as connection:
                    connection.execute(
                        schema.people.update().where(schema.people.c.id == number).values(state="left")
                    )
                if _state(at, number) in ("queued", "deferred", "cancelled"):
                    left_in_time.add(address)

        threads = [threading.Thread(target=leaving, args=(first,)) for first in (3, 5)]
        for thread in threads:
            thread.start()
        ended = sent(at, folder, through(here.port), connections=4)
        for thread in threads:
            thread.join()
        times = _addressed(here)
        assert left_in_time, "some left before their turn"
        assert left_in_time & set(times) == set()
        assert max(times.values()) == 1
        assert ended.counts["accepted"] == len(times)
        assert ended.counts["accepted"] + ended.counts["cancelled"] == 600


@pytest.mark.parametrize(
    ("said", "state", "is_struck_off"),
    [
        ("550 5.1.1 <p2@host.test> unknown", "refused", True),
        ("552 5.2.2 full", "refused", False),
        ("450 4.2.1 greylisted", "deferred", False),
        ("554 5.7.1 you may not", "held", False),
    ],
)
def test_each_answer_has_its_state_and_nobody_is_struck_off_for_our_fault(
    folder: Path, said: str, state: str, is_struck_off: bool
) -> None:
    answers = lambda verb, address, number: said if (verb, address) == ("RCPT", "p2@host.test") else None  # noqa: E731
    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 3)
        ended = sent(at, folder, through(here.port), connections=1)
        assert ended.counts[state] == 1  # type: ignore[index]
        with at.look() as connection:
            found = connection.scalar(select(schema.people.c.state).where(schema.people.c.id == 2))
        assert found == ("bounced" if is_struck_off else "active")
        codes = tally.codes(at, frozen(at), state)  # type: ignore[arg-type]
        assert list(codes) == [" ".join(said.split()[:2])]


def test_who_was_deferred_gets_the_letter_when_it_is_time_and_once(folder: Path) -> None:
    refusals = iter(["450 4.2.1 later"])
    answers = lambda verb, address, number: next(refusals, None) if verb == "RCPT" else None  # noqa: E731
    now = [NOW]
    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 5)
        first = sent(at, folder, through(here.port), clock=lambda: now[0], connections=1)
        assert (first.counts["deferred"], first.next_try) == (1, "2026-11-26T20:00:00Z")
        now[0] = NOW + timedelta(minutes=14)
        assert sent(at, folder, through(here.port), clock=lambda: now[0]).counts["deferred"] == 1
        now[0] = NOW + timedelta(minutes=15)
        assert sent(at, folder, through(here.port), clock=lambda: now[0]).counts["accepted"] == 5
        assert set(_addressed(here).values()) == {1}


def test_the_one_that_waits_goes_on_by_itself(folder: Path) -> None:
    refusals = iter(["450 4.2.1 later"])
    answers = lambda verb, address, number: next(refusals, None) if verb == "RCPT" else None  # noqa: E731
    begun, first = real_clock(), [True]

    def clock() -> datetime:  # a quarter of an hour passes as the first look is taken at what is left
        return real_clock() if first[0] else real_clock() + timedelta(minutes=15)

    def tell(progress: Any) -> None:
        if "waits until" in progress.note:
            first[0] = False

    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 2)
        ended = sent(at, folder, through(here.port), clock=clock, tell=tell, waits=True, connections=1)
        assert ended.counts["accepted"] == 2
        assert real_clock() - begun < timedelta(minutes=1)


def test_three_faults_of_ours_hold_the_edition_and_going_on_reaches_those_too(folder: Path) -> None:
    is_bad = [True]
    answers = lambda verb, address, number: "554 5.6.0 no" if verb == "DOT" and is_bad[0] else None  # noqa: E731
    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 40)
        ended = sent(at, folder, through(here.port), connections=1)
        assert "a fault of ours" in ended.reason
        assert (ended.counts["held"], ended.counts["queued"]) == (3, 37)
        edition = frozen(at)
        assert (edition.state, edition.reason) == ("held", ended.reason)
        assert sent(at, folder, through(here.port)).counts["accepted"] == 0, "until an editor says so"
        is_bad[0] = False
        ledger.go_on(at, edition, NOW)
        assert sent(at, folder, through(here.port)).counts["accepted"] == 40
        assert set(_addressed(here).values()) == {1}


def test_a_line_that_breaks_before_the_dot_repeats_nobody_and_loses_nobody(folder: Path) -> None:
    breaks = iter([DROP] * 2)

    def answers(verb: str, address: str, number: int) -> str | None:
        return next(breaks, None) if verb in ("RCPT", "DATA") and number == 5 else None

    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 60)
        ended = sent(at, folder, through(here.port), connections=3)
        assert (ended.counts["accepted"], ended.counts["doubt"]) == (60, 0)
        assert set(_addressed(here).values()) == {1}
        assert len(here.delivered) == 60


def test_a_line_that_breaks_behind_the_dot_leaves_exactly_that_letter_in_doubt(folder: Path) -> None:
    def answers(verb: str, address: str, number: int) -> str | None:
        return "take-and-drop" if verb == "DOT" and address == "p7@host.test" else None

    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 20)
        for _ in range(2):
            ended = sent(at, folder, through(here.port))
            assert (ended.counts["accepted"], ended.counts["doubt"]) == (19, 1)
        assert [one for one, _, _ in tally.named(at, frozen(at), ("doubt",))] == ["p…@…test"]
        assert len(here.delivered) == 20


def test_a_letter_that_always_breaks_the_line_is_deferred_and_keeps_nobody_waiting(folder: Path) -> None:
    answers = lambda verb, address, number: DROP if address == "p2@host.test" else None  # noqa: E731
    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 9)
        ended = sent(at, folder, through(here.port), connections=1)
        assert (ended.counts["accepted"], ended.counts["deferred"]) == (8, 1)


def test_a_relay_that_lets_nobody_in_holds_the_edition_with_all_in_their_places(folder: Path) -> None:
    with (
        a_list(folder) as at,
        relay(answers=lambda verb, *_: "554 no" if verb == "CONNECT" else None) as here,
    ):
        people(at, 5)
        ended = sent(at, folder, through(here.port))
        assert (ended.counts["queued"], ended.reason) == (5, "127.0.0.1 answers 554")


def test_a_relay_from_whose_greeting_tls_was_taken_out_gets_nothing(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 5)
        by = smtp(Relay(host="localhost", port=here.port), None, "here.example")
        ended = sent(at, folder, by)
        assert (ended.counts["queued"], here.delivered) == (5, [])
        assert "STARTTLS" in ended.reason
        assert frozen(at).state == "held"


def test_a_pause_takes_hold_before_the_next_dot_and_going_on_skips_nobody(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 400)
        edition = frozen(at)
        had_at_pause: list[int] = []

        def pause(progress: Any) -> None:
            if not had_at_pause and progress.counts["accepted"]:
                ledger.set_state(at, edition, "paused", "paused by an editor", ("sending",))
                had_at_pause.append(tally.counts(at, edition)["queued"])

        ended = sent(at, folder, through(here.port), tell=pause, limits=rates(150, None, None))
        assert (ended.reason, ended.counts["queued"]) == ("paused by an editor", had_at_pause[0])
        ledger.go_on(at, edition, NOW)
        assert sent(at, folder, through(here.port)).counts["accepted"] == 400
        assert set(_addressed(here).values()) == {1}
        assert len(here.delivered) == 400


def test_who_joined_after_the_freeze_gets_the_edition_when_that_is_asked_and_once(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 3)
        sent(at, folder, through(here.port))
        people(at, 2)
        assert sent(at, folder, through(here.port)).counts["accepted"] == 3, "not unasked"
        edition = frozen(at)
        assert [ledger.add_late(at, edition, NOW) for _ in range(2)] == [2, 0]
        assert sent(at, folder, through(here.port)).counts["accepted"] == 5
        assert set(_addressed(here).values()) == {1}


def test_no_more_letters_go_in_a_day_than_are_allowed_however_often_it_begins_anew(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 30)

        def end(progress: Any) -> None:
            if "as many letters" in progress.note and progress.counts["accepted"] == 12:
                raise KeyboardInterrupt

        for _ in range(2):
            kept = tally.kept_pace(at, "relay")
            ended = sent(at, folder, through(here.port), limits=rates(None, None, 12, kept), tell=end)
            assert (ended.counts["accepted"], ended.counts["queued"]) == (12, 18)
        assert "the same command goes on" in ended.reason


def test_a_relay_that_asks_to_go_slower_is_obeyed(folder: Path) -> None:
    refusals = iter(["450 4.7.1 slow down"])
    answers = lambda verb, address, number: next(refusals, None) if verb == "RCPT" else None  # noqa: E731
    with a_list(folder) as at, relay(answers=answers) as here:
        people(at, 3)
        sent(at, folder, through(here.port), limits=rates(40, None, None), connections=1)
        assert '"eased": ' in tally.kept_pace(at, "relay")
        assert '"eased": null' not in tally.kept_pace(at, "relay")


# One sender, in one place


def test_two_do_not_send_at_once_and_the_second_is_told_who_does(folder: Path) -> None:
    with a_list(folder) as at:
        with (
            held(at, place(folder, "process 7 of jo"), NOW),
            pytest.raises(LeaseError, match="process 7 of jo is sending already"),
            held(at, place(folder), NOW),
        ):
            pass
        with held(at, place(folder), NOW):
            pass


@in_sqlite
def test_a_list_that_was_put_back_sends_nothing_until_told(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 4)
        edition = frozen(at)
        with held(at, place(folder), NOW):
            pass
        copy = back_up(at)
        sent(at, folder, through(here.port))
    for name in ("newpower.sqlite", "newpower.sqlite-wal", "newpower.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "newpower.sqlite").write_bytes(copy.read_bytes())
    with a_list(folder) as at, relay() as here:
        assert tally.counts(at, edition)["queued"] == 4, "it does not know who has theirs"
        with pytest.raises(LeaseError, match=r"put back from a copy.*--this-machine"):
            sent(at, folder, through(here.port))
        assert here.delivered == []
        before = _next_number(at)
        with held(at, place(folder), NOW, is_this_machine=True):
            pass
        assert _next_number(at) >= before + 1_000_000, "nobody gets a number that was given meanwhile"
        with held(at, place(folder), NOW, is_this_machine=True):
            pass
        assert _next_number(at) < before + 1_000_001, "once"


def _next_number(at: List) -> int:
    with at.look() as connection:
        return next_number(connection)


def test_a_list_from_before_the_first_letter_is_known_for_an_older_one_too(folder: Path) -> None:
    with a_list(folder) as at:
        with held(at, place(folder), NOW):
            pass
        with at.change() as connection:
            connection.execute(schema.senders.delete())
        with pytest.raises(LeaseError, match="put back from a copy"), held(at, place(folder), NOW):
            pass


def test_an_address_that_no_header_can_hold_is_refused_and_keeps_nobody_waiting(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 3)
        with at.change() as connection:
            mine = schema.people.c.id == 2
            connection.execute(schema.people.update().where(mine).values(address="p2\r\n@host.test"))
        ended = sent(at, folder, through(here.port))
        assert (ended.counts["accepted"], ended.counts["refused"]) == (2, 1)


def test_a_list_on_another_machine_sends_nothing_until_told(folder: Path) -> None:
    later = NOW + timedelta(hours=1)
    with a_list(folder) as at:
        with held(at, place(folder), NOW):
            pass
        with (
            pytest.raises(LeaseError, match="within the last five minutes"),
            held(at, place(folder, machine="there"), NOW),
        ):
            pass
        with (
            pytest.raises(LeaseError, match=r"another machine last.*--this-machine"),
            held(at, place(folder, machine="there"), later),
        ):
            pass
        with held(at, place(folder, machine="there"), later, is_this_machine=True):
            pass


def test_whoever_lost_the_lease_marks_nobody_any_more(folder: Path) -> None:
    with a_list(folder) as at, relay() as here:
        people(at, 50)

        def taken_over(progress: Any) -> None:
            with at.change() as connection:
                connection.execute(schema.senders.update().values(holder="another"))

        with pytest.raises(LeaseError, match="taken over"):
            sent(at, folder, through(here.port), tell=taken_over, limits=rates(20, None, None))
        assert len(here.delivered) < 50


# Into a folder


def test_a_folder_gets_one_file_a_person_however_often(folder: Path, tmp_path: Path) -> None:
    into, name = tmp_path / "letters", f"folder:{tmp_path / 'letters'}"
    with a_list(folder) as at:
        people(at, 12)
        for _ in range(2):
            ended = sent(at, folder, into_folder(into), by=name)
            assert ended.counts["accepted"] == 12
        files = sorted(into.iterdir())
        assert [file.name for file in files] == sorted(
            f"{letter_key(at.key, SLUG, n)}.eml" for n in range(1, 13)
        )
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)
        assert tally.counts(at, frozen(at, SMTP))["queued"] == 12, "and nobody has had it by post"


def test_what_is_in_doubt_in_a_folder_is_there_or_not(folder: Path, tmp_path: Path) -> None:
    into, name = tmp_path / "letters", f"folder:{tmp_path / 'letters'}"
    with a_list(folder) as at:
        people(at, 4)
        edition = frozen(at, name)
        sent(at, folder, into_folder(into), by=name)
        with at.change() as connection:
            connection.execute(schema.deliveries.update().values(state="dotting"))
        (into / f"{letter_key(at.key, SLUG, 3)}.eml").unlink()
        ledger.doubt_what_was_dotting(at, edition, NOW)
        assert settle_by_folder(at, edition, into, NOW) == (3, 1)
        assert tally.counts(at, edition)["queued"] == 1
        assert sent(at, folder, into_folder(into), by=name).counts["accepted"] == 4


def test_an_edition_frozen_with_other_words_is_not_sent_with_these(folder: Path) -> None:
    with a_list(folder) as at:
        edition = frozen(at)
        with at.change() as connection:
            connection.execute(schema.editions.update().values(content_hash="0" * 64))
        with pytest.raises(ledger.OtherContentError):
            frozen(at)
        assert ledger.message_of(at, edition)
        assert LETTER.slug == edition.slug
