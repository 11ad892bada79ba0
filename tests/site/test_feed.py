"""The feeds: what stands in them, and that readers open them without complaint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import struct_time
from typing import Any

import feedparser
import pytest
from newsletter.site.feed import render_feed
from newsletter.site.feed_plan import FeedPlan, plan_feeds

from newsletter import permalinks
from newsletter.content.config import Config, Limits, Place, Site, Tag
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, Power
from newsletter.content.kinds.edition import Edition, Feature, Pointer, Section, TryThis
from newsletter.content.kinds.shared import Citation, Correction
from newsletter.content.library import Library
from newsletter.content.words.when import When
from tests.bodies import body
from tests.site.examples import SITE as EXAMPLE

ROOT, OWN_PAGE = permalinks.SITE_ROOT, permalinks.OWN_PAGE
#: With the slash that some publishers write at the end.
SITE = replace(EXAMPLE, base_url="https://newpower.example/")
TAGS = {
    "money": Tag(title="Money & banks", definition="Who makes it, lends it and spends it."),
    "energy": Tag(title="Energy", definition="Heat and power."),
    "unused": Tag(title="Unused", definition="Nothing stands under it."),
}
PLACES = {"preston": Place(name="Preston", lat=53.76, lon=-2.7, region="north-west", nation="England")}


def study(
    slug: str, published: date | None, *tags: str, html: str = "<p>Story.</p>", **fields: Any
) -> Entry[CaseStudy]:
    record = CaseStudy(
        title=fields.pop("title", slug.title()),
        summary=fields.pop("summary", f"What happened in {slug}."),
        published=published,
        tags=tags or ("money",),
        places=("preston",),
        status="active",
        started=When(2011),
        checked=date(2026, 11, 1),
        governance="council-led",
        power=Power(before="A board in London.[^a]", after="Members & neighbours.[^a]"),
        sources=(
            Citation(id="a", title="A", publisher="The paper", evidence="press", relationship="independent"),
        ),
        **fields,
    )
    return Entry(f"content/case-studies/{slug}.md", record, body(html), (), {}, slug)


def edition(month: str, published: date, html: str = "<p>Hello.</p>", **fields: Any) -> Entry[Edition]:
    record = Edition(
        title=f"Edition {month}",
        summary="The letter.",
        published=published,
        number=1,
        subject="The letter",
        preheader="What is in it",
        **fields,
    )
    return Entry(f"content/editions/{month}.md", record, body(html), (), {}, month)


def library(
    studies: Sequence[Entry[CaseStudy]] = (),
    editions: Sequence[Entry[Edition]] = (),
    site: Site = SITE,
    **fields: Any,
) -> Library:
    by_day = sorted(studies, key=lambda e: (e.record.published or date.min).toordinal(), reverse=True)
    return Library(
        config=Config(site, TAGS, PLACES),
        build_date=date(2026, 11, 30),
        case_studies=tuple(by_day),
        editions=tuple(sorted(editions, key=lambda e: e.record.published, reverse=True)),
        pages=(),
        by_path={e.path: e for e in (*studies, *editions)},
        tagged={k: t for k in TAGS if (t := tuple(e for e in by_day if k in e.record.tags))},
        regional={},
        related_to={},
        held_back=fields.get("held_back", {}),
    )


def plan(of: Library, listing: str = "/") -> FeedPlan:
    return next(p for p in plan_feeds(of, icon="/icon.svg") if p.listing == listing)


def forms(of: Library, listing: str = "/") -> tuple[Any, Any, dict[str, Any]]:
    """The feed as feedparser understands its RSS and its Atom, and its JSON; none may be doubtful."""
    rss, atom, json_feed = (artifact.content for artifact in render_feed(plan(of, listing)))
    parsed = feedparser.parse(rss), feedparser.parse(atom)
    assert [p.bozo for p in parsed] == [0, 0], [p.get("bozo_exception") for p in parsed]
    return *parsed, json.loads(json_feed)


def whole(of: Library, listing: str = "/") -> list[list[str]]:
    """What each form shows of each entry, which must be the same."""
    rss, atom, json_feed = forms(of, listing)
    return [
        [entry.content[0].value for entry in rss.entries],
        [entry.content[0].value for entry in atom.entries],
        [item["content_html"] for item in json_feed["items"]],
    ]


def day(moment: struct_time) -> date:
    return date(*moment[:3])


PRESTON = study("preston", date(2026, 11, 2), "money")
WIGAN = study("wigan", date(2026, 11, 4), "energy", "money", updated=date(2026, 11, 20))
LETTER = edition(
    "2026-11", date(2026, 11, 15), features=(Feature(study="../case-studies/wigan.md", why="It ended."),)
)


def test_there_is_a_feed_of_all_of_editions_of_the_library_and_of_each_tag_in_use():
    listings = [p.listing for p in plan_feeds(library([PRESTON, WIGAN], [LETTER]))]
    assert listings == ["/", "/editions/", "/case-studies/", "/tags/money/", "/tags/energy/"]


def test_each_feed_comes_in_three_forms_at_its_addresses():
    paths = [artifact.path for artifact in render_feed(plan(library([WIGAN]), "/tags/energy/"))]
    assert paths == ["tags/energy/feed.xml", "tags/energy/atom.xml", "tags/energy/feed.json"]


@pytest.mark.parametrize("listing", ["/", "/editions/", "/case-studies/", "/tags/money/"])
def test_feedparser_opens_every_feed_without_complaint(listing: str):
    rss, atom, json_feed = forms(library([PRESTON, WIGAN], [LETTER]), listing)
    assert rss.version == "rss20"
    assert atom.version == "atom10"
    assert json_feed["version"] == "https://jsonfeed.org/version/1.1"
    assert rss.feed.title == atom.feed.title == json_feed["title"]
    assert rss.feed.language == atom.feed.language == json_feed["language"] == "en-GB"
    assert atom.feed.icon == json_feed["icon"] == "https://newpower.example/icon.svg"
    assert "CC BY 4.0" in rss.feed.rights
    assert rss.feed.rights == atom.feed.rights


@pytest.mark.parametrize("listing", ["/", "/tags/money/"])
def test_each_feed_says_where_it_lives_and_which_page_it_follows(listing: str):
    rss, atom, json_feed = forms(library([PRESTON, WIGAN], [LETTER]), listing)
    page = "https://newpower.example" + listing
    for parsed, form in ((rss, "feed.xml"), (atom, "atom.xml")):
        links = {link.rel: link.href for link in parsed.feed.links}
        assert links == {"alternate": page, "self": page + form}
        assert parsed.feed.link == page
    assert (json_feed["home_page_url"], json_feed["feed_url"]) == (page, page + "feed.json")


def test_the_newest_come_first_and_editions_stand_among_case_studies():
    old, new = study("old", date(2026, 10, 1)), study("new", date(2026, 11, 20))
    rss, atom, json_feed = forms(library([old, new], [LETTER]))
    titles = ["New", "Edition 2026-11", "Old"]
    assert [e.title for e in rss.entries] == [e.title for e in atom.entries] == titles
    assert [item["title"] for item in json_feed["items"]] == titles


def test_entries_of_one_day_always_come_in_the_same_order():
    studies = [study(slug, date(2026, 11, 15)) for slug in "bca"]
    titles = [item["title"] for item in forms(library(studies, [LETTER]))[2]["items"]]
    assert titles == ["Edition 2026-11", "B", "C", "A"], "the letter, then the order of the library"


def test_a_feed_holds_no_more_than_the_limit():
    site = replace(SITE, limits=Limits(feed_entries=3))
    studies = [study(f"s{n}", date(2026, 1, n)) for n in range(1, 8)]
    for entries in whole(library(studies, site=site)):
        assert len(entries) == 3


def test_an_entry_is_known_by_the_same_name_in_every_form():
    rss, atom, json_feed = forms(library([PRESTON], [LETTER]))
    names = ["https://newpower.example/editions/2026-11/", "https://newpower.example/case-studies/preston/"]
    assert [e.id for e in rss.entries] == [e.id for e in atom.entries] == names
    assert [item["id"] for item in json_feed["items"]] == names
    assert render_feed(plan(library([PRESTON], [LETTER])))[0].content.count(b'isPermaLink="true"') == 2


def test_a_new_title_leaves_an_entry_the_same_entry():
    renamed = replace(PRESTON, record=replace(PRESTON.record, title="Another name"))
    before, after = (forms(library([entry]))[0].entries[0] for entry in (PRESTON, renamed))
    assert (before.id, before.title) == ("https://newpower.example/case-studies/preston/", "Preston")
    assert (after.id, after.title) == (before.id, "Another name")


def test_a_renamed_file_leaves_an_entry_the_same_entry():
    moved = study("preston-model", date(2026, 11, 2), redirect_from=("/preston/", "/case-studies/preston/"))
    rss, atom, json_feed = forms(library([moved]))
    former, address = (
        "https://newpower.example/case-studies/preston/",
        "https://newpower.example/case-studies/preston-model/",
    )
    assert rss.entries[0].id == atom.entries[0].id == json_feed["items"][0]["id"] == former
    assert rss.entries[0].link == atom.entries[0].link == json_feed["items"][0]["url"] == address
    assert b'isPermaLink="false"' in render_feed(plan(library([moved])))[0].content


def test_dates_are_those_of_the_entries_at_midnight_utc():
    rss, atom, json_feed = forms(library([PRESTON, WIGAN]), "/tags/energy/")
    assert day(rss.entries[0].published_parsed) == day(atom.entries[0].published_parsed) == date(2026, 11, 4)
    assert day(atom.entries[0].updated_parsed) == date(2026, 11, 20)
    assert json_feed["items"][0]["date_published"] == "2026-11-04T00:00:00Z"
    assert json_feed["items"][0]["date_modified"] == "2026-11-20T00:00:00Z"
    assert rss.entries[0].published == "Wed, 04 Nov 2026 00:00:00 +0000"


def test_a_feed_is_as_new_as_the_newest_change_in_it():
    mended = study(
        "mended",
        date(2020, 1, 1),
        corrections=(Correction(date=date(2026, 12, 1), was="Ten.", now="Two.", why="A reader wrote."),),
    )
    for entries, newest in (([PRESTON, WIGAN], date(2026, 11, 20)), ([PRESTON, mended], date(2026, 12, 1))):
        rss, atom, _ = forms(library(entries))
        assert day(rss.feed.updated_parsed) == day(atom.feed.updated_parsed) == newest


def test_an_empty_feed_opens_too_and_needs_no_clock():
    rss, atom, json_feed = forms(library())
    assert rss.entries == atom.entries == json_feed["items"] == []
    assert day(atom.feed.updated_parsed) == date(1970, 1, 1)


def test_the_same_library_gives_the_same_bytes():
    first, second = (
        [render_feed(p) for p in plan_feeds(library([PRESTON, WIGAN], [LETTER]))] for _ in range(2)
    )
    assert first == second


def test_links_and_pictures_are_whole_addresses():
    html = (
        f'<p><a href="{ROOT}/case-studies/wigan/#money">Wigan</a> <img src="{ROOT}/assets/a.png" alt="A"></p>'
        f'<p><sup id="cite-a-1"><a class="mark" href="{OWN_PAGE}#source-a">1</a></sup> <code>href="#as-words"</code>'
        ' <a href="https://elsewhere.example/#x">out</a></p>'
    )
    shown = whole(library([study("preston", date(2026, 11, 2), html=html)]))[2][0]
    page = "https://newpower.example/case-studies/preston/"
    assert '<a href="https://newpower.example/case-studies/wigan/#money">' in shown
    assert '<img src="https://newpower.example/assets/a.png" alt="A">' in shown
    assert f'<a class="mark" href="{page}#source-a">' in shown
    assert '<code>href="#as-words"</code>' in shown, "words that look like a link are words"
    assert 'href="https://elsewhere.example/#x"' in shown
    assert ROOT not in shown
    assert OWN_PAGE not in shown


def test_a_case_study_begins_with_its_summary_and_who_decided():
    for (shown,) in whole(library([PRESTON])):
        summary, before = shown.index("What happened in preston."), shown.index("A board in London.")
        after, story = shown.index("Members &amp; neighbours."), shown.index("<p>Story.</p>")
        assert summary < before < after < story
        assert "[^" not in shown


def test_an_edition_is_shown_whole_and_in_its_order():
    letter = edition(
        "2026-11",
        date(2026, 11, 15),
        html='<p>Hello.</p><h2 id="news">News</h2><p>Some.</p>',
        features=(Feature(study="../case-studies/wigan.md", why="It ended."),),
        sections=(
            Section(title="More", links=(Pointer(to="../case-studies/preston.md", note="Read <this>"),)),
        ),
        try_this=TryThis(title="Ask", text="Write to your council.", study="../case-studies/preston.md"),
        corrections=(Correction(date=date(2026, 11, 16), was="Ten.", now="Two.", why="A reader wrote."),),
    )
    for (shown,) in whole(library([PRESTON, WIGAN], [letter]), "/editions/"):
        order = [
            "Hello.",
            "Wigan",
            "It ended.",
            "News",
            "Some.",
            "More",
            "Read &lt;this&gt;",
            "Ask",
            "Write to",
            "Two.",
        ]
        places = [shown.index(words) for words in order]
        assert places == sorted(places)
        assert 'href="https://newpower.example/case-studies/wigan/"' in shown


def test_words_that_look_like_markup_stay_words():
    odd = study("odd", date(2026, 11, 2), title="R&D <b>", summary="1 < 2 & ]]> &amp; <script>x</script>")
    rss, atom, json_feed = forms(library([odd]))
    assert json_feed["items"][0]["title"] == "R&D <b>"
    assert b"R&amp;D &lt;b&gt;" in render_feed(plan(library([odd])))[0].content
    assert (
        rss.entries[0].summary
        == atom.entries[0].summary
        == "1 &lt; 2 &amp; ]]&gt; &amp;amp; &lt;script&gt;x&lt;/script&gt;"
    )


def test_characters_no_feed_can_carry_are_left_out():
    odd = study(
        "odd",
        date(2026, 11, 2),
        title="A\x01B",
        summary="C\x0bD",
        html="<p>E\x08\ufffeF</p>",
        authors=("G\x00H",),
    )
    rss, atom, json_feed = forms(library([odd]))
    assert rss.entries[0].title == atom.entries[0].title == json_feed["items"][0]["title"] == "AB"
    for (shown,) in whole(library([odd])):
        assert "<p>EF</p>" in shown


def test_tags_and_authors_come_along():
    entry = study("wigan", date(2026, 11, 4), "energy", "money", authors=("Ann Other",))
    rss, atom, json_feed = forms(library([entry]))
    assert (
        [tag.term for tag in rss.entries[0].tags]
        == json_feed["items"][0]["tags"]
        == ["Energy", "Money & banks"]
    )
    assert [(tag.term, tag.label) for tag in atom.entries[0].tags] == [
        ("energy", "Energy"),
        ("money", "Money & banks"),
    ]
    assert atom.entries[0].author == json_feed["items"][0]["authors"][0]["name"] == "Ann Other"


def test_words_in_another_language_say_so():
    entry = study("caerdydd", date(2026, 11, 4), lang="cy")
    rss, _, json_feed = forms(library([entry]))
    assert rss.entries[0].content[0].value.startswith('<div lang="cy">')
    assert json_feed["items"][0]["language"] == "cy"


def test_what_is_shown_as_a_preview_only_is_in_no_feed():
    draft = study("draft", date(2026, 12, 24))
    of = library([PRESTON, draft], held_back={draft.path: "draft"})
    assert [entry["title"] for entry in plan(of).entries] == ["Preston"]


def test_a_case_study_without_a_date_counts_from_the_day_it_was_checked():
    undated, old, new = (
        study("undated", None),
        study("old", date(2026, 10, 1)),
        study("new", date(2026, 11, 20)),
    )
    entries = plan(library([undated, old, new]), "/tags/money/").entries
    assert [(entry["title"], entry["published"]) for entry in entries] == [
        ("New", "2026-11-20"),
        ("Undated", "2026-11-01"),
        ("Old", "2026-10-01"),
    ]


def test_the_key_changes_with_what_a_reader_would_see_and_with_nothing_else():
    base = library([PRESTON, WIGAN], [LETTER])
    mended = replace(WIGAN, body=body("<p>Another story.</p>"))
    after = library([PRESTON, mended], [LETTER])
    keys, again, changed = ({p.listing: p.key for p in plan_feeds(of)} for of in (base, base, after))
    assert keys == again
    assert {listing for listing in keys if keys[listing] != changed[listing]} == {
        "/",
        "/case-studies/",
        "/tags/money/",
        "/tags/energy/",
    }, "the edition names Wigan, but shows none of its body"


def test_an_entry_is_prepared_once_for_all_feeds_it_stands_in():
    plans = plan_feeds(library([PRESTON, WIGAN], [LETTER]))
    assert len({id(entry) for p in plans for entry in p.entries}) == 3
