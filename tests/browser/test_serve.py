"""`newpower serve` in a real browser: the page follows the file, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.editor.test_serve import Served, serving, standing_project

ABOUT = "content/pages/about.md"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(standing_project(tmp_path_factory.mktemp("watched"))) as site:
        site.wait_for("/about/", "Words, and more words")
        yield site


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_follows_its_file(served: Served, browser: Browser, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    said: list[str] = []
    loads: list[Page] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("load", lambda loaded: loads.append(loaded))
    page.goto(f"{served.preview.url}/about/")
    good = (served.root / ABOUT).read_text(encoding="utf-8")

    with page.expect_event("load"):  # it may come after the words are there
        served.write(ABOUT, good.replace("Words", "News"))
    page.get_by_text("News, and more words").wait_for()
    assert len(loads) == 2

    served.write(ABOUT, good.replace("title:", "titel:"))
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert f"{ABOUT}:2:1" in alert.inner_text()
    assert len(loads) == 2, "a mistake is shown without taking the reader from their place"
    assert Axe().run(page).response["violations"] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    page.get_by_role("button", name="Close").click()
    assert alert.count() == 0
    served.write(ABOUT, good.replace("summary:", "sumary:"))
    alert.wait_for()
    page.keyboard.press("Escape")
    assert alert.count() == 0

    served.write(ABOUT, good)
    page.get_by_text("Words, and more words").wait_for()
    assert said == []
    page.close()
