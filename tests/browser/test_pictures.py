"""Previews in a real browser: pictures come from the preview itself, whether or not the site has them yet."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Page

from newsletter.editor.letter_answers import letter_answers
from newsletter.editor.server import open_server
from newsletter.publish import build
from tests.browser.conftest import serving as served
from tests.building import NOW, copied_project
from tests.editor.test_serve import serving
from tests.pictures import from_a_camera, photograph, saved
from tests.projects import Project
from tests.test_pictures import asked as asked_plainly

EDITION = "content/editions/2026-10.md"
_LOADED = "[...document.images].map(i => [i.complete, i.naturalWidth, i.getBoundingClientRect().width])"


@pytest.fixture
def illustrated(tmp_path: Path) -> Project:
    """A project whose edition shows a JPEG and a WebP."""
    project = Project(copied_project(tmp_path / "project"))
    project.write("content/editions/the yard.jpg", from_a_camera(1200, 800))
    project.write("content/editions/roof.webp", saved(photograph(300, 200), "WEBP"))
    credit = '{: credit="A. Member" licence="CC BY 4.0"}'
    text = (project.root / EDITION).read_text(encoding="utf-8")
    project.write(EDITION, f"{text}\n![A yard](the%20yard.jpg){credit}\n\n![A roof](roof.webp){credit}\n")
    return project


def asked_of(page: Page) -> list[str]:
    """Collects every host that a page asks for anything."""
    hosts: list[str] = []
    page.on("request", lambda request: hosts.append(urlsplit(request.url).netloc))
    return hosts


def pictures(frame: Page | Frame) -> list[list[float]]:
    """Of each picture: whether it is there, how wide it is itself, and how wide it is shown."""
    frame.wait_for_function("[...document.images].every(i => i.complete)")
    found: list[list[float]] = frame.evaluate(_LOADED)
    return found


@pytest.mark.parametrize(("view", "widths"), [("light", [536, 300]), ("narrow", [280, 280])])
def test_a_letter_shows_its_pictures_in_the_preview(
    illustrated: Project, browser: Browser, view: str, widths: list[int]
) -> None:
    told: list[str] = []
    respond = letter_answers(illustrated.root, now=lambda: NOW, tell=told.append)
    with open_server("127.0.0.1", 0, respond, told.append) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        hosts, said = asked_of(page), []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address.url}/2026-10/?view={view}")
        letter = page.frames[1]
        letter.wait_for_load_state()
        found = pictures(letter)
        assert [own for _, own, _ in found] == [1200, 300]
        assert [round(shown) for _, _, shown in found] == widths
        assert set(hosts) == {urlsplit(address.url).netloc}
        assert said == []
        page.close()
    assert told == []


def test_a_page_shows_its_pictures_in_the_preview(illustrated: Project, browser: Browser) -> None:
    with serving(illustrated.root) as site:
        site.wait_for("/editions/2026-10/", "A yard")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        hosts = asked_of(page)
        page.goto(f"{site.preview.url}/editions/2026-10/")
        page.evaluate("document.images[2].scrollIntoView()")
        _, *found = pictures(page)  # the publication's own mark stands first
        assert [own for _, own, _ in found] == [1200, 300]
        assert set(hosts) == {urlsplit(site.preview.url).netloc}
        page.close()


@pytest.mark.parametrize(
    ("width", "density", "taken", "is_shown"), [(375, 1, 640, 345), (1280, 2, 1280, 640)]
)
def test_a_screen_takes_the_version_it_needs_and_nothing_jumps(
    tmp_path: Path, browser: Browser, width: int, density: int, taken: int, is_shown: int
) -> None:
    project = Project(copied_project(tmp_path / "project"))
    project.write("content/pages/yard.jpg", from_a_camera(2400, 1600))
    project.page('Words.\n\n![A yard](yard.jpg){: credit="A. Member" licence="CC BY 4.0"}\n')
    assert build(asked_plainly(project.root, widths=True)).is_published
    with served(project.root / "public") as address:
        page = browser.new_page(viewport={"width": width, "height": 700}, device_scale_factor=density)
        page.goto(f"{address}/new/")
        page.evaluate("document.images[1].scrollIntoView()")
        *_, (is_there, _, shown) = pictures(page)
        assert is_there
        assert round(shown) == is_shown
        assert page.evaluate("document.images[1].currentSrc").endswith(f"yard.jpg.{taken}.avif")
        page.close()
