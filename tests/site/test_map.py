"""The map: a list of places, the same places as pins, and a small map on the pages of places and case studies."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from functools import cache

import lxml.etree
import lxml.html
import pytest
import yaml

from newsletter.site.map.sheets import LONDON, SHEETS, UK, WORLD, Sheet, sheet_of
from newsletter.site.map.standing import spots
from tests import made_up
from tests.building import REPOSITORY
from tests.made_up import BRIXTON, CWM, MILL, PRESTON

OUTLINES = REPOSITORY / "templates/static/maps"
LOCATOR = "//figure[contains(@class, 'locator')]"
SVG = "{http://www.w3.org/2000/svg}"


@cache
def the_map() -> lxml.html.HtmlElement:
    return lxml.html.fromstring(made_up.the_pages()["/map/"])


def listed(tree: lxml.html.HtmlElement) -> list[tuple[str, str, str]]:
    """Each place of the list: its words, where it leads, how it stands."""
    return [
        (
            " ".join(row.xpath("string(a)").split()),
            row.xpath("string(a/@href)"),
            row.xpath("string(span[contains(@class, 'mark')])"),
        )
        for row in tree.xpath("//*[@class='gazetteer']//li")
    ]


def pinned(tree: lxml.html.HtmlElement) -> dict[str, str]:
    """What is said of each pin, with where it leads."""
    return {
        pin.get("aria-label"): pin.get("href") for pin in tree.xpath("//*[starts-with(@class, 'map')]//a")
    }


# The list and the pins


def test_the_list_comes_first_and_has_every_place_once() -> None:
    every = spots(made_up.desk())
    rows = listed(the_map())
    assert len(rows) == len({spot.name for spot in every}) == len(every)
    assert {href for _, href, _ in rows} == {spot.link for spot in every}
    html = made_up.the_pages()["/map/"]
    assert html.index('class="gazetteer"') < html.index('class="map')


def test_a_place_with_one_case_study_leads_to_it_and_one_with_several_to_its_page() -> None:
    rows = listed(the_map())
    assert ("Leeds, 2 case studies", "/places/leeds/", "1 paused, 1 ended") in rows
    (cwm,) = [row for row in rows if row[1] == "/case-studies/tir-y-cwm/"]
    assert cwm[0].startswith("Cwm Isaf, ")
    assert cwm[2] == "Active"


def test_a_pin_says_place_case_study_and_status() -> None:
    pins = pinned(the_map())
    assert any(re.fullmatch(r"Cwm Isaf, .+, active", said) for said in pins)
    assert pins["Leeds, 2 case studies, 1 paused, 1 ended"] == "/places/leeds/"


def test_the_words_beside_a_pin_begin_what_is_said_of_it() -> None:
    """WCAG 2.5.3: who speaks to a browser says what is written."""
    for pin in the_map().xpath("//*[starts-with(@class, 'map')]//a[text]"):
        assert pin.get("aria-label").startswith(pin.xpath("string(text)"))


@pytest.mark.parametrize(
    ("status", "shape"),
    [("active", "active"), ("ended", "ended"), ("changed", "other"), ("unknown", "other")],
)
def test_a_shape_tells_the_status(status: str, shape: str) -> None:
    study = made_up.changed(CWM, status=status)
    tree = lxml.html.fromstring(made_up.source(made_up.site(study, only=[CWM]), "/map/"))
    drawn = tree.xpath("//*[starts-with(@class, 'map')]//a/*[not(@class='hit') and not(self::text)]/@class")
    assert set(drawn) == {shape}
    assert tree.xpath("//*[@class='gazetteer']//span/@class") == [f"mark {shape}"]


def test_places_of_london_are_one_pin_on_the_country_and_stand_on_a_sheet_of_their_own() -> None:
    pins = pinned(the_map())
    (said,) = [said for said in pins if said.startswith("London, ")]
    assert pins[said] == "/map/#map-london"
    assert the_map().xpath("//h3[@id='map-london']")
    assert any("Brixton" in said for said in pins)


def test_what_is_elsewhere_stands_on_the_world() -> None:
    away = made_up.changed(CWM, places=("mondragon",))
    tree = lxml.html.fromstring(made_up.source(made_up.site(away, only=[CWM]), "/map/"))
    assert tree.xpath("//h3[@id='map-world']")
    assert not tree.xpath("//h3[@id='map-uk']")


def test_an_empty_library_has_a_map_that_says_so() -> None:
    tree = lxml.html.fromstring(made_up.source(made_up.site(only=[]), "/map/"))
    assert "No case study names a place yet." in tree.text_content()
    assert not tree.xpath("//*[starts-with(@class, 'map')]")


def test_words_of_places_are_never_markup() -> None:
    config = made_up.config()
    names = {**config.places, "cwm": replace(config.places["cwm"], name='"><script>x')}
    html = made_up.source(made_up.site(settings=replace(config, places=names)), "/map/")
    assert "<script>x" not in html
    assert "&lt;script&gt;x" in html


# Where it can be met


def test_the_front_page_shows_the_map_and_every_page_leads_to_it() -> None:
    home = lxml.html.fromstring(made_up.the_pages()["/"])
    assert len(home.xpath("//*[@class='map']")) == 1
    assert home.xpath("//section[@class='front-map']//a[@href='/map/']")
    for link, html in made_up.the_pages().items():
        if not link.startswith(("/old", "/who", "/letters", "/preston.html")):
            assert lxml.html.fromstring(html).xpath("//footer//a[@href='/map/']") or "refresh" in html, link


@pytest.mark.parametrize("link", ["/case-studies/old-mill/", "/places/leeds/", "/places/brixton/"])
def test_a_locator_has_a_dot_and_no_outline_of_its_own(link: str) -> None:
    html = made_up.the_pages()[link]
    (locator,) = lxml.html.fromstring(html).xpath(LOCATOR)
    assert locator.xpath(".//path[starts-with(@d, 'M')]")
    assert locator.xpath(".//image/@href")[0].startswith("/assets/uk.")
    assert len(lxml.html.tostring(locator)) < 800


def test_a_locator_of_london_shows_the_country_too() -> None:
    shown = lxml.html.fromstring(made_up.the_pages()["/places/brixton/"]).xpath(LOCATOR + "//image/@href")
    assert [re.sub(r"\.\w{8}\.", ".", link) for link in shown] == ["/assets/uk.svg", "/assets/london.svg"]


def test_a_case_study_whose_places_are_not_known_has_no_locator() -> None:
    lost = made_up.changed(CWM, places=("atlantis",))
    html = made_up.source(made_up.site(lost, only=[CWM]), "/case-studies/tir-y-cwm/")
    assert not lxml.html.fromstring(html).xpath(LOCATOR)


def test_only_pages_that_show_a_place_are_made_anew_when_it_moves() -> None:
    config = made_up.config()
    moved = {**config.places, "cwm": replace(config.places["cwm"], lat=52.9)}
    names = made_up.site(settings=replace(config, places=moved)).names
    anew = {link for link, name in names.items() if name != made_up.the_site().names[link]}
    assert {"/", "/map/", "/places/cwm/", "/case-studies/tir-y-cwm/"} <= anew
    assert made_up.entry(PRESTON).permalink not in anew
    assert made_up.entry(MILL).permalink not in anew
    assert made_up.entry(BRIXTON).permalink not in anew


def test_the_map_stays_light() -> None:
    """HTML, style and the pins in them; the outlines travel once, for every page."""
    for link in ("/map/", "/"):
        assert made_up.weight(made_up.the_pages()[link]) < 14_000
    outlines = [gzip.compress(path.read_bytes()) for path in OUTLINES.glob("*.svg")]
    assert sum(map(len, outlines)) < 10_000


# Sheets and outlines


@pytest.mark.parametrize(
    ("sheet", "lat", "lon", "east", "north"),
    [  # of the National Grid, less its false origin (400 km, -100 km): a sphere is off by some 3 km
        (UK, 51.5014, -0.1419, 129, 280),  # Buckingham Palace, TQ 290 797
        (UK, 58.6440, -3.0700, -62, 1073),  # John o' Groats, ND 380 733
        (UK, 50.0660, -5.7150, -266, 125),  # Land's End, SW 342 250
    ],
)
def test_the_sheet_is_drawn_as_the_national_grid_is(
    sheet: Sheet, lat: float, lon: float, east: int, north: int
) -> None:
    x, y = sheet.project(lat, lon)
    assert x == pytest.approx(east, abs=3)
    assert y == pytest.approx(north, abs=4)


def test_a_place_stands_on_the_first_sheet_that_reaches_to_it() -> None:
    assert sheet_of("london", 51.5, -0.1) is LONDON
    assert sheet_of("london", 52.5, -0.1) is UK
    assert sheet_of("scotland", 60.1, -1.2) is UK
    assert sheet_of("scotland", 10.0, -1.2) is WORLD
    assert sheet_of("elsewhere", 53.3, -6.3) is WORLD


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_an_outline_has_the_measure_of_its_sheet_and_only_draws(sheet: Sheet) -> None:
    root = lxml.etree.parse(OUTLINES / f"{sheet.name}.svg").getroot()
    _, _, width, height = map(float, root.get("viewBox").split())
    assert width / height == pytest.approx(sheet.width / sheet.height, rel=0.01)
    assert {element.tag for element in root.iter()} == {f"{SVG}svg", f"{SVG}path"}
    assert not [name for element in root.iter() for name in element.attrib if name in ("style", "class")]


def test_every_place_of_ours_stands_on_land() -> None:
    """Within 5 km of it: a simplified coast cuts bays short."""
    root = lxml.etree.parse(OUTLINES / "uk.svg").getroot()
    unit = UK.width / float(root.get("width"))
    land = [ring for path in root.iter(f"{SVG}path") for ring in _rings(path.get("d"), unit)]
    places = yaml.safe_load((REPOSITORY / "content/places.yaml").read_text(encoding="utf-8"))
    at = {key: UK.at(one["lat"], one["lon"]) for key, one in places.items() if one["region"] != "elsewhere"}
    assert None not in at.values()
    far = [
        key
        for key, (x, y) in at.items()
        if not any(_holds(ring, x + dx, y + dy) for ring in land for dx, dy in _NEAR)
    ]
    assert far == []


_NEAR = ((0, 0), (5, 0), (-5, 0), (0, 5), (0, -5))


def _rings(d: str, unit: float) -> list[list[tuple[float, float]]]:
    rings = []
    for part in re.findall(r"M([^z]+)z", d):
        numbers = [int(number) * unit for number in re.findall(r"-?\d+", part)]
        x = y = 0.0
        ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def _holds(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a ring goes round a point: a line from it crosses the ring an odd number of times."""
    crossed = [
        (ax < x) != (bx < x) and ay + (by - ay) * (x - ax) / (bx - ax) > y
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)
    ]
    return sum(crossed) % 2 == 1
