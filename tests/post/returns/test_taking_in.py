"""What came back is acted upon once, and nobody is struck off by who holds no seal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.record import record_of
from newsletter.post.returns.listing import returned, unattributed
from newsletter.post.returns.taking_in import KEPT, Taken, forget_old, take_in
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add, erase, find, is_suppressed, leave
from newsletter.post.subscribers.person import moment, person_of_token
from tests.post.lists import NOW, a_list, everything_in, joined, newcomer
from tests.post.returns import samples
from tests.post.returns.samples import JO, letter_id, sealed

MO = "mo@example.org"
MONTHS = ("2026-08", "2026-09", "2026-10", "2026-11")


def _returned_of(at: List, address: str) -> list[dict[str, str]]:
    """What the person's own record has of it."""
    person = find(at, read_address(address))
    assert person is not None
    found: list[dict[str, str]] = json.loads(record_of(at, person))["returned"]
    return found


@pytest.fixture
def at(tmp_path: Path) -> Iterator[List]:
    """A list of Jo and Mo, on it since spring."""
    with a_list(tmp_path / "var") as opened:
        joined(opened, JO, MO)
        with opened.change() as connection:
            connection.execute(update(schema.people).values(changed="2026-03-01T00:00:00Z"))
        for month in MONTHS:
            _sent(opened, month)
        yield opened


def _sent(at: List, month: str, transport: str = "smtp") -> None:
    """A relay took the letters of this edition."""
    edition = {"slug": month, "transport": transport, "content_hash": "", "message": b"", "state": "sending"}
    with at.change() as connection:
        key = connection.execute(schema.editions.insert().values(edition)).inserted_primary_key
        people = connection.scalars(select(schema.people.c.id)).all()
        assert key is not None
        rows = [
            {"edition": key[0], "person": person, "state": "accepted", "changed": moment(NOW)}
            for person in people
        ]
        connection.execute(schema.deliveries.insert(), rows)


def _taken(at: List, mail: bytes) -> Taken:
    def no_network(link: str) -> bytes:
        raise AssertionError(link)

    return take_in(at, mail, no_network)


def _number(at: List, address: str = JO) -> int:
    person = find(at, read_address(address))
    assert person is not None
    number = person_of_token(at.key, person.token)
    assert number is not None
    return number


def _state(at: List, address: str = JO) -> str:
    person = find(at, read_address(address))
    assert person is not None
    return person.state


def _count(at: List) -> int:
    with at.look() as connection:
        return connection.scalar(select(func.count()).select_from(schema.returns)) or 0


def _bounce(at: List, status: str = "5.1.1", edition: str = "2026-11", name: str = "") -> bytes:
    said = f"smtp; 550 {status} told"
    letter = letter_id(at.key, _number(at), edition)
    return samples.postfix(
        letter=letter, status=status, said=said, name=name or f"<{edition}.{status}@mx.example.net>"
    )


@pytest.mark.parametrize(
    ("mail", "state"),
    [
        (lambda at: _bounce(at), "bounced"),
        (lambda at: samples.complaint(letter=letter_id(at.key, _number(at))), "complained"),
        (lambda at: samples.leaving(find(at, read_address(JO)).token), "left"),  # type: ignore[union-attr]
    ],
    ids=["hard", "complaint", "leave"],
)
def test_who_is_gone_is_written_to_no_more_at_once(at: List, mail, state: str) -> None:  # type: ignore[no-untyped-def]
    taken = _taken(at, mail(at))
    assert (taken.gone, taken.is_theirs, taken.is_known) == (state, True, False)
    assert _state(at) == state
    assert is_suppressed(at, read_address(JO))
    assert (_state(at, MO), is_suppressed(at, read_address(MO))) == ("active", False)


def test_the_same_mail_is_taken_in_once(at: List) -> None:
    mail = _bounce(at, "5.2.2")
    first = _taken(at, mail)
    again = _taken(at, b"Received: by another way\n" + mail)
    assert (again.is_known, again.hash, again.kind) == (True, first.hash, "soft")
    assert _count(at) == 1


