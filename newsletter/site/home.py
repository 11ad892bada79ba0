"""The front page, the page for addresses that lead nowhere, and those that lead on from former ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import uncapitalised
from newsletter.site.data.tables import OWNERS, SOURCES
from newsletter.site.desk import Desk, View
from newsletter.site.faces import listed_faces
from newsletter.site.frame import head_view
from newsletter.site.lists import subjects_view
from newsletter.site.map.page import front_map
from newsletter.site.near import near_towns
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.views import corrections_view

_CORRECTIONS = 3


def home_page(stock: Stock) -> SitePage:
    """The front page."""
    desk, library = stock.desk, stock.desk.library
    site = library.config.site
    head = head_view(desk, permalinks.HOME, site.strapline, site.promise, kind="home", schema="WebSite")
    studies, editions = library.of(CaseStudy), library.of(Edition)
    return page_of(
        permalinks.HOME,
        "home.html",
        head,
        facts=_facts(desk),
        edition=desk.cards[editions[0].path] if editions else None,
        lead=_lead(desk, studies[0]) if studies else None,
        studies=[desk.cards[study.path] for study in studies[1 : site.limits.home]],
        total=len(library.out(studies)),
        index=stock.index,
        subjects=subjects_view(stock),
        map=front_map(desk),
        newest=list(_newest(desk)),
        corrected=corrected_lately(desk),
        links={
            "library": desk.href(permalinks.LIBRARY),
            "editions": desk.href(permalinks.EDITIONS),
            "near": desk.href(permalinks.NEAR) if near_towns(desk) else "",
        },
    )


def _facts(desk: Desk) -> list[View]:
    """What there is, counted, each count with the page that shows what was counted."""
    studies = desk.library.out(desk.library.of(CaseStudy))
    status = Counter(study.record.status for study in studies)
    facts = [
        ("Case studies", len(studies), permalinks.LIBRARY),
        ("Still running", status["active"], permalinks.status("active")),
        ("Ended", status["ended"], permalinks.status("ended")),
        ("Places", len({place for study in studies for place in study.record.places}), permalinks.PLACES),
        ("Sources cited", _sources(desk), permalinks.table(SOURCES.name)),
    ]
    return [
        {"label": label, "count": f"{count:,}", "href": desk.href(link)}
        for label, count, link in facts
        if count
    ]


def _sources(desk: Desk) -> int:
    """How many sources there are of what the table of sources tells of."""
    library = desk.library
    owners: Iterator[tuple[Entry[Any], ...]] = (library.of(OWNERS[name]) for name in SOURCES.owners)
    return sum(entry.source_count for entries in owners for entry in library.out(entries))


def _lead(desk: Desk, study: Entry[CaseStudy]) -> View:
    power = study.record.power
    return {"card": desk.cards[study.path], "before": plain(power.before), "after": plain(power.after)}


def _newest(desk: Desk) -> Iterator[View]:
    """For each kind that asks for a place on the front page, its newest entries."""
    for face, listing in listed_faces():
        every = desk.library.by_kind[face.kind.name] if listing.on_home else ()
        entries = [entry for entry in every if listing.fits_home(desk, entry)][: listing.on_home]
        if entries:
            yield {
                "title": listing.home_title or listing.title,
                "every": f"All {uncapitalised(listing.label)}",
                "href": desk.href(permalinks.listing(face.kind.folder)),
                "cards": [desk.cards[entry.path] for entry in entries],
            }


def corrected_lately(desk: Desk) -> list[View]:
    """The newest corrections of the whole publication, one for each page they were made on."""
    found = [(c.date, entry) for entry in desk.library.all for c in entry.record.corrections]
    newest: dict[str, tuple[date, Entry[Any]]] = {}
    for day, entry in sorted(found, key=lambda item: (-item[0].toordinal(), item[1].path)):
        newest.setdefault(entry.path, (day, entry))
    return [
        {
            "title": entry.record.title,
            "href": desk.href(entry.permalink),
            "newest": corrections_view(entry.record)[0],
        }
        for _, entry in list(newest.values())[:_CORRECTIONS]
    ]


def not_found_page(stock: Stock) -> SitePage:
    """What stands at an address that leads nowhere."""
    desk = stock.desk
    about = "There is no page at this address; here is where to look instead."
    head = head_view(desk, permalinks.NOT_FOUND, "No page here", about, noindex=True)
    links = {"library": desk.href(permalinks.LIBRARY), "editions": desk.href(permalinks.EDITIONS)}
    return page_of(permalinks.NOT_FOUND, "404.html", head, index=stock.index, links=links)


def redirect_pages(stock: Stock) -> Iterator[SitePage]:
    """A page at each former address of an entry, which leads on to it."""
    for entry in stock.desk.library.all:
        head = head_view(
            stock.desk, entry.permalink, entry.record.title, "This page has moved.", noindex=True
        )
        for address in entry.record.redirect_from:
            last = address.rsplit("/", 1)[-1]
            link = address if not last or "." in last else f"{address}/"
            yield page_of(link, "redirect.html", {**head, "lang": entry.record.lang})
