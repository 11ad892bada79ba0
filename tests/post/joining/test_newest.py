"""The newest edition for who has just confirmed: once, as they would have had it, and known to the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import wishes
from newsletter.post.joining.carrier import deliver_due
from newsletter.post.joining.waiting import due, next_due
from newsletter.post.joining.wishes import Greeting
from newsletter.post.marks import letter_key
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import LineLostError, Parcel
from newsletter.post.relay.session import RelayError
from newsletter.post.sending import ledger, tally
from newsletter.post.subscribers.addresses import read_address
from tests.post.joining.doors import writer
from tests.post.joining.test_requests import SAID
from tests.post.lists import NOW, a_list
from tests.post.sending.sendings import SLUG, frozen, people, sent, through
from tests.post.sending.sink import relay

pytestmark = pytest.mark.usefixtures("database")
JO = read_address("jo@example.org")
EARLIER = NOW - timedelta(days=3)


class _Line:
    """A relay that says at the dot what a test tells it to."""

    def __init__(self, dot: Callable[[], Answer] = lambda: Answer("dot", 250, "2.0.0")) -> None:
        self.is_open, self.taken, self._dot = True, list[Parcel](), dot

    def offer(self, parcel: Parcel) -> Answer | None:
        self._last = parcel
        return None

    def finish(self) -> Answer:
        answer = self._dot()
        if answer.code == 250:
            self.taken.append(self._last)
        return answer

    def quit(self) -> None:
        self.is_open = False

    def close(self) -> None:
        self.is_open = False


def _joins(at: List) -> int:
    """Somebody joins, and confirms; their number."""
    assert wishes.ask_to_join(at, JO, SAID)
    (mail,) = due(at)
    assert mail.consent is not None
    assert wishes.confirm(at, mail.to.person, mail.consent, Greeting(edition=True)) == "confirm"
    return mail.to.person


def _told(at: List, line: _Line) -> _Line:
    deliver_due(at, writer(at), line)
    return line


def _state(at: List, person: int) -> str | None:
    with at.look() as connection:
        mine = schema.deliveries.c.person == person
        found: str | None = connection.scalar(
            schema.deliveries.select().with_only_columns(schema.deliveries.c.state).where(mine)
        )
        return found


def test_it_is_the_letter_that_everybody_had_and_no_second_one_follows(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at, relay() as here:
        people(at, 2)
        edition = frozen(at, now=EARLIER)
        sent(at, tmp_path / "var", through(here.port), edition=edition)
        person = _joins(at)
        (parcel,) = _told(at, _Line()).taken
        key = letter_key(at.key, SLUG, person)
        assert re.findall(rb"^Message-ID: <(.*)@", parcel.body, re.MULTILINE) == [f"{SLUG}.{key}".encode()]
        assert parcel.body.startswith(f"X-Newpower-Delivery: {SLUG}.{key}\r\n".encode())
        assert b"\r\nTo: jo@example.org\r\n" in parcel.body
        assert _state(at, person) == "accepted"
        assert ledger.add_late(at, edition, NOW) == 0
        sent(at, tmp_path / "var", through(here.port), edition=edition)
        assert len(here.delivered) == 2
        assert tally.counts(at, edition)["accepted"] == 3


@pytest.mark.parametrize("state", ["paused", "held", "waiting"])
def test_while_an_editor_keeps_it_back_it_waits_and_is_not_forgotten(tmp_path: Path, state: str) -> None:
    with a_list(tmp_path / "var") as at:
        edition = frozen(at, now=EARLIER)
        person = _joins(at)
        with at.change() as connection:
            connection.execute(update(schema.editions).values(state=state))
        assert _told(at, _Line()).taken == []
        with at.change() as connection:
            connection.execute(update(schema.editions).values(state="sending"))
        later = replace(at, now=at.now + timedelta(minutes=11))
        (parcel,) = _told(later, _Line()).taken
        assert parcel.address == "jo@example.org"
        assert _state(at, person) == "accepted"
        assert tally.counts(at, edition)["accepted"] == 1


def test_whoever_has_it_coming_or_has_had_it_gets_no_second_one(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        person = _joins(at)
        edition = frozen(at)  # they are among everybody
        assert _state(at, person) == "queued"
        assert _told(at, _Line()).taken == []
        assert tally.counts(at, edition)["queued"] == 1
        assert next_due(at) is None
        with at.look() as connection:
            assert connection.execute(schema.service_mails.select()).all() == [], "nothing is left in line"


@pytest.mark.parametrize("state", ["held", "paused", "stopped"])
def test_an_edition_that_is_kept_from_going_greets_nobody(tmp_path: Path, state: ledger.EditionState) -> None:
    with a_list(tmp_path / "var") as at:
        ledger.set_state(at, frozen(at, now=EARLIER), state, "a test", ())
        person = _joins(at)
        assert _told(at, _Line()).taken == []
        assert _state(at, person) is None


def test_what_went_into_a_folder_greets_nobody(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        frozen(at, "folder:/somewhere", EARLIER)
        _joins(at)
        assert _told(at, _Line()).taken == []


def test_a_relay_that_says_later_is_asked_again_and_one_that_refuses_is_not(tmp_path: Path) -> None:
    answers = iter([Answer("dot", 451, "4.2.0"), Answer("dot", 250, "2.0.0")])
    with a_list(tmp_path / "var") as at:
        frozen(at, now=EARLIER)
        person = _joins(at)
        line = _told(at, _Line(lambda: next(answers)))
        assert (line.taken, _state(at, person)) == ([], None)
        with at.change() as connection:
            connection.execute(update(schema.service_mails).values(due=schema.service_mails.c.queued))
        assert len(_told(at, line).taken) == 1
        assert _state(at, person) == "accepted"


def test_one_that_is_refused_stands_so_in_the_ledger(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        frozen(at, now=EARLIER)
        person = _joins(at)
        _told(at, _Line(lambda: Answer("dot", 552, "5.2.2")))
        assert _state(at, person) == "refused"


def test_a_line_that_breaks_behind_the_dot_leaves_it_in_doubt(tmp_path: Path) -> None:
    def breaks() -> Answer:
        raise LineLostError(is_behind_dot=True)

    with a_list(tmp_path / "var") as at:
        edition = frozen(at, now=EARLIER)
        person = _joins(at)
        with pytest.raises(RelayError):
            _told(at, _Line(breaks))
        assert ledger.doubt_what_was_dotting(at, edition, NOW) == 1
        assert [number for number, _ in tally.doubts(at, edition)] == [person]


def test_an_edition_that_is_frozen_meanwhile_is_not_taken_for_it(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        edition = frozen(at, now=EARLIER)
        person = _joins(at)

        def freezes() -> Answer:
            with at.change() as connection:  # the next one, at the very moment of the dot
                row = {
                    "slug": "2026-12",
                    "transport": "smtp",
                    "content_hash": "",
                    "message": b"",
                    "state": "sending",
                }
                connection.execute(schema.editions.insert().values(**row, frozen="2026-12-01T07:00:00Z"))
                values = {"edition": edition.id + 1, "person": person, "state": "dotting"}
                connection.execute(
                    schema.deliveries.insert().values(**values, changed="2026-11-26T19:45:00Z")
                )
            return Answer("dot", 250, "2.0.0")

        assert len(_told(at, _Line(freezes)).taken) == 1
        with at.look() as connection:
            rows = connection.execute(schema.deliveries.select().order_by(schema.deliveries.c.edition)).all()
        assert [row.state for row in rows] == ["accepted", "dotting"]
