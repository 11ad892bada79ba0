"""Facets merged by script: any number of values, without a page being loaded; and the same links without scripts."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import opened
from tests.browser.test_site import broken_rules

_HEADING = "main h1"


def choose(page: Page, value: str) -> None:
    """Follow the link of a value beside the list, and wait until it is on."""
    page.locator(".facets").first.hover()
    page.locator(".facets").get_by_role("link", name=value, exact=True).click()
    expect(page.locator(".on")).to_contain_text(value)


def merged(page: Page, site: str) -> None:
    """Three values, one after another, from the library, without a page being loaded."""
    page.goto(site + "/case-studies/")
    page.evaluate("window.same = true")
    for value in ("Neighbourhoods", "Ended", "2010s"):
        choose(page, value)
    assert page.evaluate("window.same") is True, "no page was loaded"


def listed(page: Page) -> list[str]:
    return page.locator(".cards h2 a").evaluate_all("links => links.map(link => link.getAttribute('href'))")


def counted(page: Page) -> int:
    return int(page.locator(_HEADING).inner_text().rpartition(": ")[2].split()[0])


def test_three_values_are_merged_and_the_address_can_be_sent_on(page: Page, site: str) -> None:
    merged(page, site)
    heading = page.locator(_HEADING).inner_text()
    assert re.fullmatch(r"Neighbourhoods, ended, begun in the 2010s: \d+ case stud(y|ies)", heading)
    assert page.url == f"{site}/tags/neighbourhoods/status/ended/?decade=2010s"
    assert page.title().startswith(heading)
    there = listed(page)
    assert counted(page) == len(there) > 0
    page.goto(page.url)
    expect(page.locator(_HEADING)).to_have_text(heading)
    assert listed(page) == there


def test_values_of_one_facet_narrow_each_other_down_and_each_is_taken_off_by_itself(
    page: Page, site: str
) -> None:
    page.goto(site + "/case-studies/")
    page.evaluate("window.same = true")
    found = []
    for value in ("Neighbourhoods", "Money", "Ended", "Democracy"):
        choose(page, value)
        found.append(listed(page))
    assert all(set(after) < set(before) for before, after in pairwise(found))
    heading = page.locator(_HEADING).inner_text()
    assert heading == f"Democracy, money and neighbourhoods, ended: {len(found[-1])} case study"
    assert page.url == f"{site}/tags/democracy/tags/money/?tag=neighbourhoods&status=ended"
    assert page.locator(".on li").count() == 4
    assert not page.locator(".facets").get_by_role("link", name="Energy", exact=True).count(), (
        "of it none is left"
    )
    page.get_by_role("link", name="Take off Democracy").click()
    expect(page.locator(_HEADING)).to_have_text(
        f"Money and neighbourhoods, ended: {len(found[2])} case studies"
    )
    assert page.url == f"{site}/tags/money/tags/neighbourhoods/?status=ended"
    assert listed(page) == found[2]
    page.go_back()
    expect(page.locator(_HEADING)).to_have_text(heading)
    assert page.evaluate("window.same") is True, "no page was loaded"
    page.goto(site + "/tags/neighbourhoods/status/ended/?tag=money&tag=democracy")
    expect(page.locator(_HEADING)).to_have_text(heading)
    assert page.url == f"{site}/tags/democracy/tags/money/?tag=neighbourhoods&status=ended"


def test_what_is_merged_is_what_the_pages_of_two_of_the_values_share(page: Page, site: str) -> None:
    merged(page, site)
    there = listed(page)
    pages = []
    for path in ("/tags/neighbourhoods/status/ended/", "/tags/neighbourhoods/decades/2010s/"):
        page.goto(site + path)
        pages.append(listed(page))
    assert there == [link for link in pages[0] if link in pages[1]]


def test_one_value_or_two_show_what_their_own_page_shows(page: Page, browser: Browser, site: str) -> None:
    plain = opened(browser, java_script_enabled=False)
    bare = plain.new_page()
    page.goto(site + "/case-studies/")
    for value in ("Neighbourhoods", "Money"):
        choose(page, value)
        bare.goto(page.url)
        assert page.locator(_HEADING).inner_text() == bare.locator(_HEADING).inner_text()
        assert listed(page) == listed(bare)
        assert page.title() == bare.title()
        for part in (".crumbs", ".on", "link[rel=canonical]", ".masthead nav"):
            assert page.locator(part).evaluate("e => e.outerHTML") == bare.locator(part).evaluate(
                "e => e.outerHTML"
            )
    plain.close()


def test_back_and_forward_lead_through_the_choices(page: Page, site: str) -> None:
    merged(page, site)
    last = page.locator(_HEADING).inner_text()
    for heading in ("Neighbourhoods, ended: ", "Neighbourhoods: ", "The library"):
        page.go_back()
        expect(page.locator(_HEADING)).to_have_text(re.compile(f"^{heading}"))
    assert page.url == site + "/case-studies/"
    assert page.locator(".on").count() == 0
    for _ in range(3):
        page.go_forward()
        page.wait_for_timeout(50)
    expect(page.locator(_HEADING)).to_have_text(last)
    assert page.evaluate("window.same") is True


def test_the_count_is_announced_politely_and_once(page: Page, site: str) -> None:
    page.goto(site + "/case-studies/")
    status = page.locator("main [role=status]")
    assert status.inner_text() == ""
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => said.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true }) }"""
    )
    for value in ("Neighbourhoods", "Ended", "2010s"):
        choose(page, value)
        expect(status).to_have_text(page.locator(_HEADING).inner_text())
    assert len(page.evaluate("said")) == 3


