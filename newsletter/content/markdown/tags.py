"""Raw tags among words, as an editor may type them: what is one, what is left open, what closes it."""

from __future__ import annotations

import re
from collections.abc import Collection

from newsletter.regexes import regex

#: What is a tag (CommonMark 6.6), and not just something between "<" and ">".
RAW_TAG = regex(
    r"""<(?:[a-zA-Z][a-zA-Z0-9-]*(?:\s+[a-zA-Z_:][\w:.-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*/?
    |/[a-zA-Z][a-zA-Z0-9-]*\s*)>""",
    re.VERBOSE,
)
#: How a tag begins that comes along with words out of Office: `<o:p>`, `</w:sdt>`.
OFFICE_TAG = r"</?(?:o|w|v|m|x|st1|u1):[a-z]"
#: What is a comment there, and on a page of HTML.
COMMENT = regex(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_TAG_NAME = regex(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*?(/?)>")
_UNPAIRED = frozenset(("br", "hr", "img", "wbr", "col"))


def without_comments(html: str) -> str:
    """HTML without its comments."""
    return COMMENT.sub("", html) if "-->" in html else html


def tags_left_open(html: str, names: Collection[str]) -> tuple[str, ...]:
    """The names of those of these elements that are begun and never ended, in order."""
    opened: list[str] = []
    for m in _TAG_NAME.finditer(html):
        name = m[2].lower()
        if name not in names or name in _UNPAIRED:
            continue
        if not m[1]:
            opened.append(name)
        elif name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name)]
    return tuple(opened)


def balanced(html: str, names: Collection[str] | None = None) -> str:
    """`html` in which each element, or each of these `names`, ends: else the rest of the page would stand in it."""
    pieces: list[str] = []
    opened: list[str] = []
    end = 0
    for m in _TAG_NAME.finditer(html):
        pieces.append(html[end : m.start()])
        end = m.end()
        name = m[2].lower()
        if name in _UNPAIRED or (names is not None and name not in names):
            pieces.append(m.group())
        elif not m[1]:
            pieces.append(m.group())
            opened.append(name)
        elif name in opened:
            while (inner := opened.pop()) != name:
                pieces.append(f"</{inner}>")
            pieces.append(m.group())
    pieces.append(html[end:])
    return "".join(pieces) + "".join([f"</{name}>" for name in reversed(opened)])


def name_of(tag: str) -> str:
    """The name of the element that a tag begins or ends; "" if it is none."""
    found = _TAG_NAME.match(tag)
    return found[2] if found else ""
