"""A file as it stands, and its bytes as text.

The first step of the flow: `SourceFile → text`, told apart from what the text means, so that
looking at a file loads no parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.content.reading.other_formats import other_format
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, Location, warning

#: More than any editor writes; a larger file is a mistake, and reading it would hang us.
MAX_BYTES = 1_000_000
#: Control characters, line ends of other kinds (YAML counts them, editors do not), overrides
#: of the writing's direction, a byte order mark in mid-text, and what stands for an object or no character.
UNWANTED = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufeff\ufffc\ufffe\uffff]"
)
#: Signs of Symbol and Wingdings, where Word keeps them.
_OF_A_FONT = regex("[\uf020-\uf0ff]")
#: What Git leaves where it could not merge (git-merge(1), how conflicts are presented).
_CONFLICT = regex(r"^(?:<{7}|>{7}|\|{7})(?=[ \n]).*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it stands. `path` is relative to the project's root, with "/"."""

    path: str
    content: bytes


def decode(source: SourceFile) -> Checked[str]:
    """The text of a file: UTF-8, lines ending in LF, without control characters."""
    start = Location(source.path)
    if other := other_format(source.path, source.content):
        return Checked(None, (other,))
    if len(source.content) > MAX_BYTES:
        size = f"this file is larger than {MAX_BYTES // 1000:,} KB"
        hint = "split it into several, or check that it is the file you meant"
        return Checked(None, (Diagnostic(start, "too-large", size, hint),))
    try:
        text = source.content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _with_unix_lines(source.content[: error.start].decode("utf-8"))
        place = _location(source.path, before, len(before))
        byte = f"byte 0x{source.content[error.start]:02x} is not UTF-8 text"
        return Checked(None, (Diagnostic(place, "not-utf8", byte, "save the file with the encoding UTF-8"),))
    found = tuple(_windows_habits(source.path, text))
    text = _with_unix_lines(text.removeprefix("\ufeff"))
    if unwanted := UNWANTED.search(text):
        place = _location(source.path, text, unwanted.start())
        begins_line = not text[: unwanted.start()].rpartition("\n")[2].strip(" \t>-*")
        told = control_character(unwanted.group(), begins_line=begins_line)
        if text[: unwanted.start()].endswith(("â€", "Ã")):
            hint = "read wrongly where it was copied: type what was meant; the whole is right if you copy it anew as UTF-8"
            told = (*told[:2], hint)
        return Checked(None, (*found, Diagnostic(place, *told)))
    if conflict := _CONFLICT.search(text):
        place = _location(source.path, text, conflict.start(), length=len(conflict.group()))
        message = "two versions of this file stand here that Git could not join"
        hint = "keep what is right of both, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
        return Checked(None, (*found, Diagnostic(place, "merge-conflict", message, hint)))
    if not text.strip():
        hint = how_to_begin(source.path)
        return Checked(None, (*found, Diagnostic(start, "empty-file", "this file is empty", hint)))
    return Checked(text, found)


def _with_unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _windows_habits(path: str, text: str) -> Iterator[Diagnostic]:
    """What some editors leave in a file that does no harm but does not belong there."""
    if text.startswith("\ufeff"):
        message, hint = (
            "the file begins with a byte order mark",
            "save it as UTF-8 without BOM; it was left out here",
        )
        yield warning(Location(path), "byte-order-mark", message, hint)
        text = text[1:]
    if "\r" in text:
        ends = {
            "CR LF, as on Windows": "\r\n" in text,
            "CR alone, as on the first Macs": re.search(r"\r(?!\n)", text) is not None,
        }
        message = "lines end in " + " and in ".join(end for end, is_there in ends.items() if is_there)
        hint = "save the file with line endings LF; they were read as such"
        yield warning(_location(path, text, text.index("\r")), "line-endings", message, hint)


def how_to_begin(path: str) -> str:
    """What to do about a file with nothing in it."""
    return (
        "`newpower new` writes a file to fill in"
        if path.endswith(".md")
        else "see docs/settings.md for what it holds"
    )


def control_character(character: str, *, begins_line: bool = False) -> tuple[Code, str, str]:
    """Code, message and hint for a character no text may hold."""
    hint = "delete it; it is often invisible"
    if _OF_A_FONT.match(character):
        hint = "a word processor took it from a font of its own: type what it showed, or delete it"
        if begins_line:
            hint = "a word processor made it a bullet: begin each item with `- ` in its place"
    elif "\x80" <= character <= "\x9f" and (meant := _of_windows(character)):
        hint = f"a program of Windows means `{meant}` by it: type that in its place"
    elif character == "\ufffc":
        hint = "a picture stood there where this was copied: delete it"
    return (
        "control-character",
        f"the character U+{ord(character):04X} has no place in a text",
        hint,
    )


def _of_windows(character: str) -> str:
    """The sign that Windows-1252 has where Latin-1 has none; "" where it has none, either."""
    return character.encode("latin-1").decode("cp1252", "ignore")


def _location(path: str, text: str, offset: int, first_line: int = 1, length: int = 1) -> Location:
    line_start = text.rfind("\n", 0, offset) + 1
    return Location(path, first_line + text.count("\n", 0, offset), offset - line_start + 1, length)
