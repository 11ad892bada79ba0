"""A body as GitHub reads it: the tokens of GitHub Flavored Markdown, with their lines, by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLinkText
from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from newsletter.content.words.marks import MARK
from newsletter.regexes import regex

#: Deeper than any body may be (see `too-deep`): what stands deeper, markdown-it-py leaves out.
_DEEPEST = 200
_MARK = regex(MARK)
#: What words without markup have none of.
_SIGN = regex(r"[\\`*_~\[\]<&!]|[ ]\n")
#: Not what is emphasised: `*[Note]: read this*`.
ABBREVIATION = regex(r"^\*\[([^\[\]\n]+)\]:[ ]*([^*\n]*)$\n?", re.MULTILINE)
#: What GitHub makes a link of (GFM 6.9) and markdown-it-py reads as words, in which signs are signs.
_BARE = regex(r"(?:https?://|www\.)[^\s<>`()\[\]]+", re.IGNORECASE)
_STAR, _LINE, _WAVE = "\u2217", "\uff3f", "\uff5e"
_KEPT = str.maketrans("*_~", _STAR + _LINE + _WAVE)
_AGAIN = str.maketrans(_STAR + _LINE + _WAVE, "*_~")


def github_tokens(text: str) -> list[Token]:
    """The tokens of a body, without what only we read: source marks are a dagger, abbreviations are not there.

    Signs in an address that is typed and no more are others: `as_typed` gives them back.
    """
    text = _MARK.sub("†", text)
    if "*[" in text:
        text = _without_abbreviations(text)
    if "://" in text or "www." in text:
        text = _BARE.sub(_kept, text)
    return _reader().parse(text)


def _kept(m: re.Match[str]) -> str:
    address = m.group().rstrip("*_~?!.,:;'\"")
    return address.translate(_KEPT) + m.group()[len(address) :]


def as_typed(words: str) -> str:
    """Words of a token with the signs of their addresses as they were typed."""
    is_kept = _STAR in words or _LINE in words or _WAVE in words  # a tenth of the time of a search
    return words.translate(_AGAIN) if is_kept else words


def unclosed_comment(tokens: Sequence[Token]) -> int | None:
    """The line, from 0, at which a comment begins that takes the rest of the body with it; None if there is none."""
    for token in tokens:
        if token.type == "html_block" and token.map and _is_open(token.content):
            return token.map[0]
    return None


def _is_open(html: str) -> bool:
    begin = html.find("<!--")
    return begin >= 0 and not html[:begin].strip() and "-->" not in html


def _without_abbreviations(text: str) -> str:
    """The text with an empty line for each abbreviation, but where it stands in code."""
    code = {
        number
        for token in _reader().parse(text)
        if token.map and token.type in ("fence", "code_block")
        for number in range(*token.map)
    }
    lines = text.split("\n")
    return "\n".join(
        "" if number not in code and ABBREVIATION.fullmatch(line) else line
        for number, line in enumerate(lines)
    )


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    reader.disable("text_join")  # an escaped sign is told from one that was meant
    reader.block.ruler.before("table", "words", _words_alone)
    reader.core.ruler.at("inline", _read_inline)
    reader.normalizeLinkText = _link_text  # type: ignore[method-assign, assignment]
    return reader


def _link_text(address: str) -> str:
    """What GitHub shows of an address between angle brackets: `%7C` as it was typed."""
    return address if "%" in address else normalizeLinkText(address)


def _words_alone(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:
    """A paragraph each of whose lines begins with a letter: none of the other ten rules would take one.

    Trying them all takes a quarter of the time of a body.
    """
    if state.is_code_block(start):
        return False
    line = start
    while line < state.lineMax and not state.isEmpty(line):
        if not state.src[state.bMarks[line] + state.tShift[line]].isalpha():
            return False
        line += 1
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).strip(MD_TRIM_CHARS)
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _read_inline(state: StateCore) -> None:
    """markdown-it-py's own rule, but for blocks with no sign in them: half the time of a body."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        if _SIGN.search(token.content):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
        else:
            token.children = list(_lines(token.content))


def _lines(words: str) -> Iterator[Token]:
    for number, line in enumerate(words.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        yield Token("text", "", 0, content=line.rstrip(" ").lstrip(" \t"))
