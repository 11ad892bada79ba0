"""Case studies narrowed down: a page for each two values they share, and the steps between pages."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter import permalinks
from newsletter.content.config import FACET_PAIRS, Config, Place
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library.facets import FACETS, Facet, chosen_pairs, pair_names, values_of
from newsletter.content.words.typography import uncapitalised
from newsletter.content.words.when import When
from newsletter.site.making import Site, hosting_pieces
from newsletter.site.narrowing import MOST_OPEN
from newsletter.site.reserved import reserved_addresses, reserved_folders
from newsletter.site.shelves import SHELVES, Shelf
from newsletter.site.sitemap import SITEMAP
from newsletter.site.snippets import TITLE
from tests import made_up
from tests.made_up import BRIXTON, CWM, MILL, ROOFS

URL = "https://commons.example"
KNOWN = {shelf.facet: shelf for shelf in SHELVES}


@cache
def everything_paired() -> Site:
    """The site with every two facets paired."""
    return made_up.site(settings=made_up.config(facet_pairs=pair_names()))


def shared(site: Site, pairs: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    """The case studies that have two values, by the address of the two: told from the records, one by one.

    Two values of one facet stand in the order of their keys.
    """
    found: dict[str, list[str]] = {}
    library = site.stock.desk.library
    for study in library.of(CaseStudy):
        values = values_of(study.record, library.config)
        for one, other in pairs:
            for first in values[one]:
                for second in values[other]:
                    if one == other and first >= second:
                        continue
                    link = KNOWN[one].link(first) + KNOWN[other].link(second)[1:]
                    found.setdefault(link, []).append(study.permalink)
    return found


def paired(site: Site) -> dict[str, Any]:
    """What each page of two values shows, by its permalink, numbered ones too."""
    return {
        page.permalink: page.context({})
        for page in site.pages
        if page.template == "site/list.html" and len(page.around["on"]) == 2
    }


def page(site: Site, link: str) -> HtmlElement:
    return lxml_html.document_fromstring(made_up.source(site, link))


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def steps(document: HtmlElement) -> Iterator[tuple[str, str, int]]:
    """The heading, the address and the count of each step beside a list."""
    for group in document.xpath("//*[contains(@class, 'facets')]/descendant-or-self::nav/div"):
        for item in group.xpath(".//li"):
            count = item.xpath("string(span[@class='count'])").rpartition(" ")[2]
            yield group.xpath("string(h2)"), item.xpath("string(a/@href)"), int(count)


# Which pages there are


def test_every_two_values_that_case_studies_share_have_a_page_and_no_others_have() -> None:
    site = everything_paired()
    expected = shared(site, chosen_pairs(pair_names()))
    made = paired(site)
    assert {link for link in made if "/page/" not in link} == set(expected)
    for link, studies in expected.items():
        numbers = [link, *sorted(other for other in made if other.startswith(f"{link}page/"))]
        assert [card["href"] for number in numbers for card in made[number]["cards"]] == studies, link
        assert studies


def test_the_settings_choose_which_facets_are_paired_in_whatever_order_they_name_them() -> None:
    site = made_up.site(settings=made_up.config(facet_pairs=("status-region", "tag-status", "status-tag")))
    pairs = (("tag", "status"), ("region", "status"))
    assert [(pair.first.facet, pair.second.facet) for pair in site.stock.narrowing.pairs] == list(pairs)
    assert {link for link in paired(site) if "/page/" not in link} == set(shared(site, pairs))
    assert not paired(made_up.site(settings=made_up.config(facet_pairs=())))


def test_the_pairs_there_are_without_a_setting_are_pairs() -> None:
    assert len(chosen_pairs(FACET_PAIRS)) == len(FACET_PAIRS) > 0


def test_the_address_of_two_values_depends_on_them_alone() -> None:
    alone = made_up.site(only=[ROOFS], settings=made_up.config(facet_pairs=("status-tag",)))
    assert set(paired(alone)) <= set(paired(everything_paired()))
    assert "/tags/energy/status/paused/" in paired(alone)
    config = made_up.config(facet_pairs=("tag-tag",))
    turned = replace(config, tags=dict(reversed(config.tags.items())))
    assert [*paired(made_up.site(settings=turned))] == ["/tags/housing/tags/money/"]


def test_two_values_of_one_facet_are_paired_where_a_case_study_can_have_both() -> None:
    site = everything_paired()
    of_one = {link.split("/")[1] for link in paired(site) if link.split("/")[1] == link.split("/")[3]}
    assert of_one == {"tags", "regions", "nations", "places"}
    having = [
        values_of(study.record, site.stock.desk.library.config) for study in made_up.library().of(CaseStudy)
    ]
    one_alone = [facet.name for facet in FACETS if not facet.several]
    assert one_alone
    assert all(len(values[name]) < 2 for values in having for name in one_alone)
    assert not [name for name in one_alone if f"{name}-{name}" in pair_names()]


def test_a_case_study_stands_on_as_many_of_these_pages_as_it_has_pairs_however_many_there_are() -> None:
    more = [made_up.changed(CWM, as_=f"cwm-{number}") for number in range(40)]
    counts = [
        Counter(card["href"] for around in paired(site).values() for card in around["cards"])
        for site in (made_up.site(), made_up.site(*more))
    ]
    assert counts[0] == {study: counts[1][study] for study in counts[0]}
    assert len(set(paired(made_up.site(*more))) - set(paired(made_up.site()))) < 40, "but for numbered ones"


def test_a_long_list_of_two_values_is_numbered_as_others_are() -> None:
    few = made_up.config(limits=replace(made_up.config().site.limits, per_page=1))
    made = paired(made_up.site(settings=replace(few, site=replace(few.site, facet_pairs=("tag-status",)))))
    numbered = sorted(link for link in made if link.startswith("/tags/housing/status/active/"))
    assert numbered == ["/tags/housing/status/active/", "/tags/housing/status/active/page/2/"]


def test_no_two_pages_want_one_address_and_no_value_stands_where_numbered_pages_do() -> None:
    tags = made_up.config().tags
    odd = replace(made_up.config(facet_pairs=pair_names()), tags={**tags, "page": tags["housing"]})
    few = replace(odd, site=replace(odd.site, limits=replace(odd.site.limits, per_page=1)))
    put = [made_up.changed(path, tags=("page", "status")) for path in (CWM, MILL)]
    both = replace(few, tags={**few.tags, "status": tags["money"]})
    places = [permalinks.place(one.permalink) for one in made_up.site(*put, settings=both).pages]
    assert [place for place, count in Counter(places).items() if count > 1] == []
    segments = [shelf.address.strip("/") for shelf in SHELVES]
    assert len({*segments, "page"}) == len(segments) + 1


def test_addresses_of_shelves_and_all_below_them_are_the_sites_own() -> None:
    for shelf in SHELVES:
        assert shelf.address in reserved_addresses()
        assert f"{shelf.address}any/status/ended/".startswith(reserved_folders())


# What such a page says


@pytest.mark.parametrize(
    ("link", "heading"),
    [
        ("/tags/housing/", "Land & housing: 3 case studies"),
        ("/tags/housing/status/ended/", "Land & housing, ended: 1 case study"),
        ("/tags/housing/nations/wales/", "Land & housing, anywhere in Wales: 1 case study"),
        ("/regions/elsewhere/status/paused/", "Outside the United Kingdom, paused: 1 case study"),
        ("/tags/housing/tags/money/", "Land & housing and money: 1 case study"),
        (
            "/regions/elsewhere/regions/yorkshire-and-the-humber/",
            "Outside the United Kingdom, and Yorkshire and the Humber: 1 case study",
        ),
        ("/nations/england/decades/2010s/", "Anywhere in England, begun in the 2010s: 3 case studies"),
        ("/tags/money/status/active/", "Money, still running: 1 case study"),
        ("/status/ended/governance/co-operative/", "Ended, co-operative: 1 case study"),
    ],
)
def test_heading_and_title_say_what_is_on_and_how_many_there_are(link: str, heading: str) -> None:
    document = page(everything_paired(), link)
    assert words(document.xpath("//h1")[0]) == heading
    whole = f"{heading} · The Commons"
    assert document.xpath("string(//title)") == (whole if len(whole) <= TITLE else heading)


def test_a_name_keeps_its_capital_behind_other_words() -> None:
    config = made_up.config(facet_pairs=("tag-tag",))
    union = replace(config.tags["money"], title="European Union")
    document = page(
        made_up.site(settings=replace(config, tags={**config.tags, "money": union})),
        "/tags/housing/tags/money/",
    )
    assert words(document.xpath("//h1")[0]) == "Land & housing and European Union: 1 case study"
    assert document.xpath("//meta[@name='description']/@content") == [
        "What this library holds of both: Land & housing; European Union."
    ]
    assert [uncapitalised(title) for title in ("Energy", "NHS", "iPhone", "")] == [
        "energy",
        "NHS",
        "iPhone",
        "",
    ]


def test_each_value_is_taken_off_by_a_link() -> None:
    document = page(everything_paired(), "/tags/housing/status/ended/")
    off = {words(a): a.get("href") for a in document.xpath("//ul[@aria-label='What is on']//a")}
    assert off == {"Take off Land & housing ×": "/status/ended/", "Take off Ended ×": "/tags/housing/"}
    document = page(everything_paired(), "/status/ended/")
    assert document.xpath("//ul[@aria-label='What is on']//a/@href") == ["/case-studies/"]


def test_every_step_leads_to_as_many_case_studies_as_it_says() -> None:
    site = everything_paired()
    counts = {
        page.permalink: int(page.around["page"]["title"].rpartition(": ")[2].split()[0])
        for page in site.pages
        if page.template == "site/list.html" and page.around["on"] and "/page/" not in page.permalink
    }
    for link in ("/case-studies/", *counts):
        found = list(steps(page(site, link)))
        assert found, link
        assert [(href, count) for _, href, count in found] == [(href, counts[href]) for _, href, _ in found]
        assert all(count for _, _, count in found)


def test_the_page_of_a_value_has_every_next_step() -> None:
    site = everything_paired()
    for link in ("/tags/housing/", "/status/active/", "/places/leeds/"):
        segment = f"/{link.split('/')[1]}/{link.split('/')[2]}/"
        expected = {pair for pair in paired(site) if segment in pair and "/page/" not in pair}
        assert {href for _, href, _ in steps(page(site, link))} == expected


def test_what_stands_beside_two_values_could_stand_in_place_of_one_of_them() -> None:
    document = page(everything_paired(), "/tags/housing/status/active/")
    groups = {heading: href for heading, href, _ in steps(document)}
    assert set(groups) == {"Land & housing, by status", "Active, by subject"}
    here = document.xpath("//details[@class='facets']//a[@aria-current='page']/@href")
    assert here == ["/tags/housing/status/active/"] * 2


def test_beside_a_value_stand_those_of_its_facet_that_case_studies_have_besides() -> None:
    more = made_up.changed(ROOFS, as_="more", tags=("energy", "money"))
    site = made_up.site(more, settings=made_up.config(facet_pairs=("tag-tag", "tag-status")))
    found = {
        link: [step for step in steps(page(site, link)) if step[0].endswith("subject")]
        for link in ("/tags/money/", "/tags/energy/", "/tags/energy/tags/money/")
    }
    assert found["/tags/money/"] == [
        ("And another subject", "/tags/housing/tags/money/", 1),
        ("And another subject", "/tags/energy/tags/money/", 1),
    ]
    assert found["/tags/energy/"] == [("And another subject", "/tags/energy/tags/money/", 1)]
    assert found["/tags/energy/tags/money/"] == [
        ("Money, and another subject", "/tags/housing/tags/money/", 1),
        ("Money, and another subject", "/tags/energy/tags/money/", 1),
    ], "energy alone could be exchanged for nothing"
    alone = page(everything_paired(), "/tags/energy/")
    assert "And another subject" not in alone.xpath("//nav//h2/text()"), (
        "no case study about it is about more"
    )


def test_search_engines_are_led_to_the_page_of_the_value_that_stands_first() -> None:
    few = made_up.config(limits=replace(made_up.config().site.limits, per_page=1))
    site = made_up.site(settings=few)
    (sitemap,) = [piece for piece in hosting_pieces(site) if piece.paths == (SITEMAP[1:],)]
    told = (sitemap.make().value or ())[0].content.decode()
    assert f"{URL}/tags/housing/</loc>" in told
    assert paired(site)
    for link in paired(site):
        document = page(site, link)
        assert document.xpath("//meta[@name='robots']/@content") == ["noindex"], link
        first = "/".join(link.split("/")[:3])
        assert document.xpath("//link[@rel='canonical']/@href") == [f"{URL}{first}/"], link
        assert f"{URL}{link}<" not in told


def test_one_value_has_a_feed_and_two_have_none() -> None:
    feeds = made_up.feeds(everything_paired())
    library = made_up.library()
    for shelf in SHELVES:
        assert all(f"{shelf.link(value)[1:]}atom.xml" in feeds for value in library.facets[shelf.facet])
    assert not [path for path in feeds if f"/{path.rpartition('/')[0]}/" in paired(everything_paired())]
    document = page(everything_paired(), "/tags/housing/status/ended/")
    assert not document.xpath("//main//a[contains(@href, '.xml')]")


def test_the_library_shows_every_facet_with_its_counts() -> None:
    found = list(steps(page(made_up.the_site(), "/case-studies/")))
    assert list(dict.fromkeys(heading for heading, _, _ in found)) == [f"By {one.one}" for one in SHELVES]
    assert ("By status", "/status/ended/", 2) in found
    assert ("By nation", "/nations/wales/", 1) in found


def test_of_very_many_values_those_with_the_most_case_studies_stand_open() -> None:
    config = made_up.config(facet_pairs=("tag-place",))
    places = {f"place-{n:02}": replace(config.places["leeds"], name=f"Place {n}") for n in range(30)}
    many = [made_up.changed(CWM, as_=f"at-{key}", places=(key,)) for key in places]
    twice = made_up.changed(CWM, as_="again", places=("place-29",))
    site = made_up.site(*many, twice, settings=replace(config, places={**config.places, **places}))
    library, tag = page(site, "/case-studies/"), page(site, "/tags/housing/")
    for document in (library, tag):
        group = next(one for one in document.xpath("//nav/div") if one.xpath("string(h2)") == "By place")
        open_ = group.xpath("ul/li/a/@href")
        assert len(open_) == MOST_OPEN
        assert open_[-1].endswith("/places/place-29/")
    assert library.xpath("//nav/div/p/a[text()='All 36 places']/@href") == ["/places/"]
    assert words(tag.xpath("//nav/div/details/summary")[0]) == "21 more"
    both = page(site, "/tags/housing/places/place-29/")
    assert both.xpath("//nav/div/p/a[text()='All 33 places']/@href") == ["/tags/housing/"]
    assert len(both.xpath("//details[@class='facets']//li")) == MOST_OPEN


def test_an_address_of_values_there_are_not_is_the_page_that_leads_to_the_library() -> None:
    assert "/tags/housing/status/historic/" not in made_up.the_pages()
    document = page(made_up.the_site(), permalinks.NOT_FOUND)
    assert "/case-studies/" in document.xpath("//main//a/@href")


# What is made anew


def test_an_edit_makes_anew_only_the_pages_of_two_values_that_show_it() -> None:
    base = everything_paired().names

    def renamed(*put: Entry[Any]) -> set[str]:
        site = made_up.site(*put, settings=made_up.config(facet_pairs=pair_names()))
        return {link for link in paired(site) if site.names[link] != base.get(link)}

    assert renamed(made_up.changed(CWM, body="<p>Other words.</p>")) == set()
    of_cwm = {
        link
        for link, around in paired(everything_paired()).items()
        if "/case-studies/tir-y-cwm/" in [card["href"] for card in around["cards"]]
    }
    assert renamed(made_up.changed(CWM, title="A valley")) == of_cwm
    assert len(of_cwm) < len(paired(everything_paired())) / 2


# The facets


def test_shelves_stand_in_the_order_of_the_facets() -> None:
    assert [shelf.facet for shelf in SHELVES] == [facet.name for facet in FACETS]
    assert not [facet.name for facet in FACETS if "-" in facet.name], "a hyphen parts the two of a pair"


def test_what_is_planned_has_not_begun_and_a_blank_is_no_date() -> None:
    decade = next(facet for facet in FACETS if facet.name == "decade")
    config = made_up.config()

    def of(**changes: Any) -> tuple[str, ...]:
        return tuple(decade.values(made_up.changed(CWM, **changes).record, config))

    assert of(started=When(1997, 4)) == ("1990s",)
    assert of(started=When(930, is_about=True)) == ("930s",)
    assert of(started=When(2027), status="planned") == ()
    assert of(started=When(1))[0] not in decade.titles(config)


def test_a_nation_has_one_page_however_it_is_written() -> None:
    config = made_up.config()
    written = {"a": "Côte d’Ivoire", "b": "Cote d’Ivoire", "c": "Ελλάδα"}
    places = {
        key: Place(name=key, lat=0.0, lon=0.0, region="elsewhere", nation=name)
        for key, name in written.items()
    }
    odd = replace(config, places={**config.places, **places})
    library = made_up.library(made_up.changed(BRIXTON, places=("a", "b", "c")), settings=odd)
    assert list(library.facets["nation"]) == ["england", "wales", "cote-d-ivoire", "spain"]


def test_one_facet_more_costs_a_row_in_each_of_the_two_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = Facet(
        "scale", lambda study, _: (study.scale,), lambda _: {"place": "Place", "movement": "Movement"}
    )
    shelf = Shelf(
        facet="scale",
        address="/scales/",
        title="Scales",
        about="Case studies by how far they reach.",
        one="scale",
        many="scales",
        describe=lambda _key, title, studies, _: f"{len(studies)} of the scale {title}.",
    )
    for name, module in list(sys.modules.items()):
        if name.startswith("newsletter."):
            for table, row in (("FACETS", scale), ("SHELVES", shelf)):
                if hasattr(module, table):
                    monkeypatch.setattr(module, table, (*getattr(module, table), row))
    config: Config = made_up.config(facet_pairs=("scale-tag",))
    site = made_up.site(settings=config)
    pages, feeds = made_up.pages(site), made_up.feeds(site)
    assert {"/scales/", "/scales/place/", "/tags/housing/scales/place/"} <= set(pages)
    assert "scales/place/atom.xml" in feeds
    assert "/scales/" in reserved_addresses()
    assert 'href="/scales/place/"' in pages["/case-studies/"]
    assert 'href="/tags/housing/scales/place/"' in pages["/tags/housing/"]
    assert "tag-scale" in pair_names()
