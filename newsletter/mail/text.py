"""A letter as plain text, written from its outline and the tree of its body.

72 columns; headings underlined; links numbered, and listed in angle brackets at the end of
the section they stand in. It holds every word and every link of the HTML, in the same order.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from itertools import count

from lxml.html import HtmlElement

from newsletter.content import outline as words
from newsletter.content.outline import FeaturedStudy, LinkSection, MendedMistake, Suggestion
from newsletter.mail.body import parse_body
from newsletter.mail.letter import FOOTER_TITLE, Letter, Line, Link

COLUMNS = 72
#: Usenet's mark: mail programs set apart what follows it.
SIGNATURE = "-- "

_NARROWEST = 24
_NBSP = "\u00a0"
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNDERLINES = {1: "=", 2: "-"}
BLOCKS = frozenset(
    {
        "blockquote",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
    }
    | {
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)

Block = list[str]


class _Numbers:
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


def render_text(letter: Letter) -> str:
    """The text part. Lines end in "\\n"; only addresses and unbreakable words are longer than 72 columns."""
    numbers = _Numbers()
    sections = [section + numbers.listing() for section in _sections(letter, numbers)]
    body = "\n\n\n".join(_joined(section) for section in sections if section)
    footer = _joined([[SIGNATURE, *_heading(FOOTER_TITLE, 2)], *_notes(letter, numbers), *numbers.listing()])
    return f"{body}\n\n{footer}\n"


def _sections(letter: Letter, numbers: _Numbers) -> Iterator[list[Block]]:
    """Each section's blocks. The caller lists a section's links before it asks for the next."""
    outline = letter.outline
    yield _masthead(letter, numbers)
    yield _html(outline.intro_html, letter, numbers)
    for position, study in enumerate(outline.features):
        heading = [] if position else [_heading(words.FEATURES_TITLE, 2)]
        yield heading + _study(study, letter, numbers)
    for section in outline.sections:
        yield _html(section.html, letter, numbers)
    for links in outline.link_sections:
        yield _links(links, letter, numbers)
    if outline.try_this:
        yield _suggestion(outline.try_this, letter, numbers)
    if outline.corrections:
        yield _corrections(outline.corrections, letter, numbers)


def _masthead(letter: Letter, numbers: _Numbers) -> list[Block]:
    site, outline = letter.site, letter.outline
    return [
        [*_wrapped(site.name), *_wrapped(site.strapline), *_wrapped(letter.kicker)],
        _heading(outline.title, 1),
        _wrapped(outline.summary),
        _wrapped(_line(letter.elsewhere, numbers)),
    ]


def _study(study: FeaturedStudy, letter: Letter, numbers: _Numbers) -> list[Block]:
    url = letter.url(study.permalink)
    told = [study.summary, study.why]
    power = [
        (words.BEFORE_TITLE, study.before),
        (words.AFTER_TITLE, study.after),
        (words.LESSON_TITLE, study.lesson),
    ]
    return [
        _heading(_line((Link(study.title, url),), numbers), 3),
        _wrapped(". ".join(filter(None, [study.where, study.state])) + "."),
        *(_wrapped(text) for text in told if text),
        *([*_wrapped(title), *_indented(_wrapped(text, COLUMNS - 4))] for title, text in power if text),
        *_figure(study),
        _wrapped(_line((Link(f"{words.READ_ON}: {study.title}", url),), numbers)),
    ]


def _figure(study: FeaturedStudy) -> list[Block]:
    figure = study.figure
    if figure is None:
        return []
    lines = [figure.change, f"{words.OF}: {figure.of}", figure.caveat, f"{words.SOURCE}: {figure.source}"]
    wrapped = [_wrapped(line, COLUMNS - 4) for line in lines if line]
    return [[*_wrapped(figure.measure), *_indented([line for block in wrapped for line in block])]]


def _links(section: LinkSection, letter: Letter, numbers: _Numbers) -> list[Block]:
    lines: Block = []
    for link in section.links:
        title = _line((Link(link.title, letter.url(link.permalink)),), numbers)
        lines += _hung("- ", [*_wrapped(title, COLUMNS - 2), *_wrapped(link.text, COLUMNS - 2)])
    return [_heading(section.title, 2), lines]


def _suggestion(suggestion: Suggestion, letter: Letter, numbers: _Numbers) -> list[Block]:
    blocks = [_heading(f"{words.TRY_THIS_TITLE}: {suggestion.title}", 2), _wrapped(suggestion.text)]
    if suggestion.study:
        link = Link(suggestion.study.title, letter.url(suggestion.study.permalink))
        blocks.append(_wrapped(_line((f"{words.FROM_STUDY}: ", link), numbers)))
    return blocks


def _corrections(corrections: tuple[MendedMistake, ...], letter: Letter, numbers: _Numbers) -> list[Block]:
    lines: Block = []
    for mended in corrections:
        link = Link(mended.title, letter.url(mended.permalink))
        text = _line((link, f", {mended.day}. {mended.words}"), numbers)
        lines += _hung("- ", _wrapped(text, COLUMNS - 2))
    return [_heading(words.CORRECTIONS_TITLE, 2), lines]


def _notes(letter: Letter, numbers: _Numbers) -> list[Block]:
    return [_wrapped(f"{note.title}. {_line(note.line, numbers)}") for note in letter.notes]


def _line(line: Line, numbers: _Numbers) -> str:
    """Words and links as one text; a link's number stays with its last word."""
    return "".join(
        part if isinstance(part, str) else f"{part.text}{_NBSP}{numbers.mark(part.url)}" for part in line
    )


