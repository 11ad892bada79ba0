"""Signs in a body that do not do what somebody who types them means, told at their place.

GitHub's preview shows them as they are, or leaves words out without a word; so would our page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.body import INLINE, Nodes, words_of
from newsletter.content.markdown.comparing import unset
from newsletter.content.markdown.github import as_typed
from newsletter.content.markdown.layout import row_cells
from newsletter.content.markdown.marks import NOTE_TO_SELF, SOURCE_WANTED, broken_mark, footnotes
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import Positions
from newsletter.content.markdown.tags import OFFICE_TAG, RAW_TAG, tags_left_open, without_comments
from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, warning

#: A list that begins above this is a sentence that begins with a year, more often than a list.
_HIGHEST_START = 20
_ESCAPED = "\0"
#: A mark behind words; code may show one that stands alone.
_A_MARK = regex(rf"[\w.,;:!?…)’”\"'%]({MARK})")


class _Sign(NamedTuple):
    """What looks like markup, what stands in it wherever it stands, and what to do about it."""

    part: str
    pattern: re.Pattern[str]
    hint: str


_A_PICTURE = '`![what it shows](yard.jpg){: credit="Name" licence="CC BY 4.0"}`'
_PICTURE_FILE = r"[^\[\]\n]+\.(?i:jpe?g|png|webp|gif|avif|svg)(?:\|[^\[\]\n]*)?"
_WEB_OR_FILE = r"(?:https?://|www\.|mailto:)[^\[\]\s]+|[^\[\]\s]+\.md(?:#[^\[\]\s]*)?"
_CHATBOT = r":contentReference\[oaicite[^\]\n]*\](?:\{[^{}\n]*\})?|【\d[^【】\n]{0,40}】"
_SIGNS = tuple(
    _Sign(part, regex(pattern), hint)
    for part, pattern, hint in (
        ("", _CHATBOT, "a chatbot left it: name the source, or take it out"),
        ("", r"â€[™œ˜¦“”\u009d]?|Â[£©°§\u00a0]|Ã[©¨¤¶¼]", "read wrongly where it was copied: type what was meant"),
        ("#", r"^#{1,6}[\u00a0\u2009\u202f].*", "type a plain space behind the signs of a heading"),
        ("\u00a0", r"^[-+*]\u00a0.*", "type a plain space behind the sign: `- `"),
        ("*[", r"^\*\[[A-Z][\w&-]{1,10}\][ ]+\w.*", "put a colon behind the brackets: `*[words in short]: words in full`"),
        ("[[", rf"!?\[\[{_PICTURE_FILE}\]\]", f"a picture is {_A_PICTURE}"),
        ("[[", r"!?\[\[[^\[\]\n]+\]\]", "a link to a page of ours is `[its words](../case-studies/its-file.md)`"),
        ("] (", r"\[[^\[\]\n]+\][ ]\((?=[^()\s]*[./#])[^()\n]*\)", "take out the space between the brackets: `[words](address)`"),
        (")[", r"\((?:https?:|mailto:|[\w./-]+\.md)[^()\s]*\)\[[^\[\]\n]+\]", "words come first: `[words](address)`"),
        (")[", rf"\([^()\n]+\)\[(?:{_WEB_OR_FILE})\]", "the words go in square brackets, the address in round ones"),
        ("][", r"\[[^\[\]\n]+\]\[[^\[\]\n]*\]", "write the address in round brackets, `[words](address)`"),
        ("](", r"\[[^\[\]\n]+\]\([^()\n]*$", "close the round bracket behind the address, on the same line"),
        ("[!", r"^\[!(?i:note|tip|important|warning|caution)\]", "GitHub makes a box of it; say what it is: `**Note:**`"),
        ("[", SOURCE_WANTED, "put the mark of the source here, such as `[^id]`, or take it out"),
        ("[", NOTE_TO_SELF, "take it out, or hide it from readers: `<!-- … -->`"),
        ("[", r"^\[\d{1,3}\]:?[ ]+(?:https?://|www\.)\S*", "list it under `sources` at the top, and mark with its id: `[^id]`"),
        ("[]", r"^\[\](?=[ ])", "a task has a space between its brackets: `- [ ] `"),
        ("[", r"\[[a-z_]+(?:[ ][a-z_-]+=[^\[\]\n]+)\]|\[/[a-z_]+\]", "there are no shortcodes here: write it in Markdown"),
        ("%%", r"%%[^%\n]+%%", "readers see it; a comment for editors is `<!-- … -->`"),
        ("==", r"(?<![=\w])==(?![=\s])[^=\n]+(?<!\s)==(?![=\w])", "words are stressed as `*words*` or `**words**`"),
        (":", r"(?<![\w:/]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])", "GitHub shows a picture for it; type the emoji itself, or words"),
        ("", r"^[•·‣▪◦●][ \t]", "begin each item with `- `"),
        ("##", r"^#{2,6}[^#\s].*", "put a space behind the signs of a heading"),
        ("**", r"\*\*", "strong words stand between two pairs: `**words**`, no space inside"),
        ("__", r"(?<!\w)__(?=\w)|(?<=\w)__(?!\w)", "strong words stand between two pairs: `**words**`, no space inside"),
        ("~", r"(?<![~\w])~(?![~\s])[^~\n]*(?<![~\s])~(?![~\w])", "struck-out words stand between two pairs: `~~words~~`"),
        ("~~", r"(?<!~)~~(?!~)", "struck-out words stand between two pairs: `~~words~~`, no space inside"),
        ("`", r"`{1,}", "code stands between signs of one length, and a block of it ends on a line of its own"),
        ("<", rf"(?i:{OFFICE_TAG})[^<>\n]*>", "take it out: a word processor left it"),
        ("<!", r"<!(?:-(?!-)|[–—]).*", "a comment begins with `<!--` and ends with `-->`"),
        ("<!--", r"<!--", "a comment ends with `-->`, before a blank line"),
        ("\\", r"\\$", "a backslash breaks a line only where another one follows; take it out here"),
        ("{", r"\{:?[ ]*(?:credit|licen[cs]e)[ ]*=[^{}\n]*\}", "a credit is read once, right behind its picture: take it out"),
        ("{", r"\{[:#.][^{}\n]*\}", "this is no attribute we know, or nothing stands right before it"),
    )
)  # fmt: skip


#: One of these stands in each of them: most lines have none.
_ANY = regex(r"[\[({*~`<\\âÂÃ【]|^[-+]\u00a0|__|==|%%|:[a-z]|^[ \t]*[•·‣▪◦●#]", re.MULTILINE)
_SLACK = regex(r"<((?:https?://|mailto:)[^<>|\s]+)\|([^<>|\n\0]+)>")


def signs_told(
    tokens: Sequence[Token], text: str, where: Positions, nodes: Nodes, sources: Collection[str]
) -> Iterator[Diagnostic]:
    """A warning for each sign that does nothing, or something else than was meant, in the order of the body.

    `nodes` are what our page shows: an attribute list is not among their words. `sources` are
    the ids that marks can name.
    """
    lines = _Lines(text, where, nodes, sources)
    for footnote in footnotes(text, tokens):
        message = f"`{footnote.sign}` begins no footnote here"
        hint = (
            "sources stand under `sources` at the top of the file, other notes in the text: delete this line"
        )
        yield lines.told(footnote.line, footnote.sign, "reads-otherwise", message, hint)
    for token in tokens:
        if token.type == "inline":
            if _ANY.search(token.content) is not None:
                yield from _leftovers(token, lines)
            if "\n" in token.content or token.content[:1] == "☐":
                yield from _rows(token, lines)
            yield from _tags("".join(_raw(token.children or ())), token, lines)
        elif token.type == "html_block":
            yield from _tags(without_comments(token.content), token, lines)
        elif token.type == "code_block":
            yield from _marks_in_code(token, lines)
        elif token.type == "ordered_list_open":
            yield from _high_number(token, lines)
        elif token.type == "table_open":
            yield from _long_rows(token, lines)


class _Lines:
    """The lines of a body, to find words on."""

    def __init__(self, text: str, where: Positions, nodes: Nodes, sources: Collection[str]) -> None:
        self.lines = text.split("\n")
        self.where = where
        self.nodes = nodes
        self.sources = sources

    @cached_property
    def shown(self) -> str:
        """The words of our page, without what is set; few bodies have a sign that asks for them."""
        return unset(words_of(self.nodes))

    def nearest(self, words: str, line: int, end: int) -> int:
        """The first line from `line` on that holds the words: code and links may have held line breaks."""
        found = (number for number in range(line, min(end, len(self.lines))) if words in self.lines[number])
        return next(found, min(line, len(self.lines) - 1))

    def told(self, line: int, words: str, code: Code, message: str, hint: str) -> Diagnostic:
        """A warning at the words on a line, or at the line's first word."""
        text = self.lines[line]
        column = text.find(words)
        if column < 0:
            column, words = len(text) - len(text.lstrip()), text.strip()
        return warning(self.where.at(self.where.starts[line] + column, len(words)), code, message, hint)


