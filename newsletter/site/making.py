"""The site, planned: every page, and every piece it is made of.

`Library → Desk → Site → Piece`. A new kind of output, such as a search index, is a maker of
its own and one line in planning.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.composing import compose_editions
from newsletter.content.entry import Entry
from newsletter.content.library import shelved
from newsletter.content.library.showing import Showing
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Closing, Part, Piece, finished
from newsletter.engine.store import name_of
from newsletter.site.compass import compass_page
from newsletter.site.corrections import (
    Corrected,
    corrections_pages,
    plan_corrections_feed,
    told_of_correction,
)
from newsletter.site.data.opened import open_data
from newsletter.site.data.page import data_page
from newsletter.site.dates import last_changed
from newsletter.site.desk import Desk, View, open_desk, seen
from newsletter.site.faces import FACES, face_of
from newsletter.site.feeds import FeedPlan, Forms, Told, plan_feeds, put_together, told_in_feeds
from newsletter.site.following import follow_page
from newsletter.site.frame import site_view
from newsletter.site.happened import timeline_page
from newsletter.site.home import home_page, not_found_page, redirect_pages
from newsletter.site.hosting import former_feeds, redirects, render_headers, render_redirects
from newsletter.site.lists import facets_view, index_view, list_pages, pair_pages, shelf_pages
from newsletter.site.map.page import map_pages
from newsletter.site.names import named_pages
from newsletter.site.narrowing import narrowing
from newsletter.site.near import near_pages
from newsletter.site.offline.page import closing, offline_pages
from newsletter.site.pages import SitePage, Stock, entry_page, entry_pages, render_page
from newsletter.site.search.index import index_pieces
from newsletter.site.search.page import search_pages
from newsletter.site.sharing import card_pieces, cards_to_share
from newsletter.site.sitemap import render_robots, render_sitemap
from newsletter.site.to_check import to_check_pages
from newsletter.site.views import correction_view
from newsletter.told.diagnostics import Checked
from newsletter.values import point

#: Every page there is, home first: a maker each. Search comes after all of them, and lists them.
_PAGES: tuple[Callable[[Stock], Iterable[SitePage]], ...] = (
    lambda stock: (home_page(stock),),
    list_pages,
    entry_pages,
    shelf_pages,
    pair_pages,
    named_pages,
    timeline_page,
    follow_page,
    map_pages,
    near_pages,
    data_page,
    corrections_pages,
    to_check_pages,
    compass_page,
    offline_pages,
    lambda stock: (not_found_page(stock),),
    redirect_pages,
)


@point
class Site:
    """All that is to be shown, planned. `names` are those of the pages by permalink."""

    stock: Stock
    pages: tuple[SitePage, ...]
    names: Mapping[str, str]
    environment: Environment
    templates_name: str


#: What the last planning in this process found: a page's plain values and their name, by permalink.
Named = dict[str, tuple[object, str]]


def stocked(desk: Desk) -> Stock:
    """What every page may be made from, from the desk as it was opened."""
    cards = _cards(desk)
    desk = replace(desk, cards=cards, listed={path: seen(card) for path, card in cards.items()})
    desk = replace(desk, shared=cards_to_share(desk))
    index = index_view(desk)
    return Stock(desk, site_view(desk), index, facets_view(desk, index), narrowing(desk), open_data(desk))


def pages_at_once(stock: Stock, paths: Iterable[str], environment: Environment) -> Iterator[Artifact]:
    """The finished pages of these content files, for somebody who waits for them while the rest is planned."""
    for path in paths:
        if entry := stock.desk.library.by_path.get(path):
            made = render_page(entry_page(stock.desk, entry), stock.site, environment)
            yield from made.value or ()  # what fails is told when every page is made


def plan_site(
    stock: Stock, environment: Environment, templates_name: str, former: Named | None = None
) -> Site:
    """Every page of the site, made of nothing yet; `former` is brought up to date."""
    made = tuple(page for make in _PAGES for page in make(stock))
    return _planned(stock, (*made, *search_pages(stock, made)), environment, templates_name, former)


def _planned(
    stock: Stock,
    pages: tuple[SitePage, ...],
    environment: Environment,
    templates_name: str,
    former: Named | None = None,
) -> Site:
    named = _named(pages, (templates_name, name_of(stock.site)), former or {})
    if former is not None:
        former.clear()
        former.update(named)
    names = {permalink: name for permalink, (_, name) in named.items()}
    return Site(stock, pages, names, environment, templates_name)


def _named(pages: Iterable[SitePage], shared: tuple[str, str], former: Named) -> Named:
    """Each page's plain values and their name; to see that they are as before takes a tenth of naming them."""
    named: Named = {}
    for page in pages:
        plain, known = (*shared, page.plain), former.get(page.permalink)
        named[page.permalink] = known if known and known[0] == plain else (plain, name_of(plain))
    return named


def entries_to_come(site: Site, entries: Iterable[Entry[Any]], showing: Showing) -> Site:
    """The pages of entries, and no others, of the same site with everything that `showing` shows."""
    desk = site.stock.desk
    library = shelved(entries, desk.library.config, showing)
    editions = compose_editions(entries, library, showing)
    stock = stocked(open_desk(library, editions.shown, desk.assets, desk.pictures))
    return _planned(stock, tuple(entry_pages(stock)), site.environment, site.templates_name)


