"""The page of all corrections, and its feed."""

from __future__ import annotations

import gzip
from datetime import date
from itertools import cycle, islice

import feedparser
from lxml import html as lxml_html

from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Correction
from newsletter.site.making import Site, correction_feed_pieces
from tests import made_up
from tests.made_up import ABOUT, CANAL, CWM, HARBOUR, MILL

PAGE = "/corrections/"
FEED = "corrections/atom.xml"
_WORDS = (
    "council households winter quarter signed measured roofs dividend auditors minutes borrowed returned larger ward"
    " election tenants grant inspector reported mistaken thousand percent evening bridge market library harvest"
).split()


def corrected(path: str, *days: tuple[int, int], was: str = "") -> Entry[object]:
    """The entry with a correction on each of these months and days of 2026."""
    made = [
        Correction(date=date(2026, month, day), was=was or f"{month}-{day}", now="right", why="misread")
        for month, day in days
    ]
    return made_up.changed(path, corrections=tuple(made))


def shown(of: Site, link: str = PAGE) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each month with the title and the first sentence of its corrections, as the page has them."""
    document = lxml_html.document_fromstring(made_up.source(of, link))
    return [
        (
            section.xpath("string(h2)"),
            [(li.xpath("string(h3)"), li.xpath("string(p[2])")) for li in section.xpath("ul/li")],
        )
        for section in document.xpath("//main//section[ul[@class='corrections']]")
    ]


def feed(of: Site) -> feedparser.FeedParserDict:
    """Its feed as readers understand it; it may not be doubtful."""
    parsed = feedparser.parse(made_up._files(correction_feed_pieces(of))[FEED])
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def test_every_correction_is_told_by_month_the_newest_first() -> None:
    of = made_up.site(corrected(CWM, (9, 1), (11, 9)), corrected(ABOUT, (11, 5)), only=[MILL])
    assert shown(of) == [
        ("November 2026", [("Tir y cwm", "It said: 11-9"), ("About the Commons", "It said: 11-5")]),
        ("October 2026", [("The old mill", "It said: Twelve flats")]),
        ("September 2026", [("Tir y cwm", "It said: 9-1")]),
    ]


def test_each_says_what_it_says_now_and_why_and_leads_to_its_page() -> None:
    (correction,) = made_up.entry(MILL).record.corrections
    document = lxml_html.document_fromstring(made_up.the_pages()[PAGE])
    (item,) = document.xpath("//li[h3/a[@href='/case-studies/old-mill/']]")
    said = item.xpath("p//text()")
    for words in (correction.was, correction.now, correction.why):
        assert any(words in text for text in said)
    assert item.xpath("p//time/@datetime") == [correction.date.isoformat()]


def test_what_was_never_out_was_never_wrong() -> None:
    of = made_up.site(
        corrected(HARBOUR, (11, 2)), corrected(CANAL, (11, 3)), only=[], drafts=True, future=True
    )
    assert shown(of) == []
    assert feed(of).entries == []


def test_without_any_the_page_says_so() -> None:
    of = made_up.site(only=[])
    assert "None so far." in made_up.source(of, PAGE)
    assert feed(of).feed.updated == "1970-01-01T00:00:00+00:00"


def test_pages_that_are_left_out_between_others_leave_a_gap() -> None:
    days = [(month, day) for month in range(11, 4, -1) for day in range(15, 0, -1)]
    of = made_up.site(corrected(CWM, *days), only=[])
    document = lxml_html.document_fromstring(made_up.source(of, PAGE))
    row = [" ".join(one.text_content().split()) for one in document.xpath("//nav[@class='pages']//li")]
    last = row[-2].removeprefix("Page ")
    assert row[-4:] == ["Page 3", "…", f"Page {last}", "Older →"]
    assert int(last) > 4
    assert len(document.xpath("//nav[@class='pages']//li[@aria-hidden]")) == 1


def test_many_go_on_on_numbered_pages() -> None:
    days = [(month, day) for month in (11, 10, 9) for day in range(15, 0, -1)]
    of = made_up.site(corrected(CWM, *days), only=[])
    links = [PAGE, "/corrections/page/2/", "/corrections/page/3/"]
    parts = [shown(of, link) for link in links]
    assert [said for part in parts for _, rows in part for _, said in rows] == [
        f"It said: {month}-{day}" for month, day in days
    ]
    assert [[title for title, _ in part] for part in parts] == [
        ["November 2026", "October 2026"],
        ["October 2026", "September 2026"],
        ["September 2026"],
    ]
    second = lxml_html.document_fromstring(made_up.source(of, links[1]))
    assert second.xpath("//nav[@class='pages']//a[@rel]/@href") == [links[0], links[2]]


def test_a_page_stays_light_with_the_longest_words_there_may_be() -> None:
    def line(start: int) -> str:
        return " ".join(islice(cycle(_WORDS[start % 7 :] + _WORDS[: start % 5]), 40))[:300]

    made = tuple(
        Correction(date=date(2026, 11, 1 + n), was=line(n), now=line(n + 3), why=line(n + 11))
        for n in range(20)
    )
    of = made_up.site(made_up.changed(CWM, corrections=made), only=[])
    (style,) = (a.content for a in made_up.assets().artifacts if a.path.startswith("assets/site."))
    page = made_up.source(of, PAGE)
    assert page.count("It said:") == 20
    assert len(gzip.compress(page.encode())) + len(gzip.compress(style)) < 14_000


def test_the_front_page_and_the_page_on_following_lead_there() -> None:
    for link in ("/", "/follow/"):
        document = lxml_html.document_fromstring(made_up.the_pages()[link])
        assert document.xpath(f"//main//a[@href='{PAGE}']"), link
    assert lxml_html.document_fromstring(made_up.the_pages()["/follow/"]).xpath(f"//main//a[@href='/{FEED}']")


def test_the_feed_tells_each_under_its_day_and_leads_to_the_page() -> None:
    of = made_up.site(corrected(CWM, (9, 1), (11, 9)), only=[])
    entries = feed(of).entries
    assert [(e.title, e.link, e.published) for e in entries] == [
        (
            "Corrected: Tir y cwm",
            "https://commons.example/case-studies/tir-y-cwm/",
            f"2026-{day}T00:00:00+00:00",
        )
        for day in ("11-09", "09-01")
    ]
    assert "<strong>It now says:</strong> right" in entries[0].content[0].value


def test_a_correction_stays_the_same_entry_whatever_becomes_of_its_other_words_and_its_file() -> None:
    def ids(*put: Entry[object]) -> list[str]:
        return [entry.id for entry in feed(made_up.site(*put, only=[])).entries]

    before = corrected(CWM, (9, 1), (11, 9))
    first, second = ids(before)
    assert first != second
    worded = tuple(
        Correction(date=one.date, was=one.was, now="righter", why="misheard")
        for one in before.record.corrections
    )
    assert ids(made_up.changed(CWM, corrections=worded)) == [first, second]
    renamed = made_up.changed(CWM, corrections=worded, redirect_from=("/case-studies/before/",))
    moved = ids(renamed)
    assert len(set(moved) | {first, second}) == 4, "the page has another lasting address"


def test_words_of_editors_are_never_markup_in_either() -> None:
    of = made_up.site(corrected(CWM, (11, 9), was="<i>&amp;</i>"), only=[])
    assert "<i>" not in made_up.source(of, PAGE)
    assert "&lt;i&gt;&amp;amp;" in feed(of).entries[0].content[0].value
