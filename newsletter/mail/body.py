"""A rendered body made fit for the post: whole addresses, and only markup that mail programs keep."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urljoin

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter import permalinks

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
#: The widest a picture can be: 600 px less the padding of both sides.
_WIDEST = 536
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>")
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_SPACE = re.compile(r"[\s\x00-\x20]+")


def parse_body(html: str, root: str, page_url: str) -> HtmlElement:
    """A div with the body in it, all its addresses whole and without spaces."""
    tree = lxml_html.fragment_fromstring(permalinks.rooted(html, root), create_parent="div")
    for element in tree.iter("a", "img", "blockquote", "q", "del", "ins"):
        for name in ("href", "src", "cite"):
            if name in element.attrib:
                element.set(name, _whole(str(element.get(name)), page_url))
    return tree


def nesting(html: str) -> int:
    """How many elements stand inside each other at the deepest place."""
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() not in _VOID:
            depth += -1 if tag[1] else 1
            deepest = max(deepest, depth)
    return deepest


def mail_html(html: str, root: str, page_url: str) -> str:
    """A body as HTML for the letter's template."""
    tree = parse_body(html, root, page_url)
    for element in tree.iter("*"):
        for name in [name for name in element.attrib if name not in _KEPT]:
            del element.attrib[name]
    for picture in tree.iter("img"):
        _fit(picture)
    for table in tree.iter("table"):
        _name_headers(table)
    return "".join([_escaped(tree.text or ""), *(_serialised(child) for child in tree)]).strip()


def _whole(address: str, page_url: str) -> str:
    """The address with its page's before it, as a mail program needs it; "<" and ">" would end it in the text part."""
    with suppress(ValueError):  # such as http://[ : no address at all, and the checks say so
        address = urljoin(page_url, address.strip())
    return _SPACE.sub("%20", address).replace("<", "%3C").replace(">", "%3E")


def _fit(picture: HtmlElement) -> None:
    """Word knows no max-width: a wide picture gets the width and height it can have."""
    width, height = (str(picture.get(name, "")) for name in ("width", "height"))
    if width.isdecimal() and int(width) > _WIDEST:
        picture.set("width", str(_WIDEST))
        if height.isdecimal():
            picture.set("height", str(round(int(height) * _WIDEST / int(width))))


def _name_headers(table: HtmlElement) -> None:
    """Says of each header cell whether it is a column's or a row's; a screen reader reads it out."""
    for number, row in enumerate(table.iter("tr")):
        for cell in row.iterchildren("th"):
            if "scope" not in cell.attrib:
                cell.set("scope", "col" if number == 0 else "row")
    table.set("class", "table")


def _serialised(element: HtmlElement) -> str:
    return str(lxml_html.tostring(element, encoding="unicode"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
