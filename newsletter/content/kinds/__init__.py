"""The kinds of content: a kind is one file here and one row below, and nothing else names it.

How each is shown is told by its face (site/faces), in a table of the same order.
"""

from __future__ import annotations

from newsletter.content.kinds import article, case_study, edition, event, page, reader_letter, report, voice
from newsletter.content.kinds.kind import Kind
from newsletter.told.diagnostics import nearest

__all__ = ["KINDS", "Kind", "kind_named", "kind_of", "meant_path"]

KINDS: tuple[Kind, ...] = (
    case_study.KIND,
    edition.KIND,
    article.KIND,
    event.KIND,
    voice.KIND,
    report.KIND,
    reader_letter.KIND,
    page.KIND,
)


def kind_named(name: str) -> Kind | None:
    """The kind editors call `name`."""
    return next((kind for kind in KINDS if kind.name == name), None)


def kind_of(path: str) -> Kind | None:
    """The kind of a content file, by its folder: content/pages/about.md is a page."""
    _, _, inside = path.partition("/")
    folder, _, name = inside.partition("/")
    return next((kind for kind in KINDS if kind.folder == folder), None) if "/" not in name else None


def meant_path(path: str) -> str | None:
    """Where a content file would stand if its folder were called as it nearly is; None if it is like none of ours."""
    top, _, inside = path.partition("/")
    folder, _, name = inside.partition("/")
    if not name or "/" in name or kind_of(path):
        return None
    near = nearest(folder, (kind.folder for kind in KINDS))
    return f"{top}/{near}/{name}" if near else None
