"""The page of search: its form where there is one, and everything from A to Z, which needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from newsletter import permalinks
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.numbered import numbers
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.search.listed import Listed, by_letter, listed_entries, listed_names
from newsletter.site.security import SEARCHES, content_security_policy

#: So much stands on one page: more would be slow to load, and no list is read that long.
MOST_ON_A_PAGE = 250

_ABOUT = "Everything here by its name: case studies, articles, letters, places, people, subjects."


def search_pages(stock: Stock, pages: Iterable[SitePage]) -> Iterator[SitePage]:
    """The page of search, and a page for each letter where all of them would be too much for one; `pages` are all others."""
    desk = stock.desk
    letters = by_letter((*listed_entries(desk), *listed_names(desk, pages)))
    is_whole = sum(map(len, letters.values())) <= MOST_ON_A_PAGE
    yield _search(stock, letters if is_whole else {}, None if is_whole else letters)
    if not is_whole:
        for key, listed in letters.items():
            yield from _letter_pages(desk, key, listed)


def _search(
    stock: Stock, here: dict[str, tuple[Listed, ...]], elsewhere: dict[str, tuple[Listed, ...]] | None
) -> SitePage:
    """The page itself; `here` are the letters that stand on it, `elsewhere` those that have pages of their own."""
    desk, site = stock.desk, stock.desk.library.config.site
    title = "Search" if site.search else "A to Z"
    head = head_view(desk, permalinks.SEARCH, title, _ABOUT, kind="list", schema="CollectionPage")
    head["policy"] = content_security_policy(site, also=SEARCHES if site.search else ())
    return page_of(
        permalinks.SEARCH,
        "search.html",
        head,
        title=title,
        description=_ABOUT,
        letters=[_letter(desk, key, listed) for key, listed in here.items()],
        pages=_index(desk, elsewhere) if elsewhere else [],
        numbered=None,
    )


def _letter_pages(desk: Desk, key: str, listed: Sequence[Listed]) -> Iterator[SitePage]:
    """What begins with one letter, on one page or on several."""
    address, last = permalinks.letter(key), -(-len(listed) // MOST_ON_A_PAGE)
    for number in range(1, last + 1):
        here = listed[(number - 1) * MOST_ON_A_PAGE : number * MOST_ON_A_PAGE]
        title = f"A to Z: {_title(key)}" + (f", page {number}" if number > 1 else "")
        head = head_view(
            desk,
            permalinks.numbered(address, number),
            title,
            f"Everything here whose name begins with {_title(key)}{f', page {number}' if number > 1 else ''}.",
            kind="list",
            schema="CollectionPage",
            crumbs=(("A to Z", permalinks.SEARCH),),
        )
        yield page_of(
            permalinks.numbered(address, number),
            "search.html",
            head,
            title=title,
            description=head["description"],
            letters=[_letter(desk, key, here)],
            pages=[],
            numbered=numbers(desk, address, number, last),
        )


def _letter(desk: Desk, key: str, listed: Iterable[Listed]) -> View:
    rows = [{**one.plain, "href": desk.href(one.permalink)} for one in listed]
    return {"id": f"letter-{key}", "title": _title(key), "rows": rows}


def _index(desk: Desk, letters: dict[str, tuple[Listed, ...]]) -> list[View]:
    return [
        {"title": _title(key), "href": desk.href(permalinks.letter(key)), "count": len(listed)}
        for key, listed in letters.items()
    ]


def _title(key: str) -> str:
    return {"0-9": "0–9", "other": "Other signs"}.get(key, key.upper())
