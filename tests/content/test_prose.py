"""Which sentences need a source, and which only look as if they did."""

from __future__ import annotations

import time

import pytest

from newsletter.content.words.figures import unsourced_sentences


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("It cost £3.2 million.", "£3.2 million"),
        ("About 18.2% stayed.", "18.2%"),
        ("About 5 per cent stayed.", "5 per cent"),
        ("About forty per cent stayed.", "forty per cent"),
        ("Some 1,200 homes were built.", "1,200"),
        ("It has 45 members.", "45"),
        ("In 2013 it had 45 members.", "45"),
        ("It has 3 offices.", "3 offices"),
        ("It lent £2000.", "£2000"),
        ("It reached 2 million people.", "2 million"),
        ("Since 16 March 2021, 45 people came.", "45"),
        ("One in five left.", "One in five"),
        ("Nine out of ten stayed.", "Nine out of ten"),
        ("It took two-thirds of the vote.", "two-thirds"),
        ("Three quarters were let.", "Three quarters"),
        ("They built twenty-five homes.", "twenty-five homes"),
        ("Two hundred came.", "Two hundred"),
        ("A unit costs 5p.", "5p"),
        ("In Wigan 45 people came.", "45"),
        ("The over 65 group has 12 members.", "65"),
    ],
)
def test_a_figure_without_a_mark_is_found(sentence: str, figure: str) -> None:
    (found,) = unsourced_sentences(sentence)
    assert (found.offset, found.sentence, found.figure) == (0, sentence, figure)


@pytest.mark.parametrize(
    "text",
    [
        "It cost £3.2 million.[^a]",
        "It cost £3.2 million[^a], they say.",
        "It cost £3.2 million. [^a]",
        '"It cost £3.2 million."[^a][^b]',
        "It began in 2013, or 2013-14, or the 1990s, or the '90s.",
        "It began on 16 March 2021 at 10am, or on March 16.",
        "It is the 21st of its kind, under Clause 4, on page 45, since Covid-19.",
        "A man aged 45 met 12-year-olds.",
        "It took 3 years and a 10-year plan.",
        "## 45 things\n\nMany.",
        "1. One\n2. Two\n\n10. Ten",
        "`£45` and [a list](https://x.org/45-things) and <https://x.org/45>.",
        "```\n45 things\n```",
        "Text.\n\n    45 things\n",
        "<!-- 45 things -->",
        "[x]: https://x.org/45%20things",
        "| a | b |\n|---|---|\n| 45 | 1% |\n| 46 | 2%[^a] |",
        "One of the four.",
        "Doors open at 7.30, or 19:45, or 10 o’clock.",
        "Ring 01942 244991 or +44 1942 244 991.",
        "Write to 10 Downing Street, London SW1A 2AA.",
        "See ref 45, CP 220, HC 1234 and #12.",
        "That was 10 years ago, and 12 months later.",
        "It is for the over-60s, and those who turned 65.",
        "It runs on Windows 10, in Room 101.",
        "They met in Committee Room 14.",
        "Twenty years went by, one by one.",
    ],
)
def test_what_is_sourced_or_no_figure_is_let_through(text: str) -> None:
    assert unsourced_sentences(text) == ()


def test_sentences_end_where_a_reader_thinks() -> None:
    text = 'Dr. Smith of St. Helens had 45 pupils, e.g. Ann. Few came.[^a] It fell by 4.5%! "Why?"\n\n- 30 homes\n- 40 homes[^a]'
    assert [(found.offset, found.sentence) for found in unsourced_sentences(text)] == [
        (0, "Dr. Smith of St. Helens had 45 pupils, e.g. Ann."),
        (63, "It fell by 4.5%!"),
        (text.index("30"), "30 homes"),
    ]


@pytest.mark.parametrize(
    "unit", ["5,", "5 ", "5", "[^", "`", "<", "{", "# ", "a. ", "\n", " ", "1.", "£", "a-"]
)
def test_no_row_of_signs_takes_long(unit: str) -> None:
    start = time.perf_counter()
    unsourced_sentences(unit * (20_000 // len(unit)))
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("one", ["one", "Two", "three", "four", "five", "six", "seven", "eight", "NINE"])
def test_every_share_and_count_in_words_is_heard(one: str) -> None:
    """However the search is made quick: each way of saying one, with each number that can begin it."""
    parts = "half halves third thirds quarter fifths sixths sevenths eighths ninths tenths".split()
    shares = [f"{one}-{part} of it" for part in parts] + [f"{one} {part} of it" for part in parts]
    wholes = [
        *("one two three four five six seven eight nine ten twenty".split()),
        *("a hundred", "every ten", "every a hundred"),
    ]
    odds = [f"{one} {joint} {whole}" for joint in ("in", "out of") for whole in wholes]
    counts = [f"{one} {many}" for many in ("hundred", "thousand", "million", "billion")]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    counts += [f"{ten}-{one.lower()} homes" for ten in tens] + [f"{ten} homes" for ten in tens]
    missed = [words for words in (*shares, *odds, *counts) if not unsourced_sentences(f"So {words}.")]
    assert missed == []


@pytest.mark.parametrize("figure", ["2000 million pounds", "1500m", "2000bn", "1600k", "1,999 homes"])
def test_what_looks_like_a_year_and_counts_is_a_figure(figure: str) -> None:
    assert unsourced_sentences(f"It cost {figure}.")
    assert not unsourced_sentences("It began in 2000, and by 1999 it had.")
