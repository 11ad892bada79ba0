"""A body as GitHub reads it: the tokens of GitHub Flavored Markdown, with their lines, by markdown-it-py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: Deeper than any body may be (see `too-deep`): what stands deeper, markdown-it-py leaves out.
_DEEPEST = 200
_MARK = re.compile(r"\[\^[^\[\]\n]{1,80}\]")
#: What words without markup have none of.
_SIGN = re.compile(r"[\\`*_~\[\]<&!]|[ ]\n")
_ABBREVIATION = re.compile(r"^\*\[[^\[\]\n]+\]:.*$", re.MULTILINE)


def github_tokens(text: str) -> list[Token]:
    """The tokens of a body, without what only we read: source marks are a dagger, abbreviations are not there."""
    return _reader().parse(_ABBREVIATION.sub("", _MARK.sub("†", text)))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    reader.disable("text_join")  # an escaped sign is told from one that was meant
    reader.core.ruler.at("inline", _read_inline)
    return reader


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
        yield Token("text", "", 0, content=line.strip(" "))
