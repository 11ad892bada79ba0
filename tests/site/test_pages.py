"""The pages: which there are, what their bytes hold, and that their links and ids meet."""

from __future__ import annotations

import gzip
import json
import marshal
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter import permalinks
from newsletter.content.kinds.shared import Image
from newsletter.content.library import Library
from newsletter.site.assets import Assets, plan_assets
from newsletter.site.pages import SitePage, plan_pages, render_page, site_environment
from tests.site.examples import SITE, example_library, library, page, study

TEMPLATES = Path(__file__).parents[2] / "templates"
FEEDS = ("feed.xml", "atom.xml", "feed.json", "edition.txt")


@pytest.fixture(scope="module")
def assets() -> Assets:
    checked = plan_assets(TEMPLATES / "static")
    assert checked.value is not None
    assert not checked.diagnostics
    return checked.value


def planned(of: Library, assets: Assets) -> dict[str, SitePage]:
    pages = plan_pages(of, assets)
    assert pages.value is not None
    return {page.permalink: page for page in pages.value}


def rendered(of: Library, assets: Assets, link: str) -> HtmlElement:
    return lxml_html.document_fromstring(source(of, assets, link))


def source(of: Library, assets: Assets, link: str) -> str:
    checked = render_page(planned(of, assets)[link], site_environment(TEMPLATES))
    assert not checked.diagnostics, checked.diagnostics
    assert checked.value is not None
    return checked.value.content.decode()


def words(element: HtmlElement) -> str:
    """What a reader reads of it, blocks apart by a space."""
    return " ".join(" ".join(element.itertext()).split())


@pytest.fixture(scope="module")
def site(assets: Assets) -> dict[str, HtmlElement]:
    """Every page of the example, by its permalink."""
    environment = site_environment(TEMPLATES)
    made = {}
    for link, one in planned(example_library(), assets).items():
        checked = render_page(one, environment)
        assert checked.value is not None, checked.diagnostics
        assert checked.value.path == permalinks.output_path(link)
        made[link] = lxml_html.document_fromstring(checked.value.content.decode())
    return made


def test_each_kind_of_content_has_its_pages(site: dict[str, HtmlElement]) -> None:
    assert list(site) == [
        "/",
        "/case-studies/",
        "/case-studies/full/",
        "/case-studies/sun/",
        "/case-studies/notes/",
        "/tags/",
        "/regions/",
        "/tags/money/",
        "/tags/energy/",
        "/regions/north-west/",
        "/regions/london/",
        "/editions/",
        "/editions/2026-11/",
        "/editions/2026-10/",
        "/about/",
        "/privacy/",
        "/subscribe/",
        "/404.html",
        "/case-studies/old-name/",
    ]


def test_every_link_inside_the_site_leads_somewhere(site: dict[str, HtmlElement], assets: Assets) -> None:
    published = set(site) | set(assets.addresses.values())
    for link, document in site.items():
        for address in document.xpath("//@href"):
            parts = urlsplit(urljoin(f"https://newpower.example{link}", address))
            if parts.hostname != "newpower.example" or parts.path.endswith(FEEDS):
                continue
            assert parts.path in published, f"{link} links to {address}"
            if parts.fragment and parts.path in site:
                assert site[parts.path].xpath("//*[@id=$id]", id=parts.fragment), f"{link}: {address}"


def test_no_page_has_two_parts_of_one_name(site: dict[str, HtmlElement]) -> None:
    for link, document in site.items():
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), link


def test_headings_start_at_one_and_skip_no_level(site: dict[str, HtmlElement]) -> None:
    for link, document in site.items():
        levels = [int(h.tag[1]) for h in document.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1, link
        assert levels[0] == 1, link
        assert all(after - before <= 1 for before, after in pairwise(levels)), link


def test_titles_and_descriptions_differ_from_page_to_page(site: dict[str, HtmlElement]) -> None:
    shown = [d for link, d in site.items() if link != "/case-studies/old-name/"]
    titles = [d.xpath("string(//title)") for d in shown]
    descriptions = [d.xpath("string(//meta[@name='description']/@content)") for d in shown]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)
    assert all(descriptions)


def test_nothing_is_run_or_styled_in_a_page(site: dict[str, HtmlElement]) -> None:
    for document in site.values():
        assert not document.xpath("//@style|//style|//@*[starts-with(name(), 'on')]")
        assert set(document.xpath("//script/@type")) <= {"application/ld+json"}
        policy = document.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy


def test_the_structured_data_is_json_whatever_a_title_holds(assets: Assets) -> None:
    evil = '</script><b>&"\\ \u2028'
    text = source(library(study("evil", title=evil)), assets, "/case-studies/evil/")
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    block = text[start : text.index("</script>", start)]
    graph = json.loads(block)["@graph"]
    assert [part["@type"] for part in graph] == ["Article", "BreadcrumbList"]
    assert graph[0]["headline"] == evil.replace('"', "”")
    assert "<b>" not in text


