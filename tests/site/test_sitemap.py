"""What search engines ask for."""

from __future__ import annotations

from datetime import date
from urllib.robotparser import RobotFileParser

from lxml import etree

from newsletter.engine.output import Artifact
from newsletter.site.sitemap import render_robots, render_sitemap

BASE = "https://newpower.example"


def listed(artifact: Artifact) -> dict[str, str | None]:
    """The addresses of a sitemap with their days, in order."""
    root = etree.fromstring(artifact.content)
    name = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    return {item.findtext("s:loc", None, name): item.findtext("s:lastmod", None, name) for item in root}


def test_every_page_is_listed_with_the_day_its_words_changed():
    (sitemap,) = render_sitemap([("/", None), ("/case-studies/wigan/", date(2026, 11, 4))], BASE)
    assert sitemap.path == "sitemap.xml"
    assert listed(sitemap) == {f"{BASE}/": None, f"{BASE}/case-studies/wigan/": "2026-11-04"}


def test_the_order_of_pages_does_not_matter():
    pages = [("/b/", date(2026, 1, 1)), ("/a/", None), ("/c/", None)]
    assert render_sitemap(pages, BASE) == render_sitemap(pages[::-1], f"{BASE}/")


def test_addresses_are_written_as_xml_and_the_web_want_them():
    (sitemap,) = render_sitemap([("/a&b/é/", None)], BASE)
    assert list(listed(sitemap)) == [f"{BASE}/a%26b/%C3%A9/"]


def test_too_many_addresses_are_shared_out_under_an_index():
    pages = [(f"/p{number}/", date(2026, 1, number)) for number in range(1, 6)]
    index, *parts = render_sitemap(pages, BASE, most=2)
    assert index.path == "sitemap.xml"
    assert b"<sitemapindex" in index.content
    assert listed(index) == {
        f"{BASE}/sitemap-1.xml": "2026-01-02",
        f"{BASE}/sitemap-2.xml": "2026-01-04",
        f"{BASE}/sitemap-3.xml": "2026-01-05",
    }
    assert [part.path for part in parts] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    assert [address for part in parts for address in listed(part)] == [f"{BASE}{page}" for page, _ in pages]


def test_an_empty_site_has_a_sitemap_too():
    (sitemap,) = render_sitemap([], BASE)
    assert listed(sitemap) == {}


def test_fifty_thousand_addresses_fit_one_file_and_one_more_does_not():
    pages = [(f"/{number}/", None) for number in range(50_001)]
    assert len(render_sitemap(pages[1:], BASE)) == 1
    assert len(render_sitemap(pages, BASE)) == 3


def test_robots_may_read_everything_and_find_the_sitemap():
    robots = RobotFileParser()
    robots.parse(render_robots(f"{BASE}/").content.decode().splitlines())
    assert robots.can_fetch("anybody", f"{BASE}/case-studies/wigan/")
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]
