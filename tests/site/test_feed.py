"""The feeds: what stands in them, and that readers open them without complaint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from time import struct_time
from typing import Any

import feedparser
import pytest
from lxml import etree
from lxml import html as lxml_html

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Correction
from newsletter.engine.store import name_of
from newsletter.site.faces import listed_faces
from newsletter.site.feeds import FeedPlan, lasting_address, plan_feeds
from newsletter.site.making import Site, feed_pieces
from newsletter.site.shelves import SHELVES
from tests import made_up
from tests.made_up import ABOUT, BRIXTON, CANAL, CWM, HARBOUR, MILL, NOVEMBER, PRESTON, ROOFS, TODAY

URL = "https://commons.example"
FULL = ("/", *(permalinks.listing(face.kind.folder) for face, _ in listed_faces()))


@cache
def plans() -> Mapping[str, FeedPlan]:
    return {plan.listing: plan for plan in plan_feeds(made_up.desk())}


def listings(*put: Entry[Any], **more: Any) -> dict[str, list[str]]:
    """The paths of the entries in each feed, by the page it follows."""
    return {
        plan.listing: [entry.path for entry in plan.entries]
        for plan in plan_feeds(made_up.desk(*put, **more))
    }


def forms(listing: str = "/", of: Mapping[str, bytes] | None = None) -> tuple[Any, Any, dict[str, Any]]:
    """The feed as feedparser understands its RSS and its Atom, and its JSON; none may be doubtful."""
    feeds = made_up.the_feeds() if of is None else of
    rss, atom, json_feed = (
        feeds[permalinks.output_path(permalinks.feed(listing, form))] for form in permalinks.FEED_FORMS
    )
    parsed = feedparser.parse(rss), feedparser.parse(atom)
    assert [p.bozo for p in parsed] == [0, 0], [p.get("bozo_exception") for p in parsed]
    return *parsed, json.loads(json_feed)


def told(path: str, *put: Entry[Any], **more: Any) -> str:
    """What the feeds tell of an entry: the same in each form that has it."""
    shown = told_everywhere(made_up.feeds(made_up.site(*put, **more)) if put or more else made_up.the_feeds())
    (only,) = set(shown[URL + made_up.entry(path).permalink])
    return only


def told_everywhere(feeds: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The HTML of each entry in every form of every feed, by its address."""
    found: dict[str, list[str]] = {}
    for path, content in feeds.items():
        if path.endswith(".json"):
            items = [(item["url"], item["content_html"]) for item in json.loads(content)["items"]]
        else:
            items = [(entry.link, _content(entry)) for entry in feedparser_entries(content)]
        for url, html in items:
            found.setdefault(url, []).append(html)
    return found


def feedparser_entries(content: bytes) -> list[Any]:
    """Entries as they are written: feedparser's own sanitiser would take parts of them out."""
    parsed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo
    return list(parsed.entries)


def _content(entry: Any) -> str:
    return str(entry.content[0].value)


def words(html: str) -> str:
    return " ".join(lxml_html.fromstring(f"<div>{html}</div>").text_content().split())


def day(moment: struct_time) -> date:
    return date(*moment[:3])


# Which feeds there are, and what is in them


def test_everything_and_each_kind_with_a_list_has_its_feed_in_every_form() -> None:
    feeds = set(made_up.the_feeds())
    for listing in FULL:
        for form in permalinks.FEED_FORMS:
            assert permalinks.output_path(permalinks.feed(listing, form)) in feeds


def test_a_shelf_is_followed_by_atom_alone() -> None:
    shelves = {listing: plan for listing, plan in plans().items() if listing not in FULL}
    assert {listing.split("/")[1] for listing in shelves} == {shelf.address.strip("/") for shelf in SHELVES}
    for listing, plan in shelves.items():
        assert plan.paths == (f"{listing[1:]}atom.xml",)
    assert "/tags/unused/" not in shelves


