"""What looks like a source mark in a body and is none: the sentence would stand there without its source.

Serves `signs`. A mark is `[^id]`; people type `^[id]`, `[id]`, `[^id` and footnotes, too.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from newsletter.regexes import regex
from newsletter.told.diagnostics import nearest

#: A dagger stands where `github` found a mark that is one.
_BROKEN = regex(
    r"[\^ˆ]\[(?P<behind>[^\[\]\n]{1,80})\]"
    r"|\[[ ]?[\^ˆ][ ]?(?P<inside>[\w.-]{0,60})[ ]?[\])}\[]?"
    r"|\([\^ˆ](?P<round>[\w-]{1,60})\)|\{[\^ˆ](?P<curly>[\w-]{1,60})\}"
    r"|(?<=[^\s\[])(?:[({\]]|(?<=[^a-zA-Z\s])p)?[\^ˆ](?P<open>[a-z][\w-]{1,60})\]"
)
#: A mark whose bracket or sign has changed places with a letter or a stop, or is another on the keyboard.
_EXCHANGED = regex(
    r"\[(?P<before>[.,;:!?\"'’”)\d])[\^ˆ](?P<id>[\w-]{1,60})\]|\[(?P<letter>[a-z])[\^ˆ](?P<rest>[\w-]{1,60})\]"
    r"|(?<=[^\s\[])\[[6\[](?P<other>[\w-]{1,60})\](?![(:\]])"
)
#: The id of a source between signs that are nearly those of a mark.
_NEARLY = regex(
    r"\[(?P<behind>[\w-]{1,60})[\^ˆ]\](?![(:])|\[@(?P<at>[\w-]{1,60})\](?![(:])|\]\^(?P<turned>[\w-]{1,60})\["
    r"|(?<=[.!?,;:”\"])[\^ˆ](?P<alone>[\w-]{1,60})(?![\w^\]])"
)
_BARE = regex(r"(?<=[^\s\[(^ˆ])\[([\w-]{1,60})\](?![(:])")
#: A note that a source is wanted, and one to oneself that stands amid words.
SOURCE_WANTED = r"\[(?i:citation|source|reference) needed\]"
NOTE_TO_SELF = (
    r"(?<=.)\[(?:TODO|FIXME|TK|TBC|TBD)\b[^\[\]\n]*\]|\[(?i:insert|fill in|add)[ ][^\[\]\n]+\](?![(\[:])"
    r"|\[(?i:check|confirm|verify)(?:[ ](?i:with|this|that|dates?|names?|numbers?|figures?|spelling|sources?|links?|facts?)\b"
    r"[^\[\]\n]*)?\](?![(\[:])"
    r"|\[(?:[^\[\]\n]{1,60}[ ])?(?i:to (?:come|follow|be confirmed|be added)|goes here)\](?![(\[:])"
    r"|\[(?i:ask|chase)[ ][A-Z][^\[\]\n]*\](?![(\[:])"
)
_PARTS = regex(r"[\s,;^]+")
_NO_SOURCES = "this file lists no sources: say in words where it comes from"


class BrokenMark(NamedTuple):
    """What was typed, and what to do about it."""

    written: str
    hint: str


def broken_mark(words: str, sources: Collection[str]) -> BrokenMark | None:
    """The first thing in the words of a line that looks like a source mark; None if there is none."""
    if "[" in words:
        for bare in _BARE.finditer(words):
            if bare[1] in sources:
                return BrokenMark(bare[0], f"write `[^{bare[1]}]`")
        for other in _EXCHANGED.finditer(words):
            id = other["id"] or other["other"] or f"{other['letter']}{other['rest']}"
            if id in sources:
                return BrokenMark(other[0], f"write `{other['before'] or ''}[^{id}]`")
    if "^" in words or "ˆ" in words or "[@" in words:
        for near in _NEARLY.finditer(words):
            id = near[near.lastgroup or 0]
            if id in sources:
                return BrokenMark(near[0], f"write `[^{id}]`")
    if ("^" in words or "ˆ" in words) and (found := _BROKEN.search(words)):
        id = found["behind"] or found["inside"] or found["round"] or found["curly"] or found["open"] or ""
        return BrokenMark(found[0].strip(), _how_to_mark(id.strip(" ^"), sources))
    return None


def _how_to_mark(id: str, sources: Collection[str]) -> str:
    if not sources:
        return _NO_SOURCES
    if id in sources or (id := nearest(id, sources) or ""):
        return f"write `[^{id}]`"
    return "list the source under `sources` at the top of the file, and write its mark: `[^id]`"


def parted(id: str, sources: Collection[str]) -> str:
    """A hint where one mark holds more than the id of one source; "" where it does not."""
    parts = [part for part in _PARTS.split(id) if part]
    listed = [part for part in parts if part in sources]
    if len(parts) > 1 and len(listed) == 1 and parts[0] != listed[0]:
        return f"did you mean `{listed[0]}`? Write `[^{listed[0]}]`"
    if len(parts) < 2 or parts[0] not in sources:
        return ""
    if all(part in sources for part in parts):
        return f"write `{''.join(f'[^{part}]' for part in parts)}`"
    return f"write `[^{parts[0]}]`, and the rest in words"
