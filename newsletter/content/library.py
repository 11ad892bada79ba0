"""The Library: every published entry, and how entries stand to each other.

Here the files meet for the first time: names are looked up, links followed, addresses
compared. An invalid file has no entry but still counts as a file, so that a mistake in
one never raises a false one in another.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, TypeVar

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.records import type_of
from newsletter.content.records.case_study import CaseStudy
from newsletter.content.records.edition import Edition, Feature
from newsletter.content.records.page import Page
from newsletter.content.vocabularies import GOVERNANCE_TITLES, REGION_TITLES
from newsletter.diagnostics import Checked, Diagnostic, Location, nearest, suggestion, warning

T = TypeVar("T")

#: How many neighbours in each list of its tags, places and so on a case study is compared
#: with, either side of it. All pairs of 10,000 would be 50 million comparisons.
_WINDOW = 8
_WEIGHTS = {"tag": 3, "place": 4, "governance": 2, "region": 1}


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """Every file under content/ that others may name, valid or not, as project-relative paths."""

    content: frozenset[str]
    images: frozenset[str]


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown besides what is published by `today`."""

    today: date
    drafts: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """A case study to read next, and why: `reason` is a short phrase for readers."""

    study: Entry[CaseStudy]
    reason: str


@dataclass(frozen=True, slots=True)
class Library:
    """All that is published, on the day of the build.

    `case_studies` and `editions` are newest first, `pages` by title. `tagged` and
    `regional` hold only keys with at least one case study, newest first.
    `held_back` maps the paths that are shown only because of --drafts or --future to why:
    "draft" or "future".
    """

    config: Config
    build_date: date
    case_studies: tuple[Entry[CaseStudy], ...]
    editions: tuple[Entry[Edition], ...]
    pages: tuple[Entry[Page], ...]
    by_path: Mapping[str, Entry[Any]]
    tagged: Mapping[str, tuple[Entry[CaseStudy], ...]]
    regional: Mapping[str, tuple[Entry[CaseStudy], ...]]
    related_to: Mapping[str, tuple[Related, ...]]
    held_back: Mapping[str, str]

    def entry(self, path: str) -> Entry[Any] | None:
        """The entry of a content file; None if there is none, or it is not published."""
        return self.by_path.get(path)

    def related(self, study: Entry[CaseStudy]) -> tuple[Related, ...]:
        """What to read next, best first: those it names itself, then by shared tags, place and governance."""
        return self.related_to[study.path]


def build_library(
    entries: Sequence[Entry[Any]], config: Config, known: KnownFiles, showing: Showing
) -> Checked[Library]:
    """The Library of what is published, and every mistake that takes two files to see."""
    held_back = {entry.path: why for entry in entries if (why := _held_back(entry, showing.today))}
    shown = [e for e in entries if _is_shown(held_back.get(e.path), showing)]
    read = {entry.path: entry for entry in entries}
    by_path = {entry.path: entry for entry in shown}
    found = [
        *_reference_problems(entries, config, known, read, by_path),
        *_address_problems(entries, known),
        *_edition_problems(entries, read),
        *_kind_problems(entries, known),
        *_stale(shown, config, showing.today),
    ]
    studies = _newest_first(e for e in shown if isinstance(e.record, CaseStudy))
    tagged = _listed(studies, lambda e: dict.fromkeys(e.record.tags))
    regional = _listed(studies, lambda e: _regions(e, config))
    library = Library(
        config=config,
        build_date=showing.today,
        case_studies=studies,
        editions=_newest_first(e for e in shown if isinstance(e.record, Edition)),
        pages=tuple(
            sorted((e for e in shown if isinstance(e.record, Page)), key=lambda e: (e.record.title, e.path))
        ),
        by_path=by_path,
        tagged={key: tagged[key] for key in config.tags if key in tagged},
        regional={key: regional[key] for key in REGION_TITLES if key in regional},
        related_to=_related(studies, tagged, regional, config, by_path),
        held_back={path: why for path, why in held_back.items() if path in by_path},
    )
    return Checked(library, tuple(found))


def next_change(entries: Iterable[Entry[Any]], today: date) -> date | None:
    """The next day on which something is published of itself; None if nothing waits."""
    waiting = (e.record.published for e in entries if e.record.published and e.record.published > today)
    return min(waiting, default=None)


def _held_back(entry: Entry[Any], today: date) -> str | None:
    if entry.record.draft:
        return "draft"
    published = entry.record.published
    return "future" if published and published > today else None


def _is_shown(held_back: str | None, showing: Showing) -> bool:
    return held_back is None or (showing.drafts if held_back == "draft" else showing.future)


def _newest_first(entries: Iterable[Entry[T]]) -> tuple[Entry[T], ...]:  # type: ignore[type-var]
    by_path = sorted(entries, key=lambda entry: entry.path)
    return tuple(sorted(by_path, key=lambda entry: entry.record.published or date.min, reverse=True))  # type: ignore[attr-defined]


def _listed(
    studies: Iterable[Entry[CaseStudy]], keys: Callable[[Entry[CaseStudy]], Iterable[str]]
) -> dict[str, tuple[Entry[CaseStudy], ...]]:
    lists: dict[str, list[Entry[CaseStudy]]] = defaultdict(list)
    for study in studies:
        for key in keys(study):
            lists[key].append(study)
    return {key: tuple(members) for key, members in lists.items()}


