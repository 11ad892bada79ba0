"""What stands around every page: its head, and the name, navigation and feeds all pages share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.words.typography import LANGUAGE, direction, typeset
from newsletter.content.words.when import long_date
from newsletter.site.assets import media
from newsletter.site.desk import Desk, View
from newsletter.site.security import content_security_policy

FEED_FORMS = (
    ("rss", "RSS", "application/rss+xml"),
    ("atom", "Atom", "application/atom+xml"),
    ("json", "JSON Feed", "application/feed+json"),
)
_LIBRARY_LABEL = "Library"
_EDITIONS_LABEL = "Editions"


def site_view(desk: Desk) -> View:
    """What all pages share: name, navigation, addresses of assets, feeds. One object for all pages."""
    site = desk.library.config.site
    return {
        "name": site.name,
        "lang": LANGUAGE,
        "strapline": typeset(site.strapline),
        "promise": typeset(site.promise),
        "publisher": site.publisher,
        "contact": site.contact,
        "imprint": site.imprint,
        "licence": site.licence,
        "licence_url": site.licence_url,
        "home": desk.href(permalinks.HOME),
        "url": desk.url(permalinks.HOME),
        "policy": content_security_policy(site),
        "assets": {name: desk.href(link) for name, link in desk.assets.addresses.items()},
        "icon_url": desk.url(desk.assets.addresses.get("icon.png", "/")),
        "header": _navigation(desk, "header"),
        "footer": _navigation(desk, "footer"),
        "feeds": feed_views(desk, permalinks.HOME, "everything"),
        "follow": {
            "all": desk.href(permalinks.feed(permalinks.HOME, "rss")),
            "editions": desk.href(permalinks.feed(permalinks.EDITIONS, "rss")),
            "studies": desk.href(permalinks.feed(permalinks.LIBRARY, "rss")),
        },
        "subscribe_url": site.subscribe_url,
        "privacy": _page_address(desk, site.privacy_page),
        "compass_page": _page_address(desk, "content/pages/old-and-new-power.md"),
    }


def _navigation(desk: Desk, place: str) -> list[View]:
    ours = [
        (permalinks.LIBRARY, _LIBRARY_LABEL),
        (permalinks.EDITIONS, _EDITIONS_LABEL),
    ]
    pages = sorted(
        (page for page in desk.library.pages if page.record.nav and page.record.nav.place == place),
        key=lambda page: (page.record.nav.order if page.record.nav else 0, page.record.title),
    )
    named = [
        (page.permalink, (page.record.nav and page.record.nav.label) or page.record.title) for page in pages
    ]
    items = ours + named if place == "header" else named
    return [{"label": typeset(label), "href": desk.href(link)} for link, label in items]


def _page_address(desk: Desk, path: str) -> str | None:
    entry = desk.library.entry(path)
    return desk.href(entry.permalink) if entry else None


def feed_views(desk: Desk, listing: str, what: str) -> list[View]:
    """The three feeds of a listing, for the head of a page and for people."""
    return [
        {"form": form, "type": kind, "title": what, "href": desk.href(permalinks.feed(listing, key))}
        for key, form, kind in FEED_FORMS
    ]


def head_view(
    desk: Desk,
    permalink: str,
    title: str,
    description: str,
    *,
    kind: str = "page",
    entry: Entry[Any] | None = None,
    crumbs: tuple[tuple[str, str], ...] = (),
    feeds: Iterable[View] = (),
    noindex: bool = False,
) -> View:
    """What the head of a page says. `crumbs` are labels and permalinks of the pages above it."""
    record = entry.record if entry else None
    lang = record.lang if record else LANGUAGE
    return {
        "kind": kind,
        "title": typeset(title),
        "description": typeset(description),
        "href": desk.href(permalink),
        "url": desk.url(permalink),
        "lang": lang,
        "direction": direction(lang),
        "crumbs": [
            {"label": typeset(label), "href": desk.href(link), "url": desk.url(link)}
            for label, link in crumbs
        ],
        "feeds": list(feeds),
        "published": record.published.isoformat() if record and record.published else None,
        "updated": record.updated.isoformat() if record and record.updated else None,
        "authors": list(record.authors) if record else [],
        "image": _image(desk, entry) if entry else None,
        "banner": banner(desk, entry) if entry and desk.library.held_back else None,
        "noindex": noindex,
    }


def _image(desk: Desk, entry: Entry[Any]) -> View | None:
    image = entry.record.image
    if image is None:
        return None
    path, _ = permalinks.resolved(entry.path, image.file)
    width, height = desk.assets.sizes.get(media(path), (None, None))
    link = quote(media(path))
    return {
        "href": desk.href(link),
        "url": desk.url(link),
        "alt": typeset(image.alt or ""),
        "width": width,
        "height": height,
        "credit": typeset(image.credit),
        "licence": image.licence,
        "source": image.source,
    }


def banner(desk: Desk, entry: Entry[Any]) -> str | None:
    """What a preview says above an entry that is not out yet; None if it is."""
    reason = desk.library.held_back.get(entry.path)
    if reason == "draft":
        return "Draft, not published"
    if reason and entry.record.published:
        return f"To be published on {long_date(entry.record.published)}"
    return "Not published" if reason else None