def _leftovers(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """What still looks like markup among finished words: at most one for each line."""
    first, last = token.map or (0, 1)
    for number, words in enumerate(as_typed(_text(token.children or ())).split("\n")):
        if _ANY.search(words) is not None and (leftover := _leftover(words, lines)):
            line = lines.nearest(leftover.written, first + number, last)
            yield lines.told(line, leftover.written, "leftover-markup", leftover.message, leftover.hint)


class _Leftover(NamedTuple):
    """What was typed, and what is told of it."""

    written: str
    message: str
    hint: str


def _leftover(words: str, lines: _Lines) -> _Leftover | None:
    """The first kind of sign that stands in the words of a line; None if there is none."""
    if mark := broken_mark(words, lines.sources):
        written = _typed(mark.written)
        return _Leftover(written, f"`{written}` looks like a source mark, and is none", mark.hint)
    if "|" in words and (link := _SLACK.search(words)):
        return _Leftover(link[0], f"`{link[0]}` is shown as it stands", f"write `[{link[2]}]({link[1]})`")
    for sign in _SIGNS:
        for found in sign.pattern.finditer(words) if sign.part in words else ():
            shown = _typed(found.group())
            if shown and not (shown.startswith("{") and unset(shown) not in lines.shown):
                return _Leftover(shown, f"`{shown}` is shown as it stands", sign.hint)
    return None


def _typed(written: str) -> str:
    """As much of it as stands in the file in the same letters."""
    return written.partition(_ESCAPED)[0].strip()


_ITEM = "begin each item with `1. `: letters make no list here"
_TASK = "a task is `- [ ] `, with `- ` before it"
#: What several lines look like together: what a later one begins with, and what to do about it.
_ROWS = tuple(
    (later, regex(pattern, re.MULTILINE), hint)
    for later, pattern, hint in (
        ("\n– ", r"^–[ ](?=[^\n]+\n–[ ])", "begin each item with `- `"),
        ("\n— ", r"^—[ ](?=[^\n]+\n—[ ])", "begin each item with `- `"),
        ("\nb", r"^a[.)][ ](?=[^\n]+\nb[.)][ ])", _ITEM),
        ("\n(b)", r"^\(a\)[ ](?=[^\n]+\n\(b\)[ ])", _ITEM),
        ("\nii)", r"^i\)[ ](?=[^\n]+\nii\)[ ])", _ITEM),
        ("\n2", r"^1[.)](?=[^\W\d][^\n]+\n2[.)][^\W\d])", "put a space behind each number: `1. `"),
        ("\n-", r"^-(?=[^\W\d][^\n]*\n-[^\W\d])", "put a space behind each sign: `- `"),
        ("\n|", r"^\|[^\n]*\|[ ]*(?=\n\|[^\n]*\|[ ]*$)", "put a line such as `|---|---|` below the first row of a table"),
    )
)  # fmt: skip

#: A row, and below it what makes a table of it if there are as many cells.
_DASHES = regex(
    r"^([^\n|]*\|[^\n]*)\n((?=[ :-]*\|)\|?[ ]*:?-+:?(?:[ ]*\|[ ]*:?-+:?)*[ ]*\|?)[ ]*$", re.MULTILINE
)


def _rows(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """Lines that look like a list or a table together, and are a paragraph: told at the first."""
    first, last = token.map or (0, 1)
    content = token.content
    if content[0] in "☐☑" and token.level == 1:
        yield lines.told(first, content[0], "leftover-markup", f"`{content[0]}` makes no list here", _TASK)
    if "-" in content and "|" in content and (dashes := _short_dashes(token, lines)):
        yield dashes
        return
    for later, pattern, hint in _ROWS:
        if later in content and (found := pattern.search(content)):
            shown = found.group().strip()
            line = lines.nearest(shown, first + content.count("\n", 0, found.start()), last)
            yield lines.told(line, shown, "leftover-markup", f"`{shown}` is shown as it stands", hint)
            return


def _short_dashes(token: Token, lines: _Lines) -> Diagnostic | None:
    """Of a line of dashes that has not as many cells as the row above: so it makes no table."""
    if not (found := _DASHES.search(token.content)):
        return None
    head, dashes = row_cells(found[1]), [cell.strip() for cell in row_cells(found[2])]
    if len(head) < 2 or len(head) == len(dashes):
        return None
    first, last = token.map or (0, 1)
    line = lines.nearest(found[2], first + token.content.count("\n", 0, found.start(2)), last)
    right = "|".join((dashes + ["---"] * len(head))[: len(head)])
    cells = "1 cell" if len(dashes) == 1 else f"{len(dashes)} cells"
    message = f"the line of dashes has {cells} and the first row {len(head)}: it makes no table"
    return lines.told(line, found[2], "leftover-markup", message, f"write `|{right}|`")


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
            case "link_open" | "link_close" if token.markup == "autolink":
                pieces.append("<" if token.nesting > 0 else ">")
    return "".join(pieces)


def _raw(tokens: Sequence[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type == "html_inline")


def _tags(html: str, token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """Elements among words that are never closed in their block, and tags that are shown."""
    start, end = token.map or (0, 1)
    for m in RAW_TAG.finditer(html):
        if passed_tag(m.group()).startswith("&lt;"):
            hint = "write it in Markdown; to show a tag, put it between backticks"
            message = f"`{m.group()}` is shown as it stands"
            yield lines.told(
                lines.nearest(m.group(), start, end), m.group(), "leftover-markup", message, hint
            )
    for name in tags_left_open(html, INLINE):
        begins = re.compile(rf"<{name}(?=[\s/>])", re.IGNORECASE)
        found = [
            (n, m.group())
            for n in range(start, min(end, len(lines.lines)))
            for m in begins.finditer(lines.lines[n])
        ]
        line, tag = found[-1] if found else (start, "")
        message = f"`<{name}>` is not closed before its paragraph ends; it was closed there"
        yield lines.told(line, tag, "unclosed-element", message, f"put `</{name}>` where it is to end")


def _marks_in_code(token: Token, lines: _Lines) -> Iterator[Diagnostic]:
    """A source mark in words that are set in: they are no paragraph, and it is no mark."""
    for number in range(*token.map) if token.map else ():
        if found := _A_MARK.search(lines.lines[number]):
            message = f"four spaces make it code, and `{found[1]}` is shown as it stands"
            hint = "take out the spaces at the beginning of its lines"
            yield lines.told(number, found[1], "leftover-markup", message, hint)
            return


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
