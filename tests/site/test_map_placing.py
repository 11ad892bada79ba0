"""Pins and names on a drawing: nothing in anything's way, whatever the places."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.site.map.placing import TARGET, Box, Dot, Pin, placed, width_of, wordings
from newsletter.site.map.sheets import Point

WIDTH, HEIGHT = 288, 400
EDGES = Box(0, 0, WIDTH, HEIGHT)

_dots = st.builds(
    lambda x, y: Dot(Point(x, y)),
    st.floats(-20, WIDTH + 20, allow_nan=False),
    st.floats(-20, HEIGHT + 20, allow_nan=False),
)
_places = st.lists(st.tuples(_dots, st.text("abcdeWij '", min_size=1, max_size=24)), max_size=30)


def pins(*places: tuple[float, float, str]) -> tuple[Pin, ...]:
    return placed(
        tuple(Dot(Point(x, y)) for x, y, _ in places), tuple(name for *_, name in places), WIDTH, HEIGHT
    )


@settings(max_examples=150, deadline=None)
@given(_places)
def test_no_two_targets_and_no_two_names_meet_and_none_is_cut_by_an_edge(
    places: list[tuple[Dot, str]],
) -> None:
    made = placed(tuple(dot for dot, _ in places), tuple(name for _, name in places), WIDTH, HEIGHT)
    assert sorted(number for pin in made for number in pin.dots) == list(range(len(places)))
    for pin in made:
        assert pin.target.is_in(EDGES)
        assert pin.target.right - pin.target.left > TARGET - 1e-6
        assert pin.target.bottom - pin.target.top > TARGET - 1e-6
        assert pin.name is None or pin.name.box.is_in(EDGES)
    for one, other in combinations(made, 2):
        assert not _smaller(one.target).meets(other.target)
        if one.name and other.name:
            assert not one.name.box.meets(other.name.box)
        if one.name and not one.aside:
            assert not one.name.box.meets(other.target), "a name takes no finger from another pin"


def _smaller(box: Box) -> Box:
    """Less than a thousandth of a unit smaller: sums of floats are not exact."""
    return Box(box.left + 1e-4, box.top + 1e-4, box.right - 1e-4, box.bottom - 1e-4)


def test_a_place_alone_has_its_name_at_its_right() -> None:
    (pin,) = pins((100, 100, "Preston"))
    assert pin.name
    assert (pin.name.text, pin.name.anchor, pin.aside) == ("Preston", "start", None)
    assert pin.name.x > 100


def test_a_name_without_room_at_its_right_stands_at_its_left() -> None:
    (pin,) = pins((WIDTH - 10, 100, "Lowestoft"))
    assert pin.name
    assert pin.name.anchor == "end"


def test_two_places_near_each_other_have_a_target_each_one_of_them_aside() -> None:
    first, second = pins((100, 100, "Preston"), (110, 110, "Wigan"))
    assert first.aside is None
    assert second.aside is not None
    assert second.name
    assert second.name.text == "Wigan"
    assert not first.target.meets(second.target)


def test_places_without_room_share_a_pin_that_counts_them() -> None:
    crowd = [(144.0, 200.0, f"A rather long name {n}") for n in range(90)]
    (pin,) = pins(*crowd)
    assert len(pin.dots) == 90
    assert pin.name
    assert pin.name.text == "A rather long name 0 and 89 more"


def test_the_fullest_wording_comes_first() -> None:
    assert wordings(["Leigh"]) == ["Leigh"]
    assert wordings(["Leigh", "Wigan"]) == ["Leigh and Wigan", "Leigh and 1 more", "Leigh +1"]
    assert wordings(["Leigh", "Wigan", "Bury"]) == ["Leigh and 2 more", "Leigh +2"]


def test_the_same_places_are_placed_the_same_way_again() -> None:
    places = [(40.0 * n % 250 + 20, 31.0 * n % 350 + 20, f"Place {n}") for n in range(24)]
    first = pins(*places)
    placed.cache_clear()
    assert pins(*places) == first


def test_a_wide_letter_counts_for_more_than_a_narrow_one() -> None:
    assert width_of("WWW") > width_of("nnn") > width_of("iii")
