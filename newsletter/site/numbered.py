"""A list of entries, or of rows of its own, on one page, or on numbered ones where it is long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from newsletter import permalinks
from newsletter.site.desk import Desk, Seen, View
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, page_of
from newsletter.site.security import content_security_policy
from newsletter.site.views import Crumbs
from newsletter.values import value


@value
class EntryList:
    """Entries, or other rows, in the order they are listed in, and what stands above and beside them.

    `about` describes it for search engines. `around` and `seen` are what else its template sees, `at_first` what
    only its first page says more. With a `canonical` permalink search engines are led to that page,
    and keep none of the list's own. Rows that are no entries are `shown` as the template wants those of one page,
    of which there are `most`. `also` is what its policy lets it do besides what every page may.
    """

    address: str
    entries: Sequence[Any]
    template: str
    title: str
    about: str
    feeds: Sequence[View] = ()
    crumbs: Crumbs = ()
    canonical: str = ""
    around: Mapping[str, object] = field(default_factory=dict)
    seen: Mapping[str, Sequence[Seen]] = field(default_factory=dict)
    at_first: Mapping[str, object] = field(default_factory=dict)
    shown: Callable[[Sequence[Any]], Mapping[str, object]] | None = None
    most: int = 0
    also: Sequence[str] = ()


def numbered_pages(desk: Desk, listed: EntryList) -> Iterator[SitePage]:
    """The pages of a list, at least one."""
    most = listed.most or desk.library.config.site.limits.per_page
    last = max(1, -(-len(listed.entries) // most))
    for number in range(1, last + 1):
        entries = listed.entries[(number - 1) * most : number * most]
        yield page_of(
            permalinks.numbered(listed.address, number),
            listed.template,
            _head(desk, listed, number, last),
            {**({} if listed.shown else _cards(desk, entries)), **listed.seen},
            title=listed.title,
            description=listed.about,
            numbered=numbers(desk, listed.address, number, last),
            **listed.around,
            **(listed.shown(entries) if listed.shown else {}),
            **(listed.at_first if number == 1 else dict.fromkeys(listed.at_first)),
        )


def _cards(desk: Desk, entries: Sequence[Any]) -> dict[str, Sequence[Seen]]:
    return {"cards": [desk.listed[entry.path] for entry in entries]}


def _head(desk: Desk, listed: EntryList, number: int, last: int) -> View:
    is_first = number == 1
    head = head_view(
        desk,
        permalinks.numbered(listed.address, number),
        listed.title if is_first else f"{listed.title}, page {number}",
        listed.about if is_first else f"Page {number} of {last}. {listed.about}",
        kind="list",
        schema="CollectionPage",
        crumbs=listed.crumbs,
        feeds=listed.feeds,
        noindex=bool(listed.canonical),
        canonical=listed.canonical,
    )
    policy = content_security_policy(desk.library.config.site, listed.also)
    return {**head, "policy": policy} if listed.also else head


def numbers(desk: Desk, address: str, number: int, last: int) -> View | None:
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