def test_contexts_are_plain_values_and_decide_the_bytes(assets: Assets) -> None:
    one, other = planned(example_library(), assets), planned(example_library(), assets)
    environment = site_environment(TEMPLATES)
    for link, planned_page in one.items():
        kept = marshal.loads(marshal.dumps(dict(planned_page.context), 2))
        assert kept == other[link].context
        own = {name: part for name, part in kept.items() if name != "site"}
        again = render_page(
            replace(planned_page, shared=kept["site"], make_own=partial(dict, own)), environment
        )
        assert again == render_page(planned_page, environment)


def test_a_source_leads_back_to_every_place_that_cites_it(site: dict[str, HtmlElement]) -> None:
    document = site["/case-studies/full/"]
    for identity in ("a", "b"):
        marks = [str(i) for i in document.xpath("//@id") if str(i).startswith(f"cite-{identity}-")]
        back = [
            h.lstrip("#")
            for h in document.xpath("//li[@id=$id]//a[@class='back']/@href", id=f"source-{identity}")
        ]
        assert sorted(back) == sorted(marks)
        assert back == marks, "in the order of the page"
    assert len(document.xpath("//sup[@class='cite']")) > 15
    names = document.xpath("//a[@class='back']/@aria-label")
    assert len(set(names)) == len(names)


def test_a_case_study_says_who_decided_before_and_after(site: dict[str, HtmlElement]) -> None:
    text = words(site["/case-studies/full/"])
    assert "Before Words. [2]" in text
    assert "After More. [1] [2] [2]" in text
    assert "Ended July 2024" in text
    assert "5% 2012" in text
    assert "18.2% 2016" in text
    assert "It said: Ten. It now says: Nine. Why: A slip." in text


def test_an_active_case_study_says_when_its_check_is_old(assets: Assets) -> None:
    for checked, words_of_age in (
        (date(2026, 1, 1), None),
        (date(2025, 11, 22), None),
        (date(2025, 11, 21), "more than a year ago"),
        (date(2022, 3, 1), "more than 4 years ago"),
    ):
        text = words(rendered(library(study("old", checked=checked)), assets, "/case-studies/old/"))
        assert ("ago" in text) is (words_of_age is not None)
        assert words_of_age is None or words_of_age in text
    ended = study("old", status="historic", checked=date(2020, 1, 1))
    assert "ago" not in words(rendered(library(ended), assets, "/case-studies/old/"))


def test_a_long_list_is_split_into_numbered_pages(assets: Assets) -> None:
    few = replace(SITE, limits=replace(SITE.limits, per_page=2))
    studies = [study(f"s{n}", published=date(2026, 1, n + 1)) for n in range(5)]
    of = library(*studies, site=few)
    pages = planned(of, assets)
    links = ["/case-studies/", "/case-studies/page/2/", "/case-studies/page/3/"]
    assert [link for link in pages if link.startswith("/case-studies/") and "/s" not in link[5:]] == links
    shown = [rendered(of, assets, link).xpath("//ol[@class='cards']//h2/a/@href") for link in links]
    assert [len(part) for part in shown] == [2, 2, 1]
    assert shown[0][0] == "/case-studies/s4/"
    middle = rendered(of, assets, links[1])
    assert middle.xpath("string(//a[@rel='prev']/@href)") == links[0]
    assert middle.xpath("string(//a[@rel='next']/@href)") == links[2]


def test_an_edition_has_the_order_of_its_letter(site: dict[str, HtmlElement]) -> None:
    document = site["/editions/2026-11/"]
    text = words(document.xpath("//main")[0])
    order = [
        "Hello.",
        "Case studies in this edition",
        "Full",
        "Notes",
        "News",
        "Some.",
        "Corrections",
        "Ten.",
    ]
    found = [text.index(piece, text.index("Hello.")) for piece in order]
    assert found == sorted(found)
    assert document.xpath("//a[@href='/editions/2026-11/edition.txt']")


def test_the_form_posts_where_the_settings_say(assets: Assets) -> None:
    of = example_library(subscribe_url="https://lists.example/subscribe")
    for link in ("/", "/subscribe/", "/editions/", "/editions/2026-11/"):
        document = rendered(of, assets, link)
        assert document.xpath("//form/@action") == ["https://lists.example/subscribe"]
        assert document.xpath("//label/@for") == document.xpath("//form//input/@id")
    policy = rendered(of, assets, "/").xpath("string(//meta[@http-equiv]/@content)")
    assert "form-action https://lists.example" in policy


def test_without_a_form_readers_are_told_of_feeds(site: dict[str, HtmlElement]) -> None:
    document = site["/subscribe/"]
    assert not document.xpath("//form")
    assert document.xpath("//main//a[@href='/editions/feed.xml']")


def test_a_preview_marks_what_is_not_out_yet(assets: Assets) -> None:
    of = library(
        study("sketch", draft=True), study("soon", published=date(2027, 1, 2)), drafts=True, future=True
    )
    assert "Draft, not published" in words(rendered(of, assets, "/case-studies/sketch/"))
    assert "To be published on 2 January 2027" in words(rendered(of, assets, "/case-studies/soon/"))
    assert "Draft, not published" in words(rendered(of, assets, "/case-studies/").xpath("//main")[0])


