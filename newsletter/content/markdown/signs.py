"""Signs in a body that do not do what somebody who types them means, told at their place.

GitHub's preview shows them as they are, or leaves words out without a word; so would our page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.body import INLINE
from newsletter.content.markdown.inline import RAW_TAG, tags_left_open
from newsletter.content.markdown.layout import row_cells
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.writing import attributes_html
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, warning

#: A list that begins above this is a sentence that begins with a year, more often than a list.
_HIGHEST_START = 20
_ESCAPED = "\0"


class _Sign(NamedTuple):
    """What looks like markup, and what to do about it."""

    pattern: re.Pattern[str]
    hint: str


_SIGNS = tuple(
    _Sign(re.compile(pattern), hint)
    for pattern, hint in (
        (r"\[\[[^\[\]\n]+\]\]", "a link to a page of ours is `[its words](../case-studies/its-file.md)`"),
        (r"\[[^\[\]\n]+\][ ]\((?=[^()\s]*[./#])[^()\n]*\)", "take out the space between the brackets: `[words](address)`"),
        (r"\((?:https?:|mailto:|[\w./-]+\.md)[^()\s]*\)\[[^\[\]\n]+\]", "words come first: `[words](address)`"),
        (r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]", "write the address in round brackets, `[words](address)`"),
        (r"\[[^\[\]\n]+\]\([^()\n]*$", "close the round bracket behind the address, on the same line"),
        (r"^[•·‣▪◦●][ \t]", "begin each item with `- `"),
        (r"^#{2,6}[^#\s].*", "put a space behind the signs of a heading"),
        (r"\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)", "strong words stand between two pairs: `**words**`, no space inside"),
        (
            r"(?<![~\w])~(?![~\s])[^~\n]*(?<![~\s])~(?![~\w])",
            "struck-out words stand between two pairs: `~~words~~`",
        ),
        (r"(?<!~)~~(?!~)", "struck-out words stand between two pairs: `~~words~~`, no space inside"),
        (r"`{1,}", "code stands between signs of one length, and a block of it ends on a line of its own"),
        (r"<!--", "a comment ends with `-->`, before a blank line"),
        (r"\\$", "a backslash breaks a line only where another one follows; take it out here"),
        (r"\{[:#.][^{}\n]*\}", "this is no attribute we know, or nothing stands right before it"),
    )
)  # fmt: skip


#: One of these stands in each of them: most lines have none.
_ANY = re.compile(r"[\[({*~`<\\]|__|^[•·‣▪◦●#]")


def signs_told(tokens: Sequence[Token], text: str, where: Positions) -> Iterator[Diagnostic]:
    """A warning for each sign that does nothing, or something else than was meant, in the order of the body."""
    lines = _Lines(text, where)
    for token in tokens:
        if token.type == "inline":
            yield from _leftovers(token, lines)
            yield from _tags("".join(_raw(token.children or ())), token, lines)
        elif token.type == "html_block":
            yield from _tags(token.content, token, lines)
        elif token.type == "ordered_list_open":
            yield from _high_number(token, lines)
        elif token.type == "table_open":
            yield from _long_rows(token, lines)


class _Lines:
    """The lines of a body, to find words on."""

    def __init__(self, text: str, where: Positions) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.where = where

    def told(self, line: int, words: str, code: Code, message: str, hint: str) -> Diagnostic:
        """A warning at the words on a line, or at the line's first word."""
        text = self.lines[line]
        column = text.find(words)
        if column < 0:
            column, words = len(text) - len(text.lstrip()), text.strip()
        return warning(self.where.at(self.starts[line] + column, len(words)), code, message, hint)


def _leftovers(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """What still looks like markup among finished words: at most one for each line."""
    first = token.map[0] if token.map else 0
    for number, words in enumerate(_text(token.children or ()).split("\n")):
        if _ANY.search(words) is None:
            continue
        for sign in _SIGNS:
            found = sign.pattern.search(words)
            if found is None or _is_attributes(found.group()):
                continue
            shown = found.group().strip()
            message = f"`{shown}` is shown as it stands"
            yield lines.told(first + number, shown, "leftover-markup", message, sign.hint)
            break


def _is_attributes(found: str) -> bool:
    return found.startswith("{") and attributes_html(found[1:-1].removeprefix(":").strip()) is not None


def _text(tokens: Sequence[Token]) -> str:
    """The words of a block, a line each; an escaped sign, code and elements are none."""
    pieces: list[str] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "text":
                pieces.append(token.content)
            case "text_special" | "code_inline" | "image" | "html_inline":
                pieces.append(_ESCAPED)
    return "".join(pieces)


def _raw(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type == "html_inline")


def _tags(html: str, token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """Elements among words that are never closed in their block, and tags that are shown."""
    for m in RAW_TAG.finditer(html):
        if passed_tag(m.group()).startswith("&lt;"):
            hint = "write it in Markdown; to show a tag, put it between backticks"
            message = f"`{m.group()}` is shown as it stands"
            yield lines.told(_line_of(m.group(), token, lines), m.group(), "leftover-markup", message, hint)
    for name in tags_left_open(html, INLINE):
        tag = f"<{name}"
        line = _line_of(tag, token, lines)
        message = f"`<{name}>` is not closed before its paragraph ends; it was closed there"
        yield lines.told(line, tag, "unclosed-element", message, f"put `</{name}>` where it is to end")


def _line_of(words: str, token: Token, lines: _Lines) -> int:
    start, end = token.map or (0, 1)
    found = (number for number in range(start, min(end, len(lines.lines))) if words in lines.lines[number])
    return next(found, start)


def _high_number(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    start = int(token.attrs.get("start", 1))
    if start > _HIGHEST_START and token.map:
        sign = f"{start}{token.markup}"
        message = f"this is a list that begins at {start}"
        hint = f"if it is a sentence, put a backslash before the sign: `{start}\\{token.markup}`"
        yield lines.told(token.map[0], sign, "list-number", message, hint)


def _long_rows(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """Rows with more cells than their table has columns: GitHub leaves the last ones out."""
    start, end = token.map or (0, 0)
    columns = len(row_cells(_row(lines.lines[start + 1])))
    for number in range(start, min(end, len(lines.lines))):
        row = _row(lines.lines[number])
        cells = row_cells(row)
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            message = (
                f"this row has {len(cells)} cells, its table {columns} columns: what is too much is left out"
            )
            hint = "give the table a column more, or write a bar that parts no cells as `\\|`"
            yield lines.told(number, row.strip(), "table-row", message, hint)


def _row(line: str) -> str:
    """A row without what it stands in."""
    return re.sub(r"^(?:[ \t]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*", "", line)
