"""Diagnostics as values: their order, and the names offered for a misspelt one."""

from __future__ import annotations

import pytest

from newsletter.told.diagnostics import (
    Diagnostic,
    Location,
    has_errors,
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


def test_a_warning_lets_the_build_go_on() -> None:
    assert not has_errors([warning(Location("a"), "x", "m")])
    assert has_errors([Diagnostic(Location("a"), "x", "m")])


@pytest.mark.parametrize(
    ("word", "near"),
    [("payrol", "payroll"), ("PAYROLL", "payroll"), ("Title", "title"), ("zzz", None), ("", None)],
)
def test_the_nearest_name_is_offered_whatever_its_capitals(word: str, near: str | None) -> None:
    assert nearest(word, ["payroll", "title", "summary"]) == near


def test_without_a_near_name_another_hint_stands() -> None:
    assert suggestion("zzz", ["a"], "look elsewhere") == "look elsewhere"
    assert suggestion("titl", ["title"]) == "did you mean `title`?"
