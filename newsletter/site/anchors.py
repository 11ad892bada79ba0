"""Links to a part of a page, held against the page as it will be: a part that is not there is told.

What parts a page has only its template knows. So the few pages that somebody links into, at
a place that no heading of theirs made, are made for it, and what was found in them is kept.
A page that is not shown yet is made as it will be once everything is: its letter may go out
before its day.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from html import unescape
from typing import Any

from newsletter.content.entry import Entry, Reference
from newsletter.content.library.showing import Showing
from newsletter.content.markdown.anchors import is_reserved
from newsletter.engine.workplace import Workplace
from newsletter.regexes import regex
from newsletter.site.making import Site, entries_to_come
from newsletter.site.pages import SitePage, render_page
from newsletter.told.diagnostics import Diagnostic, nearest
from newsletter.values import packed

_NOTHING_NEAR = "link to the page itself, or to one of its headings"
_ID = regex(r'<[^>]*\sid="([^"]*)"')


def dead_fragments(site: Site, entries: Sequence[Entry[Any]], place: Workplace) -> tuple[Diagnostic, ...]:
    """Every link of the entries, shown or not, to a part that its page will not have."""
    parts = _Parts(site, entries, place)
    return tuple(
        _dead(reference, ids)
        for reference, target in _beyond_the_body(entries)
        if (ids := parts.of(target)) is not None and reference.anchor not in ids
    )


def certainly_dead(entries: Sequence[Entry[Any]]) -> tuple[Diagnostic, ...]:
    """Those that can be told without a page, while mistakes keep pages from being made.

    What its template adds to a page has a reserved name; whether it would be there is not known.
    """
    return tuple(
        _dead(reference, target.body.anchors)
        for reference, target in _beyond_the_body(entries)
        if not is_reserved(reference.anchor)
    )


def _beyond_the_body(entries: Sequence[Entry[Any]]) -> Iterator[tuple[Reference, Entry[Any]]]:
    """Every link to a part that is not in the target's own words, and the target."""
    by_path = {entry.path: entry for entry in entries}
    for entry in entries:
        for reference in entry.references:
            if reference.anchor and reference.kind == "content":
                target = by_path.get(reference.target)
                if target and reference.anchor not in target.body.anchors:
                    yield reference, target


def _dead(reference: Reference, ids: Iterable[str]) -> Diagnostic:
    near = nearest(reference.anchor, ids)
    return Diagnostic(
        reference.location,
        "broken-anchor",
        f"`{reference.target}` has no part `#{reference.anchor}`",
        f"did you mean `{_address(reference)}#{near}`?" if near else _NOTHING_NEAR,
    )


def _address(reference: Reference) -> str:
    """How the page of a link is written in the file that links to it; "" for a part of the same."""
    path = reference.location.file
    if reference.target == path:
        return ""
    return posixpath.relpath(f"/{reference.target}", f"/{posixpath.dirname(path)}")


class _Parts:
    """The ids of pages, each page made at most once for as long as it stays the same."""

    def __init__(self, site: Site, entries: Sequence[Entry[Any]], place: Workplace) -> None:
        self._site = site
        self._entries = entries
        self._place = place
        self._pages = _pages_of(site)
        self._known: dict[str, frozenset[str] | None] = {}

    def of(self, entry: Entry[Any]) -> frozenset[str] | None:
        """Every id in the page of an entry; None where its template fails, which is told when it is made."""
        if entry.path not in self._known:
            is_shown = entry.path in self._pages
            site, pages = (self._site, self._pages) if is_shown else self._later
            self._known[entry.path] = self._ids(site, pages[entry.path])
        return self._known[entry.path]

    @cached_property
    def _later(self) -> tuple[Site, dict[str, SitePage]]:
        """The pages of all that is written, planned only where a link asks for it."""
        showing = Showing(self._site.stock.desk.library.build_date, drafts=True, future=True)
        site = entries_to_come(self._site, self._entries, showing)
        return site, _pages_of(site)

    def _ids(self, site: Site, page: SitePage) -> frozenset[str] | None:
        key = self._place.key(("parts", site.names[page.permalink]))
        kept = self._place.store.values([key]).get(key)
        if kept is None:
            made = render_page(page, site.stock.site, site.environment)
            if made.value is None:
                return None
            kept = tuple(unescape(id) for id in _ID.findall(made.value[0].content.decode()))
            self._place.store.keep({key: packed(kept)})
        return frozenset(kept)


def _pages_of(site: Site) -> dict[str, SitePage]:
    return {page.entry.path: page for page in site.pages if page.entry}
