"""Second step of a body: lay its blocks out so that Python-Markdown reads them as GitHub does.

Editors and reviewers see a body in GitHub's preview, which reads GitHub Flavored Markdown; the
blocks of Python-Markdown are of 2004. So markdown-it-py, which follows the specification
(https://github.github.com/gfm/), says which lines are an item, a quotation, code, a row; here
they are written again in the one way both read alike: a blank line between blocks, four spaces
for what stands inside an item, code and raw HTML taken out of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it.token import Token

from newsletter.content.body import INLINE
from newsletter.content.markdown.sanitiser import EMPTIED, passed_tag
from newsletter.content.markdown.stamps import PIPE, STAMP
from newsletter.content.markdown.tags import RAW_TAG, balanced, without_comments
from newsletter.regexes import regex

_STAMPED = regex(f"({STAMP}?)(.*)", re.DOTALL)
_QUOTE = regex(r" {0,3}> ?")
_MARKER = regex(r"( *)([-+*]|(\d{1,9})[.)])( *)")
_ATX = regex(rf"#{{1,6}}(?:[ ]+|(?={STAMP})|$)({STAMP}?.*?)(?:(?:^|(?<=[ \ue100-\uf8ff]))#+)?[ ]*$")
#: What would begin a block of Python-Markdown's in a line that is only words, from its sign on.
_NO_BLOCK = regex(
    r"(?:\d+(?=\.(?:[ ]|$)))?(?P<sign>\#|(?<=\d)\.|[-+*](?:[ ]|$)|\[(?=[^\[\]]*\]:)|([*_-])[ ]*(?:\2[ ]*){2,}$)"
)
_ODD_BACKSLASHES = regex(r"(?<!\\)(?:\\\\)*\\$")
#: Elements that end with the block they begin in; others may hold blocks that follow.
_WITHIN = INLINE | EMPTIED
#: What may stand before a line that stands in lists and quotations.
_SIGNS_BEFORE = regex(r"^(?:[ >]|[-*+](?:[ ]|$)|\d{1,9}[.)](?:[ ]|$))*")
_DEFINITION = regex(r"\*?\[[^\[\]]+\]:")
_BAR = regex(r"(?<!\\)\|")

_LISTS = ("bullet_list_open", "ordered_list_open")

#: Cells that the rows of a body may lack. GitHub has a limit too: a page of empty cells grows with the square.
_MOST_ADDED = 5_000


class TooWideError(Exception):
    """A table that would be mostly cells nobody wrote. `line` is where it begins, from 0."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


Store = Callable[[str], str]


@dataclass(slots=True)
class _List:
    """A list while it is laid out: the number of the next item, if it has numbers."""

    number: int | None
    is_tight: bool
    start: int
    """The line it begins at, as it is laid out."""


@dataclass(slots=True)
class _Around:
    """A list's item or a quotation while what stands in it is laid out.

    `first` stands before its first line, `rest` before the others. `width` is how far the text
    of an item stands in from where the item does, -1 for a quotation.
    """

    first: str
    rest: str
    line: int
    width: int = -1

    def inside(self, line: str, number: int) -> str:
        """What of a line stands inside."""
        if self.width < 0:
            found = _QUOTE.match(line)
            return line[found.end() :] if found else line
        if number == self.line:
            return line[self.width :]
        return line[min(self.width, len(line) - len(line.lstrip(" "))) :]


def laid_out(lines: Sequence[str], tokens: Sequence[Token], store: Store) -> list[str]:
    """The lines of a body, laid out anew; its tabs are spaces.

    `tokens` are markdown-it-py's of the same lines, stamps or not. `store` keeps a piece of
    HTML and gives what stands for it.
    """
    layout = _Layout(lines, store)
    for place, token in enumerate(tokens):
        if token.type in _LISTS:
            layout.begin_list(token, is_tight=_is_tight(tokens, place))
        else:
            layout.read(token)
    return layout.finished()


