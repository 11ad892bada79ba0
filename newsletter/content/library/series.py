"""Series: pieces that belong together by the name they give, each at its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from newsletter.content.entry import Entry
from newsletter.told.diagnostics import Diagnostic, nearest, warning


def in_series(entries: Iterable[Entry[Any]]) -> dict[str, dict[int, Entry[Any]]]:
    """The pieces of each series, by its name and their numbers; of two with one number the first by path."""
    found: dict[str, dict[int, Entry[Any]]] = defaultdict(dict)
    for entry in sorted(_pieces(entries), key=lambda entry: entry.path):
        found[entry.record.series.name].setdefault(entry.record.series.number, entry)
    return dict(found)


def series_problems(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
    """Pieces of one series with one number, and names of series that are nearly alike."""
    pieces = sorted(_pieces(entries), key=lambda entry: entry.path)
    series = in_series(pieces)
    for entry in pieces:
        name, number = entry.record.series.name, entry.record.series.number
        where = entry.locations["series"]
        if (other := series[name][number]) is not entry:
            message = f"`{other.path}` is number {number} of `{name}` already"
            yield Diagnostic(where, "series-gone-astray", message, "give one of the two another number")
        near = nearest(name, (one for one in series if one != name))
        if near and (len(series[near]), near) > (len(series[name]), name):
            message = f"`{name}` is a series of its own; there is one called `{near}`"
            hint = f"if that is meant, write `name: {near}`, letter for letter"
            yield warning(where, "series-gone-astray", message, hint)


def _pieces(entries: Iterable[Entry[Any]]) -> Iterator[Entry[Any]]:
    return (entry for entry in entries if getattr(entry.record, "series", None))
