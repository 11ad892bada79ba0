"""A body, whole: a tree of elements, the HTML it is written as, and all that was learnt on the way.

A body's HTML is taken apart once, by `markdown.finishing`. What comes after walks the tree that
was made there, or takes the HTML as it is: nobody parses it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape, unescape
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from newsletter.values import point

Node: TypeAlias = "str | Element"
Nodes: TypeAlias = "tuple[Node, ...]"

#: Elements that hold nothing and are never closed.
VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})

_INLINE_NAMES = (
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
    " time u var wbr"
)
#: Elements that stand among words.
INLINE = frozenset(_INLINE_NAMES.split())

_packed = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Element(NamedTuple):
    """An element of a body. Its texts and its attributes' values are escaped, as HTML writes them."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: Nodes = ()

    def get(self, name: str) -> str | None:
        """An attribute's value, unescaped; None if it is not there."""
        return next((unescape(value) for key, value in self.attributes if key == name), None)

    def setting(self, **values: str) -> Element:
        """The same element with these attributes set: each in its place, or else behind the others."""
        attributes = dict(self.attributes) | {name: escape(value) for name, value in values.items()}
        return self._replace(attributes=tuple(attributes.items()))


class Heading(NamedTuple):
    """A heading of a body. `id` is its anchor, `text` its words without markup."""

    level: int
    id: str
    text: str


class Picture(NamedTuple):
    """A picture in a body. `path` is project-relative; `alt` is empty only if decorative."""

    path: str
    alt: str


class Section(NamedTuple):
    """A part of a body, its heading included; what stands before the first has no id and no title."""

    id: str
    title: str
    nodes: Nodes

    @property
    def html(self) -> str:
        """The part as HTML, like `Body.html`."""
        return html_of(self.nodes).strip()


@point
class Body:
    """A Markdown body, rendered and sanitised. `body_of` makes one.

    `html` has internal links and pictures under `permalinks.SITE_ROOT`, and links within the
    page behind `permalinks.OWN_PAGE`; use `permalinks.rooted`. `tree` is what it was written
    from, packed as JSON: of a thousand bodies in a cache few are looked into, and as objects they
    took 80 ms and 46 MB more to read back. `anchors` are all ids, sorted.
    `citations` maps a source's id to how often the body cites it: the first mark of the 8th
    source has the id `cite-8`. `words` counts words a reader reads.
    """

    html: str
    tree: bytes = b""
    headings: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    citations: tuple[tuple[str, int], ...] = ()
    pictures: tuple[Picture, ...] = ()
    words: int = 0

    @property
    def nodes(self) -> Nodes:
        """The body's texts and elements, as they stand beside each other."""
        return tuple(map(_unpacked, json.loads(self.tree))) if self.tree else ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """What stands before the first heading of the second level, then a section for each.

        A heading inside something else, such as a quotation, begins none.
        """
        nodes = self.nodes
        starts = [at for at, node in enumerate(nodes) if not isinstance(node, str) and node.name == "h2"]
        ends = [*starts, len(nodes)]
        return Section("", "", nodes[: ends[0]]), *(_section(nodes[a:b]) for a, b in pairwise(ends))


def body_of(
    nodes: Nodes,
    *,
    headings: tuple[Heading, ...] = (),
    anchors: tuple[str, ...] = (),
    citations: tuple[tuple[str, int], ...] = (),
    pictures: tuple[Picture, ...] = (),
) -> Body:
    """The Body of these nodes, written and counted."""
    pieces = _pieces(nodes)
    text = "".join([piece for piece in pieces if piece[:1] != "<"])
    words = len(text.split()) - text.count(" – ")
    tree = _packed(nodes).encode() if nodes else b""
    return Body("".join(pieces), tree, headings, anchors, citations, pictures, words)


def _unpacked(packed: Any) -> Node:
    if isinstance(packed, str):
        return packed
    name, attributes, children = packed
    return Element(name, tuple([(key, value) for key, value in attributes]), tuple(map(_unpacked, children)))


def html_of(nodes: Iterable[Node]) -> str:
    """The nodes as HTML."""
    return "".join(_pieces(nodes))


def _pieces(nodes: Iterable[Node]) -> list[str]:
    """The nodes as tags and texts, in order. A tag begins with "<"; a text never does, for it is escaped."""
    pieces: list[str] = []
    _write(nodes, pieces)
    return pieces


def _opening(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    """An element's opening tag."""
    return f"<{name}" + "".join([f' {key}="{value}"' for key, value in attributes]) + ">"


def _children(element: Element) -> Nodes:
    return element.children


def texts(nodes: Iterable[Node], read: Callable[[Element], Nodes] = _children) -> Iterator[str]:
    """Every text in the nodes, in order, as it stands: escaped, and with its spaces.

    `read` says what is read of an element, if not all its children.
    """
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from texts(read(node), read)


def words_of(nodes: Iterable[Node], read: Callable[[Element], Nodes] = _children) -> str:
    """What a reader reads in the nodes, in one line; for `read` see `texts`."""
    return " ".join(unescape("".join(texts(nodes, read))).split())


def changed(nodes: Nodes, change: Callable[[Element], Element]) -> Nodes:
    """The nodes with every element in them changed, the inner before the outer."""
    return tuple(map(partial(_changed, change=change), nodes))


def _changed(node: Node, change: Callable[[Element], Element]) -> Node:
    if isinstance(node, str):
        return node
    return change(Element(node.name, node.attributes, changed(node.children, change)))


def _write(nodes: Iterable[Node], pieces: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            pieces.append(node)
            continue
        name, attributes, children = node
        pieces.append(_opening(name, attributes) if attributes else f"<{name}>")
        if name not in VOID:
            if children:
                _write(children, pieces)
            pieces.append(f"</{name}>")


def _section(nodes: Nodes) -> Section:
    heading = nodes[0]
    assert isinstance(heading, Element), "a section begins with its heading"
    return Section(heading.get("id") or "", words_of(heading.children), nodes)
