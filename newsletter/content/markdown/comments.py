"""Comments are taken out of a body before anything else reads it, so that what stands beside them is read as ever."""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter.content.markdown.github import github_tokens

#: Code between backticks, which is passed over, or a comment (CommonMark 6.6).
_CODE_OR_COMMENT = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`)|(?P<comment><!--(?:-?>|.*?-->))",
    re.DOTALL,
)


class Cut(NamedTuple):
    """Characters that were taken out: where they stood in what is left, and how many."""

    offset: int
    length: int


class Uncommented(NamedTuple):
    """A body without its comments, on as many lines. `unclosed` is where one begins that never ends."""

    text: str
    cuts: tuple[Cut, ...] = ()
    unclosed: int | None = None


def without_comments(text: str) -> Uncommented:
    """The body, each comment in it replaced by its line breaks; what stands in code is none."""
    if "<!--" not in text:
        return Uncommented(text)
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    code: list[tuple[int, int]] = []
    for token in github_tokens(text):
        if token.map is None:
            continue
        first = starts[token.map[0]]
        if token.type in ("fence", "code_block"):
            code.append((first, starts[token.map[1]] if token.map[1] < len(starts) else len(text)))
        elif (
            token.type == "html_block"
            and token.content.lstrip().startswith("<!--")
            and "-->" not in token.content
        ):
            return Uncommented(text, (), text.index("<!--", first))
    return _cut(text, code)


def _cut(text: str, code: list[tuple[int, int]]) -> Uncommented:
    pieces: list[str] = []
    cuts: list[Cut] = []
    end = length = 0
    for m in _CODE_OR_COMMENT.finditer(text):
        comment = m["comment"]
        if comment is None or any(start <= m.start() < stop for start, stop in code):
            continue
        kept = "\n" * comment.count("\n")
        pieces += (text[end : m.start()], kept)
        length += m.start() - end + len(kept)
        end = m.end()
        cuts.append(Cut(length, len(comment) - len(kept)))
    return Uncommented("".join((*pieces, text[end:])), tuple(cuts))
