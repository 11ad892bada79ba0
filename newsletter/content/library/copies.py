"""What is there twice: pages that list alike, and editions of one number; figures counted past the last.

Serves `crosschecks`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import OWN_SIZE, OWN_TEXT, Entry
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.edition import Edition
from newsletter.content.library.known_files import KnownFiles
from newsletter.told.diagnostics import Diagnostic, warning

#: Characters that no two summaries have in common by chance.
_NO_CHANCE = 60
#: Letters of a word that is no name.
_SHORT = 4


def copies(entries: Sequence[Entry[Any]]) -> Iterator[Diagnostic]:
    """Entries that list as another does: a copy, or what was moved and left behind. Editions have numbers for that."""
    summaries: dict[str, Entry[Any]] = {}
    pairs: set[tuple[str, str]] = set()
    places: dict[tuple[str, str], Entry[Any]] = {}
    alike = (entry for entry in entries if not entry.blanks and not isinstance(entry.record, Edition))
    in_order = sorted(
        alike, key=lambda entry: (entry.record.draft, entry.record.published or date.max, entry.path)
    )
    for entry in in_order:
        in_menu, other = _in_menu(entry), summaries.setdefault(entry.record.summary, entry)
        beside = places.setdefault(in_menu, entry) if in_menu else entry
        if other is not entry and _is_alike(entry, other, in_menu):
            pairs.add((entry.path, other.path))
            copy, original = _by_whom(entry, other, entry.record.summary)
            yield _copy(copy, original, in_menu if beside is other else None)
        elif beside is not entry and in_menu:
            message = f"`{beside.path}` is called `{_label(entry)}` in the {in_menu[0]} already"
            yield warning(
                entry.locations["nav"], "given-twice", message, "give one of the two another `label`"
            )

    letters = (entry for entry in entries if not entry.blanks and isinstance(entry.record, Edition))
    yield from _own_words([*in_order, *sorted(letters, key=lambda entry: entry.path)], pairs)


def _own_words(entries: Iterable[Entry[Any]], told: Container[tuple[str, str]]) -> Iterator[Diagnostic]:
    """What one file of a kind says and another has left in it, but of whole copies, which were `told`."""
    first: dict[bytes, Entry[Any]] = {}
    for entry in entries:
        for at in range(0, len(entry.own), OWN_SIZE):
            other = first.setdefault(digest := entry.own[at : at + OWN_SIZE], entry)
            if other is entry or (entry.path, other.path) in told:
                continue
            name, _ = entry.own_names[at // OWN_SIZE]
            if name == "try_this.text":
                continue  # told among what letters say
            copy, original = _by_whom(entry, other, _said(entry, name))
            place = next(n for n in range(0, len(copy.own), OWN_SIZE) if copy.own[n : n + OWN_SIZE] == digest)
            what = "text" if name == OWN_TEXT else f"`{name}`"
            message = f"`{original.path}` has this {what} already, word for word"
            hint = "write here what is this file's own; if it is the other that was copied, mend it there"
            yield warning(copy.own_names[place // OWN_SIZE][1], "given-twice", message, hint)


def _said(entry: Entry[Any], name: str) -> str:
    """The words of a field in small letters; of a body none."""
    value: Any = entry.record
    for part in name.split(".") if name != OWN_TEXT else ():
        value = getattr(value, part, "")
    return value if isinstance(value, str) else ""


def _by_whom(entry: Entry[Any], other: Entry[Any], words: str) -> tuple[Entry[Any], Entry[Any]]:
    """Of two with the same words the one that has them as a copy, and the other: by what they name, or by their days."""
    said = words.casefold()
    is_own, is_of_other = (_is_named(one, said) for one in (entry, other))
    return (other, entry) if is_own and not is_of_other else (entry, other)


def _is_named(entry: Entry[Any], said: str) -> bool:
    """Whether words have one of its file's name: a town, a firm."""
    return any(len(word) > _SHORT and word in said for word in entry.slug.split("-"))


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
