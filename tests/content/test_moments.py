"""A moment is a day and a time on the clocks of a place; in another form it is told how it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsletter.content.words.moments import Moment, parse_moment
from newsletter.content.words.unfit import UnfitError


@pytest.mark.parametrize(
    ("text", "words", "iso", "utc"),
    [
        ("2021-03-16", "16 March 2021", "2021-03-16", datetime(2021, 3, 16, tzinfo=UTC)),
        (
            "2021-03-16 18:30",
            "16 March 2021, 18:30",
            "2021-03-16T18:30+00:00",
            datetime(2021, 3, 16, 18, 30, tzinfo=UTC),
        ),
        (
            "2021-06-16 09:05",
            "16 June 2021, 9:05",
            "2021-06-16T09:05+01:00",
            datetime(2021, 6, 16, 8, 5, tzinfo=UTC),
        ),
    ],
)
def test_a_moment_is_worded_and_known_to_machines(text: str, words: str, iso: str, utc: datetime) -> None:
    moment = parse_moment(text)
    assert (str(moment), moment.iso("Europe/London"), moment.utc("Europe/London")) == (words, iso, utc)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("2021-03-16T18:30", "write 2021-03-16 18:30"),
        ("2021-03-16 6:30pm", "write 2021-03-16 18:30"),
        ("2021-03-16 12:05 a.m.", "write 2021-03-16 00:05"),
        ("2021-03-16 18.30", "write 2021-03-16 18:30"),
        ("2021-03-16 9:05", "write 2021-03-16 09:05"),
        ("2021-03-16 25:00", "write 2026-11-15 18:30, or the day alone"),
        ("16 March 2021 at 18:30", "write 2021-03-16 18:30"),
        ("soon", "write 2026-11-15 18:30, or the day alone"),
        ("2021-02-30 18:30", "the last day of that month is 2021-02-28"),
        ("9999-12-31", "look the year up"),
        ("9999-12-31 23:30", "look the year up"),
        ("0001-01-01 00:10", "look the year up"),
    ],
)
def test_a_moment_in_another_form_is_told_how_it_is_written(typed: str, hint: str) -> None:
    with pytest.raises(UnfitError) as told:
        parse_moment(typed)
    assert (told.value.code, told.value.hint) == ("bad-date", hint)


def test_a_moment_of_no_time_is_the_day() -> None:
    assert parse_moment("2021-03-16") == Moment(date(2021, 3, 16))
