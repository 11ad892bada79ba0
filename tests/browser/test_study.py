"""A case study in a real browser: short enough for a phone and for paper, its marks and folds without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

PHONE = {"width": 375, "height": 667}
DESK = {"width": 1280, "height": 900}
#: Of an element: whether all of it is on the screen, and where its left edge is.
SEEN = """e => { const r = e.getBoundingClientRect();
  return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth }"""
MARKS = """() => [...document.querySelectorAll('[href^="#source-"]')].map(e => e.getBoundingClientRect())
  .filter(r => r.width).map(r => Math.min(r.width, r.height))"""


def opened(browser: Browser, viewport: Any, **settings: Any) -> BrowserContext:
    return browser.new_context(
        viewport=viewport, java_script_enabled=False, reduced_motion="reduce", **settings
    )


@pytest.fixture(scope="session")
def longest(public: Path) -> tuple[str, ...]:
    """The addresses of the three case studies that have the most to them, the longest first."""
    sizes = {page.parent.name: page.stat().st_size for page in public.glob("case-studies/*/index.html")}
    sizes.pop("page", None)
    return tuple(f"/case-studies/{name}/" for name in sorted(sizes, key=lambda name: -sizes[name])[:3])


def test_the_longest_case_is_at_most_fourteen_screens_of_a_phone(
    browser: Browser, site: str, longest: tuple[str, ...]
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    for path in longest:
        page.goto(site + path)
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.documentElement.scrollHeight") <= 14 * PHONE["height"], path
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_it_is_whether_it_runs_and_what_changed_are_on_the_first_screen(
    browser: Browser, site: str, public: Path, viewport: Any
) -> None:
    context = opened(browser, viewport)
    page = context.new_page()
    below = []
    for study in sorted(public.glob("case-studies/*/index.html")):
        page.goto(f"{site}/case-studies/{study.parent.name}/")
        parts = page.locator("h1, .standfirst, .facts .status, .shift > div").all()
        if len(parts) != 5 or not all(part.evaluate(SEEN) for part in parts):
            below.append(study.parent.name)
    context.close()
    assert not below


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_mark_takes_a_finger(
    browser: Browser, site: str, longest: tuple[str, ...], viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(site + longest[0])
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    sides = page.evaluate(MARKS)
    context.close()
    assert len(sides) > 80
    assert min(sides) >= 24


def test_a_mark_leads_to_its_source_and_back_on_a_phone_without_scripts(
    browser: Browser, site: str, longest: tuple[str, ...]
) -> None:
    context = opened(browser, PHONE)
    page = context.new_page()
    page.goto(site + longest[0])
    assert page.locator(".sources > li:visible").count() == 0, "the list is folded"
    for number in (0, 5, 20):
        mark = page.locator(".story [href^='#source-']").nth(number)
        source = str(mark.get_attribute("href"))
        mark.click()
        assert page.locator(source).evaluate(SEEN), source
        assert page.locator(f"{source} p").is_visible(), "and what it is worth"
        page.locator(f"{source} a[href^='#cite-']").click()
        assert page.locator(":target").evaluate(SEEN)
    context.close()


def test_a_mark_shows_its_source_beside_the_text_on_a_wide_screen(
    browser: Browser, site: str, longest: tuple[str, ...]
) -> None:
    context = opened(browser, DESK)
    page = context.new_page()
    page.goto(site + longest[0])
    mark = page.locator(".story [href^='#source-']").nth(12)
    mark.scroll_into_view_if_needed()
    before = mark.bounding_box()
    mark.click()
    assert mark.bounding_box() == before, "the text stays where it was"
    source = page.locator(str(mark.get_attribute("href")))
    text, beside = page.locator(".story").bounding_box(), source.bounding_box()
    assert source.evaluate(SEEN)
    assert text
    assert beside
    assert beside["x"] >= text["x"] + text["width"]
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_every_source_leads_back_to_a_mark_that_is_shown(
    browser: Browser, site: str, longest: tuple[str, ...], viewport: Any
) -> None:
    """Also where only what is folded cites it: a browser opens what it is led into."""
    context = opened(browser, viewport)
    page = context.new_page()
    page.goto(site + longest[0])
    places = [
        str(link.get_attribute("href")) for link in page.locator(".sources > li > a[href^='#cite-']").all()
    ]
    assert len(places) > 20
    for place in places:
        page.goto(site + longest[0] + place)
        assert page.locator(place).is_visible(), place
    context.close()


def test_who_hears_a_mark_hears_that_it_names_a_source(
    browser: Browser, site: str, longest: tuple[str, ...]
) -> None:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(site + longest[0])
    assert page.get_by_role("link", name=re.compile(r"^Source \[\d+\]$")).count() > 60
    assert page.get_by_role("link", name=re.compile(r"^Back to the text")).count() > 20
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_is_folded_opens_without_scripts_and_shows_its_figures_notes(
    browser: Browser, site: str, viewport: Any
) -> None:
    context = opened(browser, viewport)
    page = context.new_page()
    page.goto(site + "/case-studies/preston/")
    note = page.locator(".caveat").first
    assert not note.is_visible()
    page.get_by_text("Show the notes on these figures").click()
    assert note.is_visible()
    page.get_by_text(re.compile(r"^All \d+ sources")).click()
    assert page.locator(".sources > li p:visible").count() == page.locator(".sources > li").count()
    deciders = page.locator(".deciders dd").first
    if not deciders.is_visible():
        page.get_by_text("Who decides, and how").first.click()
    assert deciders.is_visible()
    context.close()


def sheets(page: Any) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))


def test_a_case_study_prints_on_three_sheets_and_how_to_begin_on_one(
    browser: Browser, site: str, public: Path
) -> None:
    """With all its figures, as it stands; what is folded is printed once it was opened."""
    context = browser.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    taken = {}
    for study in sorted(public.glob("case-studies/*/index.html")):
        page.goto(f"{site}/case-studies/{study.parent.name}/")
        taken[study.parent.name] = sheets(page)
        page.add_style_tag(content="article > :not(.start), .masthead { display: none }")
        assert sheets(page) == 1, study
    assert {name: count for name, count in taken.items() if count > 3} == {}
    page.goto(f"{site}/case-studies/preston/")
    page.emulate_media(media="print")
    assert page.locator(".story [href^='#source-']:visible").count() == 0, "to no list on paper"
    page.locator(".sources").evaluate("list => { list.parentElement.querySelector('details').open = true }")
    assert page.locator(".story [href^='#source-']:visible").count() > 20
    assert sheets(page) > 3, "the rest by choice"
    context.close()


def test_both_readings_of_a_dispute_stand_side_by_side_on_a_wide_screen(browser: Browser, site: str) -> None:
    for width, is_beside in ((1280, True), (375, False)):
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        page = context.new_page()
        page.goto(site + "/case-studies/buurtzorg/")
        if not is_beside:
            page.get_by_text("What is disputed").first.click()
        one, other = (
            page.locator("#disputed .sides").first.locator("li").nth(n).bounding_box() for n in (0, 1)
        )
        assert one is not None
        assert other is not None
        assert (one["y"] == other["y"] and one["x"] < other["x"]) == is_beside
        context.close()
