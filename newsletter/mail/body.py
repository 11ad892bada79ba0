"""A rendered body made fit for the post: whole addresses, and only markup that mail programs keep."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, urljoin

from newsletter import permalinks
from newsletter.content.body import Element, Nodes, changed, html_of
from newsletter.content.widths import Shown
from newsletter.regexes import regex

#: Attributes that mean something in a letter; the rest serve the site's stylesheet and scripts.
_KEPT = frozenset(
    {
        "abbr",
        "alt",
        "cite",
        "colspan",
        "datetime",
        "dir",
        "height",
        "href",
        "id",
        "lang",
        "reversed",
        "rowspan",
        "scope",
        "src",
        "start",
        "title",
        "value",
        "width",
    }
)
#: The widest a picture can be, the column: 600 px less the padding of both sides.
_WIDEST = 536
_SPACE = regex(r"[\s\x00-\x20]+")


def with_whole_addresses(nodes: Nodes, root: str, page_url: str) -> Nodes:
    """The nodes of a body with all their addresses whole and without spaces."""

    def change(element: Element) -> Element:
        found = {name: element.get(name) for name in ("href", "src", "cite")}
        whole = {
            name: whole_address(address, root, page_url)
            for name, address in found.items()
            if address is not None
        }
        return element.setting(**whole) if whole else element

    return changed(nodes, change)


def with_pictures(nodes: Nodes, pictures: Mapping[str, Shown]) -> Nodes:
    """The nodes of a body with pictures that mail programs can show, each no wider than the letter's column."""

    def change(element: Element) -> Element:
        known = (
            pictures.get(permalinks.picture_meant(element.get("src") or ""))
            if element.name == "img"
            else None
        )
        if known is None:
            return element
        placed = element.setting(src=permalinks.SITE_ROOT + quote(known.address))
        if not known.width or not known.height:
            return placed
        asked = element.get("width") or ""
        width = min(int(asked) if asked.isdecimal() and int(asked) else known.width, _WIDEST)
        return placed.setting(width=str(width), height=str(max(1, round(known.height * width / known.width))))

    return changed(nodes, change) if pictures else nodes


def mail_html(nodes: Nodes) -> str:
    """Nodes whose addresses are whole, as HTML for the letter's template."""
    return html_of(changed(nodes, _fit)).strip()


def _fit(element: Element) -> Element:
    """An element with what mail programs keep of it; a table is styled, for few know how to."""
    kept = element._replace(attributes=tuple(pair for pair in element.attributes if pair[0] in _KEPT))
    if kept.name == "table":
        return kept.setting(**{"class": "table"})
    return _narrowed(kept) if kept.name == "img" else kept


def whole_address(address: str, root: str, page_url: str) -> str:
    """An address of a body as a mail program needs it; "<" and ">" would end it in the text part."""
    address = permalinks.rooted(address, root, page_url)
    with suppress(ValueError):  # such as http://[ : no address at all, and the checks say so
        address = urljoin(page_url, address.strip())
    return _SPACE.sub("%20", address).replace("<", "%3C").replace(">", "%3E")


def _narrowed(picture: Element) -> Element:
    """Word knows no max-width: a wide picture gets the width and height it can have."""
    width, height = picture.get("width") or "", picture.get("height") or ""
    if not width.isdecimal() or int(width) <= _WIDEST:
        return picture
    narrow = picture.setting(width=str(_WIDEST))
    return (
        narrow.setting(height=str(round(int(height) * _WIDEST / int(width))))
        if height.isdecimal()
        else narrow
    )
