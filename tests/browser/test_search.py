"""Search as a reader meets it: with scripts and without, by keyboard, misspelt, and with words that are none."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from newsletter.site.search.words import words
from tests.browser.conftest import opened
from tests.building import REPOSITORY

#: What a search adds to a page at its first use, packed.
_BUDGET = 60_000


def search(page: Page, site: str, query: str, more: str = "") -> str:
    """What is said once a search is done."""
    page.goto(f"{site}/search/?q={quote(query)}{more}")
    expect(page.locator("[role=status]")).to_have_text(re.compile(r"\S"))
    return page.locator("[role=status]").inner_text()


def first(page: Page) -> str:
    return str(page.locator(".found h3 a").first.get_attribute("href"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Preston keeps", "/case-studies/preston/"),
        ("preston", "/case-studies/preston/"),
        ("Presten", "/case-studies/preston/"),
        ("Prston", "/case-studies/preston/"),
        ("Brexton", "/case-studies/brixton-pound/"),
        ("Buurtzog", "/case-studies/buurtzorg/"),
        ("Martyn Rawlinson", "/case-studies/preston/"),
        ("tithebarn", "/case-studies/preston/"),
    ],
)
def test_a_reader_finds_by_title_place_person_text_and_misspelt(
    page: Page, site: str, query: str, found: str
) -> None:
    search(page, site, query)
    assert first(page) == found
    assert page.locator(".found mark").count() > 0


def test_a_reader_finds_what_a_tag_a_status_or_a_region_holds(page: Page, site: str) -> None:
    for query, name in (
        ("energy", "Energy subject"),
        ("ended", "Ended status"),
        ("wales", "Wales region"),
        ("solar", "Energy subject"),
    ):
        search(page, site, query)
        straight = page.locator(".straight").get_by_role("link", name=name, exact=True)
        assert straight.is_visible(), query
        assert page.locator(".found h3").count() > 0, query


def test_a_misspelt_word_is_told(page: Page, site: str) -> None:
    assert "Nothing has “presten” as it is written" in search(page, site, "presten")
    assert "Nothing has “Prestens” as it is written" in search(page, site, "Prestens")


def test_a_result_leads_to_the_part_the_word_stands_in(page: Page, site: str) -> None:
    search(page, site, "tithebarn")
    result = page.locator(".found .cards > li").first
    assert "Tithebarn" in result.locator("mark").all_inner_texts()
    result.locator(".under a").first.click()
    page.wait_for_url("**/case-studies/preston/#*")
    assert page.locator(":target").count() == 1


def test_from_the_box_on_any_page_by_keyboard_alone_and_back(page: Page, site: str) -> None:
    page.goto(site + "/about/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("wigan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=wigan")
    expect(page.locator(".found h3").first).to_be_visible()
    box = page.get_by_role("searchbox")
    assert box.input_value() == "wigan"
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("eigg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=eigg")
    expect(page.locator("[role=status]")).to_contain_text("“eigg”")
    page.go_back()
    page.wait_for_url("**/search/?q=wigan")
    expect(page.locator("[role=status]")).to_contain_text("“wigan”")
    assert box.input_value() == "wigan"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.found h3') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/case-studies/**")


def test_what_is_typed_is_looked_up_after_a_pause_and_said_once(page: Page, site: str) -> None:
    page.goto(site + "/search/")
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => said.push(document.querySelector('[role=status]').textContent))
        .observe(document.querySelector('[role=status]'), { childList: true, subtree: true, characterData: true }) }"""
    )
    page.get_by_role("searchbox").press_sequentially("preston", delay=20)
    expect(page.locator("[role=status]")).to_contain_text("“preston”")
    said = [words for words in page.evaluate("said") if words]
    assert len(set(said)) == 1
    assert page.evaluate("document.activeElement.name") == "q", "the focus stays where it is"
    assert page.url.endswith("/search/?q=preston")


