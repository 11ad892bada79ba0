"""The compass: every case where its editors place it, drawn, and the same in words beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from math import hypot

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.case_study_parts import Compass, Position
from newsletter.site.compass import DISC, SIDE, _drawn
from tests import made_up

AXIS = st.sampled_from([half / 2 for half in range(-4, 5)])
POINTS = st.builds(lambda model, values: Position(model=model, values=values, reason="So."), AXIS, AXIS)
COMPASSES = st.builds(
    lambda start, now: Compass(start=start, now=now, date=date(2026, 1, 1)), st.none() | POINTS, POINTS
)


@cache
def tree() -> lxml.html.HtmlElement:
    return lxml.html.fromstring(made_up.the_pages()["/compass/"])


def at(model: float, values: float) -> Position:
    return Position(model=model, values=values, reason="So.")


def drawn(start: Position | None, now: Position) -> dict[str, object]:
    return _drawn([Compass(start=start, now=now, date=date(2026, 1, 1))])[0]


def test_each_case_with_a_compass_is_drawn_once_and_stands_beside_it_under_the_same_number() -> None:
    placed = [study for study in made_up.library().of(CaseStudy) if study.record.compass]
    rows = {
        row.xpath("string(td[1])"): row.xpath("string(th/a/@href)")
        for row in tree().xpath("//main//tbody/tr")
    }
    assert list(rows.values()) == [study.permalink for study in placed]
    numbers = tree().xpath("//*[@class='compass']//circle/following-sibling::text[1]/text()")
    assert numbers == list(rows)


def test_the_drawing_says_all_it_shows_to_somebody_who_cannot_see_it() -> None:
    said = " ".join(tree().xpath("string(//*[@class='compass']/desc)").split())
    for study in made_up.library().of(CaseStudy):
        assert (study.record.title in said) == (study.record.compass is not None)
    assert tree().xpath("//*[@class='compass']/@role") == ["img"]


@pytest.mark.parametrize(
    ("now", "x", "y"),
    [(at(0, 0), "180", "180"), (at(2, 2), "336", "24"), (at(-2, -2), "24", "336"), (at(-1, 2), "102", "24")],
)
def test_new_is_to_the_right_and_upwards(now: Position, x: str, y: str) -> None:
    assert (drawn(None, now)["x"], drawn(None, now)["y"]) == (x, y)


def test_a_case_that_stayed_has_no_arrow_and_one_that_moved_has_one_from_where_it_was() -> None:
    assert drawn(at(1, 1), at(1, 1))["shaft"] == drawn(None, at(1, 1))["shaft"] == ""
    assert str(drawn(at(-2, 0), at(1, 0))["shaft"]).startswith("M24 180L")


@given(st.lists(COMPASSES, min_size=1, max_size=9))
def test_cases_on_one_point_stand_beside_each_other_and_none_hides_another(cases: list[Compass]) -> None:
    discs = [(float(case["x"]), float(case["y"])) for case in _drawn(cases)]
    for one, (x, y) in enumerate(discs):
        for other, (to_x, to_y) in enumerate(discs[:one]):
            same = (cases[one].now.model, cases[one].now.values) == (
                cases[other].now.model,
                cases[other].now.values,
            )
            assert not same or hypot(x - to_x, y - to_y) >= 2 * DISC


@given(st.lists(COMPASSES, min_size=1, max_size=5))
def test_what_is_drawn_stays_within_the_drawing(cases: list[Compass]) -> None:
    for case in _drawn(cases):
        for place in (float(case["x"]), float(case["y"])):
            assert 0 <= place <= SIDE


def test_of_more_than_forty_the_newest_are_drawn_and_the_page_says_so() -> None:
    compass = Compass(start=at(-2, -2), now=at(1, 1), date=date(2026, 1, 1))
    many = [made_up.changed(made_up.PRESTON, as_=f"case-{n}", compass=compass) for n in range(45)]
    page = lxml.html.fromstring(made_up.source(made_up.site(*many), "/compass/"))
    assert len(page.xpath("//main//tbody/tr")) == 40
    assert page.xpath("string(//h2[@id='in-words'])") == "In words: the newest 40"


def test_while_no_case_has_a_place_there_is_no_page_and_nothing_leads_to_one() -> None:
    none = [
        replace(study, record=replace(study.record, compass=None))
        for study in made_up.library().of(CaseStudy)
    ]
    pages = made_up.pages(made_up.site(*none))
    assert "/compass/" not in pages
    assert not [link for link, html in pages.items() if 'href="/compass/"' in html]
