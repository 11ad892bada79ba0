"""Our own pages visited as a stranger sees them: the host looked up by the doctor's own resolver, then asked, once."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from newsletter.post.doctor.answers import Answer, Ask, addresses
from newsletter.post.doctor.findings import Finding
from newsletter.post.web import Reply, WebError

#: Seconds for one visit: the doctor's patience as a whole is not much longer.
PATIENCE = 4.0
#: Addresses of one host that are tried.
_MOST = 3


def visit(
    subject: str, url: str, ask: Ask, go: Callable[..., Reply], named: str = "", **asked: Any
) -> Reply | Finding:
    """The answer to a visit, or why there was none; `go` is one of the two ways that `web` has.

    `named` is what the address is called, where it is not to be shown whole.
    """
    host = urlsplit(url).hostname or ""
    places = _places(host, ask)
    if places.state == "silent":
        return Finding(subject, "unknown", f"no DNS answers here for {host} ({places.words})")
    first: WebError | None = None
    for place in places.records[:_MOST]:
        try:
            return go(url, address=place, patience=PATIENCE, **asked)
        except WebError as error:
            first = first or error
            if error.kind not in ("silent", "refused"):
                break
    if first is None:
        put = f"{host}. A …, with the address of its server for the …"
        return Finding(subject, "hurts", f"{host} has no address", put)
    found = f"{shown_place(named or url)}: {first}"
    if first.kind == "silent":
        return Finding(subject, "unknown", found)
    return Finding(
        subject, "hurts", found, f"start what answers there, or mend its certificate or address ({host})"
    )


def shown_place(url: str) -> str:
    """An address without its query, which may be long."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _places(host: str, ask: Ask) -> Answer:
    """The addresses to go to, one after another until somebody answers."""
    if host == "localhost":
        return Answer("found", ("127.0.0.1",))
    try:
        return Answer("found", (str(ip_address(host)),))
    except ValueError:
        return addresses(ask, host)