def test_a_shelf_has_twenty_entries_at_most_however_many_other_feeds_hold() -> None:
    more = [made_up.changed(CWM, as_=f"cwm-{n}") for n in range(30)]
    found = listings(*more, settings=_feeds_of(25))
    assert len(found["/"]) == len(found["/case-studies/"]) == 25
    assert (
        len(found["/tags/housing/"]) == len(found["/regions/wales/"]) == len(found["/status/active/"]) == 20
    )
    assert len(listings(*more, settings=_feeds_of(3))["/tags/housing/"]) == 3


def _feeds_of(entries: int) -> Config:
    return made_up.config(limits=replace(made_up.config().site.limits, feed_entries=entries))


def test_every_page_that_names_a_feed_names_one_that_is_made() -> None:
    made = {f"/{path}" for path in made_up.the_feeds()} | {"/corrections/atom.xml"}
    for link, html in made_up.the_pages().items():
        named = lxml_html.document_fromstring(html).xpath("//link[@rel='alternate']/@href")
        assert set(named) <= made, link


def test_the_newest_come_first_and_editions_stand_among_case_studies() -> None:
    found = listings()["/"]
    assert found == [NOVEMBER, BRIXTON, PRESTON, made_up.OCTOBER, MILL, CWM]


def test_entries_of_one_day_always_come_in_the_same_order() -> None:
    same = [made_up.changed(CWM, as_=name, published=date(2026, 11, 15)) for name in ("b", "c", "a")]
    found = listings(*same)["/"][:4]
    assert [path.rsplit("/")[-1] for path in found] == ["2026-11.md", "a.md", "b.md", "c.md"]


def test_a_case_study_without_a_date_counts_from_the_day_it_was_checked() -> None:
    assert made_up.entry(ROOFS).record.published is None
    assert listings()["/case-studies/"] == [BRIXTON, PRESTON, MILL, CWM, ROOFS, made_up.BANK]
    json_feed = forms("/case-studies/")[2]
    assert json_feed["items"][4]["date_published"] == "2026-09-10T00:00:00Z"


def test_what_is_shown_as_a_preview_only_is_in_no_feed() -> None:
    found = {path for paths in listings(drafts=True, future=True).values() for path in paths}
    assert not found & {CANAL, HARBOUR, made_up.DECEMBER, made_up.JANUARY}
    assert MILL in found


# The forms


@pytest.mark.parametrize("listing", FULL)
def test_feedparser_opens_every_feed_without_complaint(listing: str) -> None:
    rss, atom, json_feed = forms(listing)
    assert (rss.version, atom.version) == ("rss20", "atom10")
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert rss.feed.title == atom.feed.title == json_feed["title"]
    assert rss.feed.language == atom.feed.language == json_feed["language"] == "en-GB"
    assert atom.feed.icon == json_feed["icon"]
    assert json_feed["icon"].startswith(f"{URL}/assets/icon.")
    assert "CC BY 4.0" in rss.feed.rights
    assert rss.feed.rights == atom.feed.rights


@pytest.mark.parametrize("listing", FULL)
def test_each_feed_says_where_it_lives_and_which_page_it_follows(listing: str) -> None:
    rss, atom, json_feed = forms(listing)
    for parsed, form in ((rss, "feed.xml"), (atom, "atom.xml")):
        links = {link.rel: link.href for link in parsed.feed.links}
        assert links == {"alternate": URL + listing, "self": URL + listing + form}
        assert parsed.feed.link == URL + listing
    assert (json_feed["home_page_url"], json_feed["feed_url"]) == (
        URL + listing,
        f"{URL}{listing}feed.json",
    )


def test_a_shelf_says_where_it_lives_too() -> None:
    for listing in set(plans()) - set(FULL):
        parsed = feedparser.parse(made_up.the_feeds()[f"{listing[1:]}atom.xml"])
        assert not parsed.bozo
        assert {link.rel: link.href for link in parsed.feed.links} == {
            "alternate": URL + listing,
            "self": f"{URL}{listing}atom.xml",
        }


