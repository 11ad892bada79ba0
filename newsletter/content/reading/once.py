"""One mistake, one message: of a value of which something is said, no more is.

Serves `entries` and `data_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

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


def _is_within(place: Location, places: Iterable[Location]) -> bool:
    """Whether a place begins in one of the others, which end where their lines do."""
    return any(
        other.line == place.line and other.column <= place.column < other.column + other.length
        for other in places
    )
