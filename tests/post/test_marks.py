"""What a letter carries, read out of it again by its own list alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.placeholders import MESSAGE_KEY
from newsletter.post.marks import letter_key, person_of_letter_key, person_of_return_path, return_path
from newsletter.post.subscribers.person import token_of

KEY, ANOTHER = b"k" * 32, b"a" * 32
RETURNS = "returns@example.org"
_numbers = st.integers(0, 2**32 - 1)


@given(_numbers)
def test_a_letters_mark_names_its_person_and_edition_again(person: int) -> None:
    key = letter_key(KEY, "2026-11", person)
    assert len(key) == len(MESSAGE_KEY)
    assert person_of_letter_key(KEY, "2026-11", key) == person
    path = return_path(KEY, RETURNS, "2026-11", person)
    assert person_of_return_path(KEY, path) == ("2026-11", person)
    assert person_of_return_path(KEY, f"<{path.upper()}>") == ("2026-11", person)


def test_a_mark_is_the_same_each_time_and_another_for_each_edition_and_person() -> None:
    assert letter_key(KEY, "2026-11", 42) == letter_key(KEY, "2026-11", 42)
    assert return_path(KEY, RETURNS, "2026-11", 42).startswith("returns+2026-11.0000002a")
    marks = {letter_key(KEY, edition, person) for edition in ("2026-11", "2026-12") for person in (1, 2)}
    seals = {mark[8:] for mark in marks} | {
        token_of(KEY, 1)[8:32],
        return_path(KEY, RETURNS, "2026-11", 1)[24:40],
    }
    assert len(seals) == 6


@given(st.text(max_size=60))
def test_what_no_letter_had_names_nobody(text: str) -> None:
    assert person_of_letter_key(KEY, "2026-11", text) is None
    assert person_of_return_path(KEY, text) is None
    assert person_of_return_path(KEY, f"returns+2026-11.{text}@example.org") is None


def test_a_seal_holds_for_its_own_list_edition_and_person_alone() -> None:
    key = letter_key(KEY, "2026-11", 42)
    assert person_of_letter_key(ANOTHER, "2026-11", key) is None
    assert person_of_letter_key(KEY, "2026-12", key) is None
    assert person_of_letter_key(KEY, "2026-11", "0000002b" + key[8:]) is None
    path = return_path(KEY, RETURNS, "2026-11", 42)
    assert person_of_return_path(ANOTHER, path) is None
    assert person_of_return_path(KEY, path.replace("2026-11", "2026-12")) is None
    assert person_of_return_path(KEY, path.replace("0000002a", "0000002b")) is None
    assert person_of_return_path(KEY, RETURNS) is None


def test_the_seal_of_one_mark_is_none_of_another() -> None:
    """Message-ID travels with a letter that is passed on; what leaves, and the envelope, must not follow from it."""
    letter, path = letter_key(KEY, "2026-11", 42), return_path(KEY, RETURNS, "2026-11", 42)
    number, seal = path.partition(".")[2][:8], path.partition(".")[2][8:24]
    assert person_of_return_path(KEY, f"returns+2026-11.{number}{letter[8:24]}@example.org") is None
    assert person_of_letter_key(KEY, "2026-11", token_of(KEY, 42)[:32]) is None
    assert not token_of(KEY, 42)[8:].startswith((seal, letter[8:24]))
    assert not letter[8:].startswith(seal)


def test_a_domain_of_other_letters_is_written_as_mail_has_it() -> None:
    assert return_path(KEY, "returns@bücher.example", "2026-11", 1).endswith("@xn--bcher-kva.example")


@pytest.mark.parametrize(
    ("address", "edition"),
    [
        ("r" * 32 + "@example.org", "2026-11"),
        ("returns@" + ".".join(["d" * 60] * 4) + ".org", "2026-11"),
        ("a+b@example.org", "2026-11"),
        ("rück@example.org", "2026-11"),
        ("@example.org", "2026-11"),
        ("returns@example.org", "2026.11"),
    ],
    ids=[
        "local part too long",
        "too long in all",
        "a plus already",
        "no ascii",
        "no local part",
        "no edition",
    ],
)
def test_an_address_from_which_nothing_could_be_read_again_is_refused(address: str, edition: str) -> None:
    with pytest.raises(ValueError, match="address"):
        return_path(KEY, address, edition, 1)


def test_the_longest_that_mail_allows_is_taken() -> None:
    path = return_path(KEY, "r" * 31 + "@example.org", "2026-11", 1)
    assert len(path.partition("@")[0]) == 64
    assert person_of_return_path(KEY, path) == ("2026-11", 1)
