"""One mistake, one message: of a value of which something is said, no more is.

Serves `entries` and `data_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from newsletter.content.markdown.left_by_tools import WRONGLY
from newsletter.regexes import regex
from newsletter.told.diagnostics import (
    Checked,
    Diagnostic,
    Location,
)


def beyond(also: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What there is to say of values of which nothing is said yet."""
    taken = [one.location for one in found]
    return (one for one in also if not _is_within(one.location, taken))


def without_placeholders(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same but for addresses that lead nowhere because they are to be filled in: that is told of what is in them."""
    all_found = list(found)
    filled_in = [one.location for one in all_found if one.code == "placeholder"]
    return [
        one
        for one in all_found
        if one.code != "bad-link" or not any(_is_within(place, [one.location]) for place in filled_in)
    ]


def without_commas(found: tuple[Diagnostic, ...], checked: Checked[Any]) -> Iterator[Diagnostic]:
    """The same but for commas in what should be a number or a name: quotation marks would not make it one."""
    others = [one.location for one in checked.diagnostics if one.code in ("bad-number", "unknown-source")]
    return (one for one in found if one.code != "comma-in-value" or not _is_within(one.location, others))


def with_names_left_out(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same, but that a value whose name was left out is told once: not as a comma, too, that cuts the one before."""
    told = list(found)
    commas = [
        (one, cut) for one in told if one.code == "comma-in-value" and (cut := _CUT.fullmatch(one.hint))
    ]
    for comma, cut in commas:
        missing = [
            one
            for one in told
            if one.code == "missing-field"
            and one.location.line == comma.location.line
            and one.message[:1] == "`"
        ]
        if len(missing) == 1:
            name = missing[0].message.split("`")[1]
            hint = (
                f"if `{cut['behind']}` is it, write `{name}: {_quoted(cut['behind'])}`; if that belongs to"
                f" `{cut['name']}`, {comma.hint}, and add `{name}`"
            )
            told = [replace(one, hint=hint) if one is missing[0] else one for one in told if one is not comma]
    return told


def without_echoes(found: Iterable[Diagnostic], text: bytes) -> list[Diagnostic]:
    """The same, but that a sentence of a field whose rest is told, below it, is not also told to break off.

    `text` is the file's: a field after `>-` goes on over several lines.
    """
    told = list(found)
    broken = {(one.location.file, one.location.line) for one in told if one.code == "bad-yaml"}
    if not broken or not any(one.code == "unfinished" for one in told):
        return told
    lines = text.split(b"\n")
    return [
        one
        for one in told
        if one.code != "unfinished"
        or (one.location.file, _line_below(lines, one.location.line)) not in broken
    ]


def _line_below(lines: Sequence[bytes], line: int) -> int:
    """The line that follows the value which begins on a line: behind `>` or `|`, all that is set in belongs to it."""
    if _FOLDS.search(lines[line - 1]) is None:
        return line + 1
    below = range(line, len(lines))
    return next((row + 1 for row in below if lines[row].strip() and lines[row][:1] != b" "), len(lines))


def _quoted(words: str) -> str:
    return f'"{words}"' if "," in words else words


def without_repeats(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same, but that entries which all lack their dashes are told as that, and not as fields given twice."""
    told = list(found)
    groups = [
        one for one in told if one.code == "not-a-list" and one.hint.startswith("begin each entry with")
    ]
    for group in groups:
        again = [one for one in told if one.code == "duplicate-field" and _is_in(one, group)]
        first = group.hint.rpartition("before `")[2].rstrip("`")
        hint = (
            group.hint.replace(f"before `{first}`", f"before each `{first}`")
            if again and first
            else group.hint
        )
        told = [replace(one, hint=hint) if one is group else one for one in told if one not in again]
    return told


def with_one_number(found: Iterable[Diagnostic], also: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What was found, with more; of several doubts about one number that is stays which says what to write."""
    told = list(found)
    for one in also:
        same = [
            other
            for other in told
            if one.code == other.code == "bad-number"
            and (_is_within(one.location, [other.location]) or _is_within(other.location, [one.location]))
        ]
        if not same:
            told.append(one)
        elif "write `" in one.hint and not any("write `" in other.hint for other in same):
            told = [other for other in told if other not in same] + [one]
    return told


def without_wrong_letters(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same, but that what was read in a wrong encoding is told once of a file, with the lines it stands on."""
    told = list(found)
    wrong = [one for one in told if one.hint.startswith(WRONGLY)]
    if len(wrong) < 2:
        return told
    first = min(wrong, key=lambda one: one.location)
    count = len({one.location.line for one in wrong}) - 1
    more = f"; so are letters on {count} more line{'s' if count > 1 else ''}" if count else ""
    hint = f"{first.hint}; all of it is right at once if you copy it anew from a file that is saved as UTF-8"
    counted = replace(first, message=f"{first.message}{more}", hint=hint)
    return [counted if one is first else one for one in told if one is first or one not in wrong]


def _is_in(one: Diagnostic, group: Diagnostic) -> bool:
    """Whether a field that is given twice stands in the group of another, and so did the first of the two."""
    given = _GIVEN.search(one.message)
    is_below = one.location.column == group.location.column and one.location.line > group.location.line
    return given is not None and is_below and int(given[1]) >= group.location.line


#: What is said of a comma that cuts a value, and of a field that is given twice.
_CUT = regex(r'write `(?P<name>[\w-]+): "[^"`]+?, (?P<behind>[^"`]+)"`')
_FOLDS = regex(rb":\s+[>|][-+0-9]*\s*$")
_GIVEN = regex(r"already given on line (\d+)")


def _is_within(place: Location, places: Iterable[Location]) -> bool:
    """Whether a place begins in one of the others, which end where their lines do."""
    return any(
        other.line == place.line and other.column <= place.column < other.column + other.length
        for other in places
    )
