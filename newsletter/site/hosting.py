"""What a host is told: _redirects and _headers, as Netlify, Cloudflare Pages and others read them.

nginx reads neither, and is given the same in its own words (`newpower nginx`).

Nothing depends on them: each former address has a page that leads on, and each page
carries its policy in its head. A host that reads these files is quicker and stricter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.content.library import Library
from newsletter.engine.output import Artifact
from newsletter.site.data.citing import SENT_AS as CITATIONS_SENT_AS
from newsletter.site.data.opened import SENT_AS, file_name, forms_of
from newsletter.site.data.tables import TABLES
from newsletter.site.security import REFERRER_POLICY, anywhere, content_security_policy

#: What our pages never ask of a reader's machine.
_PERMISSIONS = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}

#: What is sent packed, besides HTML, which nginx packs in any case: pictures and fonts are packed already.
_PACKED = (
    "text/css",
    "text/plain",
    "text/calendar",
    "text/javascript",
    "text/xml",
    "application/javascript",
    "application/json",
    "application/feed+json",
    "application/atom+xml",
    "application/rss+xml",
    "application/xml",
    "image/svg+xml",
)

#: Stands in a pattern for the name of any one case study, as hosts write it.
_ANY = ":study"


def redirects(library: Library) -> tuple[tuple[str, str], ...]:
    """Every former address with the permalink it leads to, by address."""
    found = {former: entry.permalink for entry in library.all for former in entry.record.redirect_from}
    return tuple(sorted(found.items()))


def former_feeds(library: Library) -> tuple[tuple[str, str], ...]:
    """Feeds of tags as they were once called, with what follows them now: whoever follows one need do nothing."""
    lists = (permalinks.tag(key) for key in library.facets["tag"])
    return tuple((permalinks.feed(link, "rss"), permalinks.feed(link, "atom")) for link in lists)


def render_redirects(moved: Iterable[tuple[str, str]], base_url: str) -> Artifact:
    """_redirects: `old new 301` a line. Addresses begin at the host's root, so a site in a folder says so."""
    folder = urlsplit(base_url).path.rstrip("/")
    lines = [
        f"{_address(folder + former)} {_address(folder + permalink)} 301\n" for former, permalink in moved
    ]
    return Artifact("_redirects", "".join(lines).encode())


def render_headers(site: SiteSettings) -> Artifact:
    """_headers: what is sent with every page, and that hashed files never change."""
    folder = urlsplit(site.base_url).path.rstrip("/")
    text = _rule(f"{folder}/*", _everywhere(site)) + _rule(f"{folder}/assets/*", _FOR_EVER)
    text += "".join(_rule(folder + path, {"Content-Type": kind}) for path, kind in _kinds())
    return Artifact("_headers", text.encode())


def nginx_rules(library: Library) -> str:
    """The same headers and redirects for nginx: what goes into its `server`, beside `root`.

    A site in a folder is expected in a folder of that name under `root`.
    """
    site = library.config.site
    folder = urlsplit(site.base_url).path.rstrip("/")
    everywhere = _everywhere(site)
    moved = (*redirects(library), *former_feeds(library))
    return "".join(
        (
            "index index.html;\ncharset utf-8;\nabsolute_redirect off;\n",
            f"gzip on;\ngzip_vary on;\ngzip_proxied any;\ngzip_types {' '.join(map(_nginx, _packed()))};\n",
            f"error_page 403 404 =404 {_nginx(unquote(folder) + '/404.html')};\n",
            *_nginx_headers(everywhere),
            f"location {_location(folder + '/assets/')} {{\n",
            # A location with a header of its own has none of those above.
            *(f"    {line}" for line in _nginx_headers({**everywhere, **_FOR_EVER})),
            "}\n",
            *(
                f"location = {_location(f'{folder}/{name}')} {{ return 404; }}\n"
                for name in ("_headers", "_redirects")
            ),
            *(
                f"location {_pattern(folder, path)} {{ types {{ }} default_type {_nginx(kind)}; }}\n"
                for path, kind in _kinds()
            ),
            *(
                f"location = {_location(folder + former)} {{ return 301 {_address(folder + permalink)}; }}\n"
                for former, permalink in moved
            ),
        )
    )


def _kinds() -> Iterator[tuple[str, str]]:
    """What hosts have no type for, or seldom the right one: paths with the type they are sent as.

    JSON is not among them, which every host knows; that of citations has a type of its own.
    """
    for table in TABLES:
        for form in forms_of(table):
            if form != "json":
                yield permalinks.data_file(file_name(table, form)), SENT_AS[form]
    for form in ("bib", "json"):
        yield permalinks.citing(f"{permalinks.LIBRARY}{_ANY}/", form), CITATIONS_SENT_AS[form]


def _packed() -> Iterator[str]:
    """The types of all that is sent packed, each once; nginx knows one with its character set by just these words."""
    yield from dict.fromkeys((*_PACKED, *(kind for _, kind in _kinds())))


def _pattern(folder: str, path: str) -> str:
    """A path for nginx: one address, or a pattern where any case study may stand in it."""
    if _ANY not in path:
        return f"= {_location(folder + path)}"
    before, _, behind = (re.escape(unquote(folder + part)) for part in path.partition(_ANY))
    return f"~ {_nginx(f'^{before}[^/]+{behind}$')}"


def _everywhere(site: SiteSettings) -> dict[str, str]:
    """One policy for all pages, so with what search and keeping need: two rules for one page would both hold.

    Each page's own, in its head, holds too, and there only search, lists of case studies and the page that
    offers the library offline may run a script.
    """
    policy = content_security_policy(site, also=anywhere(site))
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
        "Referrer-Policy": REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }


def _nginx_headers(headers: dict[str, str]) -> Iterator[str]:
    """With `always`, so that a page that is not there is sent with them too."""
    return (f"add_header {name} {_nginx(value)} always;\n" for name, value in headers.items())


def _location(path: str) -> str:
    """The one address `path`, or all that begin with it: nginx compares them once it has decoded them."""
    return _nginx(unquote(path))


def _nginx(text: str) -> str:
    """Text between quotation marks, as nginx reads it.

    Where it expects a value it would take `$word` for a variable, and not start: no header has one.
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _rule(path: str, headers: dict[str, str]) -> str:
    return path + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _address(path: str) -> str:
    """`path` in a form where nothing in it means more than itself: a `*` or `:` would be a pattern."""
    return quote(path, safe="/%")
