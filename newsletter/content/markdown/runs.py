"""What the words of a paragraph are read as before they are written: tags, runs of stars, attribute lists.

`inline` reads them from left to right; here emphasis is paired, and all of it joined.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from newsletter.content.markdown.tags import name_of

#: The inside of an attribute list of an element as HTML; None for words that only look like one.
Attributes = Callable[[str, str], str | None]


class Tag:
    """An opening tag that may still get attributes."""

    __slots__ = ("html",)

    def __init__(self, html: str) -> None:
        self.html = html


class Run:
    """A run of `*` or `_`: what it closes, what is left of it, what it opens."""

    __slots__ = ("can_close", "can_open", "closes", "count", "length", "opens", "sign")

    def __init__(self, sign: str, length: int, can_open: bool, can_close: bool) -> None:
        self.sign, self.length, self.count = sign, length, length
        self.can_open, self.can_close = can_open, can_close
        self.opens: list[Tag] = []
        self.closes: list[tuple[str, Tag]] = []


class Bracket:
    """An opening bracket that may turn out to begin a link or a picture."""

    __slots__ = ("at", "is_picture", "node", "run", "tag")

    def __init__(self, at: int, node: int, run: int, is_picture: bool) -> None:
        self.at, self.node, self.run, self.is_picture = at, node, run, is_picture
        self.tag = Tag("![" if is_picture else "[")


class Closed:
    """The end of an element; an attribute list right behind it belongs to `tag`."""

    __slots__ = ("html", "tag")

    def __init__(self, html: str, tag: Tag) -> None:
        self.html, self.tag = html, tag


class List:
    """An attribute list, if an element closes right before it; else only text."""

    __slots__ = ("inside", "written")

    def __init__(self, written: str, inside: str) -> None:
        self.written, self.inside = written, inside


class Bare:
    """An address that is typed and no more: a link, unless it stands in the words of one."""

    __slots__ = ("href", "words")

    def __init__(self, href: str, words: str) -> None:
        self.href, self.words = href, words


Node = str | Bare | Tag | Run | Closed | List


def pair(runs: list[Run]) -> None:
    """Pairs runs into emphasis, the innermost first (CommonMark, process emphasis)."""
    openers: list[Run] = []
    #: How far down `openers` a search for this kind of closer has failed before.
    floors: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        if run.can_close:
            kind = (run.sign, run.can_open, run.length % 3)
            while run.count and (found := _opener(run, openers, floors.get(kind, 0))) >= 0:
                del openers[found + 1 :]
                opener = openers[found]
                size = 2 if run.count >= 2 and opener.count >= 2 else 1
                name = "del" if run.sign == "~" else "strong" if size == 2 else "em"
                tag = Tag(f"<{name}>")
                opener.opens.insert(0, tag)
                run.closes.append((f"</{name}>", tag))
                opener.count -= size
                run.count -= size
                if not opener.count:
                    openers.pop()
            if run.count:
                floors[kind] = len(openers)
        if run.can_open and run.count:
            openers.append(run)
        for kind, floor in floors.items():
            floors[kind] = min(floor, len(openers))


def _opener(run: Run, openers: list[Run], floor: int) -> int:
    """The place of the nearest opener `run` can close; -1 if there is none above `floor`."""
    for place in range(len(openers) - 1, floor - 1, -1):
        opener = openers[place]
        either = opener.can_close or run.can_open
        if run.sign == "~":
            if opener.sign == "~" and opener.count == run.count == 2:
                return place
            continue
        odd = either and (opener.length + run.length) % 3 == 0 and (opener.length % 3 or run.length % 3)
        if opener.sign == run.sign and not odd:
            return place
    return -1


def joined(nodes: list[Node], attributes: Attributes) -> str:
    """All nodes in a row. Attribute lists go to the element that closes right before them."""
    closed: Tag | None = None
    pieces: list[str | Tag] = []
    for node in nodes:
        if isinstance(node, str):
            pieces.append(node)
            closed = closed if node in ("", " ") else None
        elif isinstance(node, List):
            found = attributes(node.inside, name_of(closed.html)) if closed is not None else None
            if closed is not None and found is not None:
                closed.html = closed.html[:-1] + found + ">"
                if pieces[-1] == " ":
                    pieces.pop()
            else:
                pieces.append(node.written)
            closed = None
        elif isinstance(node, Bare):
            pieces.append(f'<a href="{escape(node.href)}">{escape(node.words, quote=False)}</a>')
            closed = None
        elif isinstance(node, Closed):
            pieces.append(node.html)
            closed = node.tag
        elif isinstance(node, Tag):
            pieces.append(node)
            closed = None
        else:
            pieces += [html for html, _ in node.closes]
            pieces.append(node.sign * node.count)
            pieces += node.opens
            closed = node.closes[-1][1] if node.closes and not node.count and not node.opens else None
    return "".join([piece if isinstance(piece, str) else piece.html for piece in pieces])
