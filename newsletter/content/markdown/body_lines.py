"""The lines of a body as they were typed, and as our page shows them: to find words on, and tell of them there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cached_property

from markdown_it.token import Token

from newsletter.content.body import Nodes, words_of
from newsletter.content.markdown.comparing import unset
from newsletter.content.markdown.stamps import Positions
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, warning

_LETTER = regex(r"(?<=[^\s\[])\[([a-z]{1,2})\]")
_NOTED = regex(r"^\[([a-z]{1,2})\](?=[^\s(:\[]|[ ][A-Z])", re.MULTILINE)


class Lines:
    """The lines of a body. `nodes` are what our page shows, `sources` the ids that marks can name."""

    def __init__(self, text: str, where: Positions, nodes: Nodes, sources: Collection[str]) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.where = where
        self.nodes = nodes
        self.sources = sources

    @cached_property
    def shown(self) -> str:
        """The words of our page, without what is set; few bodies have a sign that asks for them."""
        return unset(words_of(self.nodes))

    @cached_property
    def widest(self) -> int:
        """Characters of the longest line: so far does its writer let lines run."""
        return max(map(len, self.lines))

    @cached_property
    def letters(self) -> frozenset[str]:
        """Letters in brackets right behind words, as a word processor on the web marks what is commented on."""
        return frozenset(_LETTER.findall(self.text))

    @cached_property
    def noted(self) -> frozenset[str]:
        """Letters in brackets that begin a line, as the comment itself stands below the words it is about."""
        return frozenset(_NOTED.findall(self.text))

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

    def at(self, line: int, column: int, length: int, code: Code, message: str, hint: str) -> Diagnostic:
        """A warning at a place on a line; both are counted from 0."""
        return warning(self.where.at(self.where.starts[line] + column, length), code, message, hint)


def code_lines(tokens: Sequence[Token]) -> frozenset[int]:
    """The lines of blocks in which signs stand for themselves, counted from 0."""
    return frozenset(
        number
        for token in tokens
        if token.map and token.type in ("fence", "code_block", "html_block")
        for number in range(*token.map)
    )
