"""Punctuation as British printers set it, from what a keyboard offers.

Quotation marks are single, and double inside single, whichever was typed; `--` is an en
dash, `---` an en dash with spaces, `...` an ellipsis. Inches stay as they are: a 24" pipe.
"""

from __future__ import annotations

import re

from newsletter.regexes import regex

_TYPED = regex(r"""["']|\.\.\.|---?-*|https?://\S+|www\.\S+""")
_SPACED_DASH = regex(r"[ \n]?(?<!-)---(?!-)[ \n]?")
#: After one of these, a quotation mark opens.
_BEFORE_OPENING = frozenset(" \n\t\u00a0\u2009\u202f([{/—–‘“")
#: What an apostrophe begins: the ’90s, ’twas, rock ’n’ roll.
_CLIPPED = regex(r"(?:\d\ds?\b|tis\b|twas\b|twere\b|em\b|til\b|n'|cause\b|bout\b)", re.IGNORECASE)


class Punctuation:
    """Sets the text of one block after another; remembers which quotations are open."""

    __slots__ = ("_last", "_open")

    def __init__(self) -> None:
        self._open: list[str] = []
        self._last = " "

    def begin_block(self) -> None:
        """Nothing is quoted any more: a new paragraph, cell or heading begins."""
        self._open.clear()
        self._last = " "

    def passed(self, character: str) -> None:
        """Something that is not ours to set was shown, and ended in `character`."""
        self._last = character

    def set(self, text: str) -> str:
        """`text`, a piece of HTML text without tags, with its punctuation set."""
        if not text:
            return text
        result = text
        if '"' in text or "'" in text or "--" in text or "..." in text:
            result = _TYPED.sub(self._replacement, _SPACED_DASH.sub(" – ", text) if "---" in text else text)
        self._last = "\u00a0" if text.endswith("&nbsp;") else text[-1]
        return result

    def _replacement(self, m: re.Match[str]) -> str:
        typed = m.group()
        if typed in "\"'":
            return self._quotation_mark(typed, m.string, m.start())
        if typed == "...":
            return "…"
        if typed != "--":
            return typed
        before, after = m.string[m.start() - 1 : m.start()], m.string[m.end() : m.end() + 1]
        return typed if after.isalpha() and before in ("", " ", "\n") else "–"

    def _quotation_mark(self, typed: str, text: str, at: int) -> str:
        before = text[at - 1] if at else self._last
        after = text[at + 1 : at + 2]
        if before == ";" and text.endswith("&nbsp;", 0, at):
            before = "\u00a0"
        if before in _BEFORE_OPENING or (before in "\"'" and len(self._open) > 0 and after.isalnum()):
            if after.isspace() or (typed == "'" and _CLIPPED.match(text, at + 1)):
                return "’" if typed == "'" else self._closed()
            self._open.append(typed)
            return "‘" if len(self._open) % 2 else "“"
        if before.isdigit() and typed not in self._open and (typed == '"' or after.isdigit()):
            return typed  # inches or seconds, feet or minutes
        if typed == '"' or (self._open and self._open[-1] == "'" and not after.isalnum()):
            return self._closed()
        return "’"

    def _closed(self) -> str:
        """The mark that closes the innermost open quotation."""
        if not self._open:
            return "’"
        self._open.pop()
        return "”" if len(self._open) % 2 else "’"
