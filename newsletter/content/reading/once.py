"""One mistake, one message: of a value of which something is said, no more is.

Serves `entries` and `data_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

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


def without_echoes(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The same, but that a sentence of a field whose rest is told, on the next line, is not also told to break off."""
    told = list(found)
    below = {(one.location.file, one.location.line - 1) for one in told if one.code == "bad-yaml"}
    return [
        one for one in told if one.code != "unfinished" or (one.location.file, one.location.line) not in below
    ]


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


def _is_in(one: Diagnostic, group: Diagnostic) -> bool:
    """Whether a field that is given twice stands in the group of another, and so did the first of the two."""
    given = _GIVEN.search(one.message)
    is_below = one.location.column == group.location.column and one.location.line > group.location.line
    return given is not None and is_below and int(given[1]) >= group.location.line


#: What is said of a comma that cuts a value, and of a field that is given twice.
_CUT = regex(r'write `(?P<name>[\w-]+): "[^"`]+?, (?P<behind>[^"`]+)"`')
_GIVEN = regex(r"already given on line (\d+)")


def _is_within(place: Location, places: Iterable[Location]) -> bool:
    """Whether a place begins in one of the others, which end where their lines do."""
    return any(
        other.line == place.line and other.column <= place.column < other.column + other.length
        for other in places
    )
