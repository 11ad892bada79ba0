"""What is near: a page for each place that asks for one and for each region, and a page to choose from.

Nothing asks where a reader is: they choose, and get a page like any other. What is like the
nearest stands below it, since the best example may be far away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library.facets import Studies
from newsletter.content.library.near import Distant, nearest_first
from newsletter.content.words.vocabularies import NATIONS, REGION_TITLES
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.map.locators import locator
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.shelves import heading, with_article
from newsletter.values import value

TITLE = "Near you"
_ABOUT = (
    "Choose your town or your region, and see what this library holds near it. Nothing asks where you are."
)
#: Kilometres in a mile (the international one, of 1959), and how many miles away is still near.
_MILE = 1.609344
_NEAR_MILES = 25
#: The most that are told of those beyond that, and of those alike.
_MOST_BEYOND, _MOST_ALIKE = 4, 4


@value
class _Told:
    """Case studies of one part of a page, and what is said of each of them: how far it is."""

    studies: tuple[Entry[CaseStudy], ...]
    says: tuple[str, ...]


def near_pages(stock: Stock) -> Iterator[SitePage]:
    """The page to choose from, and those that can be chosen; none where no place asks for one."""
    desk = stock.desk
    if not (towns := near_towns(desk)):
        return
    yield _index(desk, towns)
    by_region = desk.library.facets["region"]
    for region, keys in towns.items():
        yield from (_town_page(desk, key) for key in keys)
        if region in NATIONS:
            yield _region_page(desk, region, keys, by_region.get(region, ()))


def near_towns(desk: Desk) -> dict[str, list[str]]:
    """The places that have a page of what is near, by their region, regions and places in their order."""
    places = desk.library.config.places
    asked = [key for key, place in places.items() if place.near]
    by_region = {region: [key for key in asked if places[key].region == region] for region in REGION_TITLES}
    return {region: keys for region, keys in by_region.items() if keys}


def _index(desk: Desk, towns: dict[str, list[str]]) -> SitePage:
    regions = [
        {
            "title": REGION_TITLES[region],
            "href": desk.href(permalinks.near_region(region)) if region in NATIONS else None,
            "towns": _choices(desk, keys),
        }
        for region, keys in towns.items()
    ]
    head = head_view(desk, permalinks.NEAR, TITLE, _ABOUT, kind="list", schema="CollectionPage")
    return page_of(permalinks.NEAR, "near.html", head, title=TITLE, description=_ABOUT, regions=regions)


def _choices(desk: Desk, keys: Iterable[str], but: str = "") -> list[View]:
    """Towns to choose, but for one."""
    places = desk.library.config.places
    return [
        {"title": places[key].name, "href": desk.href(permalinks.near_town(key))}
        for key in keys
        if key != but
    ]


def _town_page(desk: Desk, key: str) -> SitePage:
    """What is within 25 miles of a place, what is nearest beyond that, and what is like those."""
    config = desk.library.config
    name = config.places[key].name
    every = nearest_first(desk.library.of(CaseStudy), [key], config)
    near = [one for one in every if one.kilometres <= _NEAR_MILES * _MILE]
    beyond = every[len(near) :][:_MOST_BEYOND]
    told = _Told(
        studies=tuple(one.study for one in near), says=tuple(_away(desk, one, "away") for one in near)
    )
    return _page(
        desk,
        permalinks.near_town(key),
        title=heading([f"near {name}"], desk.library.out(told.studies)) if near else f"Near {name}",
        about=f"Case studies from within {_NEAR_MILES} miles of {name}, the nearest first, and those like them elsewhere.",
        nothing="" if near else f"This library holds nothing from within {_NEAR_MILES} miles of {name} yet.",
        parts=(told, _beyond(desk, beyond, "away"), _alike(desk, every, told, beyond, "away")),
        where=f"{_NEAR_MILES} miles",
        beside=[key],
        choice="Near other towns",
        others=_choices(desk, near_towns(desk)[config.places[key].region], but=key),
    )


def _region_page(desk: Desk, region: str, towns: Sequence[str], within: Studies) -> SitePage:
    """What comes from a region, what is nearest to its towns beyond it, and what is like those."""
    config, said = desk.library.config, with_article(region)
    every = nearest_first(desk.library.of(CaseStudy), towns, config)
    beyond = [one for one in every if one.study not in within][:_MOST_BEYOND]
    told = _Told(studies=within, says=("",) * len(within))
    return _page(
        desk,
        permalinks.near_region(region),
        title=heading([f"in {said}"], desk.library.out(within)) if within else f"In {said}",
        about=f"Case studies from {said}, those nearest to its towns beyond it, and those like them elsewhere.",
        nothing="" if within else f"This library holds nothing from {said} yet.",
        parts=(told, _beyond(desk, beyond, "from"), _alike(desk, every, told, beyond, "from")),
        where=said,
        beside=towns,
        choice="Near one of its towns",
        others=_choices(desk, towns),
    )


def _page(
    desk: Desk,
    address: str,
    *,
    title: str,
    about: str,
    nothing: str,
    parts: tuple[_Told, _Told, _Told],
    where: str,
    beside: Sequence[str],
    choice: str,
    others: Sequence[View],
) -> SitePage:
    head = head_view(
        desk,
        address,
        title,
        about,
        kind="list",
        schema="CollectionPage",
        crumbs=(("Library", permalinks.LIBRARY), (TITLE, permalinks.NEAR)),
    )
    names = ("near", "beyond", "alike")
    return page_of(
        address,
        "near_one.html",
        head,
        {
            name: [desk.listed[study.path] for study in told.studies]
            for name, told in zip(names, parts, strict=True)
        },
        title=title,
        description=about,
        nothing=nothing,
        where=where,
        locator=locator(desk, beside),
        choice=choice,
        others=others,
        every=desk.href(permalinks.NEAR),
        says={name: told.says for name, told in zip(names, parts, strict=True)},
    )


def _beyond(desk: Desk, found: Iterable[Distant], word: str) -> _Told:
    found = tuple(found)
    return _Told(
        studies=tuple(one.study for one in found), says=tuple(_away(desk, one, word) for one in found)
    )


def _alike(desk: Desk, every: Sequence[Distant], near: _Told, beyond: Sequence[Distant], word: str) -> _Told:
    """What is to be read after those near, or after those beyond where none is near, but for what is told already."""
    shown = {study.path for study in (*near.studies, *(one.study for one in beyond))}
    ways = {one.study.path: one for one in every}
    first = near.studies or tuple(one.study for one in beyond)
    related = [[one.study for one in desk.library.related(study)] for study in first]
    best_first = (study for ranked in zip_longest(*related) for study in ranked if study)
    alike = {study.path: study for study in best_first if study.path not in shown}
    few = tuple(islice(alike.values(), _MOST_ALIKE))
    says = (_away(desk, ways[one.path], word) if one.path in ways else "" for one in few)
    return _Told(studies=few, says=tuple(says))


def _away(desk: Desk, one: Distant, word: str) -> str:
    """How far it is: In Leeds, … 8 miles (13 km) away, in Bradford, … 8 miles (13 km) from Leeds, in Bradford, …"""
    places = desk.library.config.places
    if one.place == one.origin:
        return f"In {places[one.place].name},"
    behind = "away" if word == "away" else f"from {places[one.origin].name}"
    return f"{_far(one.kilometres)} {behind}, in {places[one.place].name},"


def _far(kilometres: float) -> str:
    """A distance in miles and kilometres, no finer than its points are good for."""
    miles = _coarse(kilometres / _MILE)
    if miles < 1:
        return "Under a mile"
    return f"{miles:,} {'mile' if miles == 1 else 'miles'} ({_coarse(kilometres):,} km)"


def _coarse(number: float) -> int:
    """A whole number, of two digits or three that say something: 12; 110; 5,900."""
    step = 1 if number < 100 else 10 if number < 1000 else 100
    return round(number / step) * step