def test_a_search_is_narrowed_down_and_its_address_can_be_sent_on(page: Page, site: str) -> None:
    search(page, site, "council")
    before = int(page.locator("[role=status]").inner_text().split()[0])
    page.get_by_text("Narrow it down").click()
    page.get_by_label("What became of them").focus()
    page.get_by_label("What became of them").select_option("ended")
    page.wait_for_url("**status=ended")
    expect(page.locator("[role=status]")).not_to_contain_text(f"{before} results")
    after = int(page.locator("[role=status]").inner_text().split()[0])
    assert 0 < after < before
    assert page.evaluate("document.activeElement.name") == "status"
    there = page.locator(".found h3").all_inner_texts()
    page.goto(page.url)
    expect(page.locator(".found h3").first).to_be_visible()
    assert page.locator(".found h3").all_inner_texts() == there
    assert page.get_by_label("What became of them").input_value() == "ended"


def test_a_result_has_all_that_is_chosen_of_one_facet_too(page: Page, site: str) -> None:
    before = int(search(page, site, "power", "&tag=neighbourhoods").split()[0])
    another = page.get_by_role("combobox", name="And another subject", exact=True)
    another.focus()
    another.select_option("money")
    page.wait_for_url("**/search/?q=power&tag=neighbourhoods&tag=money")
    expect(page.locator("[role=status]")).not_to_contain_text(f"{before} results")
    assert 0 < int(page.locator("[role=status]").inner_text().split()[0]) < before
    assert page.evaluate("document.activeElement.value") == "money"
    expect(page.get_by_role("combobox", name="Subject 2", exact=True)).to_have_value("money")
    assert another.input_value() == ""
    page.get_by_label("Subjects").select_option("")
    page.wait_for_url("**/search/?q=power&tag=money")
    expect(page.get_by_label("Subjects")).to_have_value("money")
    page.go_back()
    expect(page.get_by_role("combobox", name="Subject 2", exact=True)).to_have_value("money")


def test_a_value_there_is_not_is_told_and_taken_off(page: Page, site: str) -> None:
    said = search(page, site, "power", "&tag=energy&tag=nonsense")
    assert said.endswith("narrowed down like this. “nonsense” is no subject of this library.")
    unknown = page.get_by_role("combobox", name="Subject 2", exact=True)
    assert unknown.locator(":checked").inner_text() == "nonsense (0)"
    unknown.select_option("")
    page.wait_for_url("**/search/?q=power&tag=energy")
    expect(page.locator("[role=status]")).to_contain_text("results for")
    many = search(page, site, "", "".join(f"&tag=x{number}" for number in range(900)))
    assert "12 values of this address are none" in many
    assert "the first 12 values are on" in many
    assert page.locator("select[name=tag]").count() == 12


def test_facets_alone_are_a_search(page: Page, site: str) -> None:
    said = search(page, site, "", "&status=ended&kind=case%20study")
    assert int(said.split()[0]) == 5


def test_more_results_come_when_asked_and_the_focus_goes_to_the_first_of_them(page: Page, site: str) -> None:
    search(page, site, "power")
    assert page.locator(".found h3").count() == 5
    page.get_by_role("button", name="Show more results").press("Enter")
    expect(page.locator(".found h3")).to_have_count(10)
    at = page.locator(".found h3 a").nth(5).get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == at


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("\"'><img src=x onerror=alert(1)>", "onerror"),
        ("zzzz qqqq", "Nothing was found"),
        ("x" * 10_000, "Nothing was found"),
        ("wort " * 2_000, "“wort wort"),
        ("שלום עולם", "Nothing was found"),
        ("the", "is on every page"),
        ("… — !", "has no word to look for"),
        ("constructor __proto__ hasOwnProperty", "constructor"),
        ("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 preston", "Only the first 12 words count."),
        ("%00%ff&=#", "“%00%ff&=#”"),
    ],
)
def test_odd_words_have_a_calm_answer(page: Page, site: str, query: str, said: str) -> None:
    assert said in search(page, site, query)
    assert page.locator(".found script, .found img, [role=status] script, [role=status] img").count() == 0
    assert page.evaluate("document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")


