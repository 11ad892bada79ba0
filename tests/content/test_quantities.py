"""Values as sources print them: which are numbers, and which are words that nothing may be drawn from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.words.quantities import Quantity, hedge_of, quantity_of

NUMBERS = [
    ("5%", "", (5, 5, "%")),
    ("18.2 per cent", "", (18.2, 18.2, "%")),
    ("over B£30,000", "", (30_000, 30_000, "B£")),
    ("£1.65M", "", (1_650_000, 1_650_000, "£")),
    ("£900k", "", (900_000, 900_000, "£")),
    ("R$15 million", "", (15_000_000, 15_000_000, "R$")),
    ("almost 2,000", "", (2_000, 2_000, "")),
    ("all 17", "seats", (17, 17, "")),
    ("ten", "seats", (10, 10, "")),
    ("one team", "teams", (1, 1, "")),
    ("650,000 tonnes", "tonnes", (650_000, 650_000, "")),
    ("280kW", "kilowatts", (280, 280, "kW")),
    ("–0.8", "", (-0.8, -0.8, "")),
    ("more than 9 in 10", "", (90, 90, "%")),
    ("23 units of 92", "", (25, 25, "%")),
    ("£5 a month", "", (5, 5, "£a month")),
    ("300 member families", "member families", (300, 300, "")),
    ("10 to 20", "", (10, 20, "")),
    ("between 10 and 20", "", (10, 20, "")),
    ("5–10%", "", (5, 10, "%")),
    ("5% to 10%", "", (5, 10, "%")),
    ("£1–2m", "", (1_000_000, 2_000_000, "£")),
    ("£0.9m to £1.2m", "", (900_000, 1_200_000, "£")),
]
WORDS = [
    *("balanced", "a few", "-", "over", "none at all", "ten or so", "half", "£", "%", "in 10"),
    *("75% lower", "4,000 more", "1.3 fewer", "11% higher", "twice", "3 times", "5 points up"),
    *("nan", "NaN", "inf", "-inf", "∞", "1e9", "0x10", "٣", "²", "१०"),
    *("1,00", "1.2.3", "1 000", "9" * 13, "9" * 400, "2011/12", "1990s", "3rd", "10:30"),
    *(
        "20–10",
        "£1 to £2m",
        "10 and 20",
        "1 to 2 to 3",
        "-5 to 5",
        "5% to 10",
        "1 in 0",
        "12 in 10",
        ", in 10",
    ),
    *("$5 to £6", "5kW to 6MW", "2,000 on 3 May", "5% and rising", "£6.9m overspend forecast"),
]


@pytest.mark.parametrize(("text", "unit", "meant"), NUMBERS)
def test_a_number_is_read_as_its_source_prints_it(
    text: str, unit: str, meant: tuple[float, float, str]
) -> None:
    assert quantity_of(text, unit) == Quantity(*meant)


@pytest.mark.parametrize("text", WORDS)
def test_words_stay_words(text: str) -> None:
    assert quantity_of(text, "people") is None


def test_the_words_that_leave_a_number_open_are_told_apart() -> None:
    assert [hedge_of(text) for text in ("over 300", "not more than 10%", "Up to 20%", "300", "all 17")] == [
        "over",
        "not more than",
        "Up to",
        "",
        "",
    ]


@given(
    text=st.one_of(
        st.text(max_size=40),
        st.text("0123456789.,-–% £kmto inof", max_size=24),
        st.from_regex(r"[0-9,]{1,9} in [0-9,]{1,9}"),
    ),
    unit=st.text(max_size=20),
)
def test_whatever_stands_there_is_an_ordered_finite_number_or_none(text: str, unit: str) -> None:
    found = quantity_of(text, unit)
    if found:
        assert -1e25 < found.low <= found.high < 1e25


@given(
    number=st.integers(0, 10**9),
    hedge=st.sampled_from(["", "over ", "about ", "up to ", "nearly "]),
    sign=st.sampled_from(["", "£", "B£", "€"]),
)
def test_every_whole_number_is_read_back(number: int, hedge: str, sign: str) -> None:
    assert quantity_of(f"{hedge}{sign}{number:,}", "") == Quantity(float(number), float(number), sign)
    assert quantity_of(f"{hedge}{sign}{number}", "") == Quantity(float(number), float(number), sign)
