"""Style sheets: what in one would be lost without a word, found before anybody is shown it.

Browsers, mail programs and the inliner of letters pass over what they cannot read. So a style is
looked over for what holds it together: brackets, quotation marks, comments, colons.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from newsletter.regexes import regex

#: What brackets mean nothing in: comments, quoted words, addresses, a character behind a backslash.
_OPAQUE = regex(
    r"""/\*(?:.*?\*/|.*)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|url\(\s*[^"'\s)][^)]*\)|\\.""",
    re.DOTALL | re.IGNORECASE,
)
_MARKS = regex(r"[(){}\[\];]|\Z")
_CLOSES = {")": "(", "]": "[", "}": "{"}


class Flaw(NamedTuple):
    """What is wrong with a style, and where; `line` and `column` count from 1."""

    line: int
    column: int
    message: str
    hint: str


@lru_cache(maxsize=8)
def first_flaw(style: str) -> Flaw | None:
    """The first thing that keeps a style from being read as it was meant; None where there is nothing."""
    try:
        _look_over(_OPAQUE.sub(_blanked, style))
    except _FlawError as found:
        before = style[: found.offset]
        return Flaw(before.count("\n") + 1, found.offset - before.rfind("\n"), found.message, found.hint)
    return None


class _FlawError(Exception):
    def __init__(self, offset: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.offset, self.message, self.hint = offset, message, hint


def _blanked(match: re.Match[str]) -> str:
    """As many characters without a meaning: none of a comment is a word."""
    text = match[0]
    if text.startswith("/*"):
        if not text.endswith("*/") or len(text) < len("/**/"):
            raise _FlawError(match.start(), "this comment is never closed", "end it with `*/`")
        return " " * len(text)
    if text[0] in "\"'" and (len(text) == 1 or text[-1] != text[0]):
        raise _FlawError(match.start(), "this quotation mark is never closed", "close it on the same line")
    return "x" * len(text)


def _look_over(style: str) -> None:
    """Raises _FlawError at the first flaw in a style without comments and quotation marks."""
    opened: list[tuple[str, int]] = []
    start = 0
    for match in _MARKS.finditer(style):
        mark, at = match[0], match.start()
        if mark in _CLOSES:
            _close(mark, at, opened)
        if all(bracket == "{" for bracket, _ in opened) and mark not in ("(", "[", ")", "]"):
            words = style[start:at]
            begun = start + len(words) - len(words.lstrip())
            _hold_to_form(words.strip(), mark, begun, is_in_rule=bool(opened) or mark == "}")
            start = match.end()
        if mark in _CLOSES.values():
            opened.append((mark, at))
    if opened:
        raise _never_closed(*opened[-1])


def _close(mark: str, at: int, opened: list[tuple[str, int]]) -> None:
    if not opened:
        raise _FlawError(at, f"`{mark}` closes nothing", "take it out, or look for what should open it")
    if opened[-1][0] != _CLOSES[mark]:
        raise _never_closed(*opened[-1])
    opened.pop()


def _never_closed(bracket: str, at: int) -> _FlawError:
    return _FlawError(at, f"`{bracket}` is never closed", "look for where it should end")


def _hold_to_form(words: str, mark: str, begun: int, *, is_in_rule: bool) -> None:
    """What a bracket opens has a name; what ends is a declaration with its colon, or begins with @."""
    if mark == "{":
        if not words:
            raise _FlawError(begun, "nothing says what this bracket is for", "write a selector before it")
    elif words and not words.startswith("@"):
        if not is_in_rule:
            raise _FlawError(begun, "no rule follows these words", "write `selector { property: value; }`")
        if ":" not in words:
            raise _FlawError(begun, "this declaration has no colon", "write `property: value;`")