def test_nothing_looked_for_is_the_list_from_a_to_z(page: Page, site: str) -> None:
    for query in ("", "%20%20"):
        page.goto(f"{site}/search/?q={query}")
        expect(page.locator(".narrow")).to_be_visible()
        assert page.get_by_role("link", name="Preston place", exact=True).is_visible()
        assert page.locator("[role=status]").inner_text() == ""


def test_where_the_index_is_not_to_be_had_the_list_stays(browser: Browser, site: str) -> None:
    context = opened(browser)
    page = context.new_page()
    page.route("**/search/words/**", lambda route: route.abort())
    assert "Nothing can be looked up just now" in search(page, site, "preston")
    assert page.get_by_role("link", name="Preston place", exact=True).is_visible()
    page.unroute("**/search/words/**")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[role=status]")).to_contain_text("results for")
    context.close()


def test_without_scripts_the_box_leads_to_the_list(browser: Browser, site: str) -> None:
    context = opened(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/case-studies/preston/")
    page.get_by_role("searchbox").fill("wigan")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/?q=wigan")
    expect(page.get_by_text("Words are looked up by a script, and none runs here")).to_be_visible()
    assert not page.get_by_role("searchbox").is_visible()
    page.get_by_role("link", name="Wigan place", exact=True).click()
    page.wait_for_url("**/places/wigan/")
    context.close()


def test_controls_of_results_are_44_pixels_high_at_320_pixels(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    search(page, site, "council", "&status=ended")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main :is(button, input, select, summary, .bar a)')]
          .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 100))"""
    )
    wide = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    context.close()
    assert small == []
    assert wide <= 0


@pytest.mark.parametrize("query", ["preston", "council", "social power community"])
def test_a_first_search_is_light(browser: Browser, site: str, public: Path, query: str) -> None:
    context = opened(browser)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url.removeprefix(site).partition("?")[0]))
    search(page, site, query)
    context.close()
    added = [
        path for path in asked if "/search." in path or (path.startswith("/search/") and path != "/search/")
    ]
    sizes = {path: len(gzip.compress((public / path[1:]).read_bytes())) for path in added}
    assert {path.rpartition(".")[2] for path in added} == {"css", "js", "json"}
    assert len(sizes) == len(added)
    assert sum(sizes.values()) < _BUDGET, sizes


def test_the_page_itself_is_light(public: Path) -> None:
    html = (public / "search/index.html").read_bytes()
    styles = [
        (public / link[1:]).read_bytes()
        for link in re.findall(r'<link rel="stylesheet" href="([^"]+)"', html.decode())
    ]
    assert sum(len(gzip.compress(part)) for part in (html, *styles)) < 14_000


def test_browser_and_build_make_the_same_words(browser: Browser) -> None:
    """Both are written by hand, in two languages, so they are held against each other."""
    script = (REPOSITORY / "templates/static/search.js").read_text(encoding="utf-8")
    own = script.partition("// Words\n")[2].partition("// How many letters")[0]
    texts = [
        "Libraries, library’s LIBRARY’S and the bus’",
        "Brücke Ŵyn CAFÉ cafe\u0301 ÉCOLE İstanbul ΣΊΣΥΦΟΣ straße ﬁne ２０２６ ½ x²",
        "co-operatives don't self‑help well‐being 24-hour - a--b -c",
        "£13.5m in 2011–12; A_b_c #tag @name a/b",
        "שָׁלוֹם مرحبا हिन्दी 中文字 日本 привет",
        f"{'x' * 60} {'😀' * 3} 👩‍🌾 🏴󠁧󠁢󠁷󠁬󠁳󠁿 1️⃣ ①→② 🇬🇧🇧🇬 pres\u00adton 𝒜𝒷𝒸 series press gas status thesis",
        *(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "content").rglob("*.md"))),
    ]
    page = browser.new_page()
    theirs = page.evaluate(f"texts => {{ {own} return texts.map(text => [...words(text)]) }}", texts)
    page.close()
    for text, found in zip(texts, theirs, strict=True):
        assert found == list(words(text)), text[:80]
