"""The library without a network, in a real browser: from a stick, and kept on asking."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit
from zipfile import ZipFile

import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

#: What a page has kept in the browser: workers, caches, and the other places where something could be.
_LEFT = """async () => [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length,
    localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"""
_NOTHING = [0, 0, 0, 0, 0]


@pytest.fixture(scope="session")
def stick(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip unpacked where paths have spaces and other signs."""
    place = tmp_path_factory.mktemp("stick") / "My files #1 100% é"
    with ZipFile(public / "offline/library.zip") as file:
        file.extractall(place)
    return place


@pytest.fixture
def disk(browser: Browser) -> Iterator[Page]:
    """A page of a browser that reads from the disk; what goes wrong, and what is asked of the web, fails the test."""
    context = browser.new_context(viewport={"width": 375, "height": 667})
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda problem: wrong.append(str(problem)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("requestfailed", lambda asked: wrong.append(asked.url))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []


def test_from_a_stick_a_reader_walks_from_home_to_a_case_its_source_back_and_to_a_subject(
    disk: Page, stick: Path
) -> None:
    disk.goto((stick / "START-HERE.html").as_uri())
    disk.wait_for_url("**/library/index.html")
    expect(disk.locator("h1")).to_be_visible()
    assert disk.evaluate("getComputedStyle(document.body).fontFamily.includes('Literata')")
    assert disk.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Literata'))")
    disk.locator('main a[href$="case-studies/preston/index.html"]').first.click()
    disk.wait_for_url("**/library/case-studies/preston/index.html")
    disk.get_by_role("link", name=re.compile(r"^Source \[\d+\]$")).first.click()
    assert urldefrag(disk.url).fragment
    expect(disk.locator(":target")).to_be_visible()
    disk.locator(":target").get_by_role("link", name=re.compile("^Back to the text")).first.click()
    assert urldefrag(disk.url).fragment
    disk.locator('a[href*="/tags/"]').first.click()
    disk.wait_for_url("**/library/tags/**/index.html")
    disk.locator("footer").get_by_role("link", name="Read it offline").click()
    expect(disk.get_by_text("This is the copy to carry away")).to_be_visible()


def test_no_link_in_the_zip_is_dead_and_none_leaves_it_but_for_the_web(stick: Path) -> None:
    ids: dict[Path, set[str]] = {}
    pages = [*stick.rglob("*.html")]
    for page in pages:
        ids[page] = set(lxml.html.fromstring(page.read_bytes()).xpath("//@id"))
    led = 0
    for page in pages:
        for link in _links(page):
            if link.startswith(("https://", "http://", "mailto:", "tel:")):
                continue
            path, fragment = urldefrag(link)
            target = (page.parent / unquote(urlsplit(path).path)).resolve() if path else page
            assert not path.startswith("/"), (page, link)
            assert target.is_relative_to(stick.resolve()), (page, link)
            assert target.is_file(), (page, link)
            if fragment and target.suffix == ".html":
                assert unquote(fragment) in ids[stick / target.relative_to(stick.resolve())], (page, link)
            led += 1
    assert led > 10_000


def _links(page: Path) -> Iterator[str]:
    tree = lxml.html.fromstring(page.read_bytes())
    yield from tree.xpath("//@href | //@src | //@action")
    for sources in tree.xpath("//@srcset"):
        yield from (one.split()[0] for one in sources.split(","))


def test_no_page_of_the_zip_runs_a_script_or_shows_a_box_that_finds_nothing(stick: Path) -> None:
    for page in stick.rglob("*.html"):
        tree = lxml.html.fromstring(page.read_bytes())
        assert tree.xpath("//script[not(@type='application/ld+json')] | //form[@role='search']") == []
    assert not [*stick.rglob("*.js"), *stick.rglob("feed.xml"), *stick.rglob("search/*.json")]


def test_the_front_page_opened_from_the_disk_says_why_it_is_bare_and_what_to_open(
    browser: Browser, public: Path
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((public / "index.html").as_uri())
    told = page.locator(".bare")
    expect(told).to_be_visible()
    assert (public / told.locator("code").last.inner_text()).is_file()
    context.close()


# Kept by the browser


class _Changing(SimpleHTTPRequestHandler):
    """A site with the headers that it asks hosts for."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        text = (Path(self.directory) / "_headers").read_text(encoding="utf-8")
        first = text.split("\n/")[0].splitlines()[1:]
        for line in first:
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Changing, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def own(public: Path, tmp_path: Path) -> Path:
    """The site, to be changed."""
    return Path(shutil.copytree(public, tmp_path / "own"))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 375, "height": 667})
    yield context
    context.close()


def asked_to_keep(page: Page, site: str) -> None:
    page.goto(f"{site}/offline/")
    page.get_by_role("button", name="Keep the library on this device").click()
    expect(page.locator("[role=status]")).to_contain_text("The library is on this device", timeout=60_000)


def test_nothing_is_kept_before_it_is_asked_for(context: BrowserContext, own: Path) -> None:
    with served(own) as site:
        page = context.new_page()
        for path in ("/", "/case-studies/", "/offline/"):
            page.goto(site + path)
        expect(page.get_by_role("button", name="Keep the library on this device")).to_be_visible()
        expect(page.get_by_role("button", name="Remove it from this device")).to_be_hidden()
        assert page.evaluate(_LEFT) == _NOTHING


def test_what_is_kept_opens_without_a_network_and_what_is_not_says_so(
    context: BrowserContext, own: Path
) -> None:
    with served(own) as site:
        page = context.new_page()
        asked_to_keep(page, site)
    for path in ("/", "/case-studies/preston/", "/case-studies/preston", "/offline/", "/search/"):
        page.goto(site + path)
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
        assert page.locator("h1").inner_text() != "Not on this device"
    page.goto(f"{site}/search/?q=preston")
    expect(page.locator(".found h3 a").first).to_be_visible()
    page.goto(f"{site}/case-studies/not-yet/")
    expect(page.locator("h1")).to_have_text("Not on this device")
    page.get_by_role("link", name="the case studies").click()
    expect(page.locator("h1")).not_to_have_text("Not on this device")


def test_once_it_is_removed_nothing_is_left(context: BrowserContext, own: Path) -> None:
    with served(own) as site:
        page = context.new_page()
        asked_to_keep(page, site)
        assert page.evaluate(_LEFT) != _NOTHING
        page.reload()
        page.get_by_role("button", name="Remove it from this device").click()
        expect(page.locator("[role=status]")).to_contain_text("It is gone")
        page.goto(site)
        assert page.evaluate(_LEFT) == _NOTHING


def test_a_changed_site_takes_the_place_of_what_was_kept_and_only_what_changed_is_fetched(
    context: BrowserContext, own: Path
) -> None:
    with served(own) as site:
        page = context.new_page()
        asked_to_keep(page, site)
        changed = own / "about/index.html"
        changed.write_text(changed.read_text().replace("<h1>", "<h1>Changed: ", 1))
        for path in ("worker.js", "offline/kept.json"):
            text = (own / path).read_text()
            version = page.evaluate("async () => (await caches.keys())[0].split(' ').at(-1)")
            text = text.replace(version, "0123456789abcdef")
            (own / path).write_text(_renamed(text))
        fetched = list[str]()
        context.on("request", lambda asked: fetched.append(urlsplit(asked.url).path))
        page.evaluate(_UPDATE)
        assert page.evaluate("async () => (await caches.keys()).map(name => name.split(' ').at(-1))") == [
            "0123456789abcdef"
        ]
    assert "/about/" in fetched
    assert not [path for path in fetched if path.startswith("/case-studies/")]
    page.goto(f"{site}/about/")
    assert page.locator("h1").inner_text().startswith("Changed: ")


def _renamed(text: str) -> str:
    """The list with another name for the bytes of one page."""
    return re.sub(r'("about/":)"[0-9a-f]+"', r'\1"0000"', text)


_UPDATE = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const worker = registration.installing || registration.waiting;
    await new Promise(done => { worker.onstatechange = () => worker.state === "activated" && done() });
}"""


def test_where_the_site_offers_it_no_more_nothing_stays_behind(context: BrowserContext, own: Path) -> None:
    with served(own) as site:
        page = context.new_page()
        asked_to_keep(page, site)
        for path in ("worker.js", "offline/kept.json"):
            (own / path).unlink()
        page.goto(f"{site}/case-studies/")
        page.wait_for_function(f"({_LEFT})().then(left => left.every(many => many === 0))")
        page.goto(site)
        assert page.evaluate(_LEFT) == _NOTHING


def test_where_it_cannot_be_kept_whole_nothing_is_left_behind(context: BrowserContext, own: Path) -> None:
    shutil.rmtree(own / "about")
    with served(own) as site:
        page = context.new_page()
        page.goto(f"{site}/offline/")
        page.get_by_role("button", name="Keep the library on this device").click()
        expect(page.locator("[role=status]")).to_contain_text("It could not be kept", timeout=60_000)
        assert page.evaluate(_LEFT) == _NOTHING
        expect(page.get_by_role("button", name="Keep the library on this device")).to_be_enabled()


def test_without_scripts_the_page_offers_what_needs_none(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/offline/")
    expect(page.get_by_text("needs a script, and none runs here")).to_be_visible()
    assert page.locator("button:visible", has_text="Keep").count() == 0
    link: Any = page.get_by_role("link", name="Download the library")
    assert link.get_attribute("href") == "/offline/library.zip"
    context.close()
