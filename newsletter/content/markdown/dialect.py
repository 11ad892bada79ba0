"""The Markdown our editors write, as one reusable Python-Markdown converter.

Blocks are Python-Markdown's, with its tables, definition lists and attribute lists. Raw
HTML and fenced code are read by simpler rules than its own, in time linear in the text.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor

from newsletter.content.markdown.stamps import STAMP
from newsletter.content.markdown.writing import RAW, written

_FENCE = re.compile(r"(`{3,}|~{3,})[^`]*\Z")
_ABBREVIATION = re.compile(r"^\*\[([^\[\]\n]+)\]:[ ]*([^\n]*)\n?", re.MULTILINE)
_BLOCK_TAGS = (
    "blockquote|center|details|div|dl|dt|dd|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|iframe|li|link"
    "|main|nav|object|ol|p|section|article|aside|summary|svg|table|tbody|td|tfoot|th|thead|tr|caption|colgroup|col|ul"
)
_RAW_BLOCK = re.compile(
    rf"[ ]{{0,3}}{STAMP}?<(?:/?(?:{_BLOCK_TAGS})[\s/>]|(!--|pre[\s>]|script|style|textarea))", re.I
)


class _Fences(Preprocessor):
    """Takes fenced code out of the text, before anything in it can look like Markdown."""

    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        open_ended: set[str] = set()
        at = 0
        while at < len(lines):
            fence = _FENCE.match(lines[at])
            end = _closing(lines, at + 1, fence.group(1), open_ended) if fence else None
            if end is None:
                kept.append(lines[at])
                at += 1
            else:
                kept += ["", self._stored(lines[at + 1 : end]), ""]
                at = end + 1
        return kept

    def _stored(self, lines: list[str]) -> str:
        code = escape("".join(f"{line}\n" for line in lines), quote=False)
        return self.md.htmlStash.store(f"<pre><code>{code}</code></pre>")


def _closing(lines: list[str], start: int, fence: str, open_ended: set[str]) -> int | None:
    """The line from `start` on that closes `fence`; None if there is none.

    `open_ended` keeps the fences nothing closed, or each of many would read on to the end.
    """
    if fence in open_ended:
        return None
    for number in range(start, len(lines)):
        if lines[number].startswith(fence) and not lines[number].rstrip(" ").strip("`~"):
            return number
    open_ended.add(fence)
    return None


class _AttributeLists(AttrListTreeprocessor):
    """Attribute lists of blocks; those of links and the like are read with the words."""

    def run(self, doc: Element) -> None:
        if any("}" in (element.text or "") or "}" in (element.tail or "") for element in doc.iter()):
            super().run(doc)


class _Abbreviations(BlockProcessor):
    """Collects `*[ABC]: what it means` and leaves the rest of the block."""

    def __init__(self, parser: BlockParser, found: dict[str, str]) -> None:
        super().__init__(parser)
        self.found = found

    def test(self, parent: Element, block: str) -> bool:
        return "*[" in block and _ABBREVIATION.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        for short, long in _ABBREVIATION.findall(block):
            if short.strip() and long.strip():
                self.found[short.strip()] = long.strip()
        if rest := _ABBREVIATION.sub("", block).strip("\n"):
            blocks.insert(0, rest)


class _RawHtml(BlockProcessor):
    """Passes a block that starts with a block-level tag through, as CommonMark 4.6 does."""

    def test(self, parent: Element, block: str) -> bool:
        return "<" in block and _RAW_BLOCK.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        found = _RAW_BLOCK.match(blocks[0])
        count = 1
        if found and found.group(1):
            end = "-->" if found.group(1) == "!--" else "</" + found.group(1).strip(" >\n").lower()
            count = next((n for n, block in enumerate(blocks, 1) if end in block.lower()), len(blocks))
        raw = "\n\n".join(blocks[:count])
        del blocks[:count]
        SubElement(parent, RAW).text = raw


class _OnlyWith(BlockProcessor):
    """Asks another processor about a block only if a sign it needs is there: a quarter less time."""

    def __init__(self, other: BlockProcessor, sign: str) -> None:
        super().__init__(other.parser)
        self.other = other
        self.sign = sign

    def test(self, parent: Element, block: str) -> bool:
        return self.sign in block and self.other.test(parent, block)

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
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
        md = Markdown(extensions=[TableExtension(use_align_attribute=True), DefListExtension()])
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_Fences(md), "fences", 25)
        blocks = md.parser.blockprocessors
        for name, priority, sign in _SIGNS:
            blocks.register(_OnlyWith(blocks[name], sign), name, priority)
        blocks.register(_RawHtml(md.parser), "raw_html", 78)
        blocks.register(_Abbreviations(md.parser, self.abbreviations), "abbr", 16)
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
        for name in ("raw_html", "amp_substitute"):
            md.postprocessors.deregister(name)
        md.serializer = lambda root: written(root, md.references, md.htmlStash.rawHtmlBlocks)
        md.stripTopLevelTags = False
        self._markdown = md

    def convert(self, text: str) -> str:
        """`text` as HTML; `abbreviations` are then those it defines. Raises RecursionError if nested too deep."""
        self.abbreviations.clear()
        self._markdown.reset()
        self._markdown.parser.state.clear()
        return self._markdown.convert(text)


@cache
def converter() -> Converter:
    """The one converter of this process: making one costs as much as a whole body."""
    return Converter()
