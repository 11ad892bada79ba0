"""What breaks off in a body, and what stands in it twice: sentences, quotations, parts, paragraphs.

Serves `signs`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.headings_meant import is_by_dashes
from newsletter.content.markdown.left_by_tools import CHAT_STAMP
from newsletter.content.words.endings import goes_on
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic

#: Characters of a paragraph that nobody writes twice by chance.
_NO_CHANCE = 60
#: Words of a paragraph that is no label, no address and no line of a poem.
_FEWEST_WORDS = 12
_FOLLOWS = frozenset(("paragraph_open", "heading_open", "hr"))
_BREAKS_OFF = regex(r"(?:[a-z]|,)$")
_IS_ENDED = regex(r"[.!?…][\"'’”)†]*$")
_ENDS_INSIDE = regex(r"[.!?…][\"'’”)†]*\s")
#: A heading at the end of a paragraph, lines of a chat, and a source mark that lost its end: each is told as that.
_HEADING_BEHIND = regex(r"[ ]#{2,6}[ ]+[A-Z][^\n]*$")
_CHAT = regex(CHAT_STAMP, re.MULTILINE)
_MARK_CUT = regex(r"\[\^[\w-]+$")
#: Paragraphs that a quotation may go on over.
_SPAN = 8
_TITLE = regex(r"[A-Z“‘\"'\d][^\n]{1,58}[^\s.!?,;…]")
#: Capitals of a heading: words of letters, of which one is too long to be a name in short.
_CAPITALS = regex(r"(?=.*[^\W\d_]{5})[^\W_](?:[\w ,’'&:?-]){6,60}")
_LABELS = regex(r"(?:Note|Tip|Warning|Important|Caution|Update|Correction|Edit|NB|PS|By)\b.*")
#: What a page makes itself of the sources in its fields.
_SOURCES = regex(
    r"(?:(?:list of )?(?:sources|references)|bibliography|footnotes|endnotes|works cited)(?: and notes)?:?"
)
_MARKS = ('"', "“", "”")
_MARK = regex(r'["“”]')
#: One of each kind round the same words.
_MIXED = ({"“", '"'}, {"”", '"'})
#: What is no word: code, tags, what is escaped, where links lead, lists of attributes, bare addresses.
_NO_WORDS = regex(
    r"`[^`\n]*`|<[^<>\n]{1,300}>|\\\\.|\]\([^()\n]{0,500}\)|\{:?[^{}\n]{0,300}\}|https?://[^\s\"“”]+"
)
_OPENS = frozenset(" \n\t\u00a0([{/—–-‘“'*_")


def twice(place: int, tokens: Sequence[Token], lines: Lines, seen: dict[str, int]) -> Iterator[Diagnostic]:
    """A paragraph that stands above already; `seen` are those before it, with their lines."""
    token = tokens[place]
    if len(token.content) < _NO_CHANCE or token.level != 1 or not _IS_ENDED.search(token.content):
        return
    first = (token.map or (0, 1))[0]
    before = seen.setdefault(token.content, first)
    if 0 <= before < first:
        seen[token.content] = -1  # told once
        message = f"this paragraph stands above already, on line {lines.where.first_line + before}"
        words = token.content.partition("\n")[0].strip()
        yield lines.told(first, words, "given-twice", message, "take one of the two out")


def broken_off(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph whose last sentence has no end: it was cut where it was pasted, or never finished."""
    token = tokens[place]
    words = token.content.rstrip(" †")
    if token.level != 1 or not _BREAKS_OFF.search(words) or tokens[place - 1].type != "paragraph_open":
        return
    children = token.children or ()
    if not children or children[-1].type != "text" or len(words.split()) < _FEWEST_WORDS:
        return
    if any(child.type == "image" for child in children):
        return
    following = tokens[place + 2].type if place + 2 < len(tokens) else "hr"
    if following not in _FOLLOWS:
        return
    if _HEADING_BEHIND.search(words) or _MARK_CUT.search(words) or _CHAT.search(words):
        return  # told as what it is
    if not goes_on(words) and not _ENDS_INSIDE.search(words):
        return
    last = words.split()[-1]
    first, end = token.map or (0, 1)
    line = next(
        (n for n in reversed(range(first, min(end, len(lines.lines)))) if last in lines.lines[n]), first
    )
    message = f"this sentence breaks off behind `{last}`"
    hint = "write how it goes on, or put a full stop where it ends"
    column = lines.lines[line].rfind(last)
    yield lines.at(line, column, len(last), "unfinished", message, hint)