def test_a_value_is_exchanged_or_taken_off(page: Page, site: str) -> None:
    merged(page, site)
    before = listed(page)
    page.locator(".facets").get_by_role("link", name="Active", exact=True).click()
    expect(page.locator(".on")).to_contain_text("Active")
    assert not set(listed(page)) & set(before)
    page.get_by_role("link", name="Take off Neighbourhoods").click()
    expect(page.locator(".on")).not_to_contain_text("Neighbourhoods")
    assert page.locator(_HEADING).inner_text().startswith("Still running, begun in the 2010s: ")
    assert page.url == f"{site}/status/active/?decade=2010s"


def test_each_next_step_has_as_many_case_studies_as_it_says(page: Page, site: str) -> None:
    page.goto(f"{site}/tags/money/?tag=neighbourhoods&status=ended")
    expect(page.locator(".on li")).to_have_count(3)
    steps = page.locator(".facets li").evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').href, row.querySelector('.count').lastChild.textContent])"
    )
    headings = page.locator(".facets h2").all_inner_texts()
    assert (headings[0], headings[-1]) == ("And another subject", "In place of Ended")
    assert len(steps) > 8
    for address, count in steps[::5]:
        page.goto(address)
        expect(page.locator(_HEADING)).to_have_text(re.compile(rf": {count} case stud"))


def test_it_goes_by_keyboard_alone_and_the_focus_stays_among_the_ways(page: Page, site: str) -> None:
    page.goto(site + "/tags/neighbourhoods/status/ended/")
    page.locator(".facets").get_by_role("link").first.focus()
    link = page.locator(".facets").get_by_role("link", name="2010s", exact=True)
    expect(link).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "2010s":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".on li")).to_have_count(3)
    assert page.evaluate("document.activeElement.closest('.facets, .on') !== null")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("link", name="Take off 2010s").press("Enter")
    expect(page.locator(".on li")).to_have_count(2)
    assert page.url.endswith("/tags/neighbourhoods/status/ended/")


def test_on_a_phone_the_ways_fold_again_once_a_value_is_chosen(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(site + "/tags/neighbourhoods/status/ended/")
    page.locator(".facets summary").first.click()
    page.locator(".facets").get_by_role("link", name="2010s", exact=True).click()
    expect(page.locator(".on li")).to_have_count(3)
    assert not page.locator("details.facets").first.evaluate("fold => fold.open")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.activeElement.localName") == "summary"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/case-studies/?tag=nonsense", "Nonsense: no case studies"),
        ("/tags/energy/?status=nonsense", "Energy, nonsense: no case studies"),
        ("/tags/energy/?tag=energy&tag=energy", "Energy: "),
        ("/case-studies/?tag=energy", "Energy: "),
        ("/case-studies/?status=ended&tag=money&tag=energy", "Energy and money, ended: no case studies"),
        ("/tags/energy/?tag=nonsense&tag=money", "Energy, money and nonsense: no case studies"),
        ("/status/ended/?status=active", "Still running and ended: no case studies"),
        ("/case-studies/?" + "&".join(f"tag=x{n}" for n in range(500)), "X0, x1, x10, "),
        (
            "/case-studies/?tag=%3Cscript%3Ealert(1)%3C/script%3E",
            "<script>alert(1)</script>: no case studies",
        ),
        ("/case-studies/?tag=" + "x" * 5_000, "X"),
        ("/case-studies/?tag=%D7%A9%D7%9C%D7%95%D7%9D", "שלום: no case studies"),
        ("/case-studies/?tag=%E2%80%AEenergy&tag=%00", "\ufffd and \ufffdenergy: no case studies"),
        ("/case-studies/?tag=constructor&status=__proto__", "Constructor, __proto__: no case studies"),
        ("/case-studies/?tag=energy%20status&place=%00", "Energy status"),
        ("/case-studies/?tag=", "The library"),
        ("/case-studies/?utm_source=letter&fbclid=1", "The library"),
        ("/case-studies/?%E0%A4%A=%", "The library"),
        ("/tags/energy/?place=wigan&region=wales&decade=1990s&governance=council", "Energy, "),
    ],
)
def test_an_odd_address_has_a_calm_answer(page: Page, site: str, address: str, said: str) -> None:
    page.goto(site + address)
    page.wait_for_load_state("networkidle")
    expect(page.locator(_HEADING)).to_have_text(re.compile("^" + re.escape(said)))
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    if "no case studies" in page.locator(_HEADING).inner_text():
        assert page.get_by_text("No case study has").is_visible()
        page.locator(".listed > .lines a").first.click()
        expect(page.locator(_HEADING)).not_to_have_text(re.compile("^" + re.escape(said)))


