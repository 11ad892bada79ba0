"""What readers are promised of every kind of page, however they look at it: held in a real browser on the real site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from newsletter.site import booklet
from tests import made_up
from tests.browser.conftest import serving
from tests.browser.kinds import Kind, kinds_of
from tests.browser.looks import COLOURS, RULES, SCHEMES, Judge, open_eye
from tests.building import REPOSITORY

#: The page of search with what a script has found.
RESULTS = ("/search/?q=council&status=ended", "/search/?q=zzzz", "/search/?q=presten")
#: All that axe judges but colours, which pages of a kind have in common.
_STRUCTURE = {**RULES, "rules": {rule: {"enabled": False} for rule in COLOURS["runOnly"]}}
_KEPT = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
  (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
_WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
#: What stays where it is while the page is scrolled, and takes more than a third of the screen.
_IN_THE_WAY = """() => [...document.body.querySelectorAll('*')]
  .filter(e => ['fixed', 'sticky'].includes(getComputedStyle(e).position))
  .filter(e => e.getBoundingClientRect().height > innerHeight / 3).map(e => e.outerHTML.slice(0, 100))"""


@pytest.fixture
def judge(browser: Browser) -> Iterator[Judge]:
    with open_eye(browser) as eye:
        yield Judge(eye)


def test_every_template_of_a_page_is_among_the_kinds(kinds: Mapping[Kind, tuple[str, ...]]) -> None:
    """The real site has no former address just now, so the page that leads on is the made-up one's."""
    texts = {
        f"site/{file.name}": file.read_text("utf-8")
        for file in (REPOSITORY / "templates/site").glob("*.html")
    }
    extended = {name: re.search(r'{% extends "([^"]+)" %}', text) for name, text in texts.items()}
    whole = {name for name, text in texts.items() if extended[name] or "<!doctype" in text}
    parents = {found[1] for found in extended.values() if found}
    shown = {kind.template for kind in (*kinds, *kinds_of(made_up.the_site()))}
    assert shown == whole - parents - {booklet.TEMPLATE}


@pytest.mark.slow
def test_axe_finds_nothing_on_any_kind_of_page_in_any_look(
    judge: Judge, site: str, every_kind: tuple[str, ...]
) -> None:
    """Light, dark and with forced colours, 320, 768 and 1280 pixels wide, with scripts and without."""
    broken = {path: judge.broken_anywhere(site + path) for path in (*every_kind, *RESULTS)}
    assert {path: found for path, found in broken.items() if found} == {}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_sees_what_is_wrong_in_one_scheme_alone(judge: Judge, tmp_path: Path, scheme: str) -> None:
    """So that none of the looks is looked at in vain: words that are nearly as their ground, where it is so."""
    query = "(forced-colors: active)" if scheme == "forced" else f"(prefers-color-scheme: {scheme})"
    only = query if scheme == "forced" else f"{query} and (forced-colors: none)"
    style = f"p {{ color: #222; background: #fff }} @media {only} {{ p {{ forced-color-adjust: none; color: #bbb }} }}"
    head = f"<!doctype html><html lang=en><title>A page</title><style>{style}</style>"
    (tmp_path / "404.html").write_text("")
    (tmp_path / "index.html").write_text(f"{head}<main><h1>A page</h1><p>Pale words.</p></main>")
    with serving(tmp_path) as site:
        found = judge.broken_anywhere(site)
    assert found == [f"320 {scheme}: color-contrast: <p>Pale words.</p>"]


@pytest.mark.slow
def test_axe_sees_what_is_wrong_on_one_width_alone(judge: Judge, tmp_path: Path) -> None:
    style = "b { display: none } @media (min-width: 1000px) { b { display: inline; color: #bbb } }"
    head = f"<!doctype html><html lang=en><title>A page</title><style>{style}</style>"
    (tmp_path / "404.html").write_text("")
    (tmp_path / "index.html").write_text(f"{head}<main><h1>A page</h1><p>Words <b>and more</b></main>")
    with serving(tmp_path) as site:
        found = judge.broken_anywhere(site)
    assert found == ["1280 light: color-contrast: <b>and more</b>", *found[1:]]
    assert all(one.startswith("1280 ") for one in found)


@pytest.mark.slow
def test_axe_sees_what_is_wrong_without_scripts_alone(judge: Judge, tmp_path: Path) -> None:
    head = "<!doctype html><html lang=en><title>A page</title>"
    (tmp_path / "404.html").write_text("")
    (tmp_path / "mend.js").write_text("document.querySelector('img').alt = 'A yard'")
    (tmp_path / "index.html").write_text(
        f"{head}<main><h1>A page</h1><img src=x.png></main><script src=mend.js></script>"
    )
    with serving(tmp_path) as site:
        found = judge.broken_anywhere(site)
    assert found == ['320 light, no scripts: image-alt: <img src="x.png">']


def test_no_page_asks_elsewhere_keeps_anything_breaks_its_policy_or_scrolls_sideways(
    browser: Browser, site: str, pages: tuple[str, ...]
) -> None:
    """Every page there is, 320 pixels wide, with its scripts."""
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page, wrong = context.new_page(), list[str]()
    page.on("request", lambda asked: None if asked.url.startswith(site + "/") else wrong.append(asked.url))
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda problem: wrong.append(f"{page.url}: {problem}"))
    # 304 is a good answer: the browser asked whether what it had was still right.
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    for path in (*pages, *RESULTS):
        page.goto(site + path, wait_until="networkidle" if path in RESULTS else "load")
        if page.evaluate(_WIDER) > 0:
            wrong.append(f"{path}: scrolls sideways")
    kept = page.evaluate(_KEPT), context.cookies()
    context.close()
    assert wrong == []
    assert kept == ([0] * 5, [])


@pytest.mark.slow
def test_axe_finds_nothing_in_what_editors_wrote(
    browser: Browser, site: str, written: tuple[str, ...]
) -> None:
    """Of these every page, for words of an editor's own can break what no template does."""
    wrong = {}
    with open_eye(browser) as eye:
        for path in written:
            eye.open(site + path)
            wrong[path] = eye.broken_rules(_STRUCTURE)
    assert {path: found for path, found in wrong.items() if found} == {}


def test_at_four_hundred_per_cent_nothing_scrolls_sideways_or_stands_in_the_way(
    browser: Browser, site: str, every_kind: tuple[str, ...]
) -> None:
    """A window of 1280 × 1024 with everything four times as large, and all that is folded unfolded."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
    page = context.new_page()
    wrong = {}
    for path in (*every_kind, *RESULTS):
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        wrong[path] = [page.evaluate(_WIDER), page.evaluate(_IN_THE_WAY)]
    context.close()
    assert {path: found for path, found in wrong.items() if found != [0, []]} == {}
