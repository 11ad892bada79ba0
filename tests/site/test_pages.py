"""The pages: which there are, what their bytes hold, and that their links and ids meet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import KINDS
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.shared import Image
from newsletter.engine.pieces import Piece
from newsletter.mail.pieces import text_pieces
from newsletter.site.calendars import calendar_pieces
from newsletter.site.data.citing import citing_pieces
from newsletter.site.data.pieces import data_pieces
from newsletter.site.faces import FACES, face_of
from newsletter.site.making import (
    asset_pieces,
    correction_feed_pieces,
    feed_pieces,
    hosting_pieces,
    page_pieces,
)
from newsletter.site.sitemap import SITEMAP
from tests import made_up
from tests.made_up import ABOUT, BRIXTON, CANAL, CWM, HARBOUR, MILL, NOVEMBER, PRESTON, ROOFS

URL = "https://commons.example"
MILL_PAGE = "/case-studies/old-mill/"
NOVEMBER_PAGE = "/editions/2026-11/"


@cache
def site() -> Mapping[str, HtmlElement]:
    """Every page, by its permalink."""
    return {link: lxml_html.document_fromstring(html) for link, html in made_up.the_pages().items()}


def readers_pages() -> dict[str, HtmlElement]:
    """Those that are read, not only led on from."""
    moved = {former for entry in made_up.library().all for former in entry.record.redirect_from}
    return {link: page for link, page in site().items() if link not in moved}


def rendered(link: str, *put: Entry[Any], **more: Any) -> HtmlElement:
    """One page of the publication with something changed."""
    return lxml_html.document_fromstring(made_up.source(made_up.site(*put, **more), link))


def words(element: HtmlElement) -> str:
    """What a reader reads of it, blocks apart by a space."""
    return " ".join(" ".join(element.itertext()).split())


def files() -> set[str]:
    """Everything that is published, as addresses."""
    planned = made_up.the_site()
    shown = made_up.compose().shown
    pieces: tuple[Piece, ...] = (
        *asset_pieces(planned),
        *made_up.album().pieces,
        *page_pieces(planned),
        *feed_pieces(planned),
        *correction_feed_pieces(planned),
        *text_pieces(shown.values(), made_up.config().site),
        *hosting_pieces(planned),
        *calendar_pieces(planned.stock.desk),
        *data_pieces(planned.stock.desk, planned.stock.data),
        *citing_pieces(planned.stock.desk),
    )
    return {f"/{path}" for piece in pieces for path in piece.paths}


# What there is of each entry


def test_the_faces_are_those_of_the_kinds() -> None:
    assert tuple(face.kind for face in FACES) == KINDS
    assert all(bool(face.listing) is not bool(face.unlisted) for face in FACES)


def test_every_entry_has_a_page_and_nothing_else_has() -> None:
    shown = {page.entry.path: page.permalink for page in made_up.the_site().pages if page.entry}
    assert shown == {entry.path: entry.permalink for entry in made_up.library().all}
    assert not {CANAL, HARBOUR} & set(shown)


def test_every_entry_stands_in_the_list_of_its_kind_or_is_linked_to_from_another_page() -> None:
    linked: dict[str, set[str]] = {}
    for link, page in readers_pages().items():
        for href in page.xpath("//a/@href"):
            linked.setdefault(href.partition("#")[0], set()).add(link)
    for entry in made_up.library().all:
        face = face_of(entry)
        own_list = permalinks.listing(face.kind.folder)
        where = linked[entry.permalink] - {entry.permalink}
        if face.listing:
            assert {link for link in where if link.startswith(own_list)}, entry.path
        else:
            assert face.unlisted
            assert where, entry.path


def test_every_entry_is_in_the_sitemap() -> None:
    (sitemap,) = [p for p in hosting_pieces(made_up.the_site()) if p.paths == (SITEMAP[1:],)]
    text = (sitemap.make().value or ())[0].content.decode()
    for entry in made_up.library().all:
        assert f"<loc>{URL}{entry.permalink}</loc>" in text
    for hidden in ("/404.html", "/who-we-are/", "/case-studies/canal/", "/case-studies/harbour/"):
        assert f"{hidden}<" not in text


def test_every_entry_whose_kind_has_a_list_is_in_a_feed() -> None:
    feeds = made_up.the_feeds()
    for entry in made_up.library().all:
        face = face_of(entry)
        if face.listing:
            assert f"{URL}{entry.permalink}".encode() in feeds[f"{face.kind.folder}/feed.json"]


def test_every_value_on_a_shelf_has_its_page_and_its_feed() -> None:
    pages, feeds = site(), made_up.the_feeds()
    for link in (
        *("/tags/housing/", "/tags/money/", "/tags/energy/"),
        *("/regions/wales/", "/regions/london/", "/regions/elsewhere/"),
        *("/status/active/", "/status/ended/", "/status/paused/", "/status/changed/"),
    ):
        assert link in pages
        assert f"{link[1:]}atom.xml" in feeds
    assert "/tags/unused/" not in pages


# What holds for all


def test_every_link_inside_the_site_leads_somewhere() -> None:
    published, pages = files(), site()
    for link, document in pages.items():
        for address in (*document.xpath("//@href"), *document.xpath("//@src")):
            parts = urlsplit(urljoin(f"{URL}{link}", address))
            if parts.hostname != "commons.example":
                continue
            assert f"/{permalinks.output_path(unquote(parts.path))}" in published, f"{link}: {address}"
            if parts.fragment and parts.path in pages:
                assert pages[parts.path].xpath("//*[@id=$id]", id=parts.fragment), f"{link}: {address}"


def test_no_page_has_two_parts_of_one_name() -> None:
    for link, document in site().items():
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids)), link


def test_headings_start_at_one_and_skip_no_level() -> None:
    for link, document in site().items():
        levels = [int(h.tag[1]) for h in document.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
        assert levels.count(1) == 1, link
        assert levels[0] == 1, link
        assert all(after - before <= 1 for before, after in pairwise(levels)), link


def test_titles_and_descriptions_differ_from_page_to_page() -> None:
    shown = readers_pages().values()
    titles = [d.xpath("string(//title)") for d in shown]
    descriptions = [d.xpath("string(//meta[@name='description']/@content)") for d in shown]
    assert len(set(titles)) == len(titles)
    assert len(set(descriptions)) == len(descriptions)
    assert all(descriptions)


def test_the_same_words_at_the_foot_lead_to_one_address() -> None:
    for link, document in site().items():
        found: dict[str, str] = {}
        for anchor in document.xpath("//footer//a"):
            assert found.setdefault(words(anchor), anchor.get("href")) == anchor.get("href"), link


def test_nothing_is_run_or_styled_in_a_page() -> None:
    for document in site().values():
        assert not document.xpath("//@style|//style|//@*[starts-with(name(), 'on')]")
        assert set(document.xpath("//script[not(@src)]/@type")) <= {"application/ld+json"}
        policy = document.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy


def test_pages_stay_light() -> None:
    """HTML, style and two fonts: 50 KB for a first visit."""
    text = made_up.the_pages()[MILL_PAGE]
    made = made_up.assets().artifacts
    fonts = [a.content for a in made if a.path.endswith(".woff2") and "italic" not in a.path]
    light = made_up.weight(text)
    assert light < 14_000
    assert light + sum(map(len, fonts)) < 50_000


def test_an_empty_library_still_has_a_site() -> None:
    pages = made_up.pages(made_up.site(only=[]))
    assert {"/", "/case-studies/", "/editions/", "/404.html"} <= set(pages)


def test_a_site_below_a_path_links_below_it() -> None:
    document = rendered(MILL_PAGE, settings=made_up.config(base_url="https://host.example/power/"))
    assert document.xpath("//a[text()='on a page of ours']/@href") == ["/power/about/"]
    local = [href for href in document.xpath("//@href") if href.startswith("/")]
    assert local
    assert all(href.startswith("/power/") for href in local)
    assert document.xpath("//link[@rel='canonical']/@href") == [f"https://host.example/power{MILL_PAGE}"]
    assert not any("//" in href[8:] for href in document.xpath("//@href"))


def test_words_of_editors_are_never_markup() -> None:
    nasty = "<i>&amp;"
    study = made_up.changed(CWM, title=nasty, summary=nasty, authors=(nasty,))
    text = made_up.source(
        made_up.site(study, made_up.changed(ABOUT, title=nasty)), "/case-studies/tir-y-cwm/"
    )
    assert "<i>" not in text
    assert "&lt;i&gt;&amp;amp;" in text


# What machines read


def graphs() -> dict[str, list[dict[str, Any]]]:
    """The structured data of each page that has some."""
    found = {}
    for link, document in site().items():
        for block in document.xpath("//script[@type='application/ld+json']/text()"):
            found[link] = json.loads(block)["@graph"]
    return found


def everything_in(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(one for part in value.values() for one in everything_in(part))]
    return [one for part in value for one in everything_in(part)] if isinstance(value, list) else []


def test_every_organisation_of_ours_has_an_address_and_a_logo() -> None:
    organisations = [
        one
        for graph in graphs().values()
        for work in graph
        if work["@type"] != "Event"  # whose organisers are others
        for one in everything_in(work)
        if one["@type"] == "Organization"
    ]
    assert {one["name"] for one in organisations} == {"The Commons society", "The Commons editors"}
    for one in organisations:
        assert one["url"].startswith(URL)
        assert one["logo"].startswith(f"{URL}/assets/icon.")


def test_each_page_is_of_its_own_type() -> None:
    kinds = {link: graph[0]["@type"] for link, graph in graphs().items()}
    assert kinds["/"] == "WebSite"
    assert kinds[MILL_PAGE] == "Article"
    assert kinds[NOVEMBER_PAGE] == "NewsArticle"
    assert kinds["/about/"] == "WebPage"
    assert kinds["/tags/money/"] == kinds["/status/ended/"] == "CollectionPage"
    assert not {"/404.html", "/who-we-are/"} & set(kinds)


def test_the_structured_data_is_json_whatever_a_title_holds() -> None:
    evil = '</script><u>&"\\ \u2028'
    text = made_up.source(made_up.site(made_up.changed(CWM, title=evil)), "/case-studies/tir-y-cwm/")
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    graph = json.loads(text[start : text.index("</script>", start)])["@graph"]
    assert [part["@type"] for part in graph] == ["Article"]
    assert graph[0]["headline"] == evil
    assert "<u>" not in text


# A case study


def test_a_source_leads_back_to_the_first_place_that_cites_it() -> None:
    document = site()[MILL_PAGE]
    for number in ("1", "2"):
        back = document.xpath("//li[@id=$id]/a[text()='↩']/@href", id=f"source-{number}")
        assert back == [f"#cite-{number}"]
        (mark,) = document.xpath("//a[@id=$id]", id=f"cite-{number}")
        assert mark.get("href") == f"#source-{number}"
        assert mark.xpath("ancestor::div[contains(@class, 'story')]"), "the story's own, where it has one"
    assert len(document.xpath("//a[starts-with(@href, '#source-')]")) > 15


def test_a_case_study_shows_its_newest_correction_and_leads_to_the_others() -> None:
    one = made_up.entry(MILL).record.corrections[0]
    many = tuple(replace(one, date=date(2026, 1, day), was=f"It was {day}") for day in range(1, 8))
    address = made_up.entry(CWM).permalink
    document = rendered(address, made_up.changed(CWM, corrections=many))
    assert "Corrections: 7" in words(document)
    assert "It was 7" in words(document)
    assert "It was 6" not in words(document)
    assert document.xpath("//main//a[@href='/corrections/']")
    few = rendered(address, made_up.changed(CWM, corrections=many[:1]))
    assert not few.xpath("//main//a[@href='/corrections/']")


def test_a_case_study_says_who_decided_before_and_after() -> None:
    text = words(site()[MILL_PAGE])
    assert "Before A landlord decided. [1]" in text
    assert "After The tenants decide together. [2] They meet each month. [2] [1]" in text
    assert "Ended March 2020" in text
    assert "£500 January 2013" in text
    assert "£400 by 2019" in text
    assert "It said: Twelve flats It now says: Ten flats Why: A reader counted them" in text


def test_an_active_case_study_says_when_its_check_is_old() -> None:
    for checked, words_of_age in (
        (date(2026, 1, 1), None),
        (date(2025, 11, 22), None),
        (date(2025, 11, 21), "more than a year ago"),
        (date(2022, 3, 1), "more than 4 years ago"),
    ):
        text = words(rendered("/case-studies/tir-y-cwm/", made_up.changed(CWM, checked=checked)))
        assert ("ago" in text) is (words_of_age is not None)
        assert words_of_age is None or words_of_age in text
    old = made_up.changed(CWM, status="historic", checked=date(2020, 1, 1))
    assert "ago" not in words(rendered("/case-studies/tir-y-cwm/", old))


@pytest.mark.parametrize(("path", "address"), [(MILL, "yard.png"), (PRESTON, "the%20square.png")])
def test_a_picture_is_shown_with_its_words_and_its_maker(path: str, address: str) -> None:
    record = made_up.entry(path).record
    document = site()[made_up.entry(path).permalink]
    picture = document.xpath("//figure[@class='picture']/img")[0]
    width, height = ("30", "20") if path == MILL else ("24", "24")
    assert dict(picture.attrib) == {
        "src": f"/media/images/{address}",
        "alt": record.image.alt or "",
        "width": width,
        "height": height,
    }
    caption = words(document.xpath("//figcaption")[0])
    assert caption.startswith(f"Picture: {record.image.credit}")
    assert caption.endswith(f", {record.image.licence}")


def test_a_picture_that_is_not_measured_is_shown_all_the_same() -> None:
    image = Image(file="../images/gone.jpg", alt="A queue", credit="Ann", licence="CC BY 4.0")
    document = rendered("/case-studies/tir-y-cwm/", made_up.changed(CWM, image=image))
    (picture,) = document.xpath("//figure/img")
    assert dict(picture.attrib) == {"src": "/media/images/gone.jpg", "alt": "A queue"}


@pytest.mark.parametrize(("lang", "direction"), [("cy", None), ("ar", "rtl"), ("ur-PK", "rtl")])
def test_a_page_in_another_language_says_so_and_its_frame_stays_english(
    lang: str, direction: str | None
) -> None:
    document = rendered("/case-studies/tir-y-cwm/", made_up.changed(CWM, lang=lang))
    assert (document.get("lang"), document.get("dir")) == (lang, direction)
    frame = document.xpath("//body/*[not(self::main)]")
    assert len(frame) == 4
    assert {(part.get("lang"), part.get("dir")) for part in frame} == {
        ("en-GB", "ltr" if direction else None)
    }


def test_a_page_in_english_says_its_language_once() -> None:
    assert site()[MILL_PAGE].xpath("//@lang") == ["en-GB"]
    assert not site()[MILL_PAGE].xpath("//@dir")


def test_a_former_address_leads_to_the_present_one() -> None:
    for former in ("/case-studies/mill/", "/preston.html"):
        document = site()[former]
        link = MILL_PAGE if "mill" in former else "/case-studies/preston/"
        assert document.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={link}"]
        assert document.xpath("//link[@rel='canonical']/@href") == [URL + link]
        assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]


# Lists, home, editions


def test_the_front_page_leads_from_what_ended_to_exactly_that() -> None:
    counts = {
        words(row.find("dt")): row.find("dd/a")
        for row in site()["/"].xpath("//dl[contains(@class, 'ledger')]/div")
    }
    ended = counts["Ended"]
    assert ended.get("href") == "/status/ended/"
    assert words(ended).startswith("2")
    listed = site()["/status/ended/"].xpath("//ol[@class='cards']//h2/a/@href")
    ends = [e.permalink for e in made_up.library().of(CaseStudy) if e.record.status == "ended"]
    assert listed == ends == ["/case-studies/brixton-pound/", MILL_PAGE]
    assert counts["Still running"].get("href") == "/status/active/"
    assert counts["Places"].get("href") == "/places/"


def test_a_long_list_is_split_into_numbered_pages() -> None:
    few = made_up.config(limits=replace(made_up.config().site.limits, per_page=2))
    pages = made_up.pages(made_up.site(without=[made_up.BANK], settings=few))
    links = ["/case-studies/", "/case-studies/page/2/", "/case-studies/page/3/"]
    assert {link for link in pages if link.startswith("/case-studies/page/")} == set(links[1:])
    documents = [lxml_html.document_fromstring(pages[link]) for link in links]
    shown = [document.xpath("//ol[@class='cards']//h2/a/@href") for document in documents]
    assert [len(part) for part in shown] == [2, 2, 1]
    assert shown[0][0] == "/case-studies/brixton-pound/"
    assert documents[1].xpath("string(//a[@rel='prev']/@href)") == links[0]
    assert documents[1].xpath("string(//a[@rel='next']/@href)") == links[2]


def test_an_edition_has_the_order_of_its_letter() -> None:
    document = site()[NOVEMBER_PAGE]
    main = document.xpath("//main")[0]
    found = [words(heading) for heading in main.xpath(".//h2") if heading.get("id") != "page-contents"]
    assert found[:7] == [
        "Case studies in this edition",
        "Who holds the money",
        "A heading somebody said",
        "In numbers",
        "Also in the library",
        "Try this: Ring the owner",
        "Corrections",
    ]
    assert document.xpath(f"//a[@href='{NOVEMBER_PAGE}edition.txt']")


def test_the_form_posts_where_the_settings_say() -> None:
    for link in ("/", "/subscribe/", "/editions/", NOVEMBER_PAGE):
        document = site()[link]
        assert document.xpath("//main//form/@action") == ["https://lists.example/subscribe"]
        assert document.xpath("//main//label/@for") == document.xpath("//main//form//input/@id")
    policy = site()["/"].xpath("string(//meta[@http-equiv]/@content)")
    assert "form-action 'self' https://lists.example" in policy


def test_without_a_form_readers_are_told_how_to_follow_by_feed() -> None:
    document = rendered("/subscribe/", settings=made_up.config(subscribe_url=None))
    assert not document.xpath("//main//form")
    assert document.xpath("//main//a[@href='/follow/']")


def test_a_preview_marks_what_is_not_out_yet() -> None:
    preview = made_up.pages(made_up.site(drafts=True, future=True))
    for link in ("/case-studies/canal/", "/editions/2027-01/", "/case-studies/page/3/", "/editions/"):
        assert "Draft, not published" in preview[link], link
    assert "To be published on 10 January 2027" in preview["/case-studies/harbour/"]
    assert not any("not published" in html for html in made_up.the_pages().values())


def test_an_imprint_stands_at_the_foot_of_every_page_and_on_none_without() -> None:
    imprint = made_up.config().site.imprint
    assert imprint
    for link, document in readers_pages().items():
        assert imprint in words(document.xpath("//footer")[0]), link
    without = made_up.pages(made_up.site(settings=made_up.config(imprint=None)))
    assert not any("Promoted by" in html for html in without.values())


def test_the_lists_name_every_entry_once_in_order() -> None:
    listed = [
        href
        for link in ("/case-studies/", "/case-studies/page/2/")
        for href in site()[link].xpath("//ol[@class='cards']//h2/a/@href")
    ]
    paths = (BRIXTON, PRESTON, MILL, CWM, made_up.BANK, ROOFS)
    assert listed == [made_up.entry(path).permalink for path in paths]
    assert site()["/editions/"].xpath("//ol[@class='cards']//h2/a/@href") == [
        made_up.entry(path).permalink for path in (NOVEMBER, made_up.OCTOBER)
    ]
