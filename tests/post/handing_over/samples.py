"""An edition to hand over, with everything in it that an engine trips over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from newsletter.content.config import Buttondown as ButtondownSettings
from newsletter.content.config import Listmonk as ListmonkSettings
from newsletter.mail.placeholders import LEAVE
from newsletter.post.handing_over.buttondown import Buttondown
from newsletter.post.handing_over.edition import Handed
from newsletter.post.handing_over.engines import Engine
from newsletter.post.handing_over.listmonk import Listmonk
from newsletter.post.handing_over.web import Exchange
from tests.post.handing_over.fakes.buttondown import Buttondown as FakeButtondown
from tests.post.handing_over.fakes.listmonk import Listmonk as FakeListmonk

NOW = datetime(2026, 11, 26, 19, 45, tzinfo=UTC)
HOUR = NOW + timedelta(days=5)
SLUG = "2026-11"

HTML = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Words in {{{{ braces }}}}</title>
<!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]-->
<style>@media (max-width:599px){{.cell{{padding:0}}}}</style></head>
<body><!--[if mso]><table role="presentation"><tr><td title="a &quot;quote&quot; {{{{ in }}}}"><![endif]-->
<p>Write {{{{ name }}}} or {{% if %}} or https://commons.test/a@TrackLink as you like.</p>
<p><a href="https://commons.test/editions/2026-11/">Read it</a>, or <a href="{LEAVE}">leave</a>.</p>
<!--[if mso]></td></tr></table><![endif]--></body></html>
"""
TEXT = f"""Write {{{{ name }}}} or https://commons.test/a@TrackLink as you like.

[1] <https://commons.test/editions/2026-11/>
[2] <{LEAVE}>
"""


def sample(words: str = "", **more: Any) -> Handed:
    """The edition, with other words if any are given."""
    more_words = f", {words}" if words else ""
    given: dict[str, Any] = {
        "slug": SLUG,
        "number": 3,
        "subject": "Who decides in {{ braces }}",
        "preheader": "What is in it",
        "html": HTML.replace("as you like", f"as you like{more_words}"),
        "text": TEXT.replace("as you like", f"as you like{more_words}"),
        "sender": "The Commons <letter@commons.test>",
        "headers": (("Reply-To", "editors@commons.test"), ("List-Id", "The Commons <edition.commons.test>")),
        "page_url": "https://commons.test/editions/2026-11/",
        "content_hash": (words.encode().hex() or "0a1b2c3d4e5f").ljust(64, "0"),
    }
    return Handed(**{**given, **more})


def listmonk(exchange: Exchange, sleep: Callable[[float], None] = lambda _: None, **more: Any) -> Listmonk:
    """Our side of listmonk, over a line to a fake."""
    given: dict[str, Any] = {"url": "https://listmonk.test/", "lists": (1, 3)}
    return Listmonk(ListmonkSettings(**{**given, **more}), "api:secret", exchange, sleep)


def buttondown(exchange: Exchange, sleep: Callable[[float], None] = lambda _: None) -> Buttondown:
    """Our side of Buttondown, over a line to a fake."""
    settings = ButtondownSettings(url="https://buttondown.test/")
    return Buttondown(settings, "secret", exchange, sleep)


def a_listmonk(**more: Any) -> FakeListmonk:
    """A listmonk with three lists, two of which the token may use."""
    return FakeListmonk(NOW, {1: "Readers", 3: "Friends", 7: "The board"}, (1, 3), **more)


def a_buttondown(**more: Any) -> FakeButtondown:
    """A Buttondown with an account that pays."""
    return FakeButtondown(NOW, **more)


#: Each engine: a fake of it, and our side.
ENGINES: dict[str, tuple[Callable[..., Any], Callable[..., Engine]]] = {
    "listmonk": (a_listmonk, listmonk),
    "buttondown": (a_buttondown, buttondown),
}