def test_without_a_message_id_the_bytes_say_whether_it_is_the_same(at: List) -> None:
    mail = _bounce(at, "5.2.2").replace(b"Message-Id: <2026-11.5.2.2@mx.example.net>\n", b"")
    assert mail != _bounce(at, "5.2.2")
    assert not _taken(at, mail).is_known
    assert _taken(at, mail).is_known
    assert not _taken(at, mail + b" ").is_known


def test_two_reports_of_one_edition_are_one_edition(at: List) -> None:
    for number in range(5):
        assert _taken(at, _bounce(at, "5.2.2", name=f"<{number}@mx.example.net>")).gone is None
    assert _state(at) == "active"


def test_soft_it_takes_three_editions_running(at: List) -> None:
    assert [_taken(at, _bounce(at, "5.2.2", month)).gone for month in MONTHS[1:]] == [None, None, "bounced"]


def test_a_letter_that_arrived_in_between_begins_anew(at: List) -> None:
    months = ("2026-08", "2026-10", "2026-11")
    assert [_taken(at, _bounce(at, "5.2.2", month)).gone for month in months] == [None, None, None]
    assert _taken(at, _bounce(at, "4.4.7", "2026-09")).gone == "bounced", "in whatever order they come"


def test_an_edition_that_never_went_out_does_not_count_as_one_that_arrived(at: List) -> None:
    with at.change() as connection:
        nobody_got_it = schema.editions.c.slug == MONTHS[2]
        only = select(schema.editions.c.id).where(nobody_got_it)
        connection.execute(delete(schema.deliveries).where(schema.deliveries.c.edition.in_(only)))
    _sent(at, MONTHS[2], "folder:/tmp/try")
    months = (MONTHS[0], MONTHS[1], MONTHS[3])
    assert [_taken(at, _bounce(at, "5.2.2", month)).gone for month in months] == [None, None, "bounced"]


def test_an_edition_that_was_refused_to_them_did_not_arrive(at: List) -> None:
    with at.change() as connection:
        only = select(schema.editions.c.id).where(schema.editions.c.slug == MONTHS[2])
        theirs = update(schema.deliveries).where(schema.deliveries.c.edition.in_(only))
        connection.execute(theirs.values(state="refused"))
    months = (MONTHS[0], MONTHS[1], MONTHS[3])
    assert [_taken(at, _bounce(at, "5.2.2", month)).gone for month in months] == [None, None, "bounced"]


def test_a_refusal_of_us_costs_nobody_their_place_however_often(at: List) -> None:
    for month in MONTHS:
        taken = _taken(at, _bounce(at, "5.7.26", month))
        assert (taken.kind, taken.code, taken.gone) == ("policy", "5.7.26", None)
    assert _state(at) == "active"


def test_an_edition_that_was_refused_by_policy_is_none_of_the_three(at: List) -> None:
    codes = ("5.2.2", "5.7.1", "5.2.2", "5.2.2")
    assert [_taken(at, _bounce(at, *one)).gone for one in zip(codes, MONTHS, strict=True)] == [None] * 4


@pytest.mark.parametrize(
    "mail",
    [
        samples.postfix(letter="<x@example.org>"),
        samples.postfix(letter=letter_id(b"another list", 1)),
        samples.postfix(to=sealed(b"another list", 1), letter=""),
        samples.gmail(to="returns+2026-11.0000000100000000deadbeef@letters.example.org"),
        samples.complaint(letter="<x@example.org>"),
        samples.leaving("0000000100000000000000000000000000000000000000000000000000000000"),
    ],
    ids=["an address alone", "another list", "another list's envelope", "a guess", "a complaint", "a token"],
)
def test_who_knows_an_address_can_strike_nobody_off_with_it(at: List, mail: bytes) -> None:
    taken = _taken(at, mail)
    assert (taken.is_theirs, taken.gone) == (False, None)
    assert (_state(at), _state(at, MO)) == ("active", "active")
    assert unattributed(at, 5) == (1, (taken.hash,))


def test_who_has_a_seal_of_their_own_strikes_nobody_else_off(at: List) -> None:
    forged = samples.postfix(letter=letter_id(at.key, _number(at, MO)), original=JO, final=JO)
    assert _taken(at, forged).gone is None
    assert (_state(at), _state(at, MO)) == ("active", "active")


