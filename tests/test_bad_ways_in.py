"""What the ways in make of bad input, in whole builds: places off the map, a hundred tags, figures that are none."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pytest

from newsletter.engine.options import Options
from newsletter.publish import build
from tests.building import copied_project
from tests.made_up import BANK, MILL
from tests.projects import Project

pytestmark = pytest.mark.slow

PLACES, TAGS = "content/places.yaml", "content/tags.yaml"
_LEEDS = "leeds: {name: Leeds, lat: 53.8, lon: -1.55, region: yorkshire-and-the-humber, nation: England}"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(copied_project(tmp_path / "project"))


def built(project: Project) -> Path:
    """The site, which must be made without an error."""
    place = project.root.parent
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    options = Options(
        root=project.root, out=place / "public", outbox=place / "outbox", cache_dir=place / "c", now=at
    )
    assert build(options).is_published
    return options.out


def page(public: Path, permalink: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring((public / permalink[1:] / "index.html").read_bytes())


def test_a_place_anywhere_on_earth_is_in_the_list_and_within_its_map(project: Project) -> None:
    """At the poles, in the Pacific, off Africa, and one that another stands on."""
    anywhere = {
        "pacific": (0, -160),
        "south": (-90, 180),
        "north": (90, 0),
        "atlantic": (0, 0),
        "again": (53.8, -1.55),
    }
    rows = "".join(
        f"{key}: {{name: {key.title()}, lat: {lat}, lon: {lon}, region: elsewhere, nation: Spain, near: true}}\n"
        for key, (lat, lon) in anywhere.items()
    )
    project.write(PLACES, (project.root / PLACES).read_text(encoding="utf-8") + rows)
    project.change(BANK, "[mondragon]", f"[mondragon, {', '.join(anywhere)}]")
    made = page(built(project), "/map/")
    assert all(key.title() in made.xpath("string(//main)") for key in anywhere)
    for sheet in made.xpath("//svg[contains(@class, 'map')]"):
        _, _, width, height = map(float, sheet.get("viewbox").split())
        for pin in sheet.xpath(".//circle[@cx]"):
            assert 0 <= float(pin.get("cx")) <= width
            assert 0 <= float(pin.get("cy")) <= height


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("91", "0"), ("53.8", "181"), ("1e400", "0"), (".nan", "0"), (".inf", "0"), ("north", "0")],
)
def test_a_place_that_is_nowhere_is_told_once_at_its_line(project: Project, lat: str, lon: str) -> None:
    project.change(PLACES, _LEEDS, _LEEDS.replace("53.8", lat).replace("-1.55", lon))
    told = project.check().only
    assert (told.file, told.line, told.severity) == (PLACES, 1, "error")


def test_a_hundred_tags_are_a_hundred_pages_and_none_is_empty(project: Project) -> None:
    names = [f"subject-{number:03}" for number in range(100)]
    tags = "".join(f"{name}:\n  title: Subject {name[-3:]}\n  definition: Words.\n" for name in names)
    project.write(TAGS, (project.root / TAGS).read_text(encoding="utf-8") + tags)
    project.change(MILL, "  - housing\n", "  - housing\n" + "".join(f"  - {name}\n" for name in names))
    public = built(project)
    study = page(public, "/case-studies/old-mill/")
    for name in names:
        assert study.xpath(f"//a[@href='/tags/{name}/']")
        assert page(public, f"/tags/{name}/").xpath("//ol[contains(@class, 'cards')]/li")
    pairs = [path for path in (public / "tags").glob("*/*/*/index.html") if "page" not in path.parts]
    assert all(re.search(r": \d+ case stud", path.read_text("utf-8")) for path in pairs)


#: What may stand where a number is awaited; each is told to readers as it was written.
FIGURES = (
    "none",
    "minus twelve",
    "–12",
    "9" * 60,
    "1e999",
    "½",
    "٣",
    "<b>12</b>",
    "12 of 10",
    "—",
    "<script>",
)


def test_a_figure_of_any_kind_is_told_as_it_was_written_and_breaks_nothing(project: Project) -> None:
    rows = "".join(
        f'  - measure: Measure {number}\n    of: the flats\n    after:\n      value: "{figure}"\n      when: by 2019\n'
        f"    unit: things\n    source: council\n"
        for number, figure in enumerate(FIGURES)
    )
    project.change(MILL, "outcomes:\n", f"outcomes:\n{rows}")
    study = page(built(project), "/case-studies/old-mill/")
    cells = [cell.text for cell in study.xpath("//table[@class='outcomes']//td//b")]
    assert cells[: len(FIGURES)] == list(FIGURES)
    assert not study.xpath("//script[not(@type)]")
