"""A heading among whose signs a key beside theirs was struck, or behind which the space is lost: it is words.

Serves `leftover_markup` for what is told of it, and `headings`, so that the next one is not accused of its level.
On keyboards `#` lies beside `'` and `~`, or on the key of `3` and of `£`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.anchors import slug
from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_NEIGHBOUR = "[£3'~]"
#: Signs of which one at least is right; the words begin as a heading's do. `#3` alone is a number.
_MEANT = regex(
    rf"(?P<signs>(?=\#{{1,5}}{_NEIGHBOUR}|{_NEIGHBOUR}\#)(?!\#?3[^#])[#£3'~]{{2,6}})[ ]?"
    r"(?P<words>(?:[A-Z“\"‘]|(?<=[ ])\d)[^\n#]*[^\s#.,;:])[ \t]*"
)
_NO_SPACE = regex(r"(?P<signs>\#{2,6})(?P<words>(?!£\D)[^#\s'~].*?)[ \t#]*")
#: A heading whose words begin with what was to be one of its signs.
_SIGN_INSIDE = regex(r"(?P<signs>\#{1,5})[ ](?P<sign>[£'~])[ ](?P<words>[A-Z].*)")
#: How a line of words ends that is no heading.
SENTENCE_END = regex(r"[.:;,…][\"'’”)]?$")
#: A name of a heading that is not closed, or is closed by the sign on the same key.
_LEFT_OPEN = regex(r"\{#[A-Za-z][\w-]*(?=[\])]?[ ]*$)")


def heading_meant(line: str) -> tuple[int, str] | None:
    """Level and words of the heading that a line was to be and is not; None if it was to be none."""
    if line[:1] not in "#£3'~" or "#" not in line[:6]:
        return None
    found = _MEANT.fullmatch(line) or _NO_SPACE.fullmatch(line)
    return (max(len(found["signs"]), 2), found["words"]) if found else None


def heading_right(number: int, rows: list[str]) -> str:
    """The heading that the line of this number was to be, with a level that the one above it allows; "" if none."""
    if (meant := heading_meant(rows[number])) is None:
        return ""
    above = next((len(row) - len(row.lstrip("#")) for row in reversed(rows[:number]) if row[:2] == "##"), 1)
    return f"{'#' * min(meant[0], max(above, 1) + 1)} {meant[1]}"


def anchors_meant(rows: Sequence[str]) -> Iterator[str]:
    """The ids of headings that are told to be none: who links to one is right as soon as the heading is."""
    for row in rows:
        if row[:1] in ("#", "£") and (meant := heading_meant(row)):
            yield slug(meant[1])
        if "{#" in row and (named := _LEFT_OPEN.search(row)):
            yield named[0].removeprefix("{#").rstrip("}])")


def name_left_open(number: int, lines: Lines) -> Iterator[Diagnostic]:
    """A name of a heading without its closing brace: it is shown with the words."""
    if found := _LEFT_OPEN.search(lines.lines[number]):
        message = f"`{found[0]}` has no closing brace, and is shown as it stands"
        yield lines.told(number, found[0], "leftover-markup", message, f"write `{found[0]}}}`")


def sign_for_sign(number: int, lines: Lines) -> Iterator[Diagnostic]:
    """A heading that begins with a sign meant for one of its own: its level is another, and the sign is shown."""
    if found := _SIGN_INSIDE.fullmatch(lines.lines[number]):
        written = f"{found['signs']} {found['sign']} {found['words']}"
        message = f"`{found['sign']}` stands in this heading where a sign of its level was to stand"
        hint = f"write `{found['signs']}# {found['words']}`"
        yield lines.told(number, written, "leftover-markup", message, hint)


def is_by_dashes(token: Token, said: str, lines: Lines) -> bool:
    """Whether a line of dashes makes a heading of words that were to be none.

    An underline that was meant as one is about as long as its words.
    """
    dashes = lines.lines[(token.map or (0, 1))[1] - 1].strip(" >\t")
    longest = max(map(len, said.split("\n")))
    is_end = "\n" in said or SENTENCE_END.search(said)
    return token.markup[0] == "-" and len(dashes) < (longest if is_end else longest / 2)
