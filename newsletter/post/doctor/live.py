"""The site visited: letters link to it, so it has to be there before one goes."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.post import web
from newsletter.post.doctor.answers import Ask
from newsletter.post.doctor.findings import Finding, Verdict
from newsletter.post.doctor.visits import visit

SUBJECT = "site"
_PUT = "newpower build, and publish public/ (docs/publish.md)"
#: Where people are asked to join.
_SUBSCRIBE = permalinks.permalink("content/pages/subscribe.md")


def judge_site(site: SiteSettings, ask: Ask) -> Iterator[Finding]:
    """What is to be said of the front page, and of the page by which people join."""
    home = site.base_url.rstrip("/")
    first = _page(f"{home}/", "hurts", site, ask)
    yield first
    if first.verdict == "good":
        yield _page(f"{home}{_SUBSCRIBE}", "mind", site, ask)
        if urlsplit(home).scheme != "https":
            yield Finding(
                SUBJECT, "mind", f"{home} is not https", "content/site.yaml: `base_url` under https"
            )


def _page(url: str, verdict: Verdict, site: SiteSettings, ask: Ask) -> Finding:
    reply = visit(SUBJECT, url, ask, web.follow)
    if isinstance(reply, Finding):
        return reply
    if reply.status != 200:
        return Finding(SUBJECT, verdict, f"{url} answers {reply.status}", _PUT)
    if site.name not in unescape(reply.content.decode("utf-8", "replace")):
        return Finding(SUBJECT, verdict, f"{url} does not name {site.name}: it is another's page", _PUT)
    return Finding(SUBJECT, "good", f"{url} is there")