def test_who_guesses_a_message_id_keeps_no_report_from_being_heard(at: List) -> None:
    mail = _bounce(at)
    name = mail.partition(b"Message-Id: ")[2].partition(b"\n")[0].decode()
    _taken(at, samples.postfix(letter="<x@example.org>", name=name))
    _taken(at, samples.postfix(letter=letter_id(at.key, _number(at, MO)), status="5.2.2", name=name))
    assert _taken(at, mail).gone == "bounced"


def test_a_report_that_was_half_there_is_heard_when_it_is_whole(at: List) -> None:
    mail = _bounce(at)
    assert _taken(at, mail[:600]).kind == "unknown"
    assert _taken(at, mail).gone == "bounced"


def test_what_is_late_says_nothing_of_who_came_again(at: List) -> None:
    _taken(at, _bounce(at, name="<1@mx.example.net>", edition="2026-10"))
    assert add(at, newcomer(JO)) is not None
    assert _taken(at, _bounce(at, name="<2@mx.example.net>", edition="2026-10")).gone is None
    assert _state(at) == "active"
    assert _taken(at, _bounce(at, name="<3@mx.example.net>")).gone == "bounced"


def test_softly_returned_letters_from_before_they_came_again_do_not_count(at: List) -> None:
    for month in MONTHS[1:3]:
        _taken(at, _bounce(at, "5.2.2", month))
    leave(at, read_address(JO))
    add(at, newcomer(JO))
    assert _taken(at, _bounce(at, "5.2.2", "2026-11")).gone is None


def test_who_is_gone_already_stays_as_they_went(at: List) -> None:
    leave(at, read_address(JO))
    taken = _taken(at, _bounce(at))
    assert (taken.kind, taken.gone) == ("hard", None)
    assert _state(at) == "left"


def test_what_came_back_goes_with_the_person(at: List, tmp_path: Path) -> None:
    mail = _bounce(at)
    _taken(at, mail)
    erase(at, read_address(JO))
    assert _count(at) == 0
    taken = _taken(at, mail)
    assert (taken.is_theirs, taken.gone) == (False, None)
    assert b"jo@" not in everything_in(tmp_path / "var")


def test_nothing_of_a_mail_is_kept_but_what_it_means(at: List, tmp_path: Path) -> None:
    _taken(at, _bounce(at))
    with at.look() as connection:
        row = connection.execute(select(schema.returns)).one()
    assert dict(row._mapping) == {
        "hash": row.hash,
        "taken": "2026-11-26T19:45:00Z",
        "kind": "hard",
        "person": _number(at),
        "edition": "2026-11",
        "code": "5.1.1",
    }
    assert b"mx.example.net" not in everything_in(tmp_path / "var")


def test_after_400_days_it_is_forgotten_and_not_acted_upon_again(at: List, tmp_path: Path) -> None:
    _taken(at, _bounce(at, "5.2.2"))
    with a_list(tmp_path / "var", NOW + KEPT - timedelta(days=1)) as later:
        assert forget_old(later) == 0
    with a_list(tmp_path / "var", NOW + KEPT + timedelta(days=60)) as later:
        assert (forget_old(later), _count(later)) == (1, 0)
        assert _taken(later, _bounce(later)).gone is None
        assert _state(later) == "active"


def test_what_came_back_is_listed_masked_and_given_to_its_person(at: List) -> None:
    _taken(at, _bounce(at, "5.2.2", "2026-10"))
    _taken(at, _bounce(at, "5.7.1", "2026-11"))
    (one,) = returned(at, "2026-11")
    assert (one.kind, one.code, one.person) == ("policy", "5.7.1", "j…@…org")
    assert [one.edition for one in returned(at)] == ["2026-10", "2026-11"]
    assert [one.code for one in returned(at, kind="soft")] == ["5.2.2"]
    assert sorted(one["code"] for one in _returned_of(at, JO)) == ["5.2.2", "5.7.1"]
    assert _returned_of(at, MO) == []
