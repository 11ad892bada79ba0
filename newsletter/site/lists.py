"""The lists: all entries of a kind, those on each shelf, and the indexes of the shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.site.desk import Desk, View
from newsletter.site.faces import Face, Listing, listed_faces
from newsletter.site.frame import head_view
from newsletter.site.happened import happenings_view
from newsletter.site.map.locators import locator
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.shelves import SHELF_FORMS, SHELVES, Shelf
from newsletter.site.views import Crumbs, counted, feed_views


def list_pages(stock: Stock) -> Iterator[SitePage]:
    """The list of each kind that has one."""
    for face, listing in listed_faces():
        address = permalinks.listing(face.kind.folder)
        feeds = feed_views(stock.desk, address, face.kind.plural)
        entries = stock.desk.library.by_kind[face.kind.name]
        yield from _numbered(
            stock,
            address,
            entries,
            template=listing.template,
            title=listing.title,
            about=listing.about,
            feeds=feeds,
            count=counted(len(stock.desk.library.out(entries)), face.kind.title, face.kind.plural),
        )


def shelf_pages(stock: Stock) -> Iterator[SitePage]:
    """The index of each shelf, and a list for each value on it."""
    library, config = stock.desk.library, stock.desk.library.config
    for shelf in SHELVES:
        yield _index(stock, shelf)
        for value, studies in shelf.rows(library):
            title = shelf.title_of(value, config)
            yield from _numbered(
                stock,
                shelf.link(value),
                studies,
                template="list.html",
                title=title,
                about=shelf.describe(value, library.out(studies), config),
                feeds=feed_views(stock.desk, shelf.link(value), shelf.feed_of(value, config), SHELF_FORMS),
                crumbs=(_library(), (shelf.title, shelf.address)),
                count=counted(len(library.out(studies)), "case study", "case studies"),
                tells_status=shelf.facet != "status",
                happened=happenings_view(stock.desk, studies) if shelf.tells_happenings else [],
                located=locator(stock.desk, [value]) if shelf.facet == "place" else None,
            )


def index_view(desk: Desk) -> View:
    """The values on each shelf, by its facet, with how many case studies each holds."""
    library, config = desk.library, desk.library.config
    return {
        shelf.facet: [
            {
                "title": shelf.title_of(value, config),
                "href": desk.href(shelf.link(value)),
                "count": len(out),
                "about": shelf.describe(value, out, config),
            }
            for value, studies in shelf.rows(library)
            for out in (library.out(studies),)
        ]
        for shelf in SHELVES
    }


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
        index=stock.index,
    )


def _library() -> tuple[str, str]:
    """The crumb above every shelf: the list of case studies."""
    face, listing = _studies_face()
    return listing.label, permalinks.listing(face.kind.folder)


def _studies_face() -> tuple[Face, Listing]:
    return next((face, listing) for face, listing in listed_faces() if face.name == "study")


def _numbered(
    stock: Stock,
    address: str,
    entries: Sequence[Entry[Any]],
    *,
    template: str,
    title: str,
    about: str,
    feeds: list[View],
    count: str,
    crumbs: Crumbs = (),
    tells_status: bool = True,
    happened: Sequence[View] = (),
    located: View | None = None,
) -> Iterator[SitePage]:
    """The numbered pages of a list; one of a single status need not tell how many have it."""
    desk = stock.desk
    most = desk.library.config.site.limits.per_page
    last = max(1, -(-len(entries) // most))
    out = desk.library.out(tuple(entries)) if tells_status else ()
    status = Counter(getattr(entry.record, "status", "") for entry in out)
    for number in range(1, last + 1):
        link = permalinks.numbered(address, number)
        suffix = f", page {number}" if number > 1 else ""
        described = f"Page {number} of {last}. {about}" if number > 1 else about
        head = head_view(
            desk,
            link,
            title + suffix,
            described,
            kind="list",
            schema="CollectionPage",
            crumbs=crumbs,
            feeds=feeds,
        )
        yield page_of(
            link,
            template,
            head,
            title=title,
            description=about,
            count=count,
            running=status["active"],
            ended=status["ended"],
            happened=list(happened) if number == 1 else [],
            locator=located,
            cards=[desk.cards[entry.path] for entry in entries[(number - 1) * most : number * most]],
            numbered=_numbers(desk, address, number, last),
            index=stock.index,
        )


def _numbers(desk: Desk, address: str, number: int, last: int) -> View | None:
    """Links to the other pages of a list: the first, the last and those near by. None for a single page."""
    if last == 1:
        return None
    shown = [n for n in range(1, last + 1) if n in (1, last) or abs(n - number) <= 2]
    return {
        "number": number,
        "last": last,
        "newer": desk.href(permalinks.numbered(address, number - 1)) if number > 1 else None,
        "older": desk.href(permalinks.numbered(address, number + 1)) if number < last else None,
        "pages": [{"number": n, "href": desk.href(permalinks.numbered(address, n))} for n in shown],
    }
