"""A page of the site: its address, its template, what it shows; and the page of every entry.

`Library → SitePage → Piece`. What a template sees is plain values, and what it sees is what
the page's key is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.entry import Entry
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Part
from newsletter.site.data.opened import OpenData
from newsletter.site.desk import Desk, Seen, View
from newsletter.site.faces import FACES, face_of
from newsletter.site.map.plates import pins
from newsletter.site.marks import body_html, marked, reference, rooted, time
from newsletter.site.narrowing import Narrowing
from newsletter.site.sharing import shared_view
from newsletter.site.snippets import page_title, snippet
from newsletter.site.structured import structured
from newsletter.told.diagnostics import Checked
from newsletter.values import point


@point
class SitePage:
    """A page to be made. `around` is what it shows besides what all pages show, and `seen` lists of what many do.

    An entry's page also shows `own(entry)`, which the entry's file alone decides: it is made
    only when the page is. So is what `found` makes of the values of `parts`; something in `around` must
    change with these, since it stands for them in the page's key.
    """

    permalink: str
    template: str
    around: View
    entry: Entry[Any] | None = None
    own: Callable[[Entry[Any]], View] | None = None
    seen: Mapping[str, Sequence[Seen]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    found: Callable[[Sequence[Any]], View] | None = None

    @property
    def plain(self) -> tuple[object, ...]:
        """All that decides its bytes, besides the templates and what all pages show: plain values."""
        of_entry = self.entry.content_digest if self.entry else ""
        named = {key: [one.name for one in several] for key, several in self.seen.items()}
        return self.permalink, self.template, of_entry, self.around, named

    def context(self, shared: View, values: Sequence[Any] = ()) -> Mapping[str, object]:
        """All that the template sees; `values` are those of the parts."""
        own = self.own(self.entry) if self.own and self.entry else {}
        found = self.found(values) if self.found else {}
        page = {**own.get("page", {}), **self.around["page"], **found.get("page", {})}
        seen = {key: [one.view for one in several] for key, several in self.seen.items()}
        return {"site": shared, **own, **self.around, **seen, **found, "page": page}


@point
class Stock:
    """What is made once and stands on many pages: what all show, the shelves with their counts, and the ways to narrow.

    `index` has every value of every shelf, `facets` those that the library shows of each; `data` is what
    the tables are made from.
    """

    desk: Desk
    site: View
    index: Mapping[str, list[View]]
    facets: list[Seen]
    narrowing: Narrowing
    data: OpenData


def site_environment(templates_dir: Path, bytecode_dir: Path | None = None) -> Environment:
    """The environment of the site's templates: the strict one, and what turns marks into links."""
    made = templates.environment(templates_dir, bytecode_dir)
    made.filters |= {
        "marked": marked,
        "reference": reference,
        "structured": structured,
        "time": time,
        "rooted": rooted,
        "body_html": body_html,
        "pins": pins,
        "page_title": page_title,
        "snippet": snippet,
    }
    return made


def page_of(
    permalink: str,
    template: str,
    head: View,
    seen: Mapping[str, Sequence[Seen]] | None = None,
    **context: object,
) -> SitePage:
    """A page of `template` that is no entry's: its head, `context`, and `seen`, of which the template sees the views."""
    return SitePage(permalink, f"site/{template}", {"page": head, **context}, seen=seen or {})


def entry_pages(stock: Stock) -> Iterator[SitePage]:
    """The page of every entry, kind by kind."""
    for face in FACES:
        for entry in stock.desk.library.by_kind[face.kind.name]:
            yield entry_page(stock.desk, entry)


def entry_page(desk: Desk, entry: Entry[Any]) -> SitePage:
    """The page of one entry."""
    face = face_of(entry)
    around = face.around(desk, entry)
    page = {**around["page"], "kind": face.name, "schema": face.schema_type}
    page["shared"] = shared_view(desk, entry.path, entry.permalink, page["image"])
    return SitePage(entry.permalink, f"site/{face.template}", {**around, "page": page}, entry, face.own)


def render_page(
    page: SitePage, shared: View, environment: Environment, *values: Any
) -> Checked[tuple[Artifact, ...]]:
    """The finished file of a page, `values` those of its parts; a template that fails is a diagnostic at its line."""
    text = templates.checked_text(environment, page.template, page.context(shared, values), page.permalink)
    if text.value is None:
        return Checked(None, text.diagnostics)
    return Checked((Artifact(permalinks.output_path(page.permalink), text.value.encode()),))
