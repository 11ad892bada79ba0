"""What stands around every page: its head, and the name, navigation and feeds all pages share."""

from __future__ import annotations

from collections.abc import Iterable

from newsletter import permalinks
from newsletter.content.kinds.page import Page
from newsletter.content.library.placed import placed
from newsletter.content.words.typography import LANGUAGE, direction
from newsletter.site.desk import Desk, View
from newsletter.site.faces import listed_faces
from newsletter.site.security import content_security_policy
from newsletter.site.sharing import shared_view
from newsletter.site.views import Crumbs, crumb_views, feed_views

_COMPASS_PAGE = "content/pages/old-and-new-power.md"
#: Ways into the library that stand at the foot of every page.
_WAYS = (
    (permalinks.SEARCH, "A to Z"),
    (permalinks.MAP, "Map"),
    (permalinks.COMPASS, "Compass"),
    (permalinks.TIMELINE, "Timeline"),
    (permalinks.PLACES, "Places"),
    (permalinks.PEOPLE, "People"),
    (permalinks.ORGANISATIONS, "Organisations"),
    (permalinks.DATA, "Open data"),
    (permalinks.CORRECTIONS, "Corrections"),
    (permalinks.TO_CHECK, "Sources to check"),
    (permalinks.OFFLINE, "Read it offline"),
)
#: What the form says: who agrees to it agrees to these words, and they are kept as evidence.
SUBSCRIBE_WORDS = "One letter a month. No tracking pixels. Leave with one click."


def site_view(desk: Desk) -> View:
    """What all pages share: name, navigation, addresses of assets, feeds. One object for all pages."""
    site = desk.library.config.site
    return {
        "name": site.name,
        "lang": LANGUAGE,
        "strapline": site.strapline,
        "promise": site.promise,
        "publisher": site.publisher,
        "contact": site.contact,
        "imprint": site.imprint,
        "licence": site.licence,
        "licence_url": site.licence_url,
        "root": desk.base_path,
        "home": desk.href(permalinks.HOME),
        "url": desk.url(permalinks.HOME),
        "policy": content_security_policy(site),
        "assets": {name: desk.href(link) for name, link in desk.assets.addresses.items()},
        "shared": shared_view(desk, "", permalinks.HOME),
        "icon_url": desk.url(desk.assets.addresses.get("icon.png", "/")),
        "header": _navigation(desk, "header"),
        "footer": _navigation(desk, "footer"),
        "feeds": feed_views(desk, permalinks.HOME, "everything"),
        "follow": desk.href(permalinks.FOLLOW),
        "corrections": desk.href(permalinks.CORRECTIONS),
        "to_check": desk.href(permalinks.TO_CHECK),
        "search": desk.href(permalinks.SEARCH) if site.search else None,
        "offline": desk.href(permalinks.OFFLINE) if site.offline else None,
        "calendar": desk.href(permalinks.calendar_feed(permalinks.EVENTS)),
        "time_zone": site.time_zone,
        "subscribe_url": site.subscribe_url,
        "subscribe_words": SUBSCRIBE_WORDS,
        "privacy": _page_address(desk, site.privacy_page),
        "compass_page": _page_address(desk, _COMPASS_PAGE),
    }


def _navigation(desk: Desk, place: str) -> list[View]:
    lists = [
        (permalinks.listing(face.kind.folder), listing.label)
        for face, listing in listed_faces()
        if listing.place == place
    ]
    pages = sorted(
        (page for page in desk.library.of(Page) if page.record.nav and page.record.nav.place == place),
        key=lambda page: (page.record.nav.order if page.record.nav else 0, page.record.title),
    )
    named = [
        (page.permalink, (page.record.nav and page.record.nav.label) or page.record.title) for page in pages
    ]
    ways = _ways(desk) if place == "footer" else ()
    return [{"label": label, "href": desk.href(link)} for link, label in (*ways, *lists, *named)]


def _ways(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Those of the ways that there are."""
    is_there = {
        permalinks.COMPASS: bool(placed(desk.library)),
        permalinks.OFFLINE: desk.library.config.site.offline,
    }
    return tuple(way for way in _WAYS if is_there.get(way[0], True))


def _page_address(desk: Desk, path: str) -> str | None:
    entry = desk.library.entry(path)
    return desk.href(entry.permalink) if entry else None


def head_view(
    desk: Desk,
    permalink: str,
    title: str,
    description: str,
    *,
    kind: str = "page",
    schema: str = "WebPage",
    crumbs: Crumbs = (),
    feeds: Iterable[View] = (),
    noindex: bool = False,
    canonical: str = "",
) -> View:
    """What the head says of a page that is no entry's; `canonical` is the permalink search engines are led to instead."""
    return {
        "kind": kind,
        "schema": schema,
        "title": title,
        "description": description,
        "href": desk.href(permalink),
        "url": desk.url(permalink),
        "lang": LANGUAGE,
        "direction": direction(LANGUAGE),
        "crumbs": crumb_views(desk, crumbs),
        "feeds": list(feeds),
        "published": None,
        "updated": None,
        "authors": [],
        "image": None,
        "shared": None,
        "banner": None,
        "noindex": noindex,
        "canonical": desk.url(canonical) if canonical else None if noindex else desk.url(permalink),
    }
