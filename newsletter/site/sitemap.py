"""What search engines ask for: sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape  # xml.sax.saxutils has one too, and loads the whole of urllib.request with it
from itertools import islice
from urllib.parse import quote

from newsletter.engine.output import Artifact

SITEMAP = "/sitemap.xml"
#: The most addresses a file may hold (sitemaps.org, "Sitemaps file location").
MOST_ADDRESSES = 50_000

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Address = tuple[str, date | None]


def render_sitemap(
    pages: Iterable[Address], base_url: str, *, most: int = MOST_ADDRESSES
) -> tuple[Artifact, ...]:
    """sitemap.xml of the pages, each a permalink and the day its words last changed, by address.

    Past `most` addresses it is an index, and the addresses stand in sitemap-1.xml and on.
    """
    base = base_url.rstrip("/")
    whole = sorted(
        (_whole(base, permalink), changed or date.min) for permalink, changed in dict(pages).items()
    )
    if len(whole) <= most:
        return (_file(SITEMAP, "urlset", "url", whole),)
    rest = iter(whole)
    parts = list(iter(lambda: list(islice(rest, most)), []))
    names = [f"/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    index = [(base + name, max(day for _, day in part)) for name, part in zip(names, parts, strict=True)]
    files = [_file(name, "urlset", "url", part) for name, part in zip(names, parts, strict=True)]
    return (_file(SITEMAP, "sitemapindex", "sitemap", index), *files)


def render_robots(base_url: str) -> Artifact:
    """robots.txt: every robot may read everything, and is told where the sitemap is (RFC 9309)."""
    return Artifact(
        "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base_url.rstrip('/')}{SITEMAP}\n".encode()
    )


def _whole(base: str, permalink: str) -> str:
    return escape(base + quote(permalink, safe="/%"))


def _file(name: str, root: str, item: str, addresses: list[tuple[str, date]]) -> Artifact:
    """`date.min` stands for a day nobody knows."""
    lines = [
        f"<{item}><loc>{address}</loc>"
        + (f"<lastmod>{day.isoformat()}</lastmod>" if day > date.min else "")
        + f"</{item}>\n"
        for address, day in addresses
    ]
    text = f'{_DECLARATION}<{root} xmlns="{_NAMESPACE}">\n{"".join(lines)}</{root}>\n'
    return Artifact(name.lstrip("/"), text.encode())