def empty_section(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A heading with nothing below it: the next one is of its own level or above, or the text ends."""
    token = tokens[place]
    heading = tokens[place + 1]
    if (
        token.level
        or not heading.content.strip()
        or any(one.type == "link_open" for one in heading.children or ())
    ):
        return  # a link leads to what it is about
    if is_by_dashes(token, heading.content, lines):
        return  # told as that
    after = place + 3
    while after < len(tokens) and tokens[after].type == "html_block" and _is_comment(tokens[after].content):
        after += 1
    following = tokens[after] if after < len(tokens) else None
    if following is not None and (following.type != "heading_open" or following.tag > token.tag):
        return
    words = heading.content.partition("\n")[0]
    message = f"nothing stands below the heading `{words}`"
    yield lines.told(
        (token.map or (0, 1))[0], words, "unfinished", message, "write it, or take the heading out"
    )


def _is_comment(html: str) -> bool:
    text = html.strip()
    return text.startswith("<!--") and text.endswith("-->") and text.count("<!--") == 1


def sources_by_hand(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A part with the sources of a file that lists them among its fields, too: the page makes one itself."""
    words = tokens[place + 1].content
    if lines.sources and not tokens[place].level and len(words) < 40 and _SOURCES.fullmatch(words.lower()):
        message = "the page makes its own list of sources: readers would find two"
        hint = "take this part out; what it names belongs under `sources` at the top of the file"
        yield lines.told((tokens[place].map or (0, 1))[0], words, "given-twice", message, hint)


def bold_heading(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph of strong words that stands where a heading should: no list of contents has it."""
    token = tokens[place]
    if (
        token.level != 1
        or token.content[:2] not in ("**", "__")
        or tokens[place - 1].type != "paragraph_open"
    ):
        return
    children = [one for one in token.children or () if one.type != "text" or one.content]
    if [one.type for one in children] != ["strong_open", "text", "strong_close"]:
        return
    words = children[1].content
    following = tokens[place + 2].type if place + 2 < len(tokens) else ""
    if following not in ("paragraph_open", "bullet_list_open", "ordered_list_open", "table_open"):
        return
    title = words.strip().removesuffix(":").strip()
    if not _TITLE.fullmatch(title) or _LABELS.fullmatch(title):
        return
    message = "these strong words stand like a heading, and are none: no list of contents has them"
    yield lines.told((token.map or (0, 1))[0], token.content, "heading-level", message, f"write `## {title}`")


def shouted_heading(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph all in capitals that stands where a heading should: no list of contents has it."""
    token = tokens[place]
    words = token.content
    if token.level != 1 or not words.isupper() or not _CAPITALS.fullmatch(words):
        return
    following = tokens[place + 2].type if place + 2 < len(tokens) else ""
    if following in ("paragraph_open", "bullet_list_open", "ordered_list_open", "table_open"):
        message = "these capitals stand like a heading, and are none: no list of contents has them"
        hint = f"write `## {words.rstrip(':').capitalize()}`, with capitals for names"
        yield lines.told((token.map or (0, 1))[0], words, "heading-level", message, hint)


class Quotations:
    """The quotation marks of one body: each that opens is closed in its paragraph, or another paragraph goes on."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        #: Blocks in turn in which a mark has no partner: number, whether it opens, whether its block begins with one.
        self.lone: list[tuple[int, bool, Token, int]] = []
        self.blocks = 0
        #: Marks that close what another kind of mark opened: block, place, what opened it.
        self.mixed: list[tuple[Token, int, str]] = []
        #: Of those, the numbers that stand behind `>`.
        self.quoted: set[int] = set()
        #: Numbers of blocks that begin with a mark.
        self.begin: set[int] = set()

    def look(self, token: Token, *, is_quoted: bool) -> None:
        """Look at a block of words; `is_quoted` says whether it stands behind `>`."""
        self.blocks += 1
        if is_quoted:
            self.quoted.add(self.blocks)
        typed = token.content
        if '""' in typed and typed.count('"') % 2:
            return  # told by `proofreading`
        if "„" in typed or not any(mark in typed for mark in _MARKS):  # in German and Polish, `“` closes
            return
        words = _NO_WORDS.sub(lambda m: "x" * len(m[0]), typed)
        if words[:1] in _MARKS:
            self.begin.add(self.blocks)
        opened = -1
        for found in _MARK.finditer(words):
            at, sign = found.start(), found[0]
            before, behind = words[at - 1 : at] or " ", words[at + 1 : at + 2] or " "
            if sign == '"' and before.isdigit() and opened < 0:
                continue  # inches
            if sign == '"' and before not in _OPENS and behind.isalnum():
                return  # of code, or a space is missing: nobody knows which it is
            opens = sign == "“" or (sign == '"' and before in _OPENS and not behind.isspace())
            if opens != (opened < 0):  # two in a row that open, or that close
                self.lone.append((self.blocks, opens, token, opened if opens else at))
                return
            if not opens and {typed[opened], sign} in _MIXED:
                self.mixed.append((token, at, typed[opened]))
            opened = at if opens else -1
        if opened >= 0:
            self.lone.append((self.blocks, True, token, opened))

    def told(self) -> Iterator[Diagnostic]:
        """A warning for each mark without its partner, but for those of a quotation that goes on over paragraphs."""
        for token, at, opener in self.mixed[:1]:
            yield self._mixed_told(token, at, opener)
        skipped = -1
        for place, (number, opens, token, at) in enumerate(self.lone):
            if place <= skipped:
                continue
            following = self.lone[place + 1] if place + 1 < len(self.lone) else None
            if opens and number + 1 in self.begin:
                continue  # each of its paragraphs begins with a mark
            if opens and following and not following[1] and following[0] - number <= _SPAN:
                skipped = place + 1
                if number in self.quoted and following[0] == number + 1 and following[0] not in self.quoted:
                    yield self._gone_on(following[2])
                continue
            yield self._told(token, at, opens=opens)

    def _mixed_told(self, token: Token, at: int, opener: str) -> Diagnostic:
        """Of a curly mark and a straight one round the same words: those set another mark at the end."""
        right = "”" if opener == "“" else '"'
        message = f"this quotation begins with `{opener}` and ends with `{token.content[at]}`: readers see two kinds of mark"
        return self._at(token, at, "leftover-markup", message, f'write `{right}` here, or `"` at both ends')

    def _gone_on(self, token: Token) -> Diagnostic:
        """Of the block below a quotation with `>` in which its closing mark stands."""
        first = (token.map or (0, 1))[0]
        words = token.content.partition("\n")[0].strip()
        message = "the quotation above ends in these words, and they stand outside it"
        where = self.lines.where.first_line + first
        is_apart = first > 0 and not self.lines.lines[first - 1].strip()
        hint = f"put `> ` before line {where}" + (
            f", and `>` on the empty line {where - 1}" if is_apart else ""
        )
        return self.lines.told(first, words, "leftover-markup", message, hint)

    def _told(self, token: Token, at: int, *, opens: bool) -> Diagnostic:
        message = (
            f"the quotation that {'begins' if opens else 'ends'} here never {'ends' if opens else 'begins'}"
        )
        hint = f"put a quotation mark where it {'ends' if opens else 'begins'}, or take this one out"
        return self._at(token, at, "unfinished", message, hint)

    def _at(self, token: Token, at: int, code: Code, message: str, hint: str) -> Diagnostic:
        """A warning at a mark in a block; source marks are of another length in the file."""
        first, end = token.map or (0, 1)
        mark, above = token.content[at], token.content[:at]
        line = min(first + above.count("\n"), end - 1, len(self.lines.lines) - 1)
        column = -1
        for _ in range(above.rpartition("\n")[2].count(mark) + 1):
            column = self.lines.lines[line].find(mark, column + 1)
        return self.lines.at(line, max(column, 0), 1, code, message, hint)
