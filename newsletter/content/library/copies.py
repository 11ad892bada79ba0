"""What is there twice: pages that list alike, and editions of one number; figures counted past the last.

Serves `crosschecks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.edition import Edition
from newsletter.told.diagnostics import Diagnostic, warning


def copies(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
    """Entries that list as another does: a copy, or what was moved and left behind. Editions have numbers for that."""
    first: dict[tuple[str, str], str] = {}
    alike = (entry for entry in entries if not entry.blanks and not isinstance(entry.record, Edition))
    for entry in sorted(
        alike, key=lambda entry: (entry.record.draft, entry.record.published or date.max, entry.path)
    ):
        shown = entry.record.title.casefold(), entry.record.summary
        if (other := first.setdefault(shown, entry.path)) != entry.path:
            message = f"`{other}` has this title and summary already"
            hint = "write others, or delete the one of the two files that is left over"
            yield warning(entry.locations["title"], "given-twice", message, hint)


def edition_problems(entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]]) -> Iterator[Diagnostic]:
    """Numbers of editions that are taken, and figures that are not there."""
    numbers: dict[int, str] = {}
    editions = (entry for entry in entries if isinstance(entry.record, Edition))
    for entry in sorted(editions, key=lambda entry: (entry.record.draft, entry.path)):  # a draft gives way
        yield from _figure_problems(entry, read)
        if "number" in entry.blanks:
            continue
        number = entry.record.number
        if number in numbers:
            yield Diagnostic(
                entry.locations["number"],
                "edition-number",
                f"`{numbers[number]}` is number {number} already",
                "number editions in turn",
            )
        numbers.setdefault(number, entry.path)


def _figure_problems(entry: Entry[Edition], read: Mapping[str, Entry[Any]]) -> Iterator[Diagnostic]:
    numbered = ((feature, feature.figure) for feature in entry.record.features if feature.figure)
    named = (reference for reference in entry.references if reference.kind == "outcome")
    for (feature, figure), reference in zip(numbered, named, strict=False):  # in the order of the file
        path, _ = permalinks.resolved(entry.path, feature.study)
        kind = kind_of(path)
        if path not in read or kind is None or kind.in_letters is None:
            continue  # told as a broken link, or as of the wrong kind
        if entry.to_mend or read[path].to_mend:
            continue  # lists of a draft may be shorter than they are written
        if figure > (count := len(getattr(read[path].record, "outcomes", ()))):
            yield Diagnostic(
                reference.location,
                "no-such-figure",
                f"`{feature.study}` has {count} outcome{'' if count == 1 else 's'}, so no figure {figure}",
                "count its `outcomes` from 1" if count else "leave `figure` out",
            )
