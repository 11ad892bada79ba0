"""The whole path in a real browser, on one machine: join, confirm, read, leave, be forgotten. No script is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.looks import RULES
from tests.building import copied_project
from tests.editor.test_serve import Served, serving

POST = "/__newpower/post"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied_project(tmp_path_factory.mktemp("joining") / "project")) as site:
        site.wait_for("/subscribe/", 'class="subscribe"')
        yield site


def _walk(page: Page, home: str, address: str, look: Callable[[str], None]) -> None:
    page.goto(f"{home}/subscribe/")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Subscribe").click()
    page.get_by_role("heading", name="Now look at your mail").wait_for()
    look("asked")
    page.get_by_role("link", name="See the mails it caught").click()
    look("inbox")
    page.get_by_role("listitem").filter(has_text=address).get_by_role("link", name="Please confirm").click()
    look("mail")
    page.frame_locator("iframe").get_by_role("link", name="Yes, send me the letter").click()
    page.wait_for_url("**/confirm/**")
    look("confirm")
    page.get_by_role("button", name="Yes, send me the letter").click()
    page.get_by_role("heading", name="You are on the list").wait_for()
    look("confirmed")
    page.goto(f"{home}{POST}/inbox/")
    page.get_by_role("listitem").first.get_by_role("link").click()
    page.frame_locator("iframe").get_by_role("link", name="Unsubscribe").first.click()
    page.wait_for_url("**/leave/**")
    look("leave")
    leave = page.url
    page.get_by_role("link", name="what we keep about you").click()
    page.get_by_label("The language you like to read").select_option("cy")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_label("The language you like to read").input_value() == "cy"
    look("me")
    page.goto(leave)
    page.get_by_role("button", name="Leave the list").click()
    page.get_by_role("heading", name="You have left").wait_for()
    look("left")
    page.goto(leave)
    page.get_by_role("link", name="what we keep about you").click()
    page.get_by_role("link", name="Erase everything").click()
    look("erase")
    page.get_by_role("button", name="Erase everything").click()
    page.get_by_role("heading", name="It is erased").wait_for()
    look("erased")


def test_somebody_joins_confirms_reads_leaves_and_is_forgotten_without_scripts(
    served: Served, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    _walk(page, served.preview.url, "jo@commons.org.uk", lambda name: None)
    assert {url for url in asked if not url.startswith(served.preview.url)} == set()
    assert said == [], "no policy is broken"
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_of_its_pages_and_none_scrolls_sideways(
    served: Served, browser: Browser, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    page, axe = context.new_page(), Axe()
    found: list[str] = []

    rules = RULES if scheme == "light" else {**RULES, "runOnly": ["color-contrast", "link-in-text-block"]}

    def look(name: str) -> None:
        page.wait_for_load_state()
        for violation in axe.run(page, options=rules).response["violations"]:
            found.append(f"{name}: {violation['id']} {violation['nodes'][0]['html']}")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{name}: scrolls sideways")

    home = served.preview.url
    _walk(page, home, f"{scheme}@commons.org.uk", look)
    for name in ("subscribe", "lost"):
        page.goto(f"{home}{POST}/{name}")
        look(name)
        page.get_by_role("textbox").fill("jo@")
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_role("alert").wait_for()
        assert page.get_by_role("textbox").get_attribute("aria-invalid") == "true"
        look(f"{name} with a slip")
    for path in ("confirm/x", "me/x", "nowhere"):
        page.goto(f"{home}{POST}/{path}")
        look(path)
    assert found == []
    context.close()