def test_every_entry_of_every_feed_has_an_author() -> None:
    creator = "{http://purl.org/dc/elements/1.1/}creator"
    for path, content in made_up.the_feeds().items():
        if path.endswith("feed.json"):
            named = [[one["name"] for one in item["authors"]] for item in json.loads(content)["items"]]
        elif path.endswith("feed.xml"):
            named = [
                [one.text or "" for one in item.iter(creator)]
                for item in etree.fromstring(content).iter("item")
            ]
        else:
            atom = "{http://www.w3.org/2005/Atom}"
            named = [
                [one.text or "" for one in entry.iter(f"{atom}name")]
                for entry in etree.fromstring(content).iter(f"{atom}entry")
            ]
        assert named, path
        assert all(names and all(names) for names in named), path


def test_authors_are_those_it_names_or_else_the_publisher() -> None:
    rss, atom, json_feed = forms("/case-studies/")
    for entries in (
        [[one.name for one in entry.authors] for entry in rss.entries],
        [[one.name for one in entry.authors] for entry in atom.entries],
        [[one["name"] for one in item["authors"]] for item in json_feed["items"]],
    ):
        assert entries[:2] == [["The Commons society"], ["The Commons editors", "A. Author"]]


def test_an_entry_is_known_by_the_same_name_in_every_form() -> None:
    rss, atom, json_feed = forms("/editions/")
    names = [f"{URL}/editions/2026-11/", f"{URL}/editions/2026-10/"]
    assert [e.id for e in rss.entries] == [e.id for e in atom.entries] == names
    assert [item["id"] for item in json_feed["items"]] == names
    assert made_up.the_feeds()["editions/feed.xml"].count(b'isPermaLink="true"') == 2


def test_a_new_title_leaves_an_entry_the_same_entry() -> None:
    feeds = made_up.feeds(made_up.site(made_up.changed(BRIXTON, title="Another name")))
    before, after = (forms("/case-studies/", of)[0].entries[0] for of in (made_up.the_feeds(), feeds))
    assert before.title == "Brixton: money of its own"
    assert (after.id, after.title) == (before.id, "Another name")


def test_a_renamed_file_leaves_an_entry_the_same_entry() -> None:
    rss, atom, json_feed = forms("/case-studies/")
    former, address = f"{URL}/case-studies/mill/", f"{URL}/case-studies/old-mill/"
    assert rss.entries[2].id == atom.entries[2].id == json_feed["items"][2]["id"] == former
    assert rss.entries[2].link == atom.entries[2].link == json_feed["items"][2]["url"] == address
    assert b'isPermaLink="false"' in made_up.the_feeds()["case-studies/feed.xml"]
    assert lasting_address("/case-studies/x/", ("/x/", "/x.html")) == "/case-studies/x/"


def test_dates_are_those_of_the_entries_at_midnight_utc() -> None:
    rss, atom, json_feed = forms("/case-studies/")
    assert day(rss.entries[1].published_parsed) == day(atom.entries[1].published_parsed) == date(2026, 11, 2)
    assert day(atom.entries[1].updated_parsed) == date(2026, 11, 10)
    assert json_feed["items"][1]["date_published"] == "2026-11-02T00:00:00Z"
    assert json_feed["items"][1]["date_modified"] == "2026-11-10T00:00:00Z"
    assert rss.entries[1].published == "Mon, 02 Nov 2026 00:00:00 +0000"


def test_a_feed_is_as_new_as_the_newest_change_in_it() -> None:
    mended = made_up.changed(
        CWM, corrections=(Correction(date=date(2026, 11, 21), was="Ten.", now="Two.", why="A reader wrote."),)
    )
    for feeds, newest in (
        (made_up.the_feeds(), date(2026, 11, 20)),
        (made_up.feeds(made_up.site(mended)), date(2026, 11, 21)),
    ):
        rss, atom, _ = forms(of=feeds)
        assert day(rss.feed.updated_parsed) == day(atom.feed.updated_parsed) == newest


def test_an_empty_feed_opens_too_and_needs_no_clock() -> None:
    rss, atom, json_feed = forms(of=made_up.feeds(made_up.site(only=[])))
    assert rss.entries == atom.entries == json_feed["items"] == []
    assert day(atom.feed.updated_parsed) == date(1970, 1, 1)


