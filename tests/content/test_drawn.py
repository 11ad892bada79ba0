"""What of an outcome is drawn: bars from nought that say what its numbers say, or nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.entry import Emblem
from newsletter.content.kinds.case_study_drawn import FULL, Bar, Drawn, drawn, emblem
from newsletter.content.kinds.case_study_parts import Earlier, Outcome, Reading
from newsletter.content.words.when import When
from tests import made_up
from tests.made_up import MILL

_NUMBERS = st.integers(0, 10**12 - 1)


def outcome(before: str | None, after: str, unit: str = "people", **changes: Any) -> Outcome:
    """An outcome with these values, both of one source."""
    plain = made_up.entry(MILL).record.outcomes[0]
    earlier = Earlier(value=before, when=When(2012)) if before is not None else None
    later = Reading(value=after, when=When(2016))
    return replace(plain, before=earlier, after=later, **{"unit": unit, "caveat": None, **changes})


def test_two_values_are_two_bars_on_one_axis_from_nought() -> None:
    assert drawn(outcome("£500", "£400")) == Drawn(Bar(1000, 1000), Bar(800, 800), is_share=False)
    assert drawn(outcome("0", "over 300")) == Drawn(Bar(0, 0), Bar(1000, 1000), is_share=False)


def test_shares_of_a_whole_are_drawn_in_the_whole() -> None:
    assert drawn(outcome("5%", "18.2%", "per cent of spending")) == Drawn(
        Bar(50, 50), Bar(182, 182), is_share=True
    )
    assert drawn(outcome("5%", "18.2%", "per cent")) == Drawn(Bar(275, 275), Bar(1000, 1000), is_share=False)
    assert drawn(outcome("50%", "120%", "per cent of the plan")) == Drawn(
        Bar(417, 417), Bar(1000, 1000), is_share=False
    )


def test_a_range_is_drawn_as_a_range() -> None:
    assert drawn(outcome("10 to 20", "40")) == Drawn(Bar(250, 500), Bar(1000, 1000), is_share=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "18.2%"),
        ("£500", "400"),
        ("£500", "€400"),
        ("5%", "400"),
        ("5kW", "6MW"),
        ("£6.9m overspend forecast", "balanced"),
        ("a few", "most"),
        ("–5", "5"),
        ("5", "–5"),
        ("0", "0"),
        ("nan", "inf"),
        ("9" * 13, "1"),
        ("5", "75% lower"),
    ],
)
def test_nothing_is_drawn_that_the_numbers_do_not_say(before: str | None, after: str) -> None:
    assert drawn(outcome(before, after)) is None


def test_counts_of_two_sources_are_drawn_only_beside_a_word_on_how_they_compare() -> None:
    own = outcome("5", "10")
    assert own.before is not None
    other = replace(own, before=replace(own.before, source="society"), source="council")
    assert drawn(other) is None
    assert drawn(replace(other, caveat="Counted in two ways.")) is not None
    assert drawn(replace(other, source="society")) is not None


@given(before=_NUMBERS, after=_NUMBERS)
def test_bars_are_in_proportion_and_within_their_width(before: int, after: int) -> None:
    found = drawn(outcome(f"{before:,}", str(after)))
    if before == after == 0:
        assert found is None
        return
    assert found is not None
    most = max(before, after)
    for bar, value in ((found.before, before), (found.after, after)):
        assert bar.low == bar.high
        assert 0 <= bar.high <= FULL
        assert abs(bar.high - Fraction(value * FULL, most)) <= Fraction(51, 100)
    assert max(found.before.high, found.after.high) == FULL


@given(ends=st.tuples(_NUMBERS, _NUMBERS), after=_NUMBERS)
def test_the_ends_of_a_range_are_in_order(ends: tuple[int, int], after: int) -> None:
    found = drawn(outcome(f"{ends[0]} to {ends[1]}", str(after)))
    if found is None:
        assert ends[0] > ends[1] or ends[1] == after == 0
        return
    for bar in (found.before, found.after):
        assert 0 <= bar.low <= bar.high <= FULL


@given(before=st.text(min_size=1, max_size=30), after=st.text(min_size=1, max_size=30))
def test_any_words_are_drawn_within_the_width_or_not_at_all(before: str, after: str) -> None:
    found = drawn(outcome(before, after))
    assert found is None or 0 <= found.after.low <= found.after.high <= FULL


def test_a_list_knows_a_case_study_by_its_first_outcome_that_ends_in_a_figure() -> None:
    def known(*outcomes: Outcome, **changes: Any) -> Emblem | None:
        return made_up.changed(MILL, outcomes=outcomes, **changes).emblem

    assert known(outcome("5", "balanced"), outcome(None, "–0.8"), outcome("5", "over 300")) == Emblem(
        "over 300", "Rents, 2016", (-2.0, -1.0, 1.5, 2.0)
    )
    assert known(outcome(None, "300,000,000,000 people at once")) == Emblem("", "", (-2.0, -1.0, 1.5, 2.0))
    assert known(compass=None) is None


def test_a_compass_without_a_start_has_not_moved() -> None:
    study = made_up.entry(MILL).record
    found = emblem(replace(study, outcomes=(), compass=replace(study.compass, start=None)))
    assert found == Emblem("", "", (1.5, 2.0, 1.5, 2.0))


def test_what_a_list_shows_is_kept_with_the_entry_as_it_was_read() -> None:
    entry = made_up.entry(MILL)
    assert entry.emblem == emblem(entry.record) == Emblem("£400", "Rents, by 2019", (-2.0, -1.0, 1.5, 2.0))
