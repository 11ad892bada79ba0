"""A round bracket that opens among words and never closes.

Serves `markdown.brackets` for bodies and `misstruck` for fields.
"""

from __future__ import annotations

from newsletter.regexes import regex

_OPENS = regex(r"(?<![^\s“‘\"'—–])\((?=[\w“‘\"'£$€])")


def left_open(words: str) -> int | None:
    """Where the one bracket opens that is left open; None where none is, or more than one may be meant."""
    if words.count("(") != words.count(")") + 1:
        return None
    opened: list[int] = []
    for at, sign in enumerate(words):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            opened.pop()
    return opened[0] if len(opened) == 1 and _OPENS.match(words, opened[0]) else None
