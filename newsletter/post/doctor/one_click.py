"""The one click tried at the live address, for nobody: RFC 8058 §3.1 and §3.2, as Gmail's or Yahoo's program does it.

The token is of no person and of no letter, so nobody leaves by it; whoever answers by the rules answers as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.content.config import SiteSettings
from newsletter.post import web
from newsletter.post.doctor.answers import Ask
from newsletter.post.doctor.findings import Finding
from newsletter.post.doctor.visits import shown_place, visit
from newsletter.post.joining.links import SettingsError, links_of

SUBJECT = "one click"
#: Nobody's: the number in it is no person's, and the seal behind is not made by any key.
TOKEN = "0" * 64
_CLICK = b"List-Unsubscribe=One-Click"
_EDGE = b"newpower-doctor"
#: Both forms that a receiver may send it in.
_FORMS = (
    ("application/x-www-form-urlencoded", _CLICK),
    (
        f"multipart/form-data; boundary={_EDGE.decode()}",
        b'--%b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--%b--\r\n'
        % (_EDGE, _EDGE),
    ),
)
_PUT = "let it answer any POST by 200 at once, without redirect, login or cookie (RFC 8058 §3.1); `newpower list-server` does"


def judge_click(site: SiteSettings, ask: Ask) -> Iterator[Finding]:
    """What is to be said of `sender.unsubscribe_url`, where it is live."""
    url = f"{site.sender.unsubscribe_url}{TOKEN}"
    if urlsplit(url).scheme != "https":
        words = f"{shown_place(site.sender.unsubscribe_url)} is no https address, so no mail program offers one click"
        yield Finding(SUBJECT, "hurts", words, "content/site.yaml: `sender.unsubscribe_url` under https")
        return
    for content_type, content in _FORMS:
        form = content_type.partition(";")[0]
        told = {"Content-Type": content_type}
        reply = visit(SUBJECT, url, ask, web.ask, _home(site), method="POST", content=content, headers=told)
        found = reply if isinstance(reply, Finding) else _fault(reply, f"a POST of {form}", site)
        if found is not None:
            yield found
            return
    reply = visit(SUBJECT, url, ask, web.follow, _home(site))
    found = reply if isinstance(reply, Finding) else _fault(reply, "the page behind the link", site)
    yield found or Finding(SUBJECT, "good", f"{_home(site)} answers both forms of POST, and the link, by 200")
    if found is None:
        yield from _health(site, ask)


def _fault(reply: web.Reply, what: str, site: SiteSettings) -> Finding | None:
    """What is wrong with an answer, if anything."""
    place = _home(site)
    if 300 <= reply.status < 400:
        return Finding(
            SUBJECT,
            "hurts",
            f"{place}: {what} is sent elsewhere ({reply.status}), where no program follows",
            _PUT,
        )
    if reply.status != 200:
        return Finding(SUBJECT, "hurts", f"{place}: {what} is answered {reply.status}", _PUT)
    if "set-cookie" in reply.headers:
        return Finding(
            SUBJECT, "mind", f"{place}: {what} is answered with a cookie, which no program keeps", _PUT
        )
    return None


def _health(site: SiteSettings, ask: Ask) -> Iterator[Finding]:
    """Whether our own server can read its list; another's has no such address."""
    try:
        links = links_of(site)
    except SettingsError:
        return
    reply = visit(SUBJECT, links.to("health"), ask, web.ask)
    if isinstance(reply, Finding):
        yield reply
    elif reply.status == 503:
        words = f"{links.to('health')}: the server cannot read its list"
        yield Finding(SUBJECT, "hurts", words, "newpower post status, on that machine")
    elif reply.status != 200:
        words = (
            f"{links.to('health')} answers {reply.status}: whether the server can read its list is not seen"
        )
        yield Finding(SUBJECT, "mind", words, "let nginx or Caddy pass /health on, too (docs/post.md)")


def _home(site: SiteSettings) -> str:
    return shown_place(site.sender.unsubscribe_url)