def test_the_same_library_gives_the_same_bytes() -> None:
    assert made_up.feeds(made_up.site()) == made_up.the_feeds()


# What an entry tells


def test_an_entry_is_told_alike_in_every_form_of_every_feed_it_stands_in() -> None:
    for url, shown in told_everywhere(made_up.the_feeds()).items():
        assert len(set(shown)) == 1, url


def test_a_case_study_is_told_whole() -> None:
    shown = words(told(MILL))
    record = made_up.entry(MILL).record
    outcome, start = record.outcomes[0], record.start_here
    for part in (
        record.summary,
        "Ended March 2020",
        "A roof comes first.",
        "Leeds",
        "Yorkshire and the Humber",
        "A landlord decided.",
        "The tenants decide together.",
        outcome.measure,
        "the flats",
        "£500",
        "January 2013",
        "£400",
        "by 2019",
        "Unit: pounds a month",
        "Heating is left out.",
        "made a plan.",
        "What went wrong",
        "The Mill Society",
        "First chair, 2013",
        "Who paid?",
        "The tenants did.",
        "The council did.",
        "The purchase",
        "£1m",
        *(start.first_step, start.people, start.time, start.money, *start.pitfalls, *start.tried_elsewhere),
        "Radical Routes",
        "Every tenant has one vote.",
        "Report on the mill",
        "Leeds City Council",
    ):
        assert part.partition("[^")[0] in shown, part


def test_a_case_study_is_told_in_the_order_of_its_page() -> None:
    for path in (MILL, PRESTON):
        shown = lxml_html.fromstring(f"<div>{told(path)}</div>").xpath("//h2/text()")
        page = lxml_html.fromstring(made_up.the_pages()[made_up.entry(path).permalink])
        titles = [" ".join(heading.itertext()) for heading in page.xpath("//main//h2")]
        assert len(shown) > 3
        ordered = [title for title in titles if title in shown]
        assert [title for title in shown if title in ordered] == ordered


@pytest.mark.parametrize("path", [MILL, PRESTON, BRIXTON, ROOFS, CWM, NOVEMBER, made_up.OCTOBER])
def test_every_link_within_an_entry_leads_to_a_part_of_that_entry(path: str) -> None:
    document = lxml_html.fromstring(f"<div>{told(path)}</div>")
    page = URL + made_up.entry(path).permalink
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    within = [href for href in document.xpath("//@href") if href.startswith("#")]
    assert bool(within) is ("case-studies" in path)
    assert {href[1:] for href in within} <= set(ids)
    on_the_page = lxml_html.document_fromstring(made_up.the_pages()[made_up.entry(path).permalink])
    for href in document.xpath("//@href"):
        if href.startswith(f"{page}#"):
            assert on_the_page.get_element_by_id(href.partition("#")[2]) is not None


def test_every_mark_of_a_case_study_leads_to_its_source_and_back() -> None:
    document = lxml_html.fromstring(f"<div>{told(MILL)}</div>")
    marks = document.xpath("//a[starts-with(@href, '#source-')]/@href")
    assert set(marks) == {"#source-1", "#source-2"}
    back = [href[1:] for href in document.xpath("//li/a[starts-with(@href, '#cite-')]/@href")]
    assert sorted(back) == sorted(document.xpath("//a[starts-with(@href, '#source-')]/@id"))


def test_other_links_and_pictures_are_whole_addresses() -> None:
    for url, (shown, *_) in told_everywhere(made_up.the_feeds()).items():
        document = lxml_html.fromstring(f"<div>{shown}</div>")
        for address in (*document.xpath("//@href[not(starts-with(., '#'))]"), *document.xpath("//@src")):
            assert address.startswith(("https://", "http://")), (url, address)
        assert permalinks.SITE_ROOT not in shown
    assert f'<a href="{URL}/about/">' in told(MILL)
    assert f'src="{URL}/media/images/the%20square.png"' in told(PRESTON)


