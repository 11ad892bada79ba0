"""Ways in: what happened when, of everything and in one place; who is named on several pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import lxml.html

from newsletter import permalinks
from newsletter.content.kinds import KINDS, kind_of, page
from newsletter.content.kinds.case_study_parts import Person
from newsletter.content.kinds.kind import nothing
from newsletter.content.library.happenings import happenings
from newsletter.content.library.mentions import people
from newsletter.content.words.when import When
from newsletter.permalinks import LONGEST_NAME
from newsletter.site.assets import FOLDER
from newsletter.site.faces import listed_faces
from newsletter.site.reserved import reserved_addresses
from newsletter.site.shelves import SHELVES
from tests import made_up
from tests.made_up import CWM, EVENT, MILL


def _words(permalink: str) -> str:
    return " ".join(lxml.html.fromstring(made_up.the_pages()[permalink]).text_content().split())


def _rows(permalink: str) -> list[tuple[str, str]]:
    """Year and words of each row of a timeline."""
    tree = lxml.html.fromstring(made_up.the_pages()[permalink])
    return [
        (year.xpath("string(h2|h3)"), " ".join(row.text_content().split()))
        for year in tree.xpath("//ol[@class='timeline']/li")
        for row in year.xpath("ul/li")
    ]


def test_a_timeline_tells_everything_with_a_date_the_oldest_first() -> None:
    told = happenings(made_up.library().all)
    dated = {kind.name for one in told if (kind := kind_of(one.entry.path))}
    assert dated == {kind.name for kind in KINDS if kind.happened is not nothing}
    assert {kind.name for kind in KINDS if kind.happened is nothing} == {page.KIND.name}
    days = [(one.when.year, one.when.month or 0, one.when.day or 0) for one in told]
    assert days == sorted(days)
    rows = _rows("/timeline/")
    assert len(rows) == len(told)
    assert ("2013", "The old mill began") in rows
    assert ("2020", "March 2020 The old mill ended") in rows
    assert ("2013", "16 March 2013 The first meeting (event: Leeds)") in rows
    assert ("2026", "12 December 2026 A yard opens (event: The Mill, Leeds)") in rows
    assert ("2019", "February 2019 Yards, counted was published by Leeds City Council") in rows


def test_what_has_not_happened_is_in_no_timeline() -> None:
    planned = made_up.changed(MILL, status="planned", ended=None, lesson=None)
    cancelled = made_up.changed(EVENT, cancelled=True)
    blank = replace(made_up.changed(CWM), blanks=("started",))
    told = happenings(made_up.library(planned, cancelled, blank).all)
    assert {MILL, EVENT, CWM}.isdisjoint(one.entry.path for one in told)
    trial = made_up.changed(made_up.NOVEMBER, trial=True)
    assert made_up.NOVEMBER not in {one.entry.path for one in happenings(made_up.library(trial).all)}


def test_what_is_known_less_well_comes_first_in_its_year() -> None:
    day = made_up.changed(CWM, started=When(2013, 3, 1))
    year = made_up.changed(MILL, started=When(2013))
    told = [one.entry.path for one in happenings([day, year]) if one.what == "began"]
    assert told == [MILL, CWM]


def test_a_place_has_its_page_with_what_happened_there() -> None:
    assert _rows("/places/leeds/") == [
        ("2012", "by 2012 Roofs that earn began"),
        ("2013", "The old mill began"),
        ("2020", "March 2020 The old mill ended"),
    ]
    assert "2 case studies from Leeds." in _words("/places/leeds/")
    tree = lxml.html.fromstring(made_up.the_pages()["/case-studies/old-mill/"])
    assert tree.xpath("//dl[contains(@class, 'facts')]//a[@href='/places/leeds/']")


def test_who_is_named_twice_has_a_page_and_who_is_named_once_has_none() -> None:
    assert set(made_up.library().people) == {"a-tenant"}
    page = _words("/people/a-tenant/")
    assert "A. Tenant is named on 2 pages of this library." in page
    assert "First chair, 2013" in page
    assert "A yard opens" in page
    assert "/people/a-neighbour/" not in made_up.the_pages()
    tree = lxml.html.fromstring(made_up.the_pages()["/case-studies/old-mill/"])
    assert tree.xpath("//a[@href='/people/a-tenant/']")
    assert tree.xpath("//a[@href='/organisations/the-mill-society/']")
    event_page = lxml.html.fromstring(made_up.the_pages()["/events/a-yard-opens/"])
    assert event_page.xpath("//a[@href='/people/a-tenant/']")
    assert event_page.xpath("//a[@href='/organisations/the-mill-society/']")


def test_one_entry_that_names_somebody_twice_is_one() -> None:
    twice = made_up.changed(
        CWM, people=(Person(name="B. Twice", role="chair"), Person(name="B. Twice", role="clerk"))
    )
    assert "b-twice" not in people([twice])


def test_a_name_of_no_letter_that_an_address_can_hold_is_passed_over() -> None:
    named = [made_up.changed(path, people=(Person(name="Ω", role="chair"),)) for path in (CWM, MILL)]
    assert people(named) == {}


def test_names_that_a_sign_tells_apart_have_pages_of_their_own() -> None:
    named = [
        made_up.changed(
            path, people=tuple(Person(name=f"{name} Group", role="") for name in ("C", "C++", "C#"))
        )
        for path in (CWM, MILL)
    ]
    assert [one.name for one in people(named).values()] == ["C Group", "C++ Group", "C# Group"]
    assert list(people(named)) == ["c-group", "c-plus-plus-group", "c-sharp-group"]


def test_the_longest_name_has_a_page_that_a_disk_can_hold() -> None:
    named = [made_up.changed(path, people=(Person(name="x" * 300, role="chair"),)) for path in (CWM, MILL)]
    assert [len(key) for key in people(named)] == [LONGEST_NAME]


def test_a_day_before_all_is_none() -> None:
    assert happenings([made_up.changed(CWM, started=When(date.min.year))]) == ()


def test_somebody_who_never_followed_anything_is_told_how_and_led_to_pages_first() -> None:
    tree = lxml.html.fromstring(made_up.the_pages()["/follow/"])
    assert "In your reader, choose to add or subscribe to a feed" in _words("/follow/")
    first = [row.xpath("string(a[1]/@href)") for row in tree.xpath("//main//ul[@class='lines']/li")]
    assert {"/", "/case-studies/", "/editions/", "/tags/energy/", "/places/leeds/"} <= set(first)
    assert all(link in made_up.the_pages() for link in first)


def test_no_page_leads_to_a_feed_but_the_one_that_explains_them() -> None:
    leading = {
        page
        for page, html in made_up.the_pages().items()
        for link in lxml.html.fromstring(html).xpath("//body//a/@href")
        if link.endswith(("feed.xml", "atom.xml", "feed.json"))
    }
    assert leading == {"/follow/"}


def test_every_feed_of_a_list_is_named_where_following_is_explained() -> None:
    linked = set(lxml.html.fromstring(made_up.the_pages()["/follow/"]).xpath("//main//a/@href"))
    below = tuple(shelf.address for shelf in SHELVES)
    lists = {f"/{name}" for name in made_up.the_feeds() if not f"/{name}".startswith(below)}
    assert linked >= lists
    assert linked >= {shelf.link(value) for shelf in SHELVES for value, *_ in shelf.rows(made_up.library())}


def test_every_address_that_no_file_stands_behind_is_known_to_whoever_reads_links() -> None:
    lists = {permalinks.listing(face.kind.folder) for face, _ in listed_faces()}
    others = {permalinks.HOME, permalinks.NOT_FOUND, "/404/", f"/{FOLDER}/"}
    assert reserved_addresses() - lists - others == permalinks.MADE_OF_MANY


def _number(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdigit()))


def _listed(permalink: str) -> int:
    """How many case studies stand on a list, on all of its pages."""
    pages = made_up.the_pages()
    of = [pages[one] for one in pages if one == permalink or one.startswith(f"{permalink}page/")]
    return sum(len(lxml.html.fromstring(text).xpath("//ol[@class='cards']/li")) for text in of)


def test_each_tally_of_the_front_page_leads_to_what_it_counts() -> None:
    pages = made_up.the_pages()
    home = lxml.html.fromstring(pages["/"])
    tallies = {
        " ".join(row.xpath("string(dt)").split()): (
            _number(row.xpath("string(dd/a/text())")),
            row.xpath("string(dd/a/@href)"),
        )
        for row in home.xpath("//dl[contains(@class, 'ledger')]/div")
    }
    assert [*tallies] == ["Case studies", "Still running", "Ended", "Places", "Sources cited"]
    for label in ("Case studies", "Still running", "Ended"):
        count, href = tallies[label]
        assert _listed(href) == count, label
    count, href = tallies["Places"]
    assert len(lxml.html.fromstring(pages[href]).xpath("//main//a[starts-with(@href, '/places/')]")) == count
    count, href = tallies["Sources cited"]
    page, _, anchor = href.partition("#")
    assert anchor == "table-sources"
    told = lxml.html.fromstring(pages[page]).get_element_by_id(anchor).text_content()
    assert f"Sources, {count} rows" in told


def test_what_still_runs_and_what_ended_is_counted_where_it_has_a_page_and_leads_there() -> None:
    pages, told = made_up.the_pages(), 0
    for permalink, text in pages.items():
        for anchor in lxml.html.fromstring(text).xpath("//header/p[@class='tally']/a"):
            assert _listed(anchor.get("href")) == _number(anchor.text), permalink
            told += 1
    assert told > 2


def test_of_many_subjects_the_front_page_shows_those_with_most_and_leads_to_all() -> None:
    settings = made_up.config()
    tag = next(iter(settings.tags.values()))
    tags = {f"subject-{number}": tag for number in range(20)}
    mill = made_up.changed(MILL, tags=(*tags,))
    site = made_up.site(mill, settings=replace(settings, tags=tags), only=())
    home = lxml.html.fromstring(made_up.pages(site)["/"])
    section = home.xpath("//section[@aria-labelledby='by-subject']")[0]
    assert len(section.xpath("ul/li")) == 12
    assert section.xpath("p/a/@href") == ["/tags/"]
    assert section.xpath("string(p/a)") == "All 20 subjects"
