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
from newsletter.content.library.known_files import KnownFiles
from newsletter.told.diagnostics import Diagnostic, warning

#: Characters that no two summaries have in common by chance.
_NO_CHANCE = 60


def copies(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
    """Entries that list as another does: a copy, or what was moved and left behind. Editions have numbers for that."""
    summaries: dict[str, Entry[Any]] = {}
    places: dict[tuple[str, str], Entry[Any]] = {}
    alike = (entry for entry in entries if not entry.blanks and not isinstance(entry.record, Edition))
    for entry in sorted(
        alike, key=lambda entry: (entry.record.draft, entry.record.published or date.max, entry.path)
    ):
        in_menu, other = _in_menu(entry), summaries.setdefault(entry.record.summary, entry)
        beside = places.setdefault(in_menu, entry) if in_menu else entry
        if other is not entry and _is_alike(entry, other, in_menu):
            yield _copy(entry, other, in_menu if beside is other else None)
        elif beside is not entry and in_menu:
            message = f"`{beside.path}` is called `{_label(entry)}` in the {in_menu[0]} already"
            yield warning(
                entry.locations["nav"], "given-twice", message, "give one of the two another `label`"
            )


def _is_alike(entry: Entry[Any], other: Entry[Any], in_menu: tuple[str, str] | None) -> bool:
    """Whether of two with one summary one is certainly a copy: few words can be the same by chance."""
    is_titled_alike = bool(entry.record.title.casefold() == other.record.title.casefold())
    is_beside = in_menu is not None and in_menu == _in_menu(other)
    return is_titled_alike or is_beside or len(entry.record.summary) >= _NO_CHANCE


def _copy(entry: Entry[Any], other: Entry[Any], in_menu: tuple[str, str] | None) -> Diagnostic:
    """What to say of an entry with the summary of another, and what else of its."""
    is_titled_alike = entry.record.title.casefold() == other.record.title.casefold()
    same = ["title"] * is_titled_alike + ["summary"] + (["`label` in `nav`"] if in_menu else [])
    message = f"`{other.path}` has this {' and '.join(same)} already"
    them = "others" if len(same) > 1 else "another"
    hint = f"write {them}, or delete the one of the two files that is left over"
    return warning(entry.locations["title" if is_titled_alike else "summary"], "given-twice", message, hint)


def _in_menu(entry: Entry[Any]) -> tuple[str, str] | None:
    """Where it is linked from on every page, and by what name; None if it is not."""
    nav = getattr(entry.record, "nav", None)
    return (nav.place, _label(entry).casefold()) if nav else None


def _label(entry: Entry[Any]) -> str:
    return str(entry.record.nav.label or entry.record.title)


def edition_problems(
    entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]], known: KnownFiles
) -> Iterator[Diagnostic]:
    """Numbers of editions that are taken or left out, and figures that are not there."""
    numbers: dict[int, str] = {}
    editions = [entry for entry in entries if isinstance(entry.record, Edition)]
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
    if len(numbers) == sum(path.startswith("content/editions/") for path in known.content):  # each was read
        yield from _gap(numbers, read)


def _gap(numbers: Mapping[int, str], read: Mapping[str, Entry[Any]]) -> Iterator[Diagnostic]:
    """A warning where the last edition leaves numbers out; one withdrawn long ago is nobody's slip."""
    *_, before, last = (0, 0, *sorted(numbers))
    if len(numbers) > 1 and last > before + 1:
        where = read[numbers[last]].locations["number"]
        message = f"the edition before is number {before}, and this is number {last}"
        yield warning(where, "edition-number", message, f"write {before + 1}")


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
