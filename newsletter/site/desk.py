"""What pages are planned from: the Library on one desk, and what many pages share.

`Library → Desk, Stock → SitePage`. A page's context holds plain values only, so that equal
contexts mean equal pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from newsletter import permalinks
from newsletter.content.body import Body, Element, Section, changed, html_of
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library import Library
from newsletter.site.assets import Assets

View: TypeAlias = dict[str, Any]

_SIZE = frozenset({"width", "height"})


@dataclass(frozen=True, slots=True)
class Desk:
    """What every view is made from: the Library, its assets, and the site's address in two parts."""

    library: Library
    assets: Assets
    base_path: str
    base_url: str

    def href(self, permalink: str) -> str:
        """A link to a page of ours, from any page of ours."""
        return self.base_path + permalink

    def url(self, permalink: str) -> str:
        """The whole address of a page of ours."""
        return self.base_url + permalink

    def html(self, body: Body) -> str:
        """A body for a page of the site; pictures that were measured say their size."""
        html = html_of(changed(body.nodes, self._sized)) if body.pictures else body.html
        return permalinks.rooted(html, self.base_path)

    def section_html(self, section: Section, body: Body) -> str:
        """A section of a body, likewise."""
        shown = section._replace(nodes=changed(section.nodes, self._sized)) if body.pictures else section
        return permalinks.rooted(shown.html, self.base_path)

    def _sized(self, element: Element) -> Element:
        if element.name != "img" or not _SIZE.isdisjoint(name for name, _ in element.attributes):
            return element
        size = self.assets.sizes.get(unquote(permalinks.rooted(element.get("src") or "", "")))
        if size is None:
            return element
        known = (("width", str(size[0])), ("height", str(size[1])), ("loading", "lazy"))
        return element._replace(attributes=known + element.attributes)


def open_desk(library: Library, assets: Assets) -> Desk:
    """The desk of a Library; a base address such as https://x.example/power has /power as its path."""
    base_url = library.config.site.base_url.rstrip("/")
    return Desk(library, assets, urlsplit(base_url).path, base_url)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page to be made: its address, its template, and what the template sees.

    `shared` is what all pages show; `make_own` makes the rest. `basis` decides the rest, and
    so the bytes: it is the rest itself, or what that is made from, where this is quicker to
    name (a test holds that equal bases mean equal contexts). All three hold plain values only.
    """

    permalink: str
    template: str
    shared: View
    basis: object
    make_own: Callable[[], Mapping[str, object]]

    @property
    def context(self) -> Mapping[str, object]:
        """All that the template sees, and nothing else influences what it makes."""
        return {"site": self.shared, **self.make_own()}


@dataclass(frozen=True, slots=True)
class Stock:
    """What is made once and stands on many pages."""

    desk: Desk
    site: View
    links: dict[str, str]
    cards: dict[str, View]
    index: View


def page_of(stock: Stock, permalink: str, template: str, head: View, **context: object) -> SitePage:
    """A page of `template`: what all pages share, its head, and `context`."""
    own = {"page": head, **context}
    return SitePage(permalink, f"site/{template}", stock.site, own, lambda: own)


def cards_of(stock: Stock, studies: Iterable[Entry[CaseStudy]]) -> list[View]:
    """The cards of case studies, in their order."""
    return [stock.cards[study.path] for study in studies]
