"""What a host is told."""

from __future__ import annotations

from dataclasses import replace

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.site.hosting import former_feeds, redirects, render_headers, render_redirects
from newsletter.site.making import hosting_pieces
from newsletter.site.security import SEARCHES, content_security_policy
from tests import made_up

SITE = made_up.config().site


def headers(site: SiteSettings = SITE) -> dict[str, dict[str, str]]:
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


def test_each_former_address_leads_to_its_page_for_good() -> None:
    moved = redirects(made_up.library())
    assert moved == (
        ("/case-studies/mill/", "/case-studies/old-mill/"),
        ("/letters/first/", "/editions/2026-11/"),
        ("/old/a-key-for-all/", "/reader-letters/a-key-for-all/"),
        ("/old/a-yard-opens/", "/events/a-yard-opens/"),
        ("/old/at-the-pump/", "/voices/at-the-pump/"),
        ("/old/preston/", "/case-studies/preston/"),
        ("/old/why-yards/", "/articles/why-yards/"),
        ("/old/yards-counted/", "/reports/yards-counted/"),
        ("/preston.html", "/case-studies/preston/"),
        ("/who-we-are/", "/about/"),
    )
    written = render_redirects(moved, SITE.base_url).content.decode().splitlines()
    assert written == [f"{former} {permalink} 301" for former, permalink in moved]


def test_a_host_is_told_all_in_files_of_their_own() -> None:
    paths = [piece.paths for piece in hosting_pieces(made_up.the_site())]
    assert paths == [("sitemap.xml",), ("robots.txt",), ("_redirects",), ("_headers",)]


def test_a_site_in_a_folder_redirects_within_it():
    written = render_redirects([("/us/", "/about/")], "https://pages.example/new-power/").content
    assert written == b"/new-power/us/ /new-power/about/ 301\n"


def test_a_former_address_is_never_read_as_a_pattern_or_a_second_rule():
    written = render_redirects([("/a*/:b c/\n/x", "/about/")], SITE.base_url).content
    assert written == b"/a%2A/%3Ab%20c/%0A/x /about/ 301\n"


def test_every_page_is_sent_with_its_policy_and_no_frame_may_hold_it():
    everywhere = headers()["/*"]
    policy = content_security_policy(SITE, also=SEARCHES)
    assert everywhere["Content-Security-Policy"] == f"{policy}; frame-ancestors 'none'"
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in everywhere["Permissions-Policy"]
    assert "Cache-Control" not in everywhere, "a host's own rule for pages stands"


def test_without_search_no_page_is_sent_a_leave_to_run_a_script() -> None:
    policy = headers(replace(SITE, search=False))["/*"]["Content-Security-Policy"]
    assert "script-src" not in policy


def test_hashed_files_may_be_kept_for_ever():
    assert headers()["/assets/*"] == {"Cache-Control": "public, max-age=31536000, immutable"}


def test_headers_follow_a_site_into_its_folder():
    told = headers(replace(SITE, base_url="https://pages.example/new-power/"))
    assert list(told) == [f"/new-power{path}" for path in headers()]


def test_hosts_are_told_the_types_of_open_data_and_of_citations() -> None:
    """And of no file that is not made."""
    types = {path: told["Content-Type"] for path, told in headers().items() if "Content-Type" in told}
    assert types["/data/case-studies.csv"] == "text/csv; charset=utf-8"
    assert types["/data/places.geojson"] == "application/geo+json"
    assert types["/case-studies/:study/cite.bib"].startswith("application/x-bibtex")
    made = {f"/{path}" for path in made_up.everything()}
    assert {path.replace(":study", "old-mill") for path in types} <= made
    endings = (".csv", ".geojson", ".bib")
    assert {path for path in made if path.endswith(endings)} <= {
        *types,
        *(permalinks.citing(entry.permalink, "bib") for entry in made_up.library().of(CaseStudy)),
    }


def test_whoever_follows_a_tag_by_its_former_feed_is_led_to_the_one_there_is() -> None:
    made = made_up.feeds(made_up.the_site())
    moved = former_feeds(made_up.library())
    assert moved
    for former, present in moved:
        assert former.removeprefix("/") not in made
        assert present.removeprefix("/") in made
