"""A feed's frame and its entries are written, each as RSS, Atom and JSON.

`FeedPlan → Forms`. feedgen writes the frame of each feed and each entry; the two are put
together as bytes, because an entry stands in several feeds and is written once.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry as Item
from feedgen.feed import FeedGenerator
from lxml import etree

from newsletter import permalinks
from newsletter.content.words.typography import LANGUAGE
from newsletter.site.feeds import FeedPlan, Forms, Frame, Told

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


def written_frame(plan: FeedPlan) -> Forms:
    """What stands around its entries, in each form, by feedgen."""
    around = plan.frame
    page = {"href": around.base_url + around.listing, "rel": "alternate", "type": "text/html"}
    description, publisher = xml_text(around.description), xml_text(around.publisher)
    feed = FeedGenerator()
    feed.load_extension("dc", atom=False)
    feed.generator("New Power")
    feed.id(page["href"])
    feed.title(xml_text(around.title))
    feed.description(description)
    feed.subtitle(description)
    feed.author({"name": publisher, "uri": around.base_url + permalinks.HOME})
    feed.language(LANGUAGE)
    feed.rights(xml_text(around.rights))
    if around.icon:
        feed.icon(around.icon)
    feed.updated(_midnight(around.updated))
    # The link given last is the one RSS calls its own.
    feed.link([{"href": _address(around, "rss"), "rel": "self", "type": "application/rss+xml"}, page])
    rss = feed.rss_str()
    feed.link(
        [{"href": _address(around, "atom"), "rel": "self", "type": "application/atom+xml"}, page],
        replace=True,
    )
    return Forms(rss, feed.atom_str(), _json_frame(around))


def _json_frame(around: Frame) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": around.title,
        "home_page_url": around.base_url + around.listing,
        "feed_url": _address(around, "json"),
        "description": around.description,
        **({"icon": around.icon} if around.icon else {}),
        "authors": [{"name": around.publisher, "url": around.base_url + permalinks.HOME}],
        "language": LANGUAGE,
        "items": [],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def written_entry(told: Told, html: str) -> Forms:
    """An entry in each form; `html` is all it tells, with whole addresses."""
    told = told._replace(
        title=xml_text(told.title),
        summary=xml_text(told.summary),
        authors=tuple(xml_text(name) for name in told.authors),
    )
    html = xml_text(_in_language(html, told.lang))
    item = _item(told, html)
    # On its own the item would name its namespaces anew, so it is written inside another element.
    outer = etree.Element("rss", nsmap={"content": _CONTENT, "dc": _DUBLIN_CORE})
    outer.append(item.rss_entry())
    rss = etree.tostring(outer, encoding="UTF-8")
    rss = rss[rss.index(b"<item>") : rss.rindex(b"</rss>")]
    atom = etree.tostring(item.atom_entry(), encoding="UTF-8")
    return Forms(b"\n" + rss, b"\n" + atom, _json_item(told, html))


def xml_text(text: str) -> str:
    """`text` without what XML has no way to write (1.0 §2.2): `&#1;` in a body becomes such a character."""
    clean = text.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()  # half the time of a pattern
    return clean.replace("\ufffe", "").replace("\uffff", "")


def _in_language(html: str, lang: str) -> str:
    return html if lang == LANGUAGE else f'<div lang="{escape(lang)}">{html}</div>'


def _item(told: Told, html: str) -> Any:
    item = Item()
    item.load_extension("dc", atom=False)
    item.guid(told.id, permalink=told.id == told.url)
    item.title(told.title)
    item.link({"href": told.url, "rel": "alternate", "type": "text/html"})
    item.summary(escape(told.summary, quote=False), type="html")  # RSS readers take it for HTML
    item.content(html, type="html")
    item.published(_midnight(told.published))
    item.updated(_midnight(told.updated))
    item.category([{"term": key, "label": title} for key, title in told.tags])
    item.author([{"name": name} for name in told.authors])
    item.dc.dc_creator(list(told.authors))  # RSS's own <author> asks for a mail address
    return item


def _json_item(told: Told, html: str) -> bytes:
    item = {
        "id": told.id,
        "url": told.url,
        "title": told.title,
        "summary": told.summary,
        "content_html": html,
        "date_published": f"{told.published}T00:00:00Z",
        "date_modified": f"{told.updated}T00:00:00Z",
        "tags": [title for _, title in told.tags],
        "authors": [{"name": name} for name in told.authors],
        "language": told.lang,
    }
    return json.dumps(item, ensure_ascii=False).encode()


def _address(around: Frame, form: str) -> str:
    return around.base_url + permalinks.feed(around.listing, form)


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