def test_a_former_address_leads_to_the_present_one(site: dict[str, HtmlElement]) -> None:
    document = site["/case-studies/old-name/"]
    assert document.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=/case-studies/full/"]
    assert document.xpath("//link[@rel='canonical']/@href") == ["https://newpower.example/case-studies/full/"]
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_site_below_a_path_links_below_it(assets: Assets) -> None:
    of = example_library(base_url="https://host.example/power/")
    document = rendered(of, assets, "/case-studies/full/")
    assert document.xpath("//a[text()='About us']/@href") == ["/power/about/"]
    local = [href for href in document.xpath("//@href") if href.startswith("/")]
    assert local
    assert all(href.startswith("/power/") for href in local)
    assert document.xpath("//link[@rel='canonical']/@href") == [
        "https://host.example/power/case-studies/full/"
    ]
    assert not any("//" in href[8:] for href in document.xpath("//@href"))


def test_a_picture_is_shown_with_its_words_and_its_maker(assets: Assets) -> None:
    image = Image(file="../images/a.jpg", alt="A queue at the door", credit="Ann", licence="CC BY 4.0")
    sized = replace(assets, sizes={"/media/images/a.jpg": (30, 20)})
    document = rendered(library(study("x", image=image)), sized, "/case-studies/x/")
    (picture,) = document.xpath("//figure/img")
    assert dict(picture.attrib) == {
        "src": "/media/images/a.jpg",
        "alt": "A queue at the door",
        "width": "30",
        "height": "20",
    }
    assert words(document.xpath("//figcaption")[0]) == "Picture: Ann, CC BY 4.0"
    shared = document.xpath("string(//meta[@property='og:image']/@content)")
    assert shared == "https://newpower.example/media/images/a.jpg"


def test_a_picture_whose_name_has_a_space_has_an_address_without(assets: Assets) -> None:
    image = Image(file="../images/a queue.jpg", alt="A queue", credit="Ann", licence="CC BY 4.0")
    sized = replace(assets, sizes={"/media/images/a queue.jpg": (30, 20)})
    document = rendered(library(study("x", image=image)), sized, "/case-studies/x/")
    (picture,) = document.xpath("//figure/img")
    assert (picture.get("src"), picture.get("width")) == ("/media/images/a%20queue.jpg", "30")
    shared = document.xpath("string(//meta[@property='og:image']/@content)")
    assert shared == "https://newpower.example/media/images/a%20queue.jpg"


@pytest.mark.parametrize(("lang", "direction"), [("cy", None), ("ar", "rtl"), ("ur-PK", "rtl")])
def test_a_page_in_another_language_says_so_and_its_frame_stays_english(
    assets: Assets, lang: str, direction: str | None
) -> None:
    document = rendered(library(study("x", lang=lang)), assets, "/case-studies/x/")
    assert (document.get("lang"), document.get("dir")) == (lang, direction)
    frame = document.xpath("//body/*[not(self::main)]")
    assert len(frame) == 4
    assert {(part.get("lang"), part.get("dir")) for part in frame} == {
        ("en-GB", "ltr" if direction else None)
    }


def test_a_page_in_english_says_its_language_once(site: dict[str, HtmlElement]) -> None:
    assert site["/case-studies/full/"].xpath("//@lang") == ["en-GB"]
    assert not site["/case-studies/full/"].xpath("//@dir")


def test_words_of_editors_are_never_markup(assets: Assets) -> None:
    nasty = "<i>&amp;"
    fields = study("x", title=nasty, summary=nasty, authors=(nasty,))
    text = source(library(fields, page("p", title=nasty)), assets, "/case-studies/x/")
    assert "<i>" not in text
    assert "&lt;i&gt;&amp;amp;" in text


def test_an_empty_library_still_has_a_site(assets: Assets) -> None:
    pages = planned(library(), assets)
    assert {"/", "/case-studies/", "/editions/", "/404.html"} <= set(pages)
    for empty in pages.values():
        assert render_page(empty, site_environment(TEMPLATES)).value is not None


def test_pages_stay_light(assets: Assets) -> None:
    """HTML, style and two fonts: 50 KB for a first visit."""
    text = source(example_library(), assets, "/case-studies/full/")
    style = next(a.content for a in assets.artifacts if a.path.endswith(".css"))
    fonts = [a.content for a in assets.artifacts if a.path.endswith(".woff2") and "italic" not in a.path]
    light = len(gzip.compress(text.encode())) + len(gzip.compress(style))
    assert light < 14_000
    assert light + sum(map(len, fonts)) < 50_000


def test_an_imprint_stands_at_the_foot_of_every_page_and_on_none_without(assets: Assets) -> None:
    imprint = "Promoted by A. O'Neill, 1 High Street"
    bound = library(study("one"), page("about"), site=replace(SITE, imprint=imprint))
    for link in ("/", "/case-studies/one/", "/about/"):
        assert imprint in words(rendered(bound, assets, link).xpath("//footer")[0])
        assert "Promoted by" not in source(library(study("one"), page("about")), assets, link)
