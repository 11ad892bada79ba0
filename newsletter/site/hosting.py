"""What a host is told: _redirects and _headers, as Netlify, Cloudflare Pages and others read them.

Nothing depends on them: each former address has a page that leads on, and each page
carries its policy in its head. A host that reads these files is quicker and stricter.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from newsletter import permalinks
from newsletter.content.config import Site
from newsletter.content.library import Library
from newsletter.engine.output import Artifact
from newsletter.site.security import REFERRER_POLICY, content_security_policy

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


def render_headers(site: Site) -> Artifact:
    """_headers: what is sent with every page, and that hashed files never change."""
    folder = urlsplit(site.base_url).path.rstrip("/")
    everywhere = {
        "Content-Security-Policy": f"{content_security_policy(site)}; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _PERMISSIONS),
        "Referrer-Policy": REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    for_ever = {"Cache-Control": "public, max-age=31536000, immutable"}
    text = _rule(f"{folder}/*", everywhere) + _rule(f"{folder}/assets/*", for_ever)
    return Artifact("_headers", text.encode())


def _rule(path: str, headers: dict[str, str]) -> str:
    return path + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _address(path: str) -> str:
    """`path` in a form where nothing in it means more than itself: a `*` or `:` would be a pattern."""
    return quote(path, safe="/%")