class _Layout:
    """A body being laid out, token by token."""

    def __init__(self, lines: Sequence[str], store: Store) -> None:
        self.lines = lines
        self.store = store
        self.out: list[str] = []
        self.around: list[_Around] = []
        self.lists: list[_List] = []
        #: The lines that blocks are made of: what is in none defines an address.
        self.taken: set[int] = set()
        #: Cells that rows lack and are given.
        self.added = 0
        #: The kind of what was last closed beside the next block, where two would run together.
        self.closed = ""

    def read(self, token: Token) -> None:
        """Lay out what a token begins; what is within a line is not ours to read."""
        match token.type:
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.closed = "list"
            case "list_item_open":
                self.begin_item(token)
            case "blockquote_open":
                self.apart("quote")
                self.begin_inside()
                self.around.append(_Around("> ", "> ", self.first(token)))
            case "list_item_close" | "blockquote_close":
                self.end_around()
            case "paragraph_open":
                self.put([_plain(line) for line in self.inside(token)])
                self.closed = "words"
            case "heading_open":
                self.begin_inside()
                self.put([self.heading(token)])
            case "fence" | "code_block":
                self.begin_inside()
                self.put([self.code(token)])
            case "html_block":
                self.begin_inside()
                html = without_comments("\n".join(self.inside(token, is_whole=True)))
                self.put([self.store(balanced(RAW_TAG.sub(lambda m: passed_tag(m.group()), html), _WITHIN))])
            case "hr":
                self.inside(token)
                self.begin_inside()
                self.put(["---"])
            case "table_open":
                rows = self.inside(token)
                self.begin_inside()
                self.put(self.rows(rows, self.first(token)))

    def first(self, token: Token) -> int:
        """The line a block begins at, from 0."""
        return token.map[0] if token.map else 0

    # Lines

    def line(self, number: int) -> tuple[str, str]:
        """The stamp before a line, and what of the line stands inside all that is open."""
        stamp, line = _STAMPED.match(self.lines[number]).groups()  # type: ignore[union-attr]
        for around in self.around:
            line = around.inside(line, number)
        return stamp, line

    def inside(self, token: Token, *, is_whole: bool = False) -> list[str]:
        """The lines of a block, as they stand inside all that is open; at their left edge unless `is_whole`."""
        start, end = token.map or (0, 0)
        self.taken.update(range(start, end))
        found = []
        for number in range(start, min(end, len(self.lines))):
            stamp, line = self.line(number)
            found.append(stamp + (line if is_whole else line.lstrip(" ")))
        return found

    def put(self, lines: Sequence[str]) -> None:
        """Write a block, with a blank line before it unless it follows closely on what it stands in."""
        self.blank()
        for line in lines:
            self.out.append("".join([one.first or one.rest for one in self.around]) + line)
            for one in self.around:
                one.first = ""
        self.closed = ""

    def begin_inside(self) -> None:
        """Whatever begins is no paragraph: the sign of the item it is first in gets a line of its own."""
        if any(one.first for one in self.around):
            self.put([""])
        self.blank()

    def blank(self) -> None:
        """A blank line, unless one stands there, or what comes is the first in its item or quotation."""
        is_first = any(one.first for one in self.around)
        blank = "".join([one.rest for one in self.around]).rstrip()
        if not is_first and self.out and self.out[-1].strip() and self.out[-1].rstrip() != blank:
            self.out.append(blank)

    def apart(self, kind: str) -> None:
        """Keep a list or a quotation apart from one right before it, which it would run together with."""
        if self.closed == kind:
            self.put([self.store("")])
            self.blank()
        self.closed = ""

    # Blocks

    def begin_list(self, token: Token, *, is_tight: bool) -> None:
        """A list, close to the words it belongs to or apart from what was before."""
        follows_closely = self.closed == "words" and bool(self.lists) and self.lists[-1].is_tight
        self.apart("list")
        if not follows_closely:
            self.begin_inside()
        number = int(token.attrs.get("start", 1)) if token.tag == "ol" else None
        self.lists.append(_List(number, is_tight, len(self.out)))

    def begin_item(self, token: Token) -> None:
        """An item of the innermost list, with the sign of our own making."""
        number, its = self.first(token), self.lists[-1]
        _, line = self.line(number)
        found = _MARKER.match(line)
        assert found is not None, "an item begins with its sign"
        spaces = len(found[4])
        is_empty = found.end() == len(line)
        if is_empty:
            self.taken.add(number)
        if not its.is_tight or any(not line.strip(" >") for line in self.out[its.start :]):
            self.blank()
        its.start = len(self.out)
        sign = "- " if its.number is None else f"{its.number}. "
        if its.number is not None:
            its.number += 1
        width = found.end(2) + (1 if is_empty or spaces > 4 else spaces)
        self.around.append(_Around(sign, "    ", number, width))

    def end_around(self) -> None:
        """The end of an item or a quotation; one with nothing in it has its sign alone."""
        if self.around[-1].first:  # nothing stands in it
            self.put([""])
        self.closed = "quote" if self.around.pop().width < 0 else ""

    def heading(self, token: Token) -> str:
        """A heading of either form in the form with #."""
        lines = self.inside(token)
        if token.markup[0] in "=-":
            words = " ".join(line.strip() for line in lines[:-1])
        else:
            found = _ATX.match(lines[0])
            words = found[1].strip() if found else lines[0]
        if _ODD_BACKSLASHES.search(words):
            words += "\\"
        if words.endswith("#") and not _ODD_BACKSLASHES.search(words[:-1]):
            words = f"{words[:-1]}\\#"
        return f"{'#' * int(token.tag[1])} {words}"

    def code(self, token: Token) -> str:
        """Code as HTML, put away with a placeholder in its place."""
        lines = self.inside(token, is_whole=True)
        if token.type == "fence":
            indent = len(lines[0]) - len(lines[0].lstrip(" "))
            count = len(token.content.removesuffix("\n").split("\n")) if token.content else 0
            lines = [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in lines[1 : count + 1]]
        else:
            lines = [line[4:] for line in "\n".join(lines).rstrip().split("\n")]
        code = escape("".join(f"{line}\n" for line in lines), quote=False)
        return self.store(f"<pre><code>{code}</code></pre>")

    def rows(self, rows: Sequence[str], line: int) -> list[str]:
        """The rows of a table, each with as many cells as it has columns. Raises TooWideError."""
        columns = len(row_cells(rows[1]))
        self.added += sum(max(columns - len(row_cells(row)), 0) for row in rows)
        if self.added > _MOST_ADDED:
            raise TooWideError(line)
        return [_row(row, columns) for row in rows]

    def finished(self) -> list[str]:
        """All lines; those that no block was made of define addresses, and stand at the end.

        The first definition of a name counts, in Python-Markdown the last: so they are turned round.
        """
        definitions: list[list[str]] = []
        for number, line in enumerate(self.lines):
            if number in self.taken or not (words := _SIGNS_BEFORE.sub("", line)):
                continue
            if _DEFINITION.match(words) or not definitions:
                definitions.append([])
            definitions[-1].append(words)
        left = [line for definition in reversed(definitions) for line in ("", *definition)]
        return [*self.out, "", *left, ""]


def cells(row: str) -> list[str]:
    """The cells of a table's row without its outer bars, as GitHub divides it: at each bar that no backslash stands before."""
    return _BAR.split(row)


def row_cells(row: str) -> list[str]:
    """The cells of a row as it is written, outer bars and all."""
    row = row.strip().removeprefix("|")
    return cells(row[:-1] if row.endswith("|") and not row.endswith("\\|") else row)


def _row(row: str, columns: int) -> str:
    found = [cell.replace("\\|", PIPE).strip() for cell in row_cells(row)][:columns]
    return "| " + " | ".join(found + [""] * (columns - len(found))) + " |"


def _plain(line: str) -> str:
    """A line of words in which nothing begins a block."""
    found = _NO_BLOCK.match(line)
    return line if found is None else line[: found.start("sign")] + "\\" + line[found.start("sign") :]


def _is_tight(tokens: Sequence[Token], place: int) -> bool:
    """Whether no blank lines part the items of the list that begins at `place`."""
    level = tokens[place].level
    for token in tokens[place + 1 :]:
        if token.level == level:
            return True
        if token.type == "paragraph_open" and token.level == level + 2:
            return token.hidden
    return True
