"""What a host is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from newsletter.content.body import Body
from newsletter.content.config import Config, Site
from newsletter.content.entry import Entry
from newsletter.content.kinds.page import Page
from newsletter.content.library import Library
from newsletter.site.hosting import redirects, render_headers, render_redirects
from newsletter.site.security import content_security_policy
from tests.site.examples import SITE


def page(slug: str, *former: str) -> Entry[Page]:
    record = Page(title=slug, summary=slug, redirect_from=former)
    return Entry(f"content/pages/{slug}.md", record, Body(""), (), {}, slug)


def library(*pages: Entry[Page]) -> Library:
    return Library(
        config=Config(SITE, {}, {}),
        build_date=date(2026, 11, 30),
        case_studies=(),
        editions=(),
        pages=pages,
        by_path={},
        tagged={},
        regional={},
        related_to={},
        held_back={},
    )


def headers(site: Site = SITE) -> dict[str, dict[str, str]]:
    """The headers by path, as a host reads the file."""
    found: dict[str, dict[str, str]] = {}
    path = ""
    for line in render_headers(site).content.decode().splitlines():
        if line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            found[path][name] = value
        else:
            path = line
            found[path] = {}
    return found


def test_each_former_address_leads_to_its_page_for_good():
    moved = redirects(library(page("about", "/who/", "/us/"), page("privacy")))
    assert moved == (("/us/", "/about/"), ("/who/", "/about/"))
    assert render_redirects(moved, SITE.base_url).content == b"/us/ /about/ 301\n/who/ /about/ 301\n"


def test_a_site_in_a_folder_redirects_within_it():
    written = render_redirects([("/us/", "/about/")], "https://pages.example/new-power/").content
    assert written == b"/new-power/us/ /new-power/about/ 301\n"


def test_a_former_address_is_never_read_as_a_pattern_or_a_second_rule():
    written = render_redirects([("/a*/:b c/\n/x", "/about/")], SITE.base_url).content
    assert written == b"/a%2A/%3Ab%20c/%0A/x /about/ 301\n"


def test_every_page_is_sent_with_its_policy_and_no_frame_may_hold_it():
    everywhere = headers()["/*"]
    assert everywhere["Content-Security-Policy"] == content_security_policy(SITE) + "; frame-ancestors 'none'"
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in everywhere["Permissions-Policy"]
    assert "Cache-Control" not in everywhere, "a host's own rule for pages stands"


def test_hashed_files_may_be_kept_for_ever():
    assert headers()["/assets/*"] == {"Cache-Control": "public, max-age=31536000, immutable"}


def test_headers_follow_a_site_into_its_folder():
    assert list(headers(replace(SITE, base_url="https://pages.example/new-power/"))) == [
        "/new-power/*",
        "/new-power/assets/*",
    ]
