"""A body's tree as plain text: paragraphs, lists, tables and the rest as blocks of lines, links numbered."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from itertools import count

from lxml.html import HtmlElement

COLUMNS = 72
NBSP = "\u00a0"

_NARROWEST = 24
_SPACES = re.compile(r"[ \t\r\n\f]+")
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


_Render = Callable[[HtmlElement, Numbers, int], list[Block]]


def tree_blocks(
    element: HtmlElement, numbers: Numbers, width: int = COLUMNS, render: _Render | None = None
) -> list[Block]:
    """The paragraphs, lists and so on inside an element; loose words become paragraphs."""
    render = render or _block
    blocks: list[Block] = []
    loose = [element.text or ""]
    for child in element:
        if holds_blocks(child):
            blocks += [wrapped(_collapsed("".join(loose)), width), *render(child, numbers, width)]
            loose = []
        else:
            loose.append(_inline(child, numbers))
        loose.append(child.tail or "")
    blocks.append(wrapped(_collapsed("".join(loose)), width))
    return [block for block in blocks if block]


def holds_blocks(element: HtmlElement) -> bool:
    """Whether an element is a block or has one in it; what it says then stands apart from its neighbours."""
    return any(inner.tag in BLOCKS for inner in element.iter())


def _block(element: HtmlElement, numbers: Numbers, width: int) -> list[Block]:
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return [heading(_collapsed(_inline_content(element, numbers)), int(element.tag[1]), width)]
        case "ul" | "ol":
            return _list(element, numbers, width)
        case "blockquote":
            inner = _spaced(tree_blocks(element, numbers, _narrower(width, 2)))
            return [[f"> {line}".rstrip(" ") for line in inner]]
        case "dd":
            return [indented(_spaced(tree_blocks(element, numbers, _narrower(width, 4))))]
        case "table":
            return _table(element, numbers, width)
        case "pre":
            return [indented(_inline_content(element, numbers).replace("\r", "").strip("\n").split("\n"))]
        case "hr":
            return [["* * *"]]
        case "a":
            return [*tree_blocks(element, numbers, width), *_address(element, numbers)]
        case _:
            return tree_blocks(element, numbers, width)


def _address(element: HtmlElement, numbers: Numbers) -> list[Block]:
    return [[numbers.mark(str(element.get("href")))]] if "href" in element.attrib else []


def _inline_content(element: HtmlElement, numbers: Numbers) -> str:
    pieces = [element.text or ""]
    for child in element:
        pieces += [_inline(child, numbers), child.tail or ""]
    return "".join(pieces)


def _inline(element: HtmlElement, numbers: Numbers) -> str:
    """An element's words. `\\v` stands for a forced line break until the lines are made."""
    if not isinstance(element.tag, str):  # a comment
        return ""
    if element.tag == "br":
        return "\v"
    if element.tag == "img":
        alt = _SPACES.sub(" ", str(element.get("alt") or "")).strip(" ")
        return f"[{alt}]" if alt else " "
    content = _inline_content(element, numbers)
    if holds_blocks(element):  # a rule in a heading, a list in preformatted text
        content = f" {content} "
    if element.tag == "a" and "href" in element.attrib:
        trimmed = content.rstrip(" \t\r\n\f")
        after = content[len(trimmed) :]
        gap = NBSP if trimmed else ""
        return f"{trimmed}{gap}{numbers.mark(str(element.get('href')))}{after}"
    return content


def _list(element: HtmlElement, numbers: Numbers, width: int) -> list[Block]:
    start = str(element.get("start") or "")
    counted = count(int(start) if start.isascii() and start.isdecimal() and len(start) < 9 else 1)

    def item(child: HtmlElement, numbers: Numbers, width: int) -> list[Block]:
        if child.tag != "li":
            return _block(child, numbers, width)
        mark = f"{next(counted)}. " if element.tag == "ol" else "- "
        return [hung(mark, _item(child, numbers, _narrower(width, len(mark))))]

    items = tree_blocks(element, numbers, width, item)
    return [
        _spaced(items) if any("" in block for block in items) else [line for block in items for line in block]
    ]


def _item(element: HtmlElement, numbers: Numbers, width: int) -> Block:
    """An item's lines: its first paragraph and what follows; a list in it needs no blank line before it."""
    blocks = tree_blocks(element, numbers, width)
    is_simple = all(child.tag in {"ul", "ol"} for child in element if holds_blocks(child))
    return [line for block in blocks for line in block] if is_simple else _spaced(blocks)


def _table(element: HtmlElement, numbers: Numbers, width: int) -> list[Block]:
    """A table as a list: an item for each row, and in it a line for each cell, under its column's name."""
    rows = [row for row in element.iter("tr") if next(row.iterancestors("table")) is element]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    names: list[str] = []
    if cells and all(cell.tag == "th" for cell in cells[0]):
        names = [_collapsed(_flat(cell, numbers)) for cell in cells.pop(0)]
    titles = [tree_blocks(caption, numbers, width) for caption in element.iterchildren("caption")]
    items = [_row(row, names, numbers, _narrower(width, 2)) for row in cells] or [
        ["; ".join(filter(None, names))]
    ]
    lines = [line for item in items for line in hung("- ", item)]
    return [*(block for title in titles for block in title), lines]


def _row(cells: list[HtmlElement], names: list[str], numbers: Numbers, width: int) -> Block:
    lines: Block = []
    for position in range(max(len(cells), len(names))):
        name = f"{names[position]}: " if position < len(names) and names[position] else ""
        if position >= len(cells):
            lines += wrapped(name, width)
        elif _has_inner_blocks(cells[position]):
            lines += [*wrapped(name, width), *_spaced(tree_blocks(cells[position], numbers, width))]
        else:
            lines += wrapped(_collapsed(name + _inline_content(cells[position], numbers)), width)
    return lines


def _flat(cell: HtmlElement, numbers: Numbers) -> str:
    """A cell's words in one line, whatever stands in it."""
    return " ".join(line for block in tree_blocks(cell, numbers, 10_000) for line in block)


def _has_inner_blocks(cell: HtmlElement) -> bool:
    return any(holds_blocks(child) for child in cell)


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
