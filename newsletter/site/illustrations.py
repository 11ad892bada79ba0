"""Pictures as pages show them: of several versions a reader's browser takes the one that its screen needs.

Those of a body are set into its nodes; the one that stands for a page is a view for its template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any
from urllib.parse import quote

from newsletter import permalinks
from newsletter.content.body import Element, Nodes, changed
from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Image
from newsletter.content.widths import Shown
from newsletter.site.desk import Desk, View

#: CSS pixels: the most that a picture is shown in a column of text, and at the head of a page.
_COLUMN, _PAGE = 640, 960
#: What part of a narrower screen it takes.
_PART = 0.92


#: The pictures that an entry names, by the address that their names give them: of each all that `Shown` says,
#: and whether it is the first of its page, which is not waited for until it is near.
Sizes = Mapping[str, tuple[Any, ...]]


def picture_sizes(desk: Desk, entry: Entry[Any]) -> View:
    """Each picture it names as it is published, and whether it is the first of its page, by the address its name gives it."""
    links = [permalinks.picture(one.target) for one in entry.references if one.kind == "image"]
    if not links:  # its body stays packed
        return {}
    first = "" if entry.record.image or not entry.body.pictures else entry.body.pictures[0].path
    return {
        link: (*desk.pictures[link].plain, link == permalinks.picture(first))
        for link in links
        if link in desk.pictures
    }


def sized(nodes: Nodes, pictures: Sizes) -> Nodes:
    """The nodes of a body in which every picture has the address it is published at, its size, and its versions."""

    def size(element: Element) -> Element:
        if element.name != "img":
            return element
        found = pictures.get(permalinks.picture_meant(element.get("src") or ""))
        return element if found is None else _in_body(element, Shown(*found[:4]), is_first=found[4])

    return changed(nodes, size) if pictures else nodes


def _in_body(element: Element, shown: Shown, *, is_first: bool) -> Element:
    is_asked = bool(element.get("width") or element.get("height"))
    column = _asked_width(element) or _COLUMN
    sources = sources_view(shown, permalinks.SITE_ROOT, column)
    element = element.setting(src=permalinks.SITE_ROOT + quote(_plain(shown)))
    if shown.width is not None and not is_asked:
        size = (("width", str(shown.width)), ("height", str(shown.height)))
        known = size if is_first else (*size, ("loading", "lazy"))
        element = element._replace(attributes=known + element.attributes)
    if not sources:
        return element
    *better, last = sources
    if last["sizes"]:
        element = element.setting(srcset=last["srcset"], sizes=last["sizes"])
    return Element("picture", (), (*map(_source, better), element))


def _asked_width(element: Element) -> int | None:
    """The width an author asked for, in pixels."""
    width = element.get("width") or ""
    return int(width) if width.isdecimal() and int(width) else None


def _source(view: View) -> Element:
    sizes = {"sizes": view["sizes"]} if view["sizes"] else {}
    return Element("source").setting(type=view["type"], srcset=view["srcset"], **sizes)


def image_view(desk: Desk, entry: Entry[Any]) -> View | None:
    """The picture that stands for an entry's page, if it has one."""
    image: Image | None = entry.record.image
    if image is None:
        return None
    path, _ = permalinks.resolved(entry.path, image.file)
    named = permalinks.picture(path)
    shown = desk.pictures.get(named, Shown(named))
    link = quote(_plain(shown))
    return {
        "href": desk.href(link),
        "url": desk.url(quote(shown.address)),
        "alt": image.alt or "",
        "width": shown.width,
        "height": shown.height,
        "credit": image.credit,
        "licence": image.licence,
        "source": image.source,
        "sources": sources_view(shown, desk.base_path, _PAGE),
    }


def sources_view(shown: Shown, root: str, column: int) -> list[View]:
    """A picture's versions as HTML names them, kind by kind; the last is for every browser."""
    return [
        {
            "type": kind,
            "srcset": _srcset(several, root),
            "sizes": _sizes(min(column, shown.width or column)) if len(several) > 1 else "",
        }
        for kind, several in shown.sources
    ]


def _srcset(several: Iterable[tuple[str, int]], root: str) -> str:
    """The addresses of one kind, each with its width where there is a choice."""
    named = [(root + quote(address), width) for address, width in several]
    if len(named) == 1:
        return named[0][0]
    return ", ".join(f"{address} {width}w" for address, width in named)


def _sizes(widest: int) -> str:
    """How wide a picture is shown: as wide as it is, or as the screen lets it."""
    return f"(min-width: {ceil(widest / _PART)}px) {widest}px, {round(_PART * 100)}vw"


def _plain(shown: Shown) -> str:
    """The one file that every browser shows: the picture itself, or where few know its kind the widest of its versions."""
    if not shown.sources or shown.sources[-1][0] == _type_of(shown.address):
        return shown.address
    return shown.sources[-1][1][0][0]


def _type_of(address: str) -> str:
    ending = address.rpartition(".")[2].lower()
    return {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}.get(ending, "")
