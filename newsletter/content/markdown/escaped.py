"""Backslashes before the signs of Markdown, which a word processor on the web puts there: they are shown as signs.

Serves `signs`. GitHub's preview shows the same. One sign may be meant as itself; two pairs round words, the signs of a
heading, of items one below the other, and of a link are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines, code_lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_STRONG = regex(r"\\\*\\\*(?P<words>[^\s*\\][^*\\\n]{0,200})\\\*\\\*")
_LINK = regex(r"(?<!!)\\\[(?P<words>[^\[\]\\\n^]{1,200})\\?\]\\?\((?P<to>https?://[^\s()\\]+)\\?\)")
_HEADING = regex(r"[ ]{0,3}(?:\\#){1,6}[ ]+(?P<words>\S.*)|[ ]{0,3}\\(?P<signs>#{2,6}[ ]+\S.*)")
_ITEM = regex(r"[ >]*(?:\\(?P<sign>[-+*])|(?P<number>\d{1,3})\\[.)])[ ]+(?P<words>\S.*)")
_WHY = "a word processor put a backslash before signs, and they are shown as they stand"


def escaped(tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """A warning for each line of them; of a list at its first."""
    if "\\" not in lines.text:
        return
    code = code_lines(tokens)
    for number, row in enumerate(lines.lines):
        if "\\" not in row or number in code or "`" in row:
            continue
        if found := _STRONG.search(row):
            yield lines.told(number, found[0], "leftover-markup", _WHY, f"write `**{found['words']}**`")
        elif found := _LINK.search(row):
            hint = f"write `[{found['words']}]({found['to']})`"
            yield lines.told(number, found[0], "leftover-markup", _WHY, hint)
        elif found := _HEADING.fullmatch(row):
            signs = row[: found.start("words")].count("#")
            right = found["signs"] or f"{'#' * signs} {found['words']}"
            yield lines.told(number, row.strip(), "leftover-markup", _WHY, f"write `{right}`")
        elif _is_first_item(number, lines.lines) and (found := _ITEM.fullmatch(row)):
            sign = found["sign"] or f"{found['number']}."
            hint = f"write `{sign} {found['words']}`, and so in the lines below it"
            yield lines.told(number, row.strip(), "leftover-markup", _WHY, hint)


def _is_first_item(number: int, rows: Sequence[str]) -> bool:
    """Whether such an item stands on this line and on the next, and none above: one alone may be meant."""
    below = next((row for row in rows[number + 1 : number + 3] if row.strip()), "")
    above = next((row for row in reversed(rows[max(number - 2, 0) : number]) if row.strip()), "")
    return all(_ITEM.fullmatch(row) for row in (rows[number], below)) and not _ITEM.fullmatch(above)
