"""What of the site goes into the zip, and into a reader's browser; and a page as it stands in the zip.

By its path alone each file is known to go along or not, so a page can be written for the disk
before it is known what else there is. What stays behind is linked where it is on the web.
"""

from __future__ import annotations

import posixpath
import re
from html import escape
from urllib.parse import unquote, urlsplit

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.regexes import regex
from newsletter.site.offline.zipped import Member, member
from newsletter.site.on_disk import START, on_disk, policy_on_disk
from newsletter.site.security import origin

#: The folder of the zip that holds the site, and the page beside it by which it is opened.
FOLDER = "library"

#: What only programs on the web ask for: feeds, what search looks up, what hosts and search engines are told,
#: the pictures that other sites show of our pages.
_FEEDS = frozenset(permalinks.FEED_FORMS.values())
_FOR_THE_WEB = regex(r"[._].*|robots\.txt|sitemap.*\.xml|search/.*\.json|.*\.js|(?!media/)(?:.*/)?card\.png")
#: Tables and citations are for work at a desk: a zip has them, a browser need not keep them.
_FOR_A_DESK = (".csv", ".geojson", ".bib", ".ics", ".txt")
_OUR_OWN = permalinks.OFFLINE.lstrip("/")
#: On a disk no script runs, so there is no search.
_SEARCH_BOX = regex(r'<form[^>]*\srole="search"[^>]*>.*?</form>\n?', re.DOTALL)
_SCRIPT = regex(r"<script[^>]*\ssrc=[^>]*></script>\n?")


def is_carried(path: str) -> bool:
    """Whether a file of the site goes into the zip; the page that offers it has a twin made for the zip."""
    path = unquote(path)
    if path.startswith(_OUR_OWN):
        return path == permalinks.output_path(permalinks.OFFLINE)
    return posixpath.basename(path) not in _FEEDS and _FOR_THE_WEB.fullmatch(path) is None


def is_kept(path: str) -> bool:
    """Whether a browser keeps a file that it is asked to keep, unless it is a page that is left out for another reason."""
    if path.startswith(_OUR_OWN):
        return path.endswith(".html")
    if path.startswith((permalinks.DATA.lstrip("/"), permalinks.LIBRARY.lstrip("/"))) and path.endswith(
        ".json"
    ):
        return False
    is_found_by = path.startswith(permalinks.SEARCH.lstrip("/")) or path.endswith(".js")
    return (is_carried(path) or is_found_by) and not path.endswith(_FOR_A_DESK)


def carried(path: str, content: bytes, site: SiteSettings) -> Member:
    """A file of the site as it goes into the zip."""
    if path.endswith(".html") and not path.startswith("."):
        content = _page(path, content.decode(), site).encode()
    return member(f"{FOLDER}/{path}", content)


def start(site: SiteSettings, day: str) -> Member:
    """The page to open first: it leads on to the front page."""
    home = f"{FOLDER}/{permalinks.output_path(permalinks.HOME)}"
    name, address = escape(site.name), escape(site.base_url)
    html = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{name}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy_on_disk()}">\n'
        f'<meta http-equiv="refresh" content="0; url={home}">\n</head>\n<body>\n'
        f'<p><a href="{home}">Open {name}</a>, as it was {day}. What is newer is at <a href="{address}">{address}</a>.</p>\n'
        "</body>\n</html>\n"
    )
    return member(START, html.encode())


def _page(path: str, html: str, site: SiteSettings) -> str:
    """A page without what would not work there, its links written from where it stands."""
    bare = _SCRIPT.sub("", _SEARCH_BOX.sub("", html))
    forms = origin(site.subscribe_url) if site.subscribe_url else None
    return on_disk(
        path,
        bare,
        urlsplit(site.base_url).path.rstrip("/"),
        is_beside=is_carried,
        home=site.base_url.rstrip("/"),
        forms=forms or "",
    )