# ── The body: a tree of HTML ─────────────────────────────────────────────────────────────


def _html(html: str, letter: Letter, numbers: _Numbers) -> list[Block]:
    return tree_blocks(parse_body(html, letter.root, letter.page_url), numbers) if html else []


def body_text(html: str, root: str, page_url: str) -> str:
    """A body alone, with its links listed at its end."""
    numbers = _Numbers()
    return _joined([*tree_blocks(parse_body(html, root, page_url), numbers), *numbers.listing()])


_Render = Callable[[HtmlElement, _Numbers, int], list[Block]]


def tree_blocks(
    element: HtmlElement, numbers: _Numbers, width: int = COLUMNS, render: _Render | None = None
) -> list[Block]:
    """The paragraphs, lists and so on inside an element; loose words become paragraphs."""
    render = render or _block
    blocks: list[Block] = []
    loose = [element.text or ""]
    for child in element:
        if holds_blocks(child):
            blocks += [_wrapped(_collapsed("".join(loose)), width), *render(child, numbers, width)]
            loose = []
        else:
            loose.append(_inline(child, numbers))
        loose.append(child.tail or "")
    blocks.append(_wrapped(_collapsed("".join(loose)), width))
    return [block for block in blocks if block]


def holds_blocks(element: HtmlElement) -> bool:
    """Whether an element is a block or has one in it; what it says then stands apart from its neighbours."""
    return any(inner.tag in BLOCKS for inner in element.iter())


def _block(element: HtmlElement, numbers: _Numbers, width: int) -> list[Block]:
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            return [_heading(_collapsed(_inline_content(element, numbers)), int(element.tag[1]), width)]
        case "ul" | "ol":
            return _list(element, numbers, width)
        case "blockquote":
            inner = _spaced(tree_blocks(element, numbers, _narrower(width, 2)))
            return [[f"> {line}".rstrip(" ") for line in inner]]
        case "dd":
            return [_indented(_spaced(tree_blocks(element, numbers, _narrower(width, 4))))]
        case "table":
            return _table(element, numbers, width)
        case "pre":
            return [_indented(_inline_content(element, numbers).replace("\r", "").strip("\n").split("\n"))]
        case "hr":
            return [["* * *"]]
        case "a":
            return [*tree_blocks(element, numbers, width), *_address(element, numbers)]
        case _:
            return tree_blocks(element, numbers, width)


