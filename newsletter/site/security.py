"""What a page may load and where its forms may go; for every page's head and for hosting.py.

The site needs no script, no frame and nothing from anywhere else, so the policy allows only
its own style, fonts and pictures. Whatever slipped past the sanitiser would still not run.
The page of search and the lists of case studies alone run a script of the site's own, which reads
files of the site's own; and where the library can be kept offline, the page that offers it runs one
that asks for a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from newsletter.content.config import SiteSettings
from newsletter.content.words.web import ascii_host
from newsletter.regexes import regex

#: Other sites learn which site a reader came from, and not which page; as in the head of every page.
REFERRER_POLICY = "strict-origin-when-cross-origin"
#: A host as a policy may name it: letters, digits, dots, hyphens; or an IPv6 address in brackets.
_HOST = regex(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")


#: What a page may do besides that looks things up in what search knows.
#: A worker may be wherever a script may, unless something is said of workers (CSP 3 §6.1.14).
SEARCHES = ("script-src 'self'", "worker-src 'none'")
#: What the page may do besides that has the library kept; what it keeps is fetched by the worker itself.
KEEPS = ("script-src 'self'", "worker-src 'self'")


def content_security_policy(site: SiteSettings, also: Sequence[str] = ()) -> str:
    """The Content-Security-Policy of every page, fit for a `meta` tag and for a header; `also` is what one page may besides.

    `frame-ancestors` is left to the header, since a `meta` tag may not set it (CSP 3 §6.4.2). A page without a script
    asks for nothing, but what examines it (Lighthouse) asks for robots.txt by the page's own rules.
    """
    targets = ["'self'"] if site.search else []
    if site.subscribe_url and (target := _form_target(site.subscribe_url)):
        targets += [] if target in targets else [target]
    rules = (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        *also,
        "base-uri 'none'",
        "form-action " + (" ".join(targets) or "'none'"),
    )
    return "; ".join(rules)


def anywhere(site: SiteSettings) -> Sequence[str]:
    """What any page may do besides, and the worker: a header is the same for all of them."""
    if site.offline:
        return KEEPS
    return SEARCHES if site.search else ()


def _form_target(url: str) -> str | None:
    """Where a form may go that posts to `url`; a path, as in a preview, is of the page's own host."""
    return "'self'" if url.startswith("/") else origin(url)


def origin(url: str) -> str | None:
    """The scheme, host and port of `url`, as a policy writes them; None if a policy cannot name its host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        host = ascii_host(host)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    return f"{parts.scheme}://{host}{port}" if _HOST.fullmatch(host) else None
