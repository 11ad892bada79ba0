"""Values are equal by what they hold, cannot be changed, and come back whole from being kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, InitVar, field

import pytest

from newsletter.content.config import Place
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Checked
from newsletter.values import Late, packed, point, unpacked


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


def test_a_value_with_nothing_in_it_cannot_be_changed_either() -> None:
    @point
    class Nothing:
        pass

    with pytest.raises(FrozenInstanceError):
        Nothing().other = 1  # type: ignore[attr-defined]


def test_what_is_given_wrongly_names_the_value() -> None:
    with pytest.raises(
        TypeError, match=r"Place\.__init__\(\) missing 1 required keyword-only argument: 'nation'"
    ):
        Place(name="Leigh", lat=53.497, lon=-2.519, region="north-west")  # type: ignore[call-arg]


def test_a_default_that_is_made_is_made_for_each() -> None:
    @point
    class Held:
        one: int
        many: list[int] = field(default_factory=list)

    first, second = Held(1), Held(1)
    assert first == second
    assert first.many is not second.many


def _asked_once_made() -> object:
    @point
    class Asked:
        one: int

        def __post_init__(self) -> None:
            pass

    return Asked


def _own_constructor() -> object:
    @point
    class Own:
        one: int

        def __init__(self, one: int) -> None:
            pass

    return Own


def _not_held() -> object:
    @point
    class Passing:
        one: InitVar[int]
        two: int = 2

    return Passing


def _given_by_nobody() -> object:
    @point
    class Hidden:
        one: int = field(init=False)

    return Hidden


def _late_by_mistake() -> object:
    @point
    class Misspelt(Late):
        LATE = frozenset({"won"})
        one: int

    return Misspelt


def _out_of_order() -> object:
    @point
    class Disordered:
        one: int = 1
        two: int  # type: ignore[misc]

    return Disordered


@pytest.mark.parametrize(
    ("define", "why"),
    [
        (_asked_once_made, "asked once it is made"),
        (_own_constructor, "constructor of its own"),
        (_not_held, "does not hold"),
        (_given_by_nobody, "nobody gives"),
        (_late_by_mistake, "no field of it"),
        (_out_of_order, "without a default behind"),
    ],
)
def test_what_a_value_does_not_do_is_refused_when_it_is_defined(
    define: Callable[[], object], why: str
) -> None:
    with pytest.raises(TypeError, match=why):
        define()
