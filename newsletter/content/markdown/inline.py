"""The words of one paragraph, heading or cell: emphasis, code, links, pictures, raw tags.

One walk from left to right in the manner of CommonMark's appendix, in time linear in the
text. It takes the place of Python-Markdown's inline patterns, which read a text sixteen
times over (half the cost of a body), and need quadratic time for `[[[[[[`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from html import escape, unescape

from newsletter.content.markdown.runs import (
    Attributes,
    Bare,
    Bracket,
    Closed,
    List,
    Node,
    Run,
    Tag,
    joined,
    pair,
)
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.stamps import STAMP
from newsletter.content.markdown.tags import COMMENT, RAW_TAG, balanced
from newsletter.regexes import regex

References = Mapping[str, tuple[str, str | None]]

_SIGNS_OR_WEB = r"[\\`*_~\[\]<&{!]|  \n|(?i:https?://|www\.)"
_SPECIAL = regex(_SIGNS_OR_WEB)
#: The same with addresses of mail, for texts that may have one: it is slower.
_SPECIAL_AND_MAIL = regex(
    r"(?<![\w.+-])(?P<mail>[a-zA-Z0-9.+_-]+@[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]*[a-zA-Z0-9])+)(?![\w-])|"
    + _SIGNS_OR_WEB
)
#: A sign of either, but for the two below: most texts have none, and a class is found far sooner than words are.
_MAY_BE_SPECIAL = regex(r"[\\`*_~\[\]<&{!:@]")
_ESCAPABLE = frozenset("\\`*_{}[]()>#+-.!|<&~:^\"'$%,/;=?@")
_TICKS = regex("`+")
_RUN = regex(r"\*+|_+|~+")
_ENTITY = regex(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_WEB = regex(rf"<({STAMP}?)([a-zA-Z][a-zA-Z0-9+.-]{{1,31}}:[^\s<>]*)>")
_MAIL = regex(r"<(?:mailto:)?([^<>\s!@:]+@[^<>\s@]+)>")
_INSTRUCTION = regex(r"<\?.*?\?>|<![a-zA-Z][^>]*>|<!\[CDATA\[.*?\]\]>", re.DOTALL)
#: An address that is typed and no more (GFM 6.9), as far as it could go.
_BARE = regex(
    r"(?:https?://|www\.)[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?(?:[/?#][^\s<\ue000-\uf8ff]*)?", re.IGNORECASE
)
_BARE_END = frozenset("?!.,:*_~'\"")
_ENTITY_END = regex(r"&[a-zA-Z0-9]{1,31};\Z")
#: An address in round brackets, with or without a title. Lengths are bounded to keep it linear.
_TARGET = regex(
    r"""\(\s{0,9}(?:<([^<>\n]{0,2000})>|((?:[^\s()"\\]|\\.|[ ](?![ ]*["')])|\([^()\n]{0,500}\)){0,2000}+))"""
    r"""(?:\s{1,9}(?:"((?:[^"]|"(?!\s?\))){0,1000})"|'((?:[^']|'(?!\s?\))){0,1000})'))?\s{0,9}\)"""
)
_LABEL = regex(r"\[([^\[\]]{0,200})\]")
_ATTRIBUTES = regex(r"\{(?::[ ]*|(?=#))([^{}\n]{1,500})\}")
_ESCAPED_OR_ENTITY = regex(
    r"\\([!-/:-@\[-`{-~])|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)
_ANY_TAG = regex(r"<[^<>]*>")
_ALT = regex(r' alt="([^"]*)"')


def inline_html(text: str, references: References, attributes: Attributes) -> str:
    """`text` as HTML. `attributes` turns the inside of an attribute list into HTML attributes."""
    if _MAY_BE_SPECIAL.search(text) is None and "  \n" not in text and "www." not in text.lower():
        return text
    special = _SPECIAL_AND_MAIL if "@" in text else _SPECIAL
    if special.search(text) is None:
        return text
    line = _Line(text, references)
    html = line.html(special, attributes)
    return balanced(html) if line.has_tags else html


class _Line:
    """One text on its way to HTML."""

    def __init__(self, text: str, references: References) -> None:
        self.text = text
        self.references = references
        self.attributes: Attributes = lambda inside, element: None
        self.nodes: list[Node] = []
        self.runs: list[Run] = []
        self.brackets: list[Bracket] = []
        self.ticks: dict[int, list[int]] | None = None
        self.last_link = -1
        self.has_tags = False
        self.last_comment = text.rfind("-->")

    def html(self, special: re.Pattern[str], attributes: Attributes) -> str:
        """The line as HTML, its emphasis paired and its attribute lists set; `special` finds its signs."""
        text, nodes = self.text, self.nodes
        self.attributes = attributes
        at = 0
        while (m := special.search(text, at)) is not None:
            start = m.start()
            if start > at:
                nodes.append(text[at:start])
            if m.lastgroup:
                nodes.append(Bare(f"mailto:{m.group()}", m.group()))
                at = m.end()
            else:
                at = _SIGNS.get(m.group(), _Line.bare)(self, start)
        nodes.append(text[at:])
        pair(self.runs)
        return joined(nodes, attributes)

    # A reader for each sign: it is given the sign's offset, and returns the offset behind what it read.

    def backslash(self, at: int) -> int:
        """A sign that means itself, or the backslash alone."""
        following = self.text[at + 1 : at + 2]
        if following and following in _ESCAPABLE:
            self.nodes.append(escape(following, quote=False))
            return at + 2
        if following == "\n":
            self.nodes.append("<br>\n")
            return at + 2
        self.nodes.append("\\")
        return at + 1

    def bare(self, at: int) -> int:
        """An address that stands in the words as it is, or its first letter alone."""
        m = _BARE.match(self.text, at)
        is_in_word = at > 0 and (self.text[at - 1].isalnum() or self.text[at - 1] == "/")
        if m is None or is_in_word or self.brackets:  # in brackets it may be a link's words
            self.nodes.append(self.text[at])
            return at + 1
        typed = m.group()[: _bare_end(m.group())]
        words = _decoded(typed)
        self.nodes.append(Bare(words if "://" in words[:8] else f"http://{words}", words))
        return at + len(typed)

    def break_line(self, at: int) -> int:
        """Two spaces at the end of a line break it."""
        self.nodes.append("<br>\n")
        return at + 3

    def code(self, at: int) -> int:
        """Code up to as many backticks as began it, or the backticks as they are."""
        if self.ticks is None:
            self.ticks = {}
            for m in _TICKS.finditer(self.text):
                self.ticks.setdefault(m.end() - m.start(), []).append(m.start())
        run = _TICKS.match(self.text, at)
        behind = run.end() if run else at + 1
        starts = self.ticks.get(behind - at, [])
        place = bisect_right(starts, at)
        if place == len(starts):
            self.nodes.append(self.text[at:behind])
            return behind
        inside = self.text[behind : starts[place]].strip()
        tag = Tag("<code>")
        self.nodes += [tag, escape(inside, quote=False), Closed("</code>", tag)]
        return starts[place] + behind - at

    def emphasis(self, at: int) -> int:
        """A run of stars or underscores: what it opens and closes is paired once the line is read."""
        m = _RUN.match(self.text, at)
        end = m.end() if m else at + 1
        sign = self.text[at]
        before, after = self.text[at - 1] if at else " ", self.text[end : end + 1] or " "
        is_left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
        is_right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
        if sign == "_":
            can_open = is_left and (not is_right or not before.isalnum())
            can_close = is_right and (not is_left or not after.isalnum())
        else:
            can_open, can_close = is_left, is_right
        run = Run(sign, end - at, can_open, can_close)
        self.nodes.append(run)
        self.runs.append(run)
        return end

    def exclamation(self, at: int) -> int:
        """The beginning of a picture, or the sign alone."""
        if self.text[at + 1 : at + 2] != "[":
            self.nodes.append("!")
            return at + 1
        return self.begin(at + 2, is_picture=True)

    def opening(self, at: int) -> int:
        """The beginning of a link's words."""
        return self.begin(at + 1, is_picture=False)

    def begin(self, behind: int, *, is_picture: bool) -> int:
        """An open bracket, remembered until another closes it; `behind` is where its words begin."""
        bracket = Bracket(behind, len(self.nodes), len(self.runs), is_picture)
        self.nodes.append(bracket.tag)
        self.brackets.append(bracket)
        return behind

    def closing(self, at: int) -> int:
        """The end of a link's or a picture's words, and the address behind them."""
        bracket = self.brackets.pop() if self.brackets else None
        if bracket is None or (bracket.at < self.last_link and not bracket.is_picture):
            self.nodes.append("]")
            return at + 1
        found = self.target(bracket, at)
        if found is None:
            self.nodes.append("]")
            return at + 1
        href, title, behind = found
        titled = f' title="{escape(title)}"' if title else ""
        if bracket.is_picture:
            pair(self.runs[bracket.run :])
            inside = joined(self.nodes[bracket.node + 1 :], self.attributes)
            alt = unescape(_ANY_TAG.sub(_alt_of, inside)).replace("\n", " ")
            del self.nodes[bracket.node + 1 :], self.runs[bracket.run :]
            bracket.tag.html = f'<img src="{escape(href)}" alt="{escape(alt)}"{titled}>'
            self.nodes.append(Closed("", bracket.tag))
            return behind
        pair(self.runs[bracket.run :])
        del self.runs[bracket.run :]
        for place in range(bracket.node + 1, len(self.nodes)):
            if isinstance(bare := self.nodes[place], Bare):
                self.nodes[place] = escape(bare.words, quote=False)
        bracket.tag.html = f'<a href="{escape(href)}"{titled}>'
        self.nodes.append(Closed("</a>", bracket.tag))
        self.last_link = bracket.at
        return behind

    def target(self, bracket: Bracket, at: int) -> tuple[str, str | None, int] | None:
        """Address, title and end of the link whose text ends at `at`; None if it is no link."""
        text = self.text
        if text.startswith("(", at + 1) and (m := _TARGET.match(text, at + 1)):
            title = m.group(3) or m.group(4)
            href = m.group(1) if m.group(1) is not None else m.group(2)
            return _decoded(href).strip(), _decoded(title) if title else None, m.end()
        if not self.references:
            return None
        label = _LABEL.match(text, at + 1)
        own = text[bracket.at : at] if at - bracket.at <= 200 else ""
        name = " ".join((label.group(1) if label and label.group(1) else own).lower().split())
        if name not in self.references:
            return None
        href, title = self.references[name]
        return _decoded(href), _decoded(title) if title else None, label.end() if label else at + 1

    def angle(self, at: int) -> int:
        """An address between angle brackets, a tag, a comment, or the sign alone."""
        text = self.text
        if m := _WEB.match(text, at):
            self.linked(m.group(1) + m.group(2), m.group(2))
        elif m := _MAIL.match(text, at):
            self.linked("mailto:" + m.group(1), m.group(1))
        elif m := RAW_TAG.match(text, at):
            self.has_tags = True
            self.nodes.append(passed_tag(m.group()))
        elif m := self.comment(at) or _INSTRUCTION.match(text, at):
            self.nodes.append("")
        else:
            self.nodes.append("&lt;")
            return at + 1
        return m.end()

    def comment(self, at: int) -> re.Match[str] | None:
        """The comment that begins here (CommonMark 6.6); None where none ends."""
        if at >= self.last_comment or not self.text.startswith("<!--", at):
            return None
        return COMMENT.match(self.text, at)

    def linked(self, href: str, words: str) -> None:
        """A link to `href`, which shows `words`."""
        tag = Tag(f'<a href="{escape(href)}">')
        self.nodes += [tag, escape(words, quote=False), Closed("</a>", tag)]

    def ampersand(self, at: int) -> int:
        """An entity as it is, or the sign alone."""
        m = _ENTITY.match(self.text, at)
        self.nodes.append(m.group() if m else "&amp;")
        return m.end() if m else at + 1

    def brace(self, at: int) -> int:
        """The attributes of what stands before it, or the sign alone."""
        before = self.nodes[-1] if self.nodes else ""
        if before == " " and len(self.nodes) > 1:  # a space before it is meant as none
            before = self.nodes[-2]
        m = _ATTRIBUTES.match(self.text, at) if isinstance(before, Closed | Run) else None
        if m is None:
            self.nodes.append("{")
            return at + 1
        self.nodes.append(List(escape(m.group(), quote=False), m.group(1)))
        return m.end()


_SIGNS: Mapping[str, Callable[[_Line, int], int]] = {
    "\\": _Line.backslash,
    "`": _Line.code,
    "*": _Line.emphasis,
    "_": _Line.emphasis,
    "~": _Line.emphasis,
    "[": _Line.opening,
    "]": _Line.closing,
    "<": _Line.angle,
    "&": _Line.ampersand,
    "{": _Line.brace,
    "!": _Line.exclamation,
    "  \n": _Line.break_line,
}


def _decoded(text: str) -> str:
    """An address or a title with its entities and escaped signs as what they mean (CommonMark 2.4 and 2.5)."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED_OR_ENTITY.sub(lambda m: m[1] or unescape(m.group()), text)


def _bare_end(address: str) -> int:
    """Where an address that is typed and no more ends, without what belongs to the sentence (GFM 6.9)."""
    end = len(address)
    unmatched = address.count(")") - address.count("(")
    while end:
        sign = address[end - 1]
        if sign in _BARE_END:
            end -= 1
        elif sign == ")" and unmatched > 0:
            end, unmatched = end - 1, unmatched - 1
        elif sign == ";" and (entity := _ENTITY_END.search(address[max(end - 34, 0) : end])):
            end -= len(entity.group())
        else:
            break
    return end


def _alt_of(m: re.Match[str]) -> str:
    """What is read of a tag within a picture's words: of a picture, its own."""
    found = _ALT.search(m.group())
    return found[1] if found and m.group().startswith("<img") else ""
