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
        ("about 2012", date(2012, 1, 1), date(2012, 12, 31), "about 2012", "2012"),
        ("about 2012-04", date(2012, 4, 1), date(2012, 4, 30), "about April 2012", "2012-04"),
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
        "2013-2-3",
        "By 2013",
        "by  2013",
        "About 2013",
        "about 2013-09-17",
        "by about 2013",
        "2013-",
        "２０１３",
        2013,
        None,
        "2013\n",
    ],
)
def test_what_is_written_as_no_date_is_refused_for_its_form(text: object) -> None:
    with pytest.raises(UnfitError, match=r"^not a date as one is written here$"):
        parse_when(text)


@pytest.mark.parametrize("text", ["2013-13", "2013-00", "2013-02-30", "0000"])
def test_a_date_that_does_not_exist_is_refused_for_that(text: str) -> None:
    with pytest.raises(UnfitError, match=r"^not a date that exists$"):
        parse_when(text)


@pytest.mark.parametrize(
    "text", ["2013", "2013-09", "by 2026-01-01", "2026-1-1", "２026-01-01", "last May", None]
)
def test_what_is_written_as_no_day_is_refused_for_its_form(text: object) -> None:
    with pytest.raises(UnfitError, match=r"^not a day in the form 2026-11-15$"):
        parse_day(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused_for_that(text: str) -> None:
    with pytest.raises(UnfitError, match=r"^not a day that exists$"):
        parse_day(text)


#: A date in another form -> as we write it, where only one can be meant.
MEANT = {
    "2 October 2026": "2026-10-02",
    "2nd of October, 2026": "2026-10-02",
    "the 2nd October 2026": "2026-10-02",
    "Fri, 2 Oct 2026": "2026-10-02",
    "Friday 2-oct-2026": "2026-10-02",
    "October 2, 2026": "2026-10-02",
    "Sept. 2nd 2026": "2026-09-02",
    "2026 October 2": "2026-10-02",
    "2026-11-22 10:00": "2026-11-22",
    "2026-11-22T10:00:00Z": "2026-11-22",
    "2026/11/22": "2026-11-22",
    "2026.1.5": "2026-01-05",
    "2026-1-5": "2026-01-05",
    "20261122": "2026-11-22",
    "25/10/2026": "2026-10-25",
    "10/25/2026": "2026-10-25",
    "25.10.2026": "2026-10-25",
    "5-5-2026": "2026-05-05",
    "02/10/2026": None,
    "10/02/2026": None,
    "2/10/26": None,
    "32/10/2026": None,
    "25/13/2026": None,
    "30 February 2026": None,
    "2 Octopus 2026": None,
    "2 may be 2026": None,
    "spring 2026": None,
    "about 2026": None,
    "c. 2026": None,
    "last May": None,
    "2026-11-22 or so": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize("text", MEANT)
def test_a_day_in_another_form_is_offered_where_only_one_can_be_meant(text: str | None) -> None:
    with pytest.raises(UnfitError) as refused:
        parse_day(text)
    offered = MEANT[text]
    assert refused.value.hint == (
        f"write {offered}" if offered else "write the year first, then the month, then the day"
    )


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("October 2013", "2013-10"),
        ("Sep 2013", "2013-09"),
        ("9/2013", "2013-09"),
        ("2013-9", "2013-09"),
        ("By 2013", "by 2013"),
        ("by October 2013", "by 2013-10"),
        ("17 September 2013", "2013-09-17"),
        ("c. 2012", "about 2012"),
        ("c.2012", "about 2012"),
        ("ca 2012", "about 2012"),
        ("circa 2012", "about 2012"),
        ("Around October 2012", "about 2012-10"),
        ("approx. 2012", "about 2012"),
        ("approximately 2012", "about 2012"),
        ("~2012", "about 2012"),
        ("2012?", "about 2012"),
        ("2012 (?)", "about 2012"),
        ("2012 or so", "about 2012"),
        ("About 2012-09-17", "about 2012-09"),
    ],
)
def test_a_date_in_another_form_is_offered_as_precisely_as_it_was_given(text: str, offered: str) -> None:
    with pytest.raises(UnfitError) as refused:
        parse_when(text)
    assert refused.value.hint == f"write {offered}"
    assert parse_when(offered)


@pytest.mark.parametrize("text", ["13", "2013-14-15-16", "13/2013", "autumn"])
def test_a_date_that_cannot_be_told_is_met_with_the_forms(text: str) -> None:
    with pytest.raises(UnfitError) as refused:
        parse_when(text)
    assert refused.value.hint == "write 2013, 2013-09, 2013-09-17, by 2025 or about 2012"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2012 to 2013", "2012 where the field asks for a beginning and 2013"),
        ("2016–2019", "2016 where the field asks for a beginning and 2019"),
        ("2016/18", "2016 where the field asks for a beginning and 2018"),
        ("2011 - present", "write 2011"),
        ("since 2011", "write 2011"),
        ("the 1990s", "write `about 1995`, or `by 1999`"),
        ("spring 2013", "write 2013, and say more in words"),
        ("Q3 2019", "write 2019, and say more in words"),
        ("FY2016", "write 2016, and say more in words"),
    ],
)
def test_more_than_one_date_or_a_part_of_a_year_is_told_as_that(text: str, words: str) -> None:
    with pytest.raises(UnfitError) as refused:
        parse_when(text)
    assert words in refused.value.hint


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