def test_an_address_of_very_many_values_is_answered_at_once_and_in_few_words(
    browser: Browser, site: str, public: Path
) -> None:
    known = json.loads((public / "search/index.json").read_text(encoding="utf-8"))
    studies = [page for page in known["pages"] if any(page[3:])]
    many = json.dumps({**known, "pages": (studies * 1_000)[:1_000], "held": []})
    context = opened(browser)
    page = context.new_page()
    page.route(
        "**/search/index.json", lambda route: route.fulfill(body=many, content_type="application/json")
    )
    page.goto(f"{site}/case-studies/?" + "&".join(f"tag=x{number}" for number in range(900)))
    expect(page.get_by_text("Of 900 values the first 12 are on.")).to_be_visible(timeout=5_000)
    assert page.locator(".on li").count() == 12
    assert len(page.locator(_HEADING).inner_text()) < 100
    assert len(page.url) < 200
    page.get_by_role("link", name="Take off X0", exact=False).first.click()
    expect(page.locator(".on li")).to_have_count(11)
    assert page.locator("main [role=status]").inner_text() == page.locator(_HEADING).inner_text()
    context.close()


def test_where_the_index_is_not_to_be_had_links_load_their_pages(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    page.route("**/search/index.json", lambda route: route.abort())
    page.goto(site + "/case-studies/?status=ended")
    expect(page.get_by_text("Nothing can be narrowed down further just now.")).to_be_visible()
    page.locator(".facets").get_by_role("link", name="Energy", exact=True).click()
    page.wait_for_url("**/tags/energy/")
    expect(page.locator(_HEADING)).to_have_text(re.compile("^Energy: "))
    context.close()


def test_a_list_asks_for_nothing_until_a_reader_narrows_it_down(
    browser: Browser, site: str, public: Path
) -> None:
    context = opened(browser)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "/tags/energy/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith(".json")]
    assert len([url for url in asked if url.endswith(".js")]) == 1
    context.close()


def test_what_stands_on_later_pages_of_a_list_is_found_there(browser: Browser, made_up_site: str) -> None:
    """The made-up publication has three case studies on a page."""
    context = opened(browser)
    page, last = context.new_page(), "/nations/england/page/2/"
    page.goto(made_up_site + last)
    later = listed(page)
    decades = {}
    for link in later:
        page.goto(made_up_site + link)
        since = re.search(
            r"(?:Since|Ran)\s*(?:by |about |[A-Z][a-z]+ )?(\d{3})",
            page.locator("main .facts").first.inner_text(),
        )
        assert since
        decades[link] = f"{since[1]}0s"
    for link, decade in decades.items():
        page.goto(f"{made_up_site}/nations/england/?decade={decade}&place=")
        expect(page.locator(".on li")).to_have_count(2)
        assert link in listed(page)
        assert page.locator(".pages").count() == 0
        page.go_back()
    page.goto(made_up_site + last)
    assert listed(page) == later
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_in_what_is_merged(browser: Browser, site: str, width: int, scheme: str) -> None:
    addresses = (
        "/tags/money/tags/neighbourhoods/?status=ended",
        "/case-studies/?tag=nonsense&status=ended",
    )
    assert broken_rules(browser, site, addresses, width, scheme, settled=True) == []
