"""What is near a town or in a region, how far it is, and what is like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import lxml.html
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsletter.content.config import Place
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library.near import kilometres, nearest_first
from newsletter.content.words.vocabularies import REGIONS
from tests import made_up
from tests.building import REPOSITORY


@cache
def tree(link: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(made_up.the_pages()[link])


def parts(link: str) -> dict[str, list[tuple[str, str]]]:
    """Under each heading of a page, "" before the first, where its cards lead and what is said of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for cards in tree(link).xpath("//main//ol[@class='cards']"):
        under = cards.xpath("string(../h2)")
        found[under] = [
            (card.xpath("string(*[1]/a/@href)"), " ".join(card.xpath("string(p[@class='meta'])").split()))
            for card in cards
        ]
    return found


def place(lat: float, lon: float) -> Place:
    return Place(name="Somewhere", lat=lat, lon=lon, region="elsewhere", nation="Spain")


POINTS = st.builds(place, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [  # great circles between points of GeoNames, by the formula of Vincenty on a sphere
        ((53.796, -1.548), (53.763, -2.704), 76.1),
        ((51.509, -0.126), (55.952, -3.196), 533.4),
        ((0, 0), (0, 180), 20_015.1),
        ((90, 0), (-90, 0), 20_015.1),
        ((53.8, -1.5), (53.8, -1.5), 0.0),
        ((0, 179.5), (0, -179.5), 111.2),
    ],
)
def test_a_distance_is_the_shortest_way_over_the_ground(
    one: tuple[float, float], other: tuple[float, float], far: float
) -> None:
    assert kilometres(place(*one), place(*other)) == pytest.approx(far, rel=0.001, abs=0.1)


@given(POINTS, POINTS, POINTS)
def test_no_way_is_shorter_through_a_third_place_nor_longer_back(
    one: Place, other: Place, third: Place
) -> None:
    there = kilometres(one, other)
    assert there == pytest.approx(kilometres(other, one), abs=1e-6)
    assert there <= kilometres(one, third) + kilometres(third, other) + 1e-6


def test_a_case_study_is_as_near_as_the_nearest_of_its_places() -> None:
    library = made_up.library()
    every = nearest_first(library.of(CaseStudy), ["leeds"], library.config)
    assert [one.kilometres for one in every] == sorted(one.kilometres for one in every)
    for one in every:
        places = library.config.places
        ways = [kilometres(places["leeds"], places[key]) for key in one.study.record.places]
        assert one.kilometres == min(ways)


def test_a_town_that_asks_has_a_page_with_the_nearest_first_and_how_far_they_are() -> None:
    near = parts("/near/brixton/")
    assert [href for href, _ in near[""]] == ["/case-studies/brixton-pound/", "/case-studies/solar-roofs/"]
    assert near[""][0][1] == "In Brixton, 2009 to 2019 or earlier Ended"
    beyond = near["The nearest beyond 25 miles"]
    assert beyond[0][1] == "160 miles (250 km) away, in Cwm Isaf, since 2015 Active"
    assert tree("/near/brixton/").xpath("string(//h1)") == "Near Brixton: 2 case studies"


def test_a_region_has_a_page_with_what_is_in_it_and_the_nearest_to_its_towns() -> None:
    near = parts("/near/regions/wales/")
    assert [href for href, _ in near[""]] == ["/case-studies/tir-y-cwm/"]
    beyond = near["The nearest beyond Wales"]
    assert beyond[0][1].startswith("92 miles (150 km) from Cwm Isaf, in Preston,")


def _asking(*keys: str, lat: float | None = None) -> made_up.Config:
    """Settings by which these places alone ask for a page; with `lat` they lie there."""
    config = made_up.config()
    places = {
        key: replace(place, near=key in keys, lat=lat if lat is not None and key in keys else place.lat)
        for key, place in config.places.items()
    }
    return replace(config, places=places)


def test_where_nothing_is_near_the_page_says_so_and_tells_the_nearest() -> None:
    alone = {"without": (made_up.MILL, made_up.ROOFS), "settings": _asking("leeds")}
    source = made_up.source(made_up.site(**alone), "/near/leeds/")
    page = lxml.html.fromstring(source)
    assert page.xpath("string(//h1)") == "Near Leeds"
    assert page.xpath("string(//p[@class='standfirst'])") == (
        "This library holds nothing from within 25 miles of Leeds yet."
    )
    assert page.xpath("string(//section//h3/a/@href)") == "/case-studies/preston/"


def test_what_is_like_those_near_stands_below_wherever_it_is() -> None:
    near = ("/case-studies/old-mill/", "/case-studies/solar-roofs/")
    settings = _asking("leeds")
    site = made_up.site(settings=settings)
    page = next(page for page in site.pages if page.permalink == "/near/leeds/")
    shown = {view.view["href"] for part in ("near", "beyond") for view in page.seen[part]}
    alike = {view.view["href"] for view in page.seen["alike"]}
    related = {
        one.study.permalink
        for study in site.stock.desk.library.of(CaseStudy)
        if study.permalink in near
        for one in site.stock.desk.library.related(study)
    }
    assert alike == related - shown


def test_where_no_place_asks_there_is_no_page_and_nothing_leads_to_one() -> None:
    pages = made_up.pages(made_up.site(settings=_asking()))
    assert not [link for link in pages if link.startswith("/near/")]
    assert not [link for link, html in pages.items() if "/near/" in html]


def test_home_and_map_lead_to_where_a_town_is_chosen_and_that_leads_to_all() -> None:
    for link in ("/", "/map/"):
        assert tree(link).xpath("//main//a[@href='/near/']")
    chosen = set(tree("/near/").xpath("//main//a/@href"))
    assert chosen == {link for link in made_up.the_pages() if link.startswith("/near/")} - {"/near/"}


def test_what_only_a_preview_shows_is_not_counted_near_a_town() -> None:
    later = made_up.changed(made_up.PRESTON, as_="later", published=date(2027, 1, 1), places=("leeds",))
    source = made_up.source(made_up.site(later, future=True, settings=_asking("leeds")), "/near/leeds/")
    assert lxml.html.fromstring(source).xpath("string(//h1)") == "Near Leeds: 2 case studies"
    assert "/case-studies/later/" in source


def test_no_case_study_stands_twice_on_a_page() -> None:
    for link in made_up.the_pages():
        if link.startswith("/near/"):
            links = [href for told in parts(link).values() for href, _ in told]
            assert len(links) == len(set(links))


def test_each_page_of_the_publication_itself_is_made_and_there_are_fifty_towns_and_every_region() -> None:
    places = yaml.safe_load((REPOSITORY / "content/places.yaml").read_text())
    asking = [key for key, place in places.items() if place.get("near")]
    assert len(asking) == 50
    assert {places[key]["region"] for key in asking} == {*REGIONS} - {"elsewhere"}
