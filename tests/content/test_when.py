"""Dates as precise as they are known."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.when import When, is_time_zone, long_date, month_name, parse_day, parse_when


@pytest.mark.parametrize(
    ("text", "first", "last", "words", "iso"),
    [
        ("2013", date(2013, 1, 1), date(2013, 12, 31), "2013", "2013"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "February 2012", "2012-02"),
        ("2013-09-17", date(2013, 9, 17), date(2013, 9, 17), "17 September 2013", "2013-09-17"),
        ("by 2025", date(2025, 1, 1), date(2025, 12, 31), "by 2025", "2025"),
        ("by 2025-04", date(2025, 4, 1), date(2025, 4, 30), "by April 2025", "2025-04"),
    ],
)
def test_a_date_keeps_its_precision(text: str, first: date, last: date, words: str, iso: str) -> None:
    when = parse_when(text)
    assert (when.first_day, when.last_day, str(when), when.iso) == (first, last, words, iso)
    assert parse_when(when) is when


@pytest.mark.parametrize(
    "text",
    [
        "",
        "13",
        "2013-13",
        "2013-00",
        "2013-02-30",
        "2013-2-3",
        "By 2013",
        "by  2013",
        "2013-",
        "0000",
        "２０１３",
        2013,
        None,
        "2013\n",
    ],
)
def test_what_is_no_date_is_refused(text: object) -> None:
    with pytest.raises(UnfitError, match=r"^not a date that exists$"):
        parse_when(text)


@pytest.mark.parametrize(
    "text", ["2013", "2013-09", "2026-02-30", "2026-13-01", "by 2026-01-01", "2026-1-1", "２026-01-01", None]
)
def test_what_is_no_day_is_refused(text: object) -> None:
    with pytest.raises(UnfitError, match=r"^not a day that exists$"):
        parse_day(text)


def test_days_are_written_alike_on_every_machine() -> None:
    assert long_date(date(2026, 11, 5)) == "5 November 2026"
    assert month_name("2026-11") == "November 2026"
    assert parse_day("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Europe/London", True),
        ("UTC", True),
        ("Europe", False),
        ("../x", False),
        ("/etc", False),
        ("x" * 300, False),
    ],
)
def test_a_time_zone_is_one_the_data_base_knows(name: str, is_one: bool) -> None:
    assert is_time_zone(name) is is_one


def test_a_date_made_by_hand_reads_as_one_parsed() -> None:
    assert When(2013, 9) == parse_when("2013-09")
