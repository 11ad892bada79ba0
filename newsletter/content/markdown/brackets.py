"""Round brackets that open in a paragraph and never close.

Serves `signs`. An aside may go on over paragraphs: then another one closes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.words.lone_brackets import left_open
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: What is no word: code, tags, where links lead, lists of attributes, addresses, a face.
_NO_WORDS = regex(
    r"`[^`\n]*`|<[^<>\n]{1,300}>|\]\([^()\n]{0,500}\)|\{[^{}\n]{0,300}\}|https?://\S+|[:;=]-?[()]"
)
#: Signs of which others tell, or which stand for a bracket on the key beside: `(in 20190 they`.
_OTHERS = regex(r"[*\\_^\[\]{}`<>]|\b(?:1[5-9]|20)\d\d0\b")


def lone_bracket(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A warning for the one of a paragraph that is left open."""
    typed = token.content
    if token.level != 1 or typed.count("(") <= typed.count(")") or typed.count("[") != typed.count("]"):
        return
    words = _NO_WORDS.sub(lambda found: "x" * len(found[0]), typed)
    is_closed_below = lines.text.count("(") <= lines.text.count(")")
    if is_closed_below or _OTHERS.search(words) or (opened := left_open(words)) is None:
        return
    row = (token.map or (0, 1))[0] + typed.count("\n", 0, opened)
    written = typed[opened:].split()[0]
    message = "the bracket that opens here never closes"
    yield lines.told(row, written, "unfinished", message, "put `)` where its words end, or take it out")