def _regions(study: Entry[CaseStudy], config: Config) -> Iterable[str]:
    places = (config.places.get(key) for key in study.record.places)
    return dict.fromkeys(place.region for place in places if place)


# What to read next


def _related(
    studies: tuple[Entry[CaseStudy], ...],
    tagged: Mapping[str, Sequence[Entry[CaseStudy]]],
    regional: Mapping[str, Sequence[Entry[CaseStudy]]],
    config: Config,
    by_path: Mapping[str, Entry[Any]],
) -> dict[str, tuple[Related, ...]]:
    indexes: tuple[tuple[str, Mapping[str, Sequence[Entry[CaseStudy]]]], ...] = (
        ("tag", tagged),
        ("place", _listed(studies, lambda e: dict.fromkeys(e.record.places))),
        ("governance", _listed(studies, lambda e: (e.record.governance,))),
        ("region", regional),
    )
    scores: dict[str, Counter[str]] = {study.path: Counter() for study in studies}
    for name, index in indexes:
        for members in index.values():
            paths = [member.path for member in members]
            for position, path in enumerate(paths):
                score = scores[path]
                for near in paths[max(0, position - _WINDOW) : position + _WINDOW + 1]:
                    score[near] += _WEIGHTS[name]
    rank = {study.path: position for position, study in enumerate(studies)}
    limit = config.site.limits.related
    related: dict[str, tuple[Related, ...]] = {}
    for study in studies:
        score = scores[study.path]
        del score[study.path]
        named = _named(study, by_path)
        ranked = ((-points, rank[path], path) for path, points in score.items())
        best = [path for _, _, path in nsmallest(limit + len(named), ranked)]
        chosen = [path for path in dict.fromkeys((*named, *best)) if path != study.path][:limit]
        related[study.path] = tuple(
            Related(by_path[path], _reason(study.record, by_path[path].record, config, named=path in named))
            for path in chosen
        )
    return related


def _named(study: Entry[CaseStudy], by_path: Mapping[str, Entry[Any]]) -> tuple[str, ...]:
    """The case studies a case study names itself, in its order."""
    if not study.record.related:
        return ()
    paths = (permalinks.resolved(study.path, name)[0] for name in study.record.related)
    return tuple(path for path in paths if path in by_path and isinstance(by_path[path].record, CaseStudy))


def _reason(one: CaseStudy, other: CaseStudy, config: Config, *, named: bool) -> str:
    places = [config.places[key].name for key in one.places if key in other.places and key in config.places]
    tags = [config.tags[key].title.lower() for key in one.tags if key in other.tags and key in config.tags]
    if places:
        return f"Also in {places[0]}"
    if tags:
        return "Also about " + " and ".join(tags[:2])
    if one.governance == other.governance:
        return f"Run alike: {GOVERNANCE_TITLES[one.governance].lower()}"
    return "Named by its authors" if named else "Near by"


# What takes two files to see


def _reference_problems(
    entries: Iterable[Entry[Any]],
    config: Config,
    known: KnownFiles,
    read: Mapping[str, Entry[Any]],
    shown: Mapping[str, Entry[Any]],
) -> Iterator[Diagnostic]:
    for entry in entries:
        for reference in entry.references:
            match reference.kind:
                case "tag" | "place" if reference.target in config.unread:
                    continue  # told where it is defined
                case "tag" if reference.target not in config.tags:
                    yield _unknown("unknown-tag", "tag", reference, config.tags, "tags.yaml")
                case "place" if reference.target not in config.places:
                    yield _unknown("unknown-place", "place", reference, config.places, "places.yaml")
                case "image" if reference.target not in known.images:
                    yield _missing("broken-image", "picture", reference, entry.path, known.images)
                case "content":
                    yield from _link_problems(entry, reference, known, read, shown)


def _unknown(code: str, what: str, reference: Reference, names: Iterable[str], file: str) -> Diagnostic:
    return Diagnostic(
        reference.location,
        code,
        f"`{reference.target}` is not a {what} of this library",
        f"{suggestion(reference.target, names)} {what.capitalize()}s are defined in content/{file}".strip(),
    )


def _missing(code: str, what: str, reference: Reference, path: str, files: Iterable[str]) -> Diagnostic:
    """A file that is not there, and the one whose name is nearest, both as `path` would name them."""
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
    entry: Entry[Any],
    reference: Reference,
    known: KnownFiles,
    read: Mapping[str, Entry[Any]],
    shown: Mapping[str, Entry[Any]],
) -> Iterator[Diagnostic]:
    target = reference.target
    if target not in known.content:
        yield _missing("broken-link", "file", reference, entry.path, known.content)
    elif target in read and target not in shown and entry.path in shown:
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
            kind = type_of(path)
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


def is_stale(study: CaseStudy, today: date, months: int) -> bool:
    """Whether an active case study has gone unchecked for more than `months` months."""
    age = (
        (today.year - study.checked.year) * 12
        + today.month
        - study.checked.month
        - (today.day < study.checked.day)
    )
    return study.status == "active" and (age >= months)