def pieces_to_come(site: Site, entries: Iterable[Entry[Any]], showing: Showing) -> Iterator[Piece]:
    """The page of every entry that is due later, as it will be: for a check, since no build makes it."""
    due = {
        entry.path for entry in entries if not showing.shows(entry) and showing.held_back(entry) == "future"
    }
    if due:
        later = entries_to_come(site, entries, replace(showing, future=True))
        pages = tuple(page for page in later.pages if page.entry and page.entry.path in due)
        yield from page_pieces(replace(later, pages=pages))


def _cards(desk: Desk) -> dict[str, View]:
    """Each entry as lists show it: made once, and shared by every page that lists it."""
    return {
        entry.path: face.card(desk, entry) for face in FACES for entry in desk.library.by_kind[face.kind.name]
    }


def asset_pieces(site: Site) -> Iterator[Piece]:
    """Style, fonts and icon."""
    return map(finished, site.stock.desk.assets.artifacts)


def page_pieces(site: Site) -> Iterator[Piece]:
    """Every page, but for the one that is made of all the others."""
    for page in site.pages:
        if page.permalink == permalinks.OFFLINE:
            continue
        path = permalinks.output_path(page.permalink)
        make = partial(render_page, page, site.stock.site, site.environment)
        yield Piece((path,), site.names[page.permalink], make, page.parts)


def offline_closing(site: Site) -> Closing | None:
    """The library without a network, made of the site's own files."""
    stock = site.stock
    return closing(stock.desk, site.pages, stock.site, site.environment, site.templates_name)


def social_card_pieces(site: Site) -> Iterator[Piece]:
    """The cards that other programs show with a link."""
    return card_pieces(site.stock.desk)


def search_pieces(site: Site) -> Iterator[Piece]:
    """What the page of search looks things up in."""
    return index_pieces(site.stock.desk, site.pages, site.names, site.stock.site, site.environment)


def feed_pieces(site: Site) -> Iterator[Piece]:
    """Every feed, put together from its frame and its entries; an entry is a part of all feeds it stands in."""
    desk = site.stock.desk.for_feeds()
    shared = site_view(desk)
    known: dict[str, Part] = {}
    for plan in plan_feeds(site.stock.desk):
        for entry in plan.entries:
            if entry.path not in known:
                told = told_in_feeds(entry, plan)
                named = ("feed entry", site.names[entry.permalink], tuple(told))
                known[entry.path] = Part(named, partial(_feed_entry, entry, told, desk, shared, site))
        parts = (
            Part(("feed frame", tuple(plan.frame)), partial(_feed_frame, plan)),
            *(known[e.path] for e in plan.entries),
        )
        plain = ("feed", plan.listing, plan.forms, *(part.plain for part in parts))
        yield Piece(plan.paths, plain, partial(put_together, plan), parts)


def correction_feed_pieces(site: Site) -> Iterator[Piece]:
    """The feed of corrections, put together from its frame and a part for each of them."""
    plan, rows = plan_corrections_feed(site.stock.desk)
    parts = [Part(("feed frame", tuple(plan.frame)), partial(_feed_frame, plan))]
    for one in rows:
        told, said = told_of_correction(one, plan), correction_view(one.correction)
        named = ("feed correction", site.templates_name, tuple(told), said)
        parts.append(Part(named, partial(_feed_correction, one, told, site.environment)))
    plain = ("feed", plan.listing, plan.forms, *(part.plain for part in parts))
    yield Piece(plan.paths, plain, partial(put_together, plan), tuple(parts))


def _feed_correction(one: Corrected, told: Told, environment: Environment) -> Checked[Forms]:
    from newsletter.site.feeds.writing import written_entry

    said, page = correction_view(one.correction), one.entry.permalink
    html = templates.checked_text(environment, "site/feed_correction.html", said, page)
    if html.value is None:
        return Checked(None, html.diagnostics)
    return Checked(written_entry(told, html.value.strip()))


def _feed_frame(plan: FeedPlan) -> Checked[Forms]:
    from newsletter.site.feeds.writing import written_frame  # feedgen takes 90 ms to load

    return Checked(written_frame(plan))


def _feed_entry(entry: Entry[Any], told: Told, desk: Desk, shared: View, site: Site) -> Checked[Forms]:
    """An entry as feeds tell it: all that its page does, with whole addresses."""
    from newsletter.site.feeds.writing import written_entry

    page = entry_page(desk, entry)
    template = f"site/{face_of(entry).feed_template}"
    html = templates.checked_text(site.environment, template, page.context(shared), page.permalink)
    if html.value is None:
        return Checked(None, html.diagnostics)
    return Checked(written_entry(told, html.value.strip()))


def hosting_pieces(site: Site) -> Iterator[Piece]:
    """What search engines and hosts ask for."""
    library = site.stock.desk.library
    base_url = site.stock.desk.base_url
    moved = redirects(library)
    unpublished = (permalinks.permalink(path) for path in library.held_back)
    hidden = {*unpublished}
    changed = {entry.permalink: last_changed(entry.record) for entry in library.all}
    newest = max((day for day in changed.values() if day), default=None)
    addresses = [
        (page.permalink, changed.get(page.permalink, newest))
        for page in site.pages
        if page.permalink not in hidden and not page.around["page"]["noindex"]
    ]
    yield from map(finished, render_sitemap(addresses, base_url))
    yield finished(render_robots(base_url))
    yield finished(render_redirects((*moved, *former_feeds(library)), base_url))
    yield finished(render_headers(library.config.site))
