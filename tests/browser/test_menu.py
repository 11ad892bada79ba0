"""The menu: one button on a phone, without a script; all of it in sight where there is room."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

_PHONE = ViewportSize(width=375, height=667)
_NARROW = ViewportSize(width=320, height=225)  # a desk's screen of 1280 by 900 pixels, at 400 %
_DESK = ViewportSize(width=1280, height=900)
_PATHS = ("/", "/case-studies/", "/case-studies/wigan/", "/404.html")
_LINKS = "nav[aria-label=Main] a"


def _opened(browser: Browser, viewport: ViewportSize, path: str) -> Page:
    page = browser.new_context(viewport=viewport, java_script_enabled=False, has_touch=True).new_page()
    page.goto(path)
    return page


@pytest.mark.parametrize("viewport", [_PHONE, _NARROW], ids=["phone", "zoomed"])
@pytest.mark.parametrize("path", ["/", "/case-studies/wigan/"])
def test_a_tap_opens_the_menu_and_a_second_closes_it(
    browser: Browser, site: str, path: str, viewport: ViewportSize
) -> None:
    page = _opened(browser, viewport, site + path)
    links, box = page.locator(_LINKS), page.get_by_role("searchbox")
    assert links.count() >= 6
    assert not any(link.is_visible() for link in links.all())
    button = page.get_by_role("button", name="Menu")
    button.tap()
    for link in links.all():
        link.scroll_into_view_if_needed()
        link.tap(trial=True)  # it can be reached, and lies under nothing
    box.tap(trial=True)
    button.tap()
    assert not links.first.is_visible()
    page.context.close()


def test_the_keyboard_opens_it_walks_through_it_and_leaves_it(browser: Browser, site: str) -> None:
    page = _opened(browser, _PHONE, f"{site}/case-studies/wigan/")
    button = page.get_by_role("button", name="Menu")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(_LINKS).first.evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert not page.locator(_LINKS).first.is_visible()
    assert button.evaluate("e => e === document.activeElement")
    page.context.close()


def test_a_menu_that_is_open_when_a_phone_is_turned_or_its_page_printed_covers_no_words(
    browser: Browser, site: str
) -> None:
    page = _opened(browser, _PHONE, f"{site}/case-studies/wigan/")
    page.get_by_role("button", name="Menu").tap()
    page.emulate_media(media="print")
    assert not page.locator(_LINKS).first.is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 844, "height": 390})
    sheet = page.locator("#page-menu").bounding_box()
    title = page.get_by_role("heading", level=1).bounding_box()
    assert sheet
    assert title
    assert sheet["y"] >= title["y"] + title["height"]
    page.keyboard.press("Escape")
    assert page.locator(_LINKS).first.is_visible(), "in its place, where there is room"
    page.context.close()


@pytest.mark.parametrize("path", _PATHS)
def test_a_wide_screen_shows_all_of_it_and_no_button(browser: Browser, site: str, path: str) -> None:
    page = _opened(browser, _DESK, site + path)
    assert all(link.is_visible() for link in page.locator(_LINKS).all())
    assert page.get_by_role("searchbox").is_visible()
    assert page.get_by_role("button", name="Menu").count() == 0
    page.context.close()


def test_a_browser_that_knows_no_such_thing_shows_all_of_it(
    browser: Browser, site: str, public: Path
) -> None:
    """Its style sheet is the same but that it is never asked to close what that browser could not open."""
    page = browser.new_context(viewport=_PHONE, java_script_enabled=False).new_page()
    page.route(
        "**/*.css",
        lambda route: route.fulfill(
            content_type="text/css",
            body=(public / "assets" / Path(route.request.url).name)
            .read_text()
            .replace("selector(:popover-open)", "selector(:no-such-thing)"),
        ),
    )
    page.goto(site)
    assert all(link.is_visible() for link in page.locator(_LINKS).all())
    assert page.get_by_role("button", name="Menu").count() == 0
    page.context.close()
