"""A feed is written: as RSS, Atom and JSON, or in the forms its plan asks for.

`FeedPlan → Artifact`. feedgen writes the frame of each feed and each entry; the two are put
together as bytes, because an entry stands in several feeds and is written once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote

from feedgen.entry import FeedEntry as Item
from feedgen.feed import FeedGenerator
from lxml import etree

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import LANGUAGE
from newsletter.engine.output import Artifact
from newsletter.site.dates import first_published, last_changed
from newsletter.site.feeds import FeedPlan

#: The date of a feed with nothing in it: Atom asks for one, and a clock would change the bytes.
_NOTHING_YET = "1970-01-01"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")


class Forms(NamedTuple):
    """A feed, its frame or an entry, in each form."""

    rss: bytes
    atom: bytes
    json: bytes


@dataclass(frozen=True, slots=True)
class _Told:
    """What a feed says of an entry. Dates are ISO days."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: str
    updated: str
    tags: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    lang: str


def render_feed(plan: FeedPlan, entries: Sequence[Forms]) -> tuple[Artifact, ...]:
    """The feed as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, as far as its plan asks for them."""
    frame = _frame(plan)
    whole = Forms(
        _filled(frame.rss, b"</channel>", [entry.rss for entry in entries]),
        _filled(frame.atom, b"</feed>", [entry.atom for entry in entries]),
        _filled(frame.json, b"]}", [b",\n".join(entry.json for entry in entries)]),
    )
    contents = whole._asdict()
    return tuple(Artifact(path, contents[form]) for form, path in zip(plan.forms, plan.paths, strict=True))


def written_entry(entry: Entry[Any], plan: FeedPlan, html: str) -> Forms:
    """An entry in each form; `html` is all it tells, with whole addresses."""
    told = _told(entry, plan, html)
    item = _item(told)
    # On its own the item would name its namespaces anew, so it is written inside another element.
    outer = etree.Element("rss", nsmap={"content": _CONTENT, "dc": _DUBLIN_CORE})
    outer.append(item.rss_entry())
    rss = etree.tostring(outer, encoding="UTF-8")
    rss = rss[rss.index(b"<item>") : rss.rindex(b"</rss>")]
    return Forms(b"\n" + rss, b"\n" + etree.tostring(item.atom_entry(), encoding="UTF-8"), _json_item(told))


def _filled(frame: bytes, end: bytes, entries: list[bytes]) -> bytes:
    """The frame with the entries before its last `end`."""
    before, end, after = frame.rpartition(end)
    return b"".join((before, *entries, end, after, b"\n"))


def _frame(plan: FeedPlan) -> Forms:
    page = {"href": plan.base_url + plan.listing, "rel": "alternate", "type": "text/html"}
    description, publisher = xml_text(plan.description), xml_text(plan.publisher)
    feed = FeedGenerator()
    feed.load_extension("dc", atom=False)
    feed.generator("New Power")
    feed.id(page["href"])
    feed.title(xml_text(plan.title))
    feed.description(description)
    feed.subtitle(description)
    feed.author({"name": publisher, "uri": plan.base_url + permalinks.HOME})
    feed.language(LANGUAGE)
    feed.rights(xml_text(plan.rights))
    if plan.icon:
        feed.icon(plan.icon)
    newest = max((_changed(entry) for entry in plan.entries), default=_NOTHING_YET)
    feed.updated(_midnight(newest))
    # The link given last is the one RSS calls its own.
    feed.link([{"href": _address(plan, "rss"), "rel": "self", "type": "application/rss+xml"}, page])
    rss = feed.rss_str()
    feed.link(
        [{"href": _address(plan, "atom"), "rel": "self", "type": "application/atom+xml"}, page], replace=True
    )
    return Forms(rss, feed.atom_str(), _json_frame(plan))


def _json_frame(plan: FeedPlan) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plan.title,
        "home_page_url": plan.base_url + plan.listing,
        "feed_url": _address(plan, "json"),
        "description": plan.description,
        **({"icon": plan.icon} if plan.icon else {}),
        "authors": [{"name": plan.publisher, "url": plan.base_url + permalinks.HOME}],
        "language": LANGUAGE,
        "items": [],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _told(entry: Entry[Any], plan: FeedPlan, html: str) -> _Told:
    record, known, permalink = entry.record, dict(plan.tags), entry.permalink
    lasting = quote(lasting_address(permalink, record.redirect_from), safe="/%")
    return _Told(
        id=plan.base_url + lasting,
        url=plan.base_url + permalink,
        title=xml_text(record.title),
        summary=xml_text(plain(record.summary)),
        html=xml_text(_in_language(html, record.lang)),
        published=(first_published(record) or date.min).isoformat(),
        updated=_changed(entry),
        tags=tuple((key, known[key]) for key in record.tags if key in known),
        authors=tuple(xml_text(name) for name in record.authors or (plan.publisher,)),
        lang=record.lang,
    )


def _changed(entry: Entry[Any]) -> str:
    return (last_changed(entry.record) or date.min).isoformat()


def lasting_address(permalink: str, former: tuple[str, ...]) -> str:
    """The address a reader knows an entry by: its first former one in the same folder, or its permalink.

    A file that was renamed thus stays the same entry, and is not shown as new again.
    """
    folder = permalink[: permalink.rstrip("/").rfind("/") + 1]
    return next((address for address in former if address.startswith(folder)), permalink)


def xml_text(text: str) -> str:
    """`text` without what XML has no way to write (1.0 §2.2): `&#1;` in a body becomes such a character."""
    clean = text.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()  # half the time of a pattern
    return clean.replace("\ufffe", "").replace("\uffff", "")


def _in_language(html: str, lang: str) -> str:
    return html if lang == LANGUAGE else f'<div lang="{escape(lang)}">{html}</div>'


def _item(told: _Told) -> Any:
    item = Item()
    item.load_extension("dc", atom=False)
    item.guid(told.id, permalink=told.id == told.url)
    item.title(told.title)
    item.link({"href": told.url, "rel": "alternate", "type": "text/html"})
    item.summary(escape(told.summary, quote=False), type="html")  # RSS readers take it for HTML
    item.content(told.html, type="html")
    item.published(_midnight(told.published))
    item.updated(_midnight(told.updated))
    item.category([{"term": key, "label": title} for key, title in told.tags])
    item.author([{"name": name} for name in told.authors])
    item.dc.dc_creator(list(told.authors))  # RSS's own <author> asks for a mail address
    return item


def _json_item(told: _Told) -> bytes:
    item = {
        "id": told.id,
        "url": told.url,
        "title": told.title,
        "summary": told.summary,
        "content_html": told.html,
        "date_published": f"{told.published}T00:00:00Z",
        "date_modified": f"{told.updated}T00:00:00Z",
        "tags": [title for _, title in told.tags],
        "authors": [{"name": name} for name in told.authors],
        "language": told.lang,
    }
    return json.dumps(item, ensure_ascii=False).encode()


def _address(plan: FeedPlan, form: str) -> str:
    return plan.base_url + permalinks.feed(plan.listing, form)


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
