"""A real browser on the real publication: built once, served on loopback, opened in Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import lxml.etree
import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from newsletter.engine.options import Options
from newsletter.publish import build
from newsletter.site.making import Site
from tests.browser.chromium import find_chromium
from tests.browser.kinds import Kind, kinds_of, planned
from tests.building import built, copied_project

ROOT = Path(__file__).parents[2]
#: Root may not start Chromium's sandbox; the rest keeps it from asking elsewhere for anything.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """As a host does: the site's own page for what is not there."""
        page = Path(self.directory) / "404.html"
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the tests are skipped, but for CI, where that is a failure."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium could be found, and CI needs one")
        pytest.skip("no Chromium could be found")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def options(tmp_path_factory: pytest.TempPathFactory) -> Options:
    """Of the real site, on the day after its newest edition."""
    place = tmp_path_factory.mktemp("built")
    return Options(
        root=ROOT,
        out=place / "public",
        outbox=place / "outbox",
        cache_dir=place / "cache",
        now=datetime(2026, 11, 30, 12, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def public(options: Options) -> Path:
    """The real site, built."""
    report = build(options)
    assert report.diagnostics == ()
    return options.out


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address a folder is served at on loopback, without a slash at its end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def site(public: Path) -> Iterator[str]:
    """The address of the site, without a slash at its end."""
    with serving(public) as address:
        yield address


@pytest.fixture(scope="session")
def made_up_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the made-up publication, built and served."""
    root = copied_project(tmp_path_factory.mktemp("made-up"))
    assert built(root).diagnostics == ()
    with serving(root / "public") as address:
        yield address


@pytest.fixture(scope="session")
def pages(public: Path) -> tuple[str, ...]:
    """The pages of the site, as permalinks; redirects lead to one of the others.

    Of those of two values, which are all made alike, there is one for each two facets.
    """
    found = [path.relative_to(public).as_posix() for path in sorted(public.rglob("*.html"))]
    whole = [
        path for path in found if 'http-equiv="refresh"' not in (public / path).read_text(encoding="utf-8")
    ]
    links = ["/" + path.removesuffix("index.html") for path in whole]
    kinds = {link: tuple(link.split("/")[1:-1:2]) if _is_of_two_values(link) else link for link in links}
    return tuple({kind: link for link, kind in kinds.items()}.values())


def _is_of_two_values(link: str) -> bool:
    return link.count("/") == 5 and "/page/" not in link


@pytest.fixture(scope="session")
def plan(options: Options) -> Site:
    """The real site, planned."""
    return planned(options)


@pytest.fixture(scope="session")
def kinds(plan: Site) -> Mapping[Kind, tuple[str, ...]]:
    """The pages of each kind there is, as permalinks."""
    return kinds_of(plan)


@pytest.fixture(scope="session")
def written(plan: Site) -> tuple[str, ...]:
    """The pages that have a file of their own in the content."""
    return tuple(page.permalink for page in plan.pages if page.entry and page.own)


@pytest.fixture(scope="session")
def every_kind(public: Path, kinds: Mapping[Kind, tuple[str, ...]]) -> tuple[str, ...]:
    """Of each kind the page with most to it, and more until all that any page has is there: each element with its class."""
    parts = {path: _parts(public / path[1:]) for paths in kinds.values() for path in paths}
    chosen = [max(paths, key=lambda path: (len(parts[path]), path)) for paths in kinds.values()]
    seen = {part for path in chosen for part in parts[path]}
    for path in sorted(parts, key=lambda path: (-len(parts[path]), path)):
        if not parts[path] <= seen:
            seen |= parts[path]
            chosen.append(path)
    return tuple(chosen)


def _parts(path: Path) -> frozenset[tuple[str, str]]:
    file = path / "index.html" if path.is_dir() else path
    elements = lxml.html.fromstring(file.read_bytes()).iter(lxml.etree.Element)
    return frozenset((element.tag, element.get("class", "")) for element in elements)


def opened(browser: Browser, **settings: Any) -> BrowserContext:
    """A window as wide as a desk's."""
    return browser.new_context(viewport={"width": 1280, "height": 900}, **settings)


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs scripts; what goes wrong in it, or is asked elsewhere, fails the test."""
    context = opened(browser)
    shown, wrong = context.new_page(), list[str]()
    shown.on("pageerror", lambda problem: wrong.append(str(problem)))
    shown.on("console", lambda message: wrong.append(message.text))
    shown.on("request", lambda asked: None if asked.url.startswith(site) else wrong.append(asked.url))
    yield shown
    kept = context.cookies(), shown.evaluate("[localStorage.length, sessionStorage.length]")
    context.close()
    assert wrong == []
    assert kept == ([], [0, 0])
