"""A page of the site: its address, its template, what it shows; and the page of every entry.

`Library → SitePage → Piece`. What a template sees is plain values, and what it sees is what
the page's key is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from newsletter import permalinks, templates
from newsletter.content.entry import Entry
from newsletter.engine.output import Artifact
from newsletter.site.desk import Desk, View
from newsletter.site.faces import FACES, face_of
from newsletter.site.map.plates import pins
from newsletter.site.marks import body_html, citations, marked, reference, rooted, time
from newsletter.site.structured import structured
from newsletter.told.diagnostics import Checked
from newsletter.values import point


@point
class SitePage:
    """A page to be made. `around` is what it shows besides what all pages show.

    An entry's page also shows `own(entry)`, which the entry's file alone decides: it is made
    only when the page is.
    """

    permalink: str
    template: str
    around: View
    entry: Entry[Any] | None = None
    own: Callable[[Entry[Any]], View] | None = None

    @property
    def plain(self) -> tuple[object, ...]:
        """All that decides its bytes, besides the templates and what all pages show: plain values."""
        return self.permalink, self.template, self.entry.content_digest if self.entry else "", self.around

    def context(self, shared: View) -> Mapping[str, object]:
        """All that the template sees."""
        own = self.own(self.entry) if self.own and self.entry else {}
        page = {**own.get("page", {}), **self.around["page"]}
        return {"site": shared, **own, **self.around, "page": page}


@point
class Stock:
    """What is made once and stands on many pages: what all show, and the shelves with their counts."""

    desk: Desk
    site: View
    index: View


def site_environment(templates_dir: Path, bytecode_dir: Path | None = None) -> Environment:
    """The environment of the site's templates: the strict one, and what turns marks into links."""
    made = templates.environment(templates_dir, bytecode_dir)
    made.filters |= {
        "marked": marked,
        "reference": reference,
        "citations": citations,
        "structured": structured,
        "time": time,
        "rooted": rooted,
        "body_html": body_html,
        "pins": pins,
    }
    return made


def page_of(permalink: str, template: str, head: View, **context: object) -> SitePage:
    """A page of `template` that is no entry's: its head, and `context`."""
    return SitePage(permalink, f"site/{template}", {"page": head, **context})


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
    return SitePage(entry.permalink, f"site/{face.template}", {**around, "page": page}, entry, face.own)


def render_page(page: SitePage, shared: View, environment: Environment) -> Checked[tuple[Artifact, ...]]:
    """The finished file of a page; a template that fails is a diagnostic at its line."""
    text = templates.checked_text(environment, page.template, page.context(shared), page.permalink)
    if text.value is None:
        return Checked(None, text.diagnostics)
    return Checked((Artifact(permalinks.output_path(page.permalink), text.value.encode()),))
