"""A body's tree as plain text: paragraphs, lists, tables and the rest as blocks of lines, links numbered."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from itertools import count

from newsletter.content.body import Element, Node
from newsletter.regexes import regex

COLUMNS = 72
NBSP = "\u00a0"

_NARROWEST = 24
_SPACES = regex(r"[ \t\r\n\f]+")
_UNDERLINES = {1: "=", 2: "-"}
_BLOCK_TAGS = (
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary"
    " table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())

Block = list[str]


class Numbers:
    """The numbers of a section's links; `listing` hands them over and begins a new section."""

    def __init__(self) -> None:
        self._next = 1
        self._here: dict[str, int] = {}

    def mark(self, url: str) -> str:
        """Such as [3]: the same again for an address this section has already named."""
        if url not in self._here:
            self._here[url] = self._next
            self._next += 1
        return f"[{self._here[url]}]"

    def listing(self) -> list[Block]:
        """The addresses of the section that ends here, each on a line of its own."""
        lines = [f"[{number}] <{url}>" for url, number in self._here.items()]
        self._here = {}
        return [lines] if lines else []


_Render = Callable[[Element, Numbers, int], list[Block]]


def tree_blocks(
    nodes: Iterable[Node], numbers: Numbers, width: int = COLUMNS, render: _Render | None = None
) -> list[Block]:
    """The paragraphs, lists and so on in the nodes; loose words become paragraphs."""
    render = render or _block
    blocks: list[Block] = []
    loose: list[str] = []
    for node in _flow(nodes):
        if not isinstance(node, str) and stands_apart(node):
            blocks += [wrapped(_collapsed("".join(loose)), width), *render(node, numbers, width)]
            loose = []
        else:
            loose.append(_inline(node, numbers))
    blocks.append(wrapped(_collapsed("".join(loose)), width))
    return [block for block in blocks if block]


