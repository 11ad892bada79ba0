"""How to follow the publication by feed, told to somebody who never has, and every feed there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter import permalinks
from newsletter.site import corrections
from newsletter.site.desk import Desk, View
from newsletter.site.faces import listed_faces
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.shelves import SHELF_FORMS, SHELVES
from newsletter.site.views import feed_views

_TITLE = "Follow"
_ABOUT = "What is new comes to you, and you give nobody your address."


def follow_page(stock: Stock) -> Iterator[SitePage]:
    """The page that explains feeds, and leads to the page that each of them follows."""
    desk, address = stock.desk, permalinks.FOLLOW
    head = head_view(desk, address, _TITLE, _ABOUT, feeds=feed_views(desk, permalinks.HOME, "everything"))
    yield page_of(
        address,
        "follow.html",
        head,
        title=_TITLE,
        description=_ABOUT,
        lists=list(_lists(desk)),
        shelves=[
            {"title": shelf.title, "items": [_named(item) for item in stock.index[shelf.facet]]}
            for shelf in SHELVES
        ],
    )


def _lists(desk: Desk) -> Iterator[View]:
    """Everything, each kind, and the corrections: the page it is followed by, and its feed in each form."""
    every = [(permalinks.HOME, "everything")]
    every += [(permalinks.listing(face.kind.folder), face.kind.plural) for face, _ in listed_faces()]
    for link, what in every:
        yield _list(desk, link, what, permalinks.FEED_FORMS)
    yield _list(desk, permalinks.CORRECTIONS, corrections.WHAT, SHELF_FORMS)


def _list(desk: Desk, link: str, what: str, forms: Iterable[str]) -> View:
    return {
        "title": what.capitalize(),
        "href": desk.href(link),
        "feeds": feed_views(desk, link, what, forms),
    }


def _named(item: View) -> View:
    """A value of a shelf without its count, by which this page would change with every case study."""
    return {"title": item["title"], "href": item["href"]}
