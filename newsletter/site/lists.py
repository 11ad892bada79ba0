"""The lists: all entries of a kind, those on each shelf and of two shelves at once, and the indexes of the shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from newsletter import permalinks
from newsletter.content.library.facets import Studies
from newsletter.content.library.placed import placed
from newsletter.site import shelves
from newsletter.site.desk import Desk, Seen, View
from newsletter.site.faces import listed_faces
from newsletter.site.frame import head_view
from newsletter.site.happened import happenings_view
from newsletter.site.map.locators import locator
from newsletter.site.narrowing import Pair, group
from newsletter.site.near import near_towns
from newsletter.site.numbered import EntryList, numbered_pages
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.security import SEARCHES
from newsletter.site.shelves import SHELF_FORMS, Shelf, capitalised, heading, joined, studies_counted
from newsletter.site.views import counted, feed_views

#: So many facets, the first, stand beside case studies that nothing narrows down any more.
_ELSEWHERE = 2


def list_pages(stock: Stock) -> Iterator[SitePage]:
    """The list of each kind that has one; that of case studies with all facets beside it."""
    desk = stock.desk
    for face, listing in listed_faces():
        address, entries = permalinks.listing(face.kind.folder), desk.library.by_kind[face.kind.name]
        listed = EntryList(
            address=address,
            entries=entries,
            template=listing.template,
            title=listing.title,
            about=listing.about,
            feeds=feed_views(desk, address, face.kind.plural),
        )
        if face.name == "study":
            around = {
                **_beside(desk, desk.library.out(entries), permalinks.status),
                "count": studies_counted(desk.library.out(entries)),
                "line": listing.about,
                "onward": _onward(desk),
            }
            seen = {"groups": stock.facets, "elsewhere": ()}
            also = _merging(desk)
            listed = replace(listed, around=around, seen=seen, at_first={"happened": []}, also=also)
        yield from numbered_pages(desk, listed)


def _onward(desk: Desk) -> View:
    """The other ways into the library, with a small map of it where places are known."""
    found = locator(desk, desk.library.facets["place"])
    sheet = found["sheets"][0] if found else None
    links = (
        (permalinks.MAP, "The map", True),
        (permalinks.NEAR, "What is near you", bool(near_towns(desk))),
        (permalinks.COMPASS, "The compass", bool(placed(desk.library))),
        (permalinks.TIMELINE, "The timeline", True),
        (permalinks.SEARCH, "A to Z", True),
    )
    return {
        "sheet": {**sheet, "places": [counted(len(sheet["places"]), "place", "places")]} if sheet else None,
        "links": [{"label": label, "href": desk.href(link)} for link, label, is_there in links if is_there],
    }


def shelf_pages(stock: Stock) -> Iterator[SitePage]:
    """The index of each shelf, and a list for each value on it."""
    for shelf in shelves.SHELVES:
        yield _index(stock, shelf)
        for value, title, studies in shelf.rows(stock.desk.library):
            yield from numbered_pages(stock.desk, _shelf_list(stock, shelf, value, title, studies))


def pair_pages(stock: Stock) -> Iterator[SitePage]:
    """A list for each two values that case studies share, of the facets that the settings pair."""
    config = stock.desk.library.config
    for pair in stock.narrowing.pairs:
        ones, others = pair.first.titles(config), pair.second.titles(config)
        for one, other, studies in pair.each():
            listed = _pair_list(stock, pair, (one, ones[one]), (other, others[other]), studies)
            yield from numbered_pages(stock.desk, listed)


def _shelf_list(stock: Stock, shelf: Shelf, value: str, title: str, studies: Studies) -> EntryList:
    desk, config = stock.desk, stock.desk.library.config
    out, link = desk.library.out(studies), shelf.link(value)
    about = shelf.describe(value, title, out, config)
    around = {
        **_beside(desk, out, partial(stock.narrowing.link, (shelf.facet, value), "status")),
        "line": about if shelf.explains else "",
        "on": [_on(desk, title, permalinks.LIBRARY)],
        "locator": locator(desk, [value]) if shelf.facet == "place" else None,
    }
    return EntryList(
        address=link,
        entries=studies,
        template="list.html",
        title=heading([shelf.said(value, title)], out),
        about=about,
        feeds=feed_views(desk, link, shelf.feed_of(title), SHELF_FORMS),
        crumbs=(_library(), (shelf.title, shelf.address)),
        around=around,
        seen=_ways(stock, stock.narrowing.steps_from(shelf.facet, value)),
        at_first={"happened": happenings_view(desk, studies) if shelf.tells_happenings else []},
        also=_merging(desk),
    )


def _pair_list(
    stock: Stock, pair: Pair, one: tuple[str, str], other: tuple[str, str], studies: Studies
) -> EntryList:
    """The list of two values, each given with its title; beside it what either could be exchanged for."""
    desk, steps = stock.desk, stock.narrowing.steps
    first, second = pair.first.link(one[0]), pair.second.link(other[0])
    said = (pair.first.said(*one), pair.second.said(*other))
    out = desk.library.out(studies)
    exchanges = (
        steps[pair.first.facet, one[0]][pair.second.facet],
        steps[pair.second.facet, other[0]][pair.first.facet],
    )
    return EntryList(
        address=pair.link(one[0], other[0]),
        entries=studies,
        template="list.html",
        title=heading([joined(*said)] if pair.is_of_one else said, out),
        about=f"What this library holds of both: {'; '.join(map(capitalised, said))}.",
        crumbs=(_library(), (pair.first.title, pair.first.address), (one[1], first)),
        canonical=first,
        around={
            **_beside(desk, out),
            "on": [_on(desk, one[1], second), _on(desk, other[1], first)],
        },
        # One value alone could be exchanged for nothing.
        seen=_ways(stock, [swap for swap in exchanges if swap.view["items"][1:]]),
        at_first={"happened": []},
        also=_merging(desk),
    )


def _merging(desk: Desk) -> Sequence[str]:
    """What lets a list merge facets by script, from what search knows of them; without search it does not."""
    return SEARCHES if desk.library.config.site.search else ()


def _on(desk: Desk, title: str, without: str) -> View:
    """A value that is on, with the page where it is taken off."""
    return {"title": title, "off": desk.href(without)}


@cache
def _library() -> tuple[str, str]:
    """The crumb above every shelf: the list of case studies."""
    listing = next(listing for face, listing in listed_faces() if face.name == "study")
    return listing.label, permalinks.LIBRARY


def _ways(stock: Stock, groups: Sequence[Seen]) -> dict[str, Sequence[Seen]]:
    """The ways on from case studies; where nothing narrows them down any more, where to look instead."""
    return {"groups": groups, "elsewhere": () if groups else stock.facets[:_ELSEWHERE]}


def _beside(desk: Desk, out: Studies, link: Callable[[str], str] = lambda _: "") -> dict[str, object]:
    """What is said of case studies: how many still run and how many ended, unless that is what they share.

    Each count leads to what it counts: `link` has the page of those of a status, and a count without one goes unsaid.
    """
    status = Counter[str](study.record.status for study in out)

    def told(key: str) -> View | None:
        is_told = len(status) > 1 and status[key] and link(key)
        return {"count": status[key], "href": desk.href(link(key))} if is_told else None

    return {
        "count": "",
        "line": "",
        "on": [],
        "locator": None,
        "onward": None,
        "running": told("active"),
        "ended": told("ended"),
    }


def index_view(desk: Desk) -> Mapping[str, list[View]]:
    """The values on each shelf, by its facet, with how many case studies each holds."""
    library, config = desk.library, desk.library.config
    return {
        shelf.facet: [
            {
                "title": title,
                "href": desk.href(shelf.link(value)),
                "count": len(out),
                "about": shelf.describe(value, title, out, config),
            }
            for value, title, studies in shelf.rows(library)
            for out in (library.out(studies),)
        ]
        for shelf in shelves.SHELVES
    }


def facets_view(desk: Desk, index: Mapping[str, list[View]]) -> list[Seen]:
    """Every facet with its values, for the library: of many, those with the most case studies, and where the others are."""
    return [
        group(
            shelf,
            [{name: item[name] for name in ("title", "href", "count")} for item in index[shelf.facet]],
            of="The library",
            every=desk.href(shelf.address),
            folds=False,
        )
        for shelf in shelves.SHELVES
        if index[shelf.facet]
    ]


def subjects_view(stock: Stock) -> View | None:
    """The subjects as the library shows them, those with the most case studies; None where there is none."""
    return next((group.view for group in stock.facets if group.view["facet"] == "tag"), None)


def _index(stock: Stock, shelf: Shelf) -> SitePage:
    head = head_view(
        stock.desk,
        shelf.address,
        shelf.title,
        shelf.about,
        kind="list",
        schema="CollectionPage",
        crumbs=(_library(),),
    )
    return page_of(
        shelf.address,
        shelf.template,
        head,
        title=shelf.title,
        description=shelf.about,
        items=stock.index[shelf.facet],
        index={"tag": stock.index["tag"]},
    )