def _flow(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes; in place of emphasis and the like with a block in it what it holds, for its words run on."""
    for node in nodes:
        if isinstance(node, str) or stands_apart(node) or not holds_blocks(node):
            yield node
        else:
            yield from _flow(node.children)


def stands_apart(element: Element) -> bool:
    """Whether what an element says stands apart from its neighbours: in a block, or in a link with one in it."""
    return element.name in BLOCKS or (element.name == "a" and holds_blocks(element))


def holds_blocks(node: Node) -> bool:
    """Whether a node is a block or has one in it."""
    return not isinstance(node, str) and (node.name in BLOCKS or any(map(holds_blocks, node.children)))


def _block(element: Element, numbers: Numbers, width: int) -> list[Block]:
    inside = element.children
    match element.name:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" as name:
            return [heading(_collapsed(_line(inside, numbers)), int(name[1]), width)]
        case "ul" | "ol":
            return _list(element, numbers, width)
        case "blockquote":
            quoted = _spaced(tree_blocks(inside, numbers, _narrower(width, 2)))
            return [[f"> {line}".rstrip(" ") for line in quoted]]
        case "dd":
            return [indented(_spaced(tree_blocks(inside, numbers, _narrower(width, 4))))]
        case "table":
            return _table(element, numbers, width)
        case "pre":
            return [indented(_line(inside, numbers).replace("\r", "").strip("\n").split("\n"))]
        case "hr":
            return [["* * *"]]
        case "a":
            return [*tree_blocks(inside, numbers, width), *_address(element, numbers)]
        case _:
            return tree_blocks(inside, numbers, width)


def _address(link: Element, numbers: Numbers) -> list[Block]:
    return [[numbers.mark(address)]] if (address := link.get("href")) is not None else []


def _line(nodes: Iterable[Node], numbers: Numbers) -> str:
    """The words of nodes. `\\v` stands for a forced line break until the lines are made."""
    return "".join([_inline(node, numbers) for node in nodes])


def _inline(node: Node, numbers: Numbers) -> str:
    if isinstance(node, str):
        return unescape(node)
    if node.name == "br":
        return "\v"
    if node.name == "img":
        alt = _SPACES.sub(" ", node.get("alt") or "").strip(" ")
        return f"[{alt}]" if alt else " "
    content = _line(node.children, numbers)
    if stands_apart(node):  # a rule in a heading, a list in preformatted text
        content = f" {content} "
    if node.name in ("del", "s"):
        return f"~~{content}~~"  # else a text would say what it takes back
    address = node.get("href") if node.name == "a" else None
    if address is None or address.removeprefix("mailto:") == content:
        return content
    trimmed = content.rstrip(" \t\r\n\f")
    gap = NBSP if trimmed else ""
    return f"{trimmed}{gap}{numbers.mark(address)}{content[len(trimmed) :]}"


def _list(element: Element, numbers: Numbers, width: int) -> list[Block]:
    start = element.get("start") or ""
    counted = count(int(start) if start.isascii() and start.isdecimal() and len(start) < 9 else 1)

    def item(child: Element, numbers: Numbers, width: int) -> list[Block]:
        if child.name != "li":
            return _block(child, numbers, width)
        mark = f"{next(counted)}. " if element.name == "ol" else "- "
        return [hung(mark, _item(child, numbers, _narrower(width, len(mark))))]

    items = tree_blocks(element.children, numbers, width, item)
    return [
        _spaced(items) if any("" in block for block in items) else [line for block in items for line in block]
    ]


def _item(element: Element, numbers: Numbers, width: int) -> Block:
    """An item's lines: its first paragraph and what follows; a list in it needs no blank line before it."""
    blocks = tree_blocks(element.children, numbers, width)
    is_simple = all(child.name in {"ul", "ol"} for child in _elements(element) if holds_blocks(child))
    return [line for block in blocks for line in block] if is_simple else _spaced(blocks)


def _table(element: Element, numbers: Numbers, width: int) -> list[Block]:
    """A table as a list: an item for each row, and in it a line for each cell, under its column's name."""
    cells = [[cell for cell in _elements(row) if cell.name in {"td", "th"}] for row in _rows(element)]
    names: list[str] = []
    if cells and all(cell.name == "th" for cell in cells[0]):
        names = [_collapsed(_flat(cell, numbers)) for cell in cells.pop(0)]
    captions = [child for child in _elements(element) if child.name == "caption"]
    titles = [tree_blocks(caption.children, numbers, width) for caption in captions]
    items = [_row(row, names, numbers, _narrower(width, 2)) for row in cells] or [
        ["; ".join(filter(None, names))]
    ]
    lines = [line for item in items for line in hung("- ", item)]
    return [*(block for title in titles for block in title), lines]


def _rows(element: Element) -> Iterator[Element]:
    """The rows of a table, and none of a table inside it."""
    for child in _elements(element):
        if child.name == "tr":
            yield child
        elif child.name != "table":
            yield from _rows(child)


def _row(cells: list[Element], names: list[str], numbers: Numbers, width: int) -> Block:
    lines: Block = []
    for position in range(max(len(cells), len(names))):
        name = f"{names[position]}: " if position < len(names) and names[position] else ""
        if position >= len(cells):
            lines += wrapped(name, width)
            continue
        inside = cells[position].children
        if any(map(holds_blocks, inside)):
            lines += [*wrapped(name, width), *_spaced(tree_blocks(inside, numbers, width))]
        else:
            lines += wrapped(_collapsed(name + _line(inside, numbers)), width)
    return lines


def _flat(cell: Element, numbers: Numbers) -> str:
    """A cell's words in one line, whatever stands in it."""
    return " ".join(line for block in tree_blocks(cell.children, numbers, 10_000) for line in block)


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element.children if not isinstance(child, str))


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text)


def wrapped(text: str, width: int = COLUMNS) -> Block:
    """The lines of a paragraph; none for one without words. Words, and so addresses, stay whole."""
    lines: Block = []
    for piece in text.split("\v"):
        lines += textwrap.wrap(piece.strip(), width, break_long_words=False, break_on_hyphens=False)
    return [line.replace(NBSP, " ").rstrip() for line in lines]


def heading(text: str, level: int, width: int = COLUMNS) -> Block:
    """A heading's lines and the rule under them; none for one without words."""
    lines = wrapped(text, width)
    # Never "--" alone: some mail programs take it for the signature's mark.
    return [*lines, _UNDERLINES.get(level, ".") * max(3, *map(len, lines))] if lines else []


def indented(lines: Block) -> Block:
    """Lines set in by four."""
    return [f"    {line}".rstrip() for line in lines]


def hung(mark: str, lines: Block) -> Block:
    """Lines under a mark: it stands before the first, and the rest keep clear of it."""
    first, *rest = lines or [""]
    return [f"{mark}{first}".rstrip(" "), *(f"{' ' * len(mark)}{line}".rstrip(" ") for line in rest)]


def _narrower(width: int, by: int) -> int:
    return max(_NARROWEST, width - by)


def _spaced(blocks: list[Block]) -> Block:
    lines: Block = []
    for block in filter(None, blocks):
        lines += ["", *block] if lines else block
    return lines


def joined(blocks: list[Block]) -> str:
    """Blocks as text, with a blank line between them."""
    return "\n".join(_spaced(blocks))
