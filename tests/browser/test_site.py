"""What readers are promised, seen in a real browser on the real site; of every kind of page: test_every_kind.py."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from newsletter.editor.pack import pack
from newsletter.engine.options import Options
from newsletter.publish import build
from tests.browser.conftest import opened, serving
from tests.browser.looks import RULES, WIDTHS
from tests.building import copied_project
from tests.projects import Project


def broken_rules(
    browser: Browser, site: str, pages: tuple[str, ...], width: int, scheme: Any, *, settled: bool = False
) -> list[str]:
    """Each rule that a page breaks, with the page and the element; `settled` once it asks for nothing more."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, axe, found = context.new_page(), Axe(), list[str]()
    for path in pages:
        page.goto(site + path, wait_until="networkidle" if settled else "load")
        for violation in axe.run(page, options=RULES).response["violations"]:
            found += [f"{path} {violation['id']}: {node['html'][:120]}" for node in violation["nodes"]]
    context.close()
    return found


#: A word of 58 letters, a field of four columns of it, and a line of code no screen is wide enough for.
_LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
_LONG_BODY = f"""## {_LONG}

| {_LONG} | b | c | d |
|---|---|---|---|
| {_LONG} | {_LONG} | {_LONG} | {_LONG} |

See <https://host.example/{"a" * 200}> and `{"x" * 200}`.

```
{"code " * 60}
```
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_very_long_words_does_not_scroll_sideways(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    project = Project(copied_project(tmp_path))
    project.page(_LONG_BODY, "nav: {place: header, label: Long}\n")
    project.change("content/case-studies/old-mill.md", "title: The old mill", f"title: {_LONG}")
    public = tmp_path / "public"
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    outbox, cache = tmp_path / "outbox", tmp_path / ".cache"
    build(Options(root=tmp_path, out=public, outbox=outbox, cache_dir=cache, now=now))
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    with serving(public) as site:
        for path in ("/new/", "/case-studies/old-mill/", "/case-studies/", "/"):
            answer = page.goto(site + path)
            assert answer is not None
            assert answer.ok
            width_of_page = page.evaluate("document.scrollingElement.scrollWidth")
            assert width_of_page <= page.evaluate("document.scrollingElement.clientWidth"), path
            assert page.evaluate(
                "[...document.querySelectorAll('pre')].every(e => e.scrollWidth <= e.clientWidth)"
            )
    context.close()


def test_a_reader_finds_a_case_study_and_its_sources_without_scripts(browser: Browser, site: str) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/")
    page.get_by_role("navigation").first.get_by_role("link", name="Library").click()
    page.get_by_role("link", name="Preston").first.click()
    assert "Preston" in page.get_by_role("heading", level=1).inner_text()
    mark = page.locator("a[href^='#source-']").first
    source = mark.get_attribute("href")
    mark.click()
    assert page.url.endswith(str(source))
    assert page.locator(str(source)).is_visible()
    page.locator(f"{source} a[href^='#cite-']").first.click()
    assert "#cite-" in page.url
    context.close()


def test_a_reader_goes_from_a_case_study_to_its_subject_and_region_and_back(
    browser: Browser, site: str
) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/case-studies/preston/")
    page.get_by_role("navigation", name="You are here").get_by_role("link").last.click()
    assert "/tags/" in page.url
    assert page.get_by_role("link", name="Preston").count() >= 1
    page.goto(site + "/case-studies/preston/")
    page.locator("a[href^='/regions/']").first.click()
    assert "/regions/north-west/" in page.url
    page.get_by_role("link", name="Preston").first.click()
    assert page.url.endswith("/case-studies/preston/")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_narrows_the_library_down_and_takes_a_value_off_without_scripts(
    browser: Browser, site: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/case-studies/")
    for value in ("Democracy", "Ended"):
        if width < 992 and value == "Ended":  # 62 rem: below that all but the subjects are folded
            assert not page.get_by_role("link", name=value, exact=True).is_visible()
            page.get_by_text("Narrow these down").click()
        page.locator(".facets").get_by_role("link", name=value, exact=True).click()
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.startswith("Democracy, ended: ")
    count = int(heading.rpartition(": ")[2].split()[0])
    assert page.locator(".cards > li").count() == count > 0
    page.get_by_role("link", name="Take off Democracy").click()
    assert page.url.endswith("/status/ended/")
    context.close()


def test_an_address_that_is_not_there_leads_back_into_the_site(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    answer = page.goto(site + "/case-studies/prestn/")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("main").get_by_role("link").first.click()
    assert page.get_by_role("heading", level=1).is_visible()
    context.close()


def test_the_first_key_leads_past_the_navigation(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(site + "/case-studies/preston/")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    assert skip == "#main"
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    context.close()


def test_every_link_can_be_reached_by_keyboard_and_is_seen_when_it_is(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(site + "/")
    wanted = page.locator("a[href]:visible, button:visible, input:visible, summary:visible").count()
    seen = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        place = page.evaluate(_FOCUS)
        if place["tag"] == "BODY":
            break
        assert place["isSeen"], place
        seen.add(place["number"])
    context.close()
    assert len(seen) >= wanted - 1  # the skip link is seen only while it has the focus


_FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const all = [...document.querySelectorAll('a, button, input, summary')];
  return {
    tag: element.tagName, number: all.indexOf(element), html: element.outerHTML.slice(0, 120),
    isSeen: element === document.body || (style.outlineStyle !== 'none' && style.outlineWidth !== '0px')
      || style.backgroundColor !== 'rgba(0, 0, 0, 0)',
  };
}"""


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map/",
        "/data/",
        "/case-studies/",
        "/tags/energy/status/active/",
        "/case-studies/preston/",
        "/editions/2026-11/",
    ],
)
def test_controls_outside_sentences_are_44_pixels_high(browser: Browser, site: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page: Page = context.new_page()
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'header nav a, footer nav a, footer ul a, .on a, .facets a, .tables a, summary, button, input'
          )]
          .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
          .map(e => e.outerHTML.slice(0, 100) + ' ' + e.getBoundingClientRect().height)"""
    )
    context.close()
    assert small == []


#: Of each plate that is shown: its pins' targets and names as the browser drew them, in pixels.
_PINS = """() => {
  const box = e => e.getBoundingClientRect();
  const inked = r => [r.left, r.top + r.height * .15, r.right, r.bottom - r.height * .15];
  const shown = [...document.querySelectorAll('svg.map')].filter(svg => svg.getClientRects().length);
  return shown.map(svg => ({
    targets: [...svg.querySelectorAll('.hit')].map(e => [box(e).width, box(e).height]),
    names: [...svg.querySelectorAll('text')].map(e => [e.textContent, ...inked(box(e))]),
    edges: [box(svg).left, box(svg).right],
  }));
}"""


@pytest.mark.parametrize("path", ["/map/", "/"])
def test_pins_take_a_finger_and_names_on_the_map_never_overlap(
    browser: Browser, site: str, path: str
) -> None:
    """At any width there is, not at those of the other tests alone: plates grow and shrink between them."""
    page = browser.new_page()
    page.goto(site + path)
    page.evaluate("document.fonts.ready")
    for width in sorted({*WIDTHS, *range(320, 1420, 25)}):
        page.set_viewport_size({"width": width, "height": 900})
        plates = page.evaluate(_PINS)
        assert plates
        for plate in plates:
            assert plate["targets"]
            assert min(side for sides in plate["targets"] for side in sides) >= 44, width
            left, right = plate["edges"]
            for name, x1, _, x2, _ in plate["names"]:
                assert left - 1 <= x1, (width, name)
                assert x2 <= right + 1, (width, name)
            for one, other in combinations(plate["names"], 2):
                is_apart = (
                    one[1] >= other[3] or other[1] >= one[3] or one[2] >= other[4] or other[2] >= one[4]
                )
                assert is_apart, (width, one, other)
    page.close()


def test_a_reader_goes_by_a_pin_to_its_case_study_and_by_keyboard_past_the_map(
    browser: Browser, site: str
) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/map/")
    page.locator("svg.map:visible a[aria-label^='Isle of Eigg, '] circle").first.click()
    assert page.url.endswith("/case-studies/isle-of-eigg/")
    page.get_by_role("link", name="The map").click()
    assert page.url.endswith("/map/")
    page.get_by_role("link", name="Past the map").click()
    assert page.url.endswith("#key")
    context.close()


def test_a_reader_takes_a_table_from_the_foot_of_a_page_and_sources_from_a_case_study(
    browser: Browser, site: str
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site)
    page.get_by_role("contentinfo").get_by_role("link", name="Open data").click()
    page.get_by_role("link", name="Outcomes: Columns").click()
    assert page.url.endswith("/data/#outcomes")
    table = page.get_by_role("link", name="Outcomes: CSV").get_attribute("href")
    answer = page.request.get(f"{site}{table}")
    assert answer.text().startswith("case_study,number,measure,")
    page.goto(f"{site}/case-studies/preston/")
    for form, begins in (("BibTeX", "@misc{preston,"), ("CSL-JSON", "[")):
        link = page.get_by_role("link", name=form, exact=True).get_attribute("href")
        assert page.request.get(f"{site}{link}").text().startswith(begins)
    page.close()


def test_the_text_of_a_page_stands_in_its_own_fonts(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    page.goto(site + "/case-studies/preston/")
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    context.close()
    assert {name.strip('"').split()[0] for name in loaded} >= {"Literata", "Atkinson"}


def test_a_packed_publication_is_whole_from_a_disk(browser: Browser, tmp_path: Path) -> None:
    project = Project(copied_project(tmp_path / "project"))
    options = Options(
        root=project.root,
        out=tmp_path / "x",
        outbox=tmp_path / "y",
        cache_dir=tmp_path / "z",
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
    )
    assert pack(options, tmp_path / "preview").is_published
    context = opened(browser)
    page = context.new_page()
    said: list[str] = []
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto((tmp_path / "preview/START-HERE.html").as_uri())
    page.click("h2:has-text('The publication') + ul a")
    page.click("nav a >> nth=0")
    page.wait_for_load_state()
    assert page.url.startswith("file:")
    assert page.url.endswith("/index.html")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Literata'))")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith(
        ("Literata", '"Atkinson', "Atkinson")
    )
    context.close()
    assert said == []