def _address(element: HtmlElement, numbers: _Numbers) -> list[Block]:
    return [[numbers.mark(str(element.get("href")))]] if "href" in element.attrib else []


def _inline_content(element: HtmlElement, numbers: _Numbers) -> str:
    pieces = [element.text or ""]
    for child in element:
        pieces += [_inline(child, numbers), child.tail or ""]
    return "".join(pieces)


def _inline(element: HtmlElement, numbers: _Numbers) -> str:
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
        gap = _NBSP if trimmed else ""
        return f"{trimmed}{gap}{numbers.mark(str(element.get('href')))}{after}"
    return content


def _list(element: HtmlElement, numbers: _Numbers, width: int) -> list[Block]:
    start = str(element.get("start") or "")
    counted = count(int(start) if start.isascii() and start.isdecimal() and len(start) < 9 else 1)

    def item(child: HtmlElement, numbers: _Numbers, width: int) -> list[Block]:
        if child.tag != "li":
            return _block(child, numbers, width)
        mark = f"{next(counted)}. " if element.tag == "ol" else "- "
        return [_hung(mark, _item(child, numbers, _narrower(width, len(mark))))]

    items = tree_blocks(element, numbers, width, item)
    return [
        _spaced(items) if any("" in block for block in items) else [line for block in items for line in block]
    ]


def _item(element: HtmlElement, numbers: _Numbers, width: int) -> Block:
    """An item's lines: its first paragraph and what follows; a list in it needs no blank line before it."""
    blocks = tree_blocks(element, numbers, width)
    is_simple = all(child.tag in {"ul", "ol"} for child in element if holds_blocks(child))
    return [line for block in blocks for line in block] if is_simple else _spaced(blocks)


def _table(element: HtmlElement, numbers: _Numbers, width: int) -> list[Block]:
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
    lines = [line for item in items for line in _hung("- ", item)]
    return [*(block for title in titles for block in title), lines]


def _row(cells: list[HtmlElement], names: list[str], numbers: _Numbers, width: int) -> Block:
    lines: Block = []
    for position in range(max(len(cells), len(names))):
        name = f"{names[position]}: " if position < len(names) and names[position] else ""
        if position >= len(cells):
            lines += _wrapped(name, width)
        elif _has_inner_blocks(cells[position]):
            lines += [*_wrapped(name, width), *_spaced(tree_blocks(cells[position], numbers, width))]
        else:
            lines += _wrapped(_collapsed(name + _inline_content(cells[position], numbers)), width)
    return lines


def _flat(cell: HtmlElement, numbers: _Numbers) -> str:
    """A cell's words in one line, whatever stands in it."""
    return " ".join(line for block in tree_blocks(cell, numbers, 10_000) for line in block)


def _has_inner_blocks(cell: HtmlElement) -> bool:
    return any(holds_blocks(child) for child in cell)


# ── Lines ────────────────────────────────────────────────────────────────────────────────


def _collapsed(text: str) -> str:
    return _SPACES.sub(" ", text)


def _wrapped(text: str, width: int = COLUMNS) -> Block:
    """The lines of a paragraph; none for one without words. Words, and so addresses, stay whole."""
    lines: Block = []
    for piece in text.split("\v"):
        lines += textwrap.wrap(piece.strip(), width, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_NBSP, " ").rstrip() for line in lines]


def _heading(text: str, level: int, width: int = COLUMNS) -> Block:
    lines = _wrapped(text, width)
    # Never "--" alone: some mail programs take it for the signature's mark.
    return [*lines, _UNDERLINES.get(level, ".") * max(3, *map(len, lines))] if lines else []


def _indented(lines: Block) -> Block:
    return [f"    {line}".rstrip() for line in lines]


def _hung(mark: str, lines: Block) -> Block:
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


def _joined(blocks: list[Block]) -> str:
    return "\n".join(_spaced(blocks))
