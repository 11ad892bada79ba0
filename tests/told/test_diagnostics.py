"""Diagnostics as values: their order, and the names offered for a misspelt one."""

from __future__ import annotations

import pytest

from newsletter.told.diagnostics import (
    Diagnostic,
    Location,
    has_errors,
    listed,
    nearest,
    ordered,
    suggestion,
    warning,
)


def test_they_are_shown_by_file_line_and_column_each_once() -> None:
    one, two, three = (Diagnostic(Location(*place), "x", "m") for place in (("a", 2), ("a", 10), ("b", 1)))
    assert ordered([three, two, one, two]) == (one, two, three)


def test_the_same_words_at_one_place_are_told_once_with_the_first_hint() -> None:
    place = Location("templates/site/base.html", 3)
    first, second = (Diagnostic(place, "x", "m", f"met while making {page}") for page in ("/", "/about/"))
    assert ordered([first, second]) == (first,)


def test_nothing_is_asked_of_a_picture_that_is_not_there() -> None:
    here, beside = Location("a", 6, 11), Location("a", 6, 40)
    gone = Diagnostic(here, "broken-image", "m")
    asked = [
        Diagnostic(place, code, "m") for place in (here, beside) for code in ("missing-alt", "missing-credit")
    ]
    assert ordered([*asked, gone]) == (gone, *asked[2:])
    assert ordered(asked) == tuple(asked)


def test_an_address_that_leads_nowhere_is_not_told_to_read_otherwise_too() -> None:
    here, beside = Location("a", 6, 11), Location("a", 6, 40)
    gone = Diagnostic(here, "broken-anchor", "m")
    odd = [warning(place, "reads-otherwise", "m") for place in (here, beside)]
    assert ordered([*odd, gone]) == (gone, odd[1])


def test_a_warning_lets_the_build_go_on() -> None:
    assert not has_errors([warning(Location("a"), "x", "m")])
    assert has_errors([Diagnostic(Location("a"), "x", "m")])


@pytest.mark.parametrize(
    ("word", "near"),
    [("payrol", "payroll"), ("PAYROLL", "payroll"), ("Title", "title"), ("zzz", None), ("", None)],
)
def test_the_nearest_name_is_offered_whatever_its_capitals(word: str, near: str | None) -> None:
    assert nearest(word, ["payroll", "title", "summary"]) == near


NEAR = [
    *(
        ("titel", "title"),
        ("lable", "label"),
        ("yrad", "yard"),
        ("fo", "of"),
        ("tag", "tags"),
        ("a_b", "a-b"),
    ),
    *(("cooperatives", "co-operative"), ("Own Report", "own-report"), ("sumary", "summary")),
    *(("independant", "independent"), ("case-study", "case-studies"), ("counil-led", "council-led")),
    *(("council", "council-led"), ("start", "started"), ("publish", "published"), ("enrgy", "energy")),
    *(("official-statistic", "official-statistics"), ("old-mil", "old-mill"), ("fundr", "funder")),
]
FAR = [
    *(("cooperatives", "corporations"), ("cooperatives", "comparisons"), ("nation", "station")),
    *(("finance", "financial"), ("description", "definition"), ("nowhere", "there"), ("nowhere", "new")),
    *(
        ("homes", "housing"),
        ("england", "scotland"),
        ("closed", "changed"),
        ("kind", "id"),
        ("money", "energy"),
    ),
    *(
        ("date", "updated"),
        ("heading", "leeds"),
        ("trust", "press"),
        ("food", "floods"),
        ("", "a"),
        ("a", ""),
    ),
    *(("new", "newcastle"), ("news", "network"), ("payment", "payroll"), ("x" * 5000, "title")),
]


@pytest.mark.parametrize(("word", "name"), NEAR)
def test_a_slip_or_two_is_near(word: str, name: str) -> None:
    assert nearest(word, ["quite-another", name]) == name


@pytest.mark.parametrize(("word", "name"), FAR)
def test_other_words_are_far(word: str, name: str) -> None:
    assert nearest(word, [name]) is None


def test_of_several_near_names_the_nearest_is_offered_whatever_their_order() -> None:
    names = ["energies", "energy", "enemy"]
    assert nearest("enrgy", names) == nearest("enrgy", names[::-1]) == "energy"
    assert nearest("bat", ["cat", "hat"]) == nearest("bat", ["hat", "cat"]) == "cat"


def test_few_words_are_listed_whole_and_many_not_at_all() -> None:
    assert listed(["a", "b"], "choose one of") == "choose one of: a, b"
    assert listed([], "choose one of") == listed(list(map(str, range(16))), "choose one of") == ""
    assert listed(list(map(str, range(15))), "one of") != ""


def test_without_a_near_name_another_hint_stands() -> None:
    assert suggestion("zzz", ["a"], "look elsewhere") == "look elsewhere"
    assert suggestion("titl", ["title"]) == "did you mean `title`?"
