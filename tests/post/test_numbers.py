"""A person's number is theirs alone, whatever becomes of the list: an old link of one never leads to another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsletter.post.contract import ListError
from newsletter.post.database import back_up
from newsletter.post.joining.wishes import person_of_number
from newsletter.post.numbers import NAME
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import erase, find
from newsletter.post.subscribers.person import person_of_token
from tests.post.lists import a_list, in_sqlite, joined

pytestmark = pytest.mark.usefixtures("database")


def _number(at, address: str) -> int:
    person = find(at, read_address(address))
    assert person is not None
    number = person_of_token(at.key, person.token)
    assert number is not None
    return number


def test_the_number_of_somebody_erased_is_nobodys(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        was = _number(at, "jo@example.org")
        erase(at, read_address("jo@example.org"))
        joined(at, "mo@example.org")
        assert person_of_number(at, was) is None


@in_sqlite
def test_a_list_put_back_from_a_copy_gives_no_number_again(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        copy = back_up(at)
        joined(at, "mo@example.org", "pat@example.org")
        given = _number(at, "pat@example.org")
    for part in tmp_path.glob("newpower.sqlite*"):
        part.unlink()
    shutil.copy(copy, tmp_path / "newpower.sqlite")
    with a_list(tmp_path) as at:
        joined(at, "sam@example.org")
        assert _number(at, "sam@example.org") > given


def test_a_note_in_which_no_number_stands_is_told_and_left(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    (tmp_path / NAME).write_text("12 people\n")
    with pytest.raises(ListError, match=r"numbers: no number stands in it"), a_list(tmp_path):
        pass
    assert (tmp_path / NAME).read_text() == "12 people\n"


def test_the_note_is_its_owners_alone_to_read(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
