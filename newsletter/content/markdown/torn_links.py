"""A link or a picture one of whose signs is lost, or is another: all of it is shown as it was typed.

Serves `leftover_markup`. GitHub's preview shows the same. An address that leads somewhere is not
among the words: one that is, with a bracket beside it, was to be a link's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsletter.regexes import regex

_TO = (
    r"(?P<to>(?:https?://|mailto:)[^\s()\[\]{}<>\"\0]+|(?:\.{0,2}/)*\w[\w/-]*\.(?:md|jpe?g|png|webp|gif|svg|avif)"
    r"(?:\#[\w-]*)?)"
)
#: A title between its marks, or with one of them lost or another.
_TITLE = r"(?:[ \n]+(?P<title>\"[^\"\n]*\"|[^()\[\]{}<>\n\0]{1,200}(?=\))))?"
#: What stands between words and address where `](` is not whole; a letter there belongs to the words.
_BETWEEN = r"(?P<between>\]{1,2}\({1,2}|\][{{9\[]|[})\[0]\(|\(\]|\(|\]|\](?P<last>[^\W\d_]{1,2})\()"
_OPENED = regex(
    rf"(?P<sign>!?)\[{{1,2}}(?P<words>[^\[\]{{}}()<>\0]{{1,200}}?){_BETWEEN}{_TO}{_TITLE}(?P<end>\{{\)|[)\]}}0]?)"
)
_CLOSED = regex(rf"(?P<open>[({{\]]?)(?P<words>[^\[\]{{}}()<>\0\n]{{0,200}})\]\({_TO}{_TITLE}\)")
_ADDRESSES = (".md", "://", "mailto:", ".jp", ".png", ".webp", ".gif", ".svg", ".avif")
_BRACKET = regex(r"[\[\]]")
_SHOWN = "`{}` is no link, and is shown as it stands"
_MARKS = "\"'@#2“”„‘’"


class Torn(NamedTuple):
    """What was typed of a link on its last line, the number of that line in its block, and what is told."""

    written: str
    row: int
    message: str
    hint: str


def torn_link(words: str) -> Torn | None:
    """The first link of a block whose signs make none; None if there is none."""
    if ("[" not in words and "](" not in words) or not any(part in words for part in _ADDRESSES):
        return None
    for found in _OPENED.finditer(words):
        if _is_torn(found) and "†" not in found[0]:
            return _told(found, _whole(found))
    for found in _CLOSED.finditer(words) if "](" in words else ():
        before = words[: found.start()]
        if before.rfind("[") > before.rfind("]") or "†" in found[0]:
            continue  # of an address that is none tells who reads addresses
        if found["open"] and found["words"].strip() == found["words"] != "":
            return _told(found, _whole(found))
        ending = found[0][found.start("words") - found.start() + len(found["words"]) :]
        row = words.count("\n", 0, found.end())
        hint = "the words of a link stand in square brackets: put `[` before the first of them"
        return Torn(ending, row, _SHOWN.format(ending), hint)
    return None


def _is_torn(found: re.Match[str]) -> bool:
    """Whether one sign alone is wrong, so that what was meant is certain."""
    between, end, title = found["between"], found["end"], found["title"]
    is_title_whole = title is None or title.count('"') != 1  # of others tells who reads addresses
    if between == "](":
        return (end != ")" and ("\n" in found["words"] or bool(end))) or not is_title_whole
    if between in ("(", "]"):  # a remark in brackets may hold an address in brackets, or end before one
        return end == ")" and "]" not in found.string[found.end() :].partition("[")[0]
    return end == ")" and is_title_whole


def _whole(found: re.Match[str]) -> str:
    """The link as it was meant."""
    groups = found.groupdict()
    title = (groups["title"] or "").strip().strip(_MARKS)
    words = found["words"] + (groups.get("last") or "")
    to = found["to"] if found.end("to") < found.end() else found["to"].rstrip(".,;:!?'")
    behind = f' "{title}"' if title else ""
    return f"{groups.get('sign') or ''}[{words}]({to}{behind})"


def _told(found: re.Match[str], whole: str) -> Torn:
    row = found.string.count("\n", 0, found.end())
    written = found[0] if found.end("to") < found.end() else found[0].rstrip(".,;:!?'")
    last_lines = written.rpartition("\n")[2], whole.rpartition("\n")[2]
    return Torn(last_lines[0], row, _SHOWN.format(last_lines[0]), f"write `{last_lines[1]}`")


def bracket_too_many(words: str) -> Torn | None:
    """A bracket beside a source mark, a dagger in these words, that has no partner in its block."""
    if "[†" not in words and "†]" not in words:
        return None
    opened: list[int] = []
    for found in _BRACKET.finditer(words):
        if found[0] == "[":
            opened.append(found.start())
        elif opened:
            opened.pop()
        elif words[found.start() - 1 : found.start()] == "†":
            return _one_too_many("]]", "]", words.count("\n", 0, found.start()))
    last = next((at for at in opened if words[at + 1 : at + 2] == "†"), None)
    return _one_too_many("[[^", "[^", words.count("\n", 0, last)) if last is not None else None


def _one_too_many(written: str, right: str, row: int) -> Torn:
    return Torn(written, row, "a bracket too many stands beside this source mark", f"write `{right}`")
