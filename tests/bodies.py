"""Bodies made by hand: what `finishing` would have made of some HTML, for tests of what comes after it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from typing import Any

from newsletter.content.body import VOID, Body, Element, Node, Nodes, body_of


def nodes_of(html: str) -> Nodes:
    """The tree of `html`, whose tags are balanced."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    ((_, _, nodes),) = reader.open
    return tuple(_joined(nodes))


def body(html: str, *, words: int | None = None, **known: Any) -> Body:
    """A Body of `html`, with as many words as it has or as it is said to have."""
    made = body_of(nodes_of(html), **known)
    return made if words is None else replace(made, words=words)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, tuple[tuple[str, str], ...], list[Node]]] = [("", (), [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = tuple((name, escape(value or "")) for name, value in attrs)
        if tag in VOID:
            self.open[-1][2].append(Element(tag, attributes))
        else:
            self.open.append((tag, attributes, []))

    def handle_endtag(self, tag: str) -> None:
        name, attributes, children = self.open.pop()
        assert name == tag, f"</{tag}> closes <{name}>"
        self.open[-1][2].append(Element(name, attributes, tuple(_joined(children))))

    def handle_data(self, data: str) -> None:
        self.open[-1][2].append(escape(data, quote=False).replace("\u00a0", "&nbsp;"))


def _joined(nodes: list[Node]) -> list[Node]:
    """Nodes with no two texts beside each other."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return joined