def test_words_that_look_like_a_link_are_words() -> None:
    body = f'<p><code>href="#as-words"</code> <a href="https://elsewhere.example/#x">out</a> {permalinks.SITE_ROOT}</p>'
    shown = told(CWM, made_up.changed(CWM, body=body))
    assert '<code>href="#as-words"</code>' in shown
    assert 'href="https://elsewhere.example/#x"' in shown


def test_a_site_below_a_path_is_linked_to_below_it() -> None:
    feeds = made_up.feeds(made_up.site(settings=made_up.config(base_url="https://host.example/power/")))
    document = lxml_html.fromstring(forms("/case-studies/", feeds)[2]["items"][2]["content_html"])
    addresses = document.xpath("//a[text()='on a page of ours']/@href")
    assert addresses == ["https://host.example/power/about/"]
    assert b"power//" not in b"".join(feeds.values())


def test_words_that_look_like_markup_stay_words() -> None:
    odd = made_up.changed(BRIXTON, title="R&D <b>", summary="1 < 2 & ]]> &amp; <script>x</script>")
    feeds = made_up.feeds(made_up.site(odd))
    rss, atom, json_feed = forms("/case-studies/", feeds)
    assert json_feed["items"][0]["title"] == "R&D <b>"
    assert b"R&amp;D &lt;b&gt;" in feeds["case-studies/feed.xml"]
    assert (
        rss.entries[0].summary
        == atom.entries[0].summary
        == "1 &lt; 2 &amp; ]]&gt; &amp;amp; &lt;script&gt;x&lt;/script&gt;"
    )


def test_characters_no_feed_can_carry_are_left_out() -> None:
    odd = made_up.changed(
        BRIXTON, title="A\x01B", summary="C\x0bD", body="<p>E\x08\ufffeF</p>", authors=("G\x00H",)
    )
    rss, atom, json_feed = forms("/case-studies/", made_up.feeds(made_up.site(odd)))
    assert rss.entries[0].title == atom.entries[0].title == json_feed["items"][0]["title"] == "AB"
    assert "<p>EF</p>" in json_feed["items"][0]["content_html"]


def test_tags_come_along() -> None:
    rss, atom, json_feed = forms("/case-studies/")
    assert (
        [tag.term for tag in rss.entries[1].tags]
        == json_feed["items"][1]["tags"]
        == ["Money", "Land & housing"]
    )
    assert [(tag.term, tag.label) for tag in atom.entries[1].tags] == [
        ("money", "Money"),
        ("housing", "Land & housing"),
    ]


def test_words_in_another_language_say_so() -> None:
    assert told(CWM).startswith('<div lang="cy">')
    json_feed = forms("/case-studies/")[2]
    assert [item["language"] for item in json_feed["items"]] == ["en-GB"] * 3 + ["cy"] + ["en-GB"] * 2


# Their keys


def keys(of: Site) -> dict[str, object]:
    return {path: name_of(piece.plain) for piece in feed_pieces(of) for path in piece.paths}


def test_a_feed_has_another_key_where_its_bytes_are_others_and_only_where_an_entry_of_it_is() -> None:
    mended = made_up.site(made_up.changed(ROOFS, body="<p>Another story.</p>"))
    before, after = keys(made_up.the_site()), keys(mended)
    renamed = {path for path in before if before[path] != after[path]}
    feeds = made_up.feeds(mended)
    assert renamed == {path for path in feeds if feeds[path] != made_up.the_feeds()[path]}
    assert "case-studies/feed.xml" in renamed
    assert not any(path.startswith("editions/") for path in renamed), "it names the roofs, and shows no body"


def test_an_entry_is_written_once_for_all_feeds_it_stands_in() -> None:
    pieces = tuple(feed_pieces(made_up.the_site()))
    entries = {id(part) for piece in pieces for part in piece.parts[1:]}
    assert len(entries) == len({e.path for plan in plans().values() for e in plan.entries})


def test_pages_are_in_no_feed() -> None:
    assert not any(ABOUT in paths for paths in listings(today=TODAY).values())
