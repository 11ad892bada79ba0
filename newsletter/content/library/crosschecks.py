"""What takes two files to see: names looked up, links followed, addresses compared.

`Entry … → Diagnostic`, on the way to the Library. An invalid file has no entry but still
counts as a file, so that a mistake in one never raises a false one in another.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import kind_of
from newsletter.content.kinds.case_study import CaseStudy, is_stale
from newsletter.content.kinds.edition import Edition, Feature
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, nearest, suggestion, warning


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """Every file under content/ that others may name, valid or not, as project-relative paths."""

    content: frozenset[str]
    images: frozenset[str]


def crosschecks(
    entries: Sequence[Entry[Any]],
    config: Config,
    known: KnownFiles,
    shown: Mapping[str, Entry[Any]],
    today: date,
    unread: Sequence[Reference] = (),
) -> tuple[Diagnostic, ...]:
    """Every mistake between files; `shown` are the entries on the site of that day, by path.

    `unread` is what files name whose records could not be read: one mistake hides no other.
    """
    read = {entry.path: entry for entry in entries}
    references = (*(reference for entry in entries for reference in entry.references), *unread)
    return (
        *_reference_problems(references, config, known, read, shown),
        *_address_problems(entries, known),
        *_edition_problems(entries, read),
        *_kind_problems(entries, known),
        *_privacy_problems(entries, config, known),
        *_stale(shown.values(), config, today),
    )


def _reference_problems(
    references: Iterable[Reference],
    config: Config,
    known: KnownFiles,
    read: Mapping[str, Entry[Any]],
    shown: Mapping[str, Entry[Any]],
) -> Iterator[Diagnostic]:
    for reference in references:
        match reference.kind:
            case "tag" | "place" if reference.target in config.unread:
                continue  # told where it is defined
            case "tag" if reference.target not in config.tags:
                yield _unknown("unknown-tag", "tag", reference, config.tags, "tags.yaml")
            case "place" if reference.target not in config.places:
                yield _unknown("unknown-place", "place", reference, config.places, "places.yaml")
            case "image" if reference.target not in known.images:
                yield _missing("broken-image", "picture", reference, known.images)
            case "content":
                yield from _link_problems(reference, known, read, shown)


def _unknown(code: Code, what: str, reference: Reference, names: Iterable[str], file: str) -> Diagnostic:
    return Diagnostic(
        reference.location,
        code,
        f"`{reference.target}` is not a {what} of this library",
        f"{suggestion(reference.target, names)} {what.capitalize()}s are defined in content/{file}".strip(),
    )


def _missing(code: Code, what: str, reference: Reference, files: Iterable[str]) -> Diagnostic:
    """A file that is not there, and the one whose name is nearest, both as seen from who names it."""
    path = reference.location.file
    near = {posixpath.basename(file): file for file in sorted(files)}
    match = nearest(posixpath.basename(reference.target), near)
    return Diagnostic(
        reference.location,
        code,
        f"there is no {what} `{_relative(reference.target, path)}`",
        f"did you mean `{_relative(near[match], path)}`?"
        if match
        else "check the path; it is relative to this file",
    )


def _relative(target: str, path: str) -> str:
    return (
        target if target.startswith("/") else posixpath.relpath(f"/{target}", f"/{posixpath.dirname(path)}")
    )


def _link_problems(
    reference: Reference,
    known: KnownFiles,
    read: Mapping[str, Entry[Any]],
    shown: Mapping[str, Entry[Any]],
) -> Iterator[Diagnostic]:
    target = reference.target
    if target not in known.content:
        yield _missing("broken-link", "file", reference, known.content)
    elif target in read and target not in shown and reference.location.file in shown:
        yield Diagnostic(
            reference.location,
            "unpublished-link",
            f"`{target}` is not published yet",
            "take the link out until then, or give this page a later date",
        )
    elif target in read and reference.anchor:
        anchors = permalinks.PAGE_ANCHORS.union(read[target].body.anchors)
        if reference.anchor not in anchors:
            yield Diagnostic(
                reference.location,
                "broken-anchor",
                f"`{target}` has no part `#{reference.anchor}`",
                suggestion(reference.anchor, anchors, "link to the page itself, or to one of its headings"),
            )


def _address_problems(entries: Iterable[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    ours = "a page the site makes itself"
    taken = dict.fromkeys(map(permalinks.place, permalinks.RESERVED), ours)
    for path in sorted(known.content):
        address = permalinks.permalink(path)
        owner = taken.setdefault(permalinks.place(address), f"`{path}`")
        if owner != f"`{path}`":
            yield _address_taken(Location(path), address, owner)
    for entry in sorted(entries, key=lambda entry: entry.path):
        for reference in entry.references:
            if reference.kind == "redirect":
                address = reference.target
                place = permalinks.place(address)
                if place in taken or f"/{place}".startswith(permalinks.RESERVED_FOLDERS):
                    yield _address_taken(reference.location, address, taken.get(place, ours))
                taken.setdefault(place, f"`redirect_from` of `{entry.path}`")


def _address_taken(location: Location, address: str, owner: str) -> Diagnostic:
    return Diagnostic(
        location, "address-taken", f"the address {address} belongs to {owner}", "choose another name"
    )


def _edition_problems(entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]]) -> Iterator[Diagnostic]:
    numbers: dict[int, str] = {}
    for entry in sorted((e for e in entries if isinstance(e.record, Edition)), key=lambda e: e.path):
        number = entry.record.number
        if number in numbers:
            yield Diagnostic(
                entry.locations["number"],
                "edition-number",
                f"`{numbers[number]}` is number {number} already",
                "number editions in turn",
            )
        numbers.setdefault(number, entry.path)
        for feature in entry.record.features:
            yield from _figure_problems(entry, feature, read)


def _figure_problems(
    entry: Entry[Any], feature: Feature, read: Mapping[str, Entry[Any]]
) -> Iterator[Diagnostic]:
    path, _ = permalinks.resolved(entry.path, feature.study)
    study = read[path].record if path in read else None
    if isinstance(study, CaseStudy) and feature.figure and feature.figure > len(study.outcomes):
        count = len(study.outcomes)
        yield Diagnostic(
            _named_at(entry, "features", path),
            "no-such-figure",
            f"`{feature.study}` has {count} outcome{'' if count == 1 else 's'}, so no figure {feature.figure}",
            "count its `outcomes` from 1",
        )


def _kind_problems(entries: Iterable[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    """Files named where only a case study can stand; those that are not there are told elsewhere."""
    for entry in entries:
        for field, name in _studies_named(entry.record):
            path, _ = permalinks.resolved(entry.path, name)
            kind = kind_of(path)
            if path in known.content and (kind is None or kind.name != "case-study"):
                yield Diagnostic(
                    _named_at(entry, field, path),
                    "not-a-case-study",
                    f"`{name}` is not a case study",
                    "name a file of content/case-studies",
                )


def _studies_named(record: Any) -> Iterator[tuple[str, str]]:
    """Each case study a record names, after the field it is named in."""
    if isinstance(record, CaseStudy):
        yield from (("related", name) for name in record.related)
    elif isinstance(record, Edition):
        yield from (("features", feature.study) for feature in record.features)
        if record.try_this and record.try_this.study:
            yield "try_this", record.try_this.study


def _named_at(entry: Entry[Any], field: str, path: str) -> Location:
    """Where the front matter names the file `path`, at or below `field`."""
    start = entry.locations[field]
    return next((r.location for r in entry.references if r.target == path and r.location >= start), start)


def _privacy_problems(
    entries: Iterable[Entry[Any]], config: Config, known: KnownFiles
) -> Iterator[Diagnostic]:
    """Every letter links to the privacy notice: without letters there need be none."""
    page = config.site.privacy_page
    if page not in known.content and any(isinstance(entry.record, Edition) for entry in entries):
        yield Diagnostic(
            Location("content/site.yaml"),
            "broken-link",
            f"there is no privacy notice `{page}`, and every letter links to it",
            "write one, or name yours by `privacy_page` in content/site.yaml",
        )


def _stale(shown: Iterable[Entry[Any]], config: Config, today: date) -> Iterator[Diagnostic]:
    months = config.site.limits.stale_months
    for entry in shown:
        if isinstance(entry.record, CaseStudy) and is_stale(entry.record, today, months):
            yield warning(
                entry.locations["checked"],
                "stale",
                f"it is said to be active, but was last checked more than {months} months ago",
                "hold it against its sources, then set `checked` to that day",
            )
