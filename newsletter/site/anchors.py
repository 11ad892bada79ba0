"""Links to a part of a page, held against the page as it will be: a part that is not there is told.

What parts a page has only its template knows. So the few pages that somebody links into, at
a place that no heading of theirs made, are made for it, and what was found in them is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

from newsletter.content.entry import Entry, Reference
from newsletter.engine.workplace import Workplace
from newsletter.site.making import Site
from newsletter.site.pages import SitePage, render_page
from newsletter.told.diagnostics import Diagnostic, suggestion
from newsletter.values import packed

_ID = re.compile(r'<[^>]*\sid="([^"]*)"')


def dead_fragments(site: Site, entries: Iterable[Entry[Any]], place: Workplace) -> tuple[Diagnostic, ...]:
    """Every link of the entries to a part that its page will not have."""
    pages = {page.entry.path: page for page in site.pages if page.entry}
    parts = _Parts(site, place)
    return tuple(
        _dead(reference, ids)
        for entry in entries
        for reference in entry.references
        if reference.anchor and reference.kind == "content" and (page := pages.get(reference.target))
        if reference.anchor not in page.entry.body.anchors  # type: ignore[union-attr]
        if (ids := parts.of(page)) is not None and reference.anchor not in ids
    )


def _dead(reference: Reference, ids: frozenset[str]) -> Diagnostic:
    return Diagnostic(
        reference.location,
        "broken-anchor",
        f"`{reference.target}` has no part `#{reference.anchor}`",
        suggestion(reference.anchor, ids, "link to the page itself, or to one of its headings"),
    )


class _Parts:
    """The ids of pages, each page made at most once for as long as it stays the same."""

    def __init__(self, site: Site, place: Workplace) -> None:
        self._site = site
        self._place = place
        self._known: dict[str, frozenset[str] | None] = {}

    def of(self, page: SitePage) -> frozenset[str] | None:
        """Every id in a page; None where its template fails, which is told when the page is made."""
        if page.permalink not in self._known:
            key = self._place.key(("parts", self._site.names[page.permalink]))
            kept = self._place.store.values([key]).get(key)
            if kept is None and (made := self._made(page)) is not None:
                kept = tuple(unescape(id) for id in _ID.findall(made))
                self._place.store.keep({key: packed(kept)})
            self._known[page.permalink] = None if kept is None else frozenset(kept)
        return self._known[page.permalink]

    def _made(self, page: SitePage) -> str | None:
        made = render_page(page, self._site.stock.site, self._site.environment)
        return made.value[0].content.decode() if made.value else None
