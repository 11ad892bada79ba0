"""Which feeds there are and what stands in them; no feed library is needed to know it.

`Library → FeedPlan`. A plan holds plain values only, so it crosses to another process, and
its key says whether an earlier build made the same feed.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from html import escape
from typing import Any, TypedDict
from urllib.parse import quote

from newsletter import permalinks
from newsletter.content.config import Site
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.shared import Shared
from newsletter.content.library import Library
from newsletter.content.words.typography import LANGUAGE, typeset
from newsletter.site.dates import first_published, last_changed
from newsletter.site.feed_content import as_read, edition_html, study_html


class FeedEntry(TypedDict):
    """One entry, the same in every feed it stands in.

    `html` has its links as `Body.html` has. Dates are ISO days. `digest` covers all the rest.
    """

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
    digest: bytes


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """A feed to be made in three forms. `listing` is the permalink of the page it follows.

    `icon` is a whole address, or empty. `entries` are newest first.
    """

    listing: str
    title: str
    description: str
    base_url: str
    publisher: str
    rights: str
    icon: str
    entries: tuple[FeedEntry, ...]

    @property
    def key(self) -> bytes:
        """A digest of all that decides the feed's bytes: equal keys mean equal feeds."""
        words = (
            self.listing,
            self.title,
            self.description,
            self.base_url,
            self.publisher,
            self.rights,
            self.icon,
        )
        return _digest((words, tuple(entry["digest"] for entry in self.entries)))


def plan_feeds(library: Library, *, icon: str = "") -> tuple[FeedPlan, ...]:
    """Every feed: of all, of the editions, of the library, then of each tag in the order of tags.yaml.

    `icon` is the permalink of a picture for readers that show one. What is shown only as a
    preview is in no feed: readers keep what they once fetched.
    """
    site = library.config.site
    ranks = _ranks(library)
    prepared: dict[str, FeedEntry] = {}

    def plan(listing: str, title: str, description: str, entries: Iterable[Entry[Shared]]) -> FeedPlan:
        newest = sorted((e for e in entries if e.path in ranks), key=lambda e: ranks[e.path])
        return FeedPlan(
            listing=listing,
            title=title,
            description=description,
            base_url=_base(site),
            publisher=site.publisher,
            rights=f"{site.publisher}, {site.licence}: {site.licence_url}",
            icon=_base(site) + icon if icon else "",
            entries=tuple(
                prepared.get(e.path) or prepared.setdefault(e.path, _prepare(e, library))
                for e in newest[: site.limits.feed_entries]
            ),
        )

    return tuple(plan(*row) for row in _listings(library))


def _listings(library: Library) -> Iterator[tuple[str, str, str, Iterable[Entry[Shared]]]]:
    site, tags = library.config.site, library.config.tags
    yield permalinks.HOME, site.name, site.strapline, (*library.editions, *library.case_studies)
    yield (
        permalinks.EDITIONS,
        f"{site.name}: editions",
        f"The letter of each month. {site.promise}",
        library.editions,
    )
    yield permalinks.LIBRARY, f"{site.name}: case studies", site.promise, library.case_studies
    for key, tag in tags.items():
        if key in library.tagged:
            yield permalinks.tag(key), f"{site.name}: {tag.title}", tag.definition, library.tagged[key]


def _ranks(library: Library) -> dict[str, int]:
    """The place of each published entry by its date, newest first; of one day, editions and then as the library has it."""
    entries: Iterable[Entry[Shared]] = (*library.editions, *library.case_studies)
    published = [entry for entry in entries if entry.path not in library.held_back]
    published.sort(key=lambda entry: first_published(entry.record) or date.min, reverse=True)
    return {entry.path: rank for rank, entry in enumerate(published)}


def _prepare(entry: Entry[Any], library: Library) -> FeedEntry:
    record: Shared = entry.record
    base, known, permalink = _base(library.config.site), library.config.tags, entry.permalink
    html = edition_html(entry, library) if isinstance(record, Edition) else study_html(entry)
    prepared = FeedEntry(
        id=base + quote(lasting_address(permalink, record.redirect_from), safe="/%"),
        url=base + permalink,
        title=typeset(record.title),
        summary=as_read(record.summary),
        html=_in_language(html, record.lang),
        published=(first_published(record) or date.min).isoformat(),
        updated=(last_changed(record) or date.min).isoformat(),
        tags=tuple((key, known[key].title) for key in record.tags if key in known),
        authors=record.authors,
        lang=record.lang,
        digest=b"",
    )
    prepared["digest"] = _digest(tuple(prepared.values()))
    return prepared


def lasting_address(permalink: str, former: tuple[str, ...]) -> str:
    """The address a reader knows an entry by: its first former one in the same folder, or its permalink.

    A file that was renamed thus stays the same entry, and is not shown as new again.
    """
    folder = permalink[: permalink.rstrip("/").rfind("/") + 1]
    return next((address for address in former if address.startswith(folder)), permalink)


def _in_language(html: str, lang: str) -> str:
    return html if lang == LANGUAGE else f'<div lang="{escape(lang)}">{html}</div>'


def _base(site: Site) -> str:
    return site.base_url.rstrip("/")


def _digest(value: Any) -> bytes:
    # Version 2 of marshal writes equal values alike; later ones also note which objects are shared.
    return blake2b(marshal.dumps(value, 2), digest_size=20).digest()
