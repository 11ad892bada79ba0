"""The Markdown our editors write, as one reusable Python-Markdown converter.

Blocks are Python-Markdown's, with its tables, definition lists and attribute lists, once
`layout` has written them so that they are what GitHub shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.preprocessors import Preprocessor
from markdown_it.token import Token

from newsletter.content.markdown.github import ABBREVIATION
from newsletter.content.markdown.layout import cells, laid_out
from newsletter.content.markdown.writing import attributes_html, written


class _Layout(Preprocessor):
    """Lays the blocks out as GitHub reads them, by the tokens of the same text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.tokens: Sequence[Token] = ()

    def run(self, lines: list[str]) -> list[str]:
        """The lines, laid out by the tokens of the same text."""
        return laid_out(lines, self.tokens, self.md.htmlStash.store)


class _Tables(TableProcessor):
    """Divides rows as GitHub does: a bar within code is a bar between cells too."""

    def _split(self, row: str) -> list[str]:
        return cells(row)

    def _build_empty_row(self, parent: Element, align: Sequence[str | None]) -> None:
        """None: what has no row has no cells."""


class _AttributeLists(AttrListTreeprocessor):
    """Attribute lists of blocks, `{: …}` or `{#id …}`; those of links and the like are read with the words."""

    BASE_RE = r"\{(?=[:#])\:?[ ]*([^\}\n ][^\n]*)\}"  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]+{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{BASE_RE}")  # type: ignore[misc]

    def run(self, doc: Element) -> None:
        """Sets the attributes that are written behind blocks; most bodies have none."""
        if any("}" in (element.text or "") or "}" in (element.tail or "") for element in doc.iter()):
            super().run(doc)

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        """Set the attributes; what comes back are the words of a list that is none, which stay words."""
        if attributes_html(attrs_string, elem.tag) is None:
            return attrs_string
        return super().assign_attrs(elem, attrs_string, strict=strict)


class _Abbreviations(BlockProcessor):
    """Collects `*[ABC]: what it means` and leaves the rest of the block."""

    def __init__(self, parser: BlockParser, found: dict[str, str]) -> None:
        super().__init__(parser)
        self.found = found

    def test(self, parent: Element, block: str) -> bool:
        """Whether an abbreviation is explained in the block."""
        return "*[" in block and ABBREVIATION.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Takes the explanations out of the first block and leaves its other words."""
        block = blocks.pop(0)
        for short, long in ABBREVIATION.findall(block):
            if short.strip() and long.strip():
                self.found[short.strip()] = long.strip()
        if rest := ABBREVIATION.sub("", block).strip("\n"):
            blocks.insert(0, rest)


class _OnlyWith(BlockProcessor):
    """Asks another processor about a block only if a sign it needs is there: a quarter less time."""

    def __init__(self, other: BlockProcessor, sign: str) -> None:
        super().__init__(other.parser)
        self.other = other
        self.sign = sign

    def test(self, parent: Element, block: str) -> bool:
        """What the other processor says, where the sign is there."""
        return self.sign in block and self.other.test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        """What the other processor makes of the blocks."""
        return self.other.run(parent, blocks)


#: Name, priority and sign of Python-Markdown's block processors that are slow to say no.
_SIGNS = (
    ("table", 75, "|"),
    ("hashheader", 70, "#"),
    ("deflist", 25, ":"),
    ("quote", 20, ">"),
    ("reference", 15, "]:"),
)


class Converter:
    """Turns one source after another into HTML that nobody should trust yet."""

    def __init__(self) -> None:
        self.abbreviations: dict[str, str] = {}
        md = Markdown(extensions=[TableExtension(), DefListExtension()])

        md.preprocessors.deregister("html_block")
        self._layout = _Layout(md)
        md.preprocessors.register(self._layout, "layout", 25)
        blocks = md.parser.blockprocessors
        blocks.register(_Tables(md.parser, {"use_align_attribute": True}), "table", 75)
        blocks["olist"].LAZY_OL = False  # type: ignore[attr-defined]
        for name in ("code", "setextheader"):  # laid out as something else
            blocks.deregister(name)
        for name, priority, sign in _SIGNS:
            blocks.register(_OnlyWith(blocks[name], sign), name, priority)
        blocks.register(_Abbreviations(md.parser, self.abbreviations), "abbr", 16)
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
        for name in ("raw_html", "amp_substitute"):
            md.postprocessors.deregister(name)
        md.serializer = lambda root: written(root, md.references, md.htmlStash.rawHtmlBlocks)
        md.stripTopLevelTags = False
        self._markdown = md

    def convert(self, text: str, tokens: Sequence[Token]) -> str:
        """`text` as HTML; `abbreviations` are then those it defines. Raises RecursionError if nested too deep.

        `tokens` are markdown-it-py's of its lines.
        """
        self.abbreviations.clear()
        self._layout.tokens = tokens
        self._markdown.reset()
        self._markdown.parser.state.clear()
        return self._markdown.convert(text)


@cache
def converter() -> Converter:
    """The one converter of this process: making one costs as much as a whole body."""
    return Converter()
