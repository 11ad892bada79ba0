"""People come, leave, come again and are forgotten; and nobody is written to against their will."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.mail import placeholders
from newsletter.post.contract import ListError
from newsletter.post.database import List
from newsletter.post.record import record_of
from newsletter.post.subscribers.addresses import Address, read_address
from newsletter.post.subscribers.exporting import export_file
from newsletter.post.subscribers.people import (
    WithdrawnError,
    add,
    counts,
    erase,
    everyone,
    find,
    is_suppressed,
    leave,
)
from newsletter.post.subscribers.person import moment, person_of_token, token_of
from tests.post.lists import NOW, WORDS, a_list, everything_in, in_sqlite, joined, newcomer

pytestmark = pytest.mark.usefixtures("database")

JO = read_address("Jo@example.org")


def test_who_joins_is_active_and_their_consent_is_kept(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "Jo@example.org")
        person = find(at, read_address("jo@EXAMPLE.org"))
    assert person is not None
    assert (person.address, person.state, person.since) == (
        "Jo@example.org",
        "active",
        "2026-11-26T19:45:00Z",
    )
    (consent,) = person.consents
    assert (consent.given, consent.how, consent.words) == ("2026-11-26T19:45:00Z", "a form", WORDS)


def test_who_is_on_the_list_joins_no_second_time(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        assert add(at, newcomer("JO@example.org")) is None
        assert counts(at)["active"] == 1


@pytest.mark.parametrize("why", ["left", "bounced", "complained"])
def test_who_is_gone_keeps_their_line_and_is_suppressed(tmp_path: Path, why: str) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        assert leave(at, JO, why)  # type: ignore[arg-type]
        assert not leave(at, JO)
        person = find(at, JO)
        assert person is not None
        assert person.state == why
        assert is_suppressed(at, JO)


def test_who_comes_again_is_written_to_again_and_both_consents_stand(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        leave(at, JO)
        person = add(at, newcomer("jo@example.org", words="Send it again."))
        assert person is not None
        assert person.state == "active"
        assert [one.words for one in person.consents] == [WORDS, "Send it again."]
        assert not is_suppressed(at, JO)


def test_a_consent_from_before_they_left_brings_nobody_back(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    with a_list(tmp_path, NOW + timedelta(days=2)) as at:
        leave(at, JO)
        erase(at, read_address("mo@example.org"))
        for address in ("jo@example.org", "mo@example.org"):
            with pytest.raises(WithdrawnError):
                add(at, newcomer(address))
            assert is_suppressed(at, read_address(address))
        assert counts(at)["active"] == 0


@pytest.mark.parametrize("again", [leave, erase])
def test_a_consent_from_before_they_said_it_again_brings_nobody_back(
    tmp_path: Path, again: Callable[[List, Address], bool]
) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        leave(at, JO)
    between = NOW + timedelta(days=1)
    with a_list(tmp_path, NOW + timedelta(days=2)) as at:
        again(at, JO)
        given = replace(newcomer("jo@example.org").consent, given=moment(between))
        with pytest.raises(WithdrawnError):
            add(at, replace(newcomer("jo@example.org"), consent=given))
        assert is_suppressed(at, JO)


def test_who_comes_again_is_written_to_in_the_language_they_say_now(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        leave(at, JO)
        person = add(at, replace(newcomer("jo@example.org"), language="cy"))
    assert person is not None
    assert person.language == "cy"


def test_an_address_nobody_knows_can_be_kept_away_too(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        assert not leave(at, JO)
        assert is_suppressed(at, JO)
        assert find(at, JO) is None


@in_sqlite
def test_who_is_erased_stands_in_no_byte_of_any_file(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(
            at, *(f"somebody.{number}@example.org" for number in range(200)), "very-own-name@family.example"
        )
        erased = read_address("very-own-name@family.example")
        assert b"very-own-name" in everything_in(tmp_path)
        assert erase(at, erased)
        assert b"very-own-name" not in everything_in(tmp_path)
        assert b"family.example" not in everything_in(tmp_path)
        assert find(at, erased) is None
        assert is_suppressed(at, erased)
        assert not erase(at, erased)
        assert counts(at) == {
            "pending": 0, "active": 200, "left": 0, "bounced": 0, "complained": 0, "erased": 1,
        }  # fmt: skip
    assert b"very-own-name" not in everything_in(tmp_path)


@in_sqlite
def test_an_erasure_that_another_program_holds_up_is_not_said_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.post.sqlite.PATIENCE", 0.05)
    with a_list(tmp_path) as at:
        joined(at, "very-own-name@example.org")
        erased = read_address("very-own-name@example.org")
        with closing(sqlite3.connect(tmp_path / "newpower.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM people").fetchone()
            with pytest.raises(ListError, match="do this again"):
                erase(at, erased)
        assert is_suppressed(at, erased)
        erase(at, erased)
        assert b"very-own-name" not in everything_in(tmp_path)


def test_what_somebody_alone_was_told_is_erased_with_them(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "mo@example.org")
        add(at, newcomer("Jo@example.org", words="In her mail Joanna Bloggs wrote: send it."))
        erase(at, JO)
        person = find(at, read_address("mo@example.org"))
        assert b"Bloggs" not in everything_in(tmp_path)
    assert person is not None
    assert person.consents[0].words == WORDS


def test_no_number_is_given_twice_so_a_link_of_somebody_erased_leads_to_nobody(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        former = find(at, JO)
        erase(at, JO)
        joined(at, "mo@example.org")
        other = find(at, read_address("mo@example.org"))
    assert former is not None
    assert other is not None
    assert former.token[:8] != other.token[:8]


def test_a_token_is_as_long_as_what_stands_for_it_in_a_letter() -> None:
    assert len(token_of(b"key", 1)) == len(token_of(b"key", 4_000_000_000)) == len(placeholders.TOKEN)


def test_a_token_is_made_with_the_key_alone_and_tells_its_person() -> None:
    assert person_of_token(b"key", token_of(b"key", 4711)) == 4711
    assert person_of_token(b"other", token_of(b"key", 4711)) is None
    for wrong in ("", "é" * 64, token_of(b"key", 1)[:63], token_of(b"key", 1)[:-1] + "x", "0" * 64):
        assert person_of_token(b"key", wrong) is None
    assert token_of(b"key", 1) != token_of(b"other", 1)
    assert token_of(b"key", 1)[8:] != token_of(b"key", 2)[8:]


def test_everyone_is_read_in_the_order_they_came_however_many(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, *(f"p{number}@example.org" for number in range(30)))
        leave(at, read_address("p3@example.org"))
        assert [person.address for person in everyone(at)] == [
            f"p{number}@example.org" for number in range(30)
        ]
        assert [person.address for person in everyone(at, ("left",))] == ["p3@example.org"]


def test_more_than_are_read_at_a_time_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.post.subscribers.people._AT_ONCE", 7)
    with a_list(tmp_path) as at:
        joined(at, *(f"p{number}@example.org" for number in range(21)))
        assert len({person.address for person in everyone(at)}) == 21


def test_a_person_can_have_all_that_is_known_of_them(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "Áine@example.org")
        person = find(at, read_address("áine@example.org"))
        assert person is not None
        record = json.loads(record_of(at, person))
    assert record["address"] == "Áine@example.org"
    assert record["consents"][0]["words"] == WORDS


def test_an_export_is_for_its_owner_and_puts_itself_over_nothing(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org", "mo@example.org")
        leave(at, JO)
        assert export_file(at, file) == 2
        assert file.stat().st_mode & 0o777 == 0o600
        first = file.read_text()
        with pytest.raises(FileExistsError):
            export_file(at, file)
        assert file.read_text() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv", "var"]
    assert first.splitlines()[0].startswith("address,state,")
    assert NOW.strftime("%Y-%m-%d") in first


def test_an_export_goes_through_no_link_and_leaves_what_another_began(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text("keep")
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
        for name in ("people.csv", "people.part.csv"):
            (tmp_path / name).symlink_to(theirs)
            with pytest.raises(FileExistsError):
                export_file(at, tmp_path / "people.csv")
            (tmp_path / name).unlink()
    assert theirs.read_text() == "keep"
    assert [path.name for path in tmp_path.glob("*.csv")] == ["theirs.csv"]
