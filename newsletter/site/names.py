"""The people and organisations that several pages name: an index of each, and a page for each of them."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter import permalinks
from newsletter.content.library.mentions import Named
from newsletter.site.desk import Desk
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.views import counted, named_in

_INDEXES = (
    (
        permalinks.PEOPLE,
        "People",
        "Those who are named on two pages or more, in the offices they held then.",
    ),
    (
        permalinks.ORGANISATIONS,
        "Organisations",
        "Those that are named on two pages or more, with what they did.",
    ),
)


def named_pages(stock: Stock) -> Iterator[SitePage]:
    """The index of people and that of organisations, and the page of each of them."""
    desk = stock.desk
    for address, title, about in _INDEXES:
        named = named_in(desk, address)
        head = head_view(desk, address, title, about, kind="list", schema="CollectionPage")
        items = [
            {"title": one.name, "href": desk.href(f"{address}{key}/"), "count": len(one.mentions)}
            for key, one in named.items()
        ]
        yield page_of(address, "names.html", head, title=title, description=about, items=items)
        for key, one in named.items():
            yield _page(desk, f"{address}{key}/", one, (title, address))


def _page(desk: Desk, link: str, one: Named, above: tuple[str, str]) -> SitePage:
    about = f"{one.name} is named on {counted(len(one.mentions), 'page', 'pages')} of this library."
    head = head_view(desk, link, one.name, about, kind="list", schema="ProfilePage", crumbs=(above,))
    mentions = [{**desk.cards[mention.entry.path], "role": mention.role} for mention in one.mentions]
    return page_of(link, "named.html", head, title=one.name, description=about, mentions=mentions)
