"""The page of what is due to be looked at again, as of the day of the build."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter.content.entry import Entry
from newsletter.content.kinds.looked_at import looked_at
from newsletter.content.words.vocabularies import EVIDENCE_TITLES, RELATIONSHIP_TITLES
from newsletter.content.words.when import When
from newsletter.site.to_check import due_again
from tests import made_up
from tests.made_up import ABOUT, CANAL, HARBOUR, MILL

PAGE = "/sources-to-check/"
_LATELY = When(2026, 10)


def study(
    path: str = MILL,
    as_: str = "",
    *,
    looked: When | None = _LATELY,
    kept: bool = True,
    **changes: Any,
) -> Entry[Any]:
    """A case study that is not due for anything, its sources looked at on one day, but for `changes`."""
    sources = [
        replace(
            source,
            checked=looked,
            archive="https://web.archive.org/web/2026/x" if kept else None,
            url="https://x.org/",
        )
        for source in made_up.entry(path).record.sources
    ]
    fresh = {
        "status": "active",
        "ended": None,
        "lesson": None,
        "checked": date(2026, 10, 1),
        "seen": When(2026, 9),
    }
    return made_up.changed(path, as_=as_, **{**fresh, "sources": tuple(sources), **changes})


def page(*put: Entry[Any], link: str = PAGE, **more: Any) -> HtmlElement:
    """The page, of these entries alone."""
    return lxml_html.document_fromstring(made_up.source(made_up.site(*put, only=[], **more), link))


def rows(document: HtmlElement) -> dict[str, list[str]]:
    """The titles of the pages under each heading."""
    return {
        section.xpath("string(h2)"): [h.xpath("string()") for h in section.xpath("ul/li/h3")]
        for section in document.xpath("//main//section[ul[@class='corrections']]")
    }


def words(document: HtmlElement) -> str:
    return " ".join(document.xpath("string(//main)").split())


def test_where_nothing_is_due_it_says_so_calmly() -> None:
    for put in ((), (study(),)):
        assert "Nothing waits: all of it was looked at within 12 months" in words(page(*put))
        assert rows(page(*put)) == {}


def test_a_case_nobody_has_checked_for_long_is_told_with_its_day() -> None:
    document = page(study(checked=date(2024, 3, 1)))
    assert rows(document) == {"Case studies to check again": ["The old mill"]}
    assert "Last checked 1 March 2024, more than 2 years ago." in words(document)


def test_a_case_last_seen_at_work_over_two_years_ago_is_told() -> None:
    document = page(study(seen=When(2024, 5)))
    assert rows(document) == {"Case studies to check again": ["The old mill"]}
    assert "Last seen at work May 2024." in words(document)


def _facts(one: Entry[Any]) -> tuple[str, str, list[str]]:
    """The status of a case study and when it was last checked, as its page says them, and what of that stands out."""
    document = page(one, link=one.permalink)
    status, checked = (
        " ".join(document.xpath("string(//dl[@class='facts']/div[dt=$name]/dd)", name=name).split())
        for name in ("Status", "Last checked")
    )
    return status, checked, document.xpath("//dl[@class='facts']//strong/text()")


def test_its_own_page_says_plainly_when_it_was_checked_and_last_seen_at_work() -> None:
    """What is long ago stands out; that it was long not seen, beside the status that says it runs."""
    assert _facts(study()) == ("Active", "1 October 2026, seen at work September 2026", [])
    late = ["not seen at work since May 2024", "more than 2 years ago"]
    assert _facts(study(checked=date(2024, 3, 1), seen=When(2024, 5))) == (
        f"Active, {late[0]}",
        f"1 March 2024, {late[1]}",
        late,
    )
    assert _facts(study(seen=When(2023, is_by=True)))[2] == ["not seen at work since 2023 or earlier"]
    over = study(status="ended", ended=When(2020), seen=When(2019))
    assert _facts(over) == ("Ended", "1 October 2026, seen at work 2019", [])


def test_each_source_says_what_evidence_it_is_whose_and_where_a_lasting_copy_is() -> None:
    one = study()
    items = page(one, link=one.permalink).xpath("//ol[@class='sources']/li")
    assert len(items) == len(one.record.sources)
    for item, source in zip(items, one.record.sources, strict=True):
        said = " ".join(item.xpath("p")[0].text_content().split())
        assert EVIDENCE_TITLES[source.evidence] in said
        assert RELATIONSHIP_TITLES[source.relationship] in said
        assert item.xpath("p/a/@href") == [source.archive]
        assert item.xpath("string(p/a)") == f"Lasting copy of {source.title}"


def test_every_page_leads_to_corrections_and_to_what_is_to_be_checked() -> None:
    for link, text in made_up.the_pages().items():
        document = lxml_html.document_fromstring(text)
        if not document.xpath("//meta[@http-equiv='refresh']"):
            assert {PAGE, "/corrections/"} <= {*document.xpath("//footer//a/@href")}, link


@pytest.mark.parametrize("status", ["ended", "planned", "unknown"])
def test_a_case_that_is_not_told_as_running_is_not_due_itself(status: str) -> None:
    assert (
        due_again(made_up.desk(study(status=status, checked=date(2020, 1, 1), seen=When(2019)), only=[]))
        == ()
    )


@pytest.mark.parametrize(
    ("looked", "is_due"),
    [  # on 22 November 2026
        (When(2025, 11, 22), False),  # to the day is still within
        (When(2025, 11, 21), True),
        (When(2025, 11), False),  # it may have been on the last day of that month
        (When(2025, 10), True),
        (When(2025), False),
        (When(2024, is_about=True), True),
        (None, True),
    ],
)
def test_a_source_is_due_once_nobody_can_have_looked_at_it_within_the_limit(
    looked: When | None, is_due: bool
) -> None:
    document = page(study(looked=looked))
    assert rows(document) == ({"Sources to look at again": ["The old mill"]} if is_due else {})
    if is_due:
        said = f"last looked at {looked}" if looked else "nobody noted when it was looked at"
        assert said in words(document)


def test_the_limit_is_that_of_the_settings_and_the_day_that_of_the_build() -> None:
    limits = replace(made_up.config().site.limits, stale_months=60)
    old = study(looked=When(2024, 1))
    assert rows(page(old, settings=made_up.config(limits=limits))) == {}
    assert rows(page(study(), today=date(2026, 12, 1))) == {}
    assert list(rows(page(study(), today=date(2027, 12, 1)))) == ["Case studies to check again"]


def test_of_many_sources_the_oldest_are_named_and_the_others_counted() -> None:
    many = tuple(
        replace(source, id=f"{source.id}{year}", title=f"Of {year}", checked=When(year))
        for source in study().record.sources[:1]
        for year in range(2010, 2018)
    )
    document = page(study(sources=many))
    assert [li.xpath("string(a)") for li in document.xpath("//main//li//li")] == [
        *(f"Of {year}" for year in range(2010, 2014)),
        "4 more of The old mill",
    ]
    assert document.xpath("//main//li//li[last()]/a/@href") == ["/case-studies/old-mill/#sources"]


def test_sources_on_the_web_without_a_lasting_copy_are_counted() -> None:
    document = page(study(kept=False))
    assert rows(document) == {"Without a lasting copy": ["The old mill"]}
    count = len(study().record.sources)
    assert f"{count} sources of The old mill without a lasting copy" in words(document)
    one, *others = study().record.sources
    document = page(study(sources=(replace(one, archive=None), *others)))
    assert f"1 of {count} sources of The old mill without a lasting copy" in words(document)


def test_a_source_on_paper_needs_no_copy() -> None:
    assert looked_at([replace(study().record.sources[0], url=None, archive=None)])[0] == 0
    assert looked_at(()) == (0, "")


def test_a_page_stands_once_the_most_pressing_and_the_oldest_first() -> None:
    put = [
        study(as_="a", title="copies", kept=False),
        study(as_="b", title="sources", looked=When(2024), kept=False),
        study(as_="c", title="older sources", looked=When(2023)),
        study(as_="d", title="case", checked=date(2025, 1, 1), looked=When(2020), kept=False),
        study(as_="e", title="older case", checked=date(2024, 1, 1)),
    ]
    assert rows(page(*put)) == {
        "Case studies to check again": ["older case", "case"],
        "Sources to look at again": ["older sources", "sources"],
        "Without a lasting copy": ["copies"],
    }


def test_what_is_not_out_is_not_due() -> None:
    put = [
        study(path, published=made_up.entry(path).record.published, checked=date(2020, 1, 1))
        for path in (CANAL, HARBOUR)
    ]
    assert due_again(made_up.desk(*put, only=[], drafts=True, future=True)) == ()


def test_much_goes_on_on_numbered_pages() -> None:
    put = [study(as_=f"s{n:02}", title=f"Study {n:02}", kept=False) for n in range(13)]
    first, second = (page(*put, link=link) for link in (PAGE, f"{PAGE}page/2/"))
    assert [len(*rows(document).values()) for document in (first, second)] == [12, 1]


def test_a_page_stays_light_though_all_is_due() -> None:
    def due(n: int) -> Entry[Any]:
        (one, *_) = study(looked=When(2020), kept=False).record.sources
        sources = tuple(
            replace(
                one,
                id=f"s{k}",
                title=f"Report {n * 7919 + k} of the committee for the {n * 31 + k}th district, with an annex",
                url=f"https://www.council-{n * 104729 % 997}.org/documents/{n * 15485863 + k * 7907}/minutes.pdf",
            )
            for k in range(9)
        )
        return study(as_=f"s{n:02}", title=f"How {n * 7919} tenants came to own their yard", sources=sources)

    document = made_up.source(made_up.site(*map(due, range(13)), only=[], today=date(2028, 1, 1)), PAGE)
    (style,) = (a.content for a in made_up.assets().artifacts if a.path.startswith("assets/site."))
    assert document.count("<h3>") == 12
    assert document.count("last looked at") == 48
    assert len(gzip.compress(document.encode())) + len(gzip.compress(style)) < 14_000


def test_every_entry_read_knows_what_its_record_says() -> None:
    """What is kept beside the record is the record's."""
    kept = {entry.path: (entry.unkept, entry.oldest_check) for entry in made_up.entries()}
    assert kept == {
        entry.path: looked_at(getattr(entry.record, "sources", ())) for entry in made_up.entries()
    }
    assert kept[MILL] != (0, "")
    assert kept[ABOUT] == (0, "")


def test_the_page_of_corrections_leads_there_and_back() -> None:
    document = lxml_html.document_fromstring(made_up.the_pages()["/corrections/"])
    assert document.xpath(f"//main//a[@href='{PAGE}']")
    document = lxml_html.document_fromstring(made_up.the_pages()[PAGE])
    assert document.xpath("//main//a[@href='/corrections/']")
