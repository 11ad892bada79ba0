"""Values are equal by what they hold, cannot be changed, and come back whole from being kept."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from newsletter.content.config import Place
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Checked
from newsletter.values import packed, unpacked


def test_values_that_hold_the_same_are_the_same() -> None:
    assert When(2013, 9) == When(2013, 9)
    assert hash(When(2013, 9)) == hash(When(2013, 9))
    assert When(2013, 9) != When(2013)
    assert When(2013) != (2013, None, None, False)


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        When(2013).year = 2014  # type: ignore[misc]


def test_a_value_says_what_it_holds() -> None:
    assert repr(When(2013, is_by=True)) == "When(year=2013, month=None, day=None, is_by=True, is_about=False)"


def test_a_value_comes_back_whole_from_being_kept() -> None:
    place = Place(name="Leigh", lat=53.497, lon=-2.519, region="north-west", nation="England")
    assert unpacked(packed(Checked(place))) == Checked(place)
