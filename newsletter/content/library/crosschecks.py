"""What takes two files to see: names looked up, links followed, addresses compared.

`Entry … → Diagnostic`, on the way to the Library. An invalid file has no entry but still
counts as a file, so that a mistake in one never raises a false one in another.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.config import Config
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import KINDS, Kind, kind_of
from newsletter.content.kinds.case_study import CaseStudy, is_stale
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.shared import IN_LETTERS
from newsletter.content.library.showing import Showing
from newsletter.content.words.vocabularies import REGIONS
from newsletter.content.words.when import long_date
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, listed, nearest, suggestion, warning
from newsletter.values import point

#: Years that somebody may plan ahead: what is later is a slip of the keyboard.
_YEARS_AHEAD = 2


@point
class KnownFiles:
    """Every file under content/ that others may name, valid or not, and the addresses the site makes itself.

    Paths are project-relative, those of `images` in NFC (see `permalinks.composed`). An entry of
    `reserved_folders` reserves all addresses below it too. `home` is the site's own address as its
    settings have it, whatever this build is for.
    """

    content: frozenset[str]
    images: frozenset[str]
    reserved: frozenset[str] = frozenset()
    reserved_folders: tuple[str, ...] = ()
    home: str = ""


def crosschecks(
    entries: Sequence[Entry[Any]],
    config: Config,
    known: KnownFiles,
    showing: Showing,
    unread: Sequence[Reference] = (),
) -> tuple[Diagnostic, ...]:
    """Every mistake between files, as of the day that `showing` names.

    `unread` is what files name whose records could not be read: one mistake hides no other.
    """
    read = {entry.path: entry for entry in entries}
    references = (*(reference for entry in entries for reference in entry.references), *unread)
    return (
        *_reference_problems(references, config, known),
        *_dead_at_home(entries, known),
        *_unpublished_links(entries, read, showing),
        *_address_problems(entries, known),
        *_copies(entries),
        *_edition_problems(entries, read),
        *_kind_problems(references, known),
        *_days_to_come(entries, unread, showing.today),
        *_far_ahead(entries, showing.today),
        *_stale(entries, config, showing),
    )


def _reference_problems(
    references: Iterable[Reference], config: Config, known: KnownFiles
) -> Iterator[Diagnostic]:
    for reference in references:
        match reference.kind:
            case "tag" | "place" if reference.target in config.unread or reference.kind in config.untold:
                continue  # told where it is defined
            case "tag" if reference.target not in config.tags:
                yield _unknown_tag(reference, config)
            case "place" if reference.target not in config.places:
                yield _unknown_place(reference, config)
            case "image" if permalinks.composed(reference.target) not in known.images:
                yield _missing("broken-image", "picture", reference, known.images)
            case "content" if reference.target not in known.content:
                yield _missing("broken-link", "file", reference, known.content)


def _dead_at_home(entries: Sequence[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    """Whole addresses of pages that this site does not have."""
    host = urlsplit(known.home).netloc
    leading_home = (entry for entry in entries if host in entry.hosts)
    links = [
        part
        for entry in leading_home
        for part in entry.parts
        if part.kind == "link" and part.target.startswith(f"{known.home}/")
    ]
    if not links:
        return
    pages = {permalinks.permalink(path): path for path in sorted(known.content)}
    former = {one.target for entry in entries for one in entry.references if one.kind == "redirect"}
    for link in links:
        address = urlsplit(link.target.removeprefix(known.home)).path
        page = address if address.endswith("/") else f"{address}/"
        is_ours = page in pages or page in known.reserved or page.startswith(known.reserved_folders)
        if "." in address or is_ours or {address, page} & former:  # feeds and other files have endings
            continue
        near = nearest(page, pages)
        meant = f"did you mean `{_relative(pages[near], link.location.file)}`? " if near else ""
        hint = f"{meant}Link to a page's file, by its path from this one: that is held to what is there"
        yield warning(link.location, "broken-link", f"this site has no page {page}", hint)


def _copies(entries: Iterable[Entry[Any]]) -> Iterator[Diagnostic]:
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


def _unknown_tag(reference: Reference, config: Config) -> Diagnostic:
    few = listed(config.tags, "choose one of")
    aliases = {_as_key(word): key for key, tag in config.tags.items() for word in tag.also}
    hint = suggestion(reference.target, config.tags, f"{few}." if few else "", aliases)
    message = f"`{reference.target}` is not a tag of this library"
    told = f"{hint} Tags are defined in content/tags.yaml".strip()
    return Diagnostic(reference.location, "unknown-tag", message, told)


def _unknown_place(reference: Reference, config: Config) -> Diagnostic:
    """A place that is not listed: which one is meant, or how it is added."""
    word, key = reference.target, _as_key(reference.target)
    if key in REGIONS:
        within = [name for name, place in config.places.items() if place.region == key]
        few = listed(within, ", one of")
        hint = f"that is a region: name a place in it{few}. Places are defined in content/places.yaml"
    else:
        few = listed(config.places, "choose one of")
        name = word if word != key else " ".join(part.capitalize() for part in key.split("-"))
        line = f"`{key}: {{name: {name}, lat: …, lon: …, region: …, nation: …}}`"
        add = f"{few}. To add it, write a line into content/places.yaml: {line}".removeprefix(". ")
        near = suggestion(word, config.places)
        hint = f"{near} Places are defined in content/places.yaml" if near else add
    message = f"`{word}` is not a place of this library"
    return Diagnostic(reference.location, "unknown-place", message, hint)


def _as_key(word: str) -> str:
    return "-".join(word.lower().replace("_", " ").replace("-", " ").split())


def _missing(code: Code, what: str, reference: Reference, files: Iterable[str]) -> Diagnostic:
    """A file that is not there, and the one whose name is nearest, both as seen from who names it."""
    path = reference.location.file
    can_be_named = (
        file for file in sorted(files) if file != path and (code != "broken-link" or kind_of(file))
    )
    near = {permalinks.slug(file): file for file in can_be_named}
    match = nearest(permalinks.slug(reference.target), near)
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


def _unpublished_links(
    entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]], showing: Showing
) -> Iterator[Diagnostic]:
    """Links from what is out to what is not; and from what is due later, as of its own day."""
    hidden = {
        path
        for path, entry in read.items()
        if not showing.shows(entry) and not _is_far_ahead(entry, showing.today)  # those are told themselves
    }
    for entry in entries if hidden else ():
        if entry.path in hidden and entry.record.draft:
            continue
        on_its_day = replace(showing, today=_its_day(entry, showing.today))
        for reference in entry.references:
            if (
                reference.kind == "content"
                and reference.target in hidden
                and not on_its_day.shows(read[reference.target])
            ):
                yield Diagnostic(
                    reference.location,
                    "unpublished-link",
                    f"`{reference.target}` is not published yet",
                    "take the link out until then, or give this page a later date",
                )


def _its_day(entry: Entry[Any], today: date) -> date:
    """The day an entry is held against: its own where that is still to come."""
    return max(today, entry.record.published or today)


def _address_problems(entries: Iterable[Entry[Any]], known: KnownFiles) -> Iterator[Diagnostic]:
    ours = "a page the site makes itself"
    taken = dict.fromkeys(map(permalinks.place, known.reserved), ours)
    for path in sorted(known.content):
        address = permalinks.permalink(path)
        owner = taken.setdefault(permalinks.place(address), f"`{path}`")
        if owner != f"`{path}`":
            yield _address_taken(Location(path), address, owner)
    for entry in sorted(entries, key=lambda entry: (entry.record.draft, entry.path)):  # a draft gives way
        for reference in entry.references:
            if reference.kind == "redirect":
                address = reference.target
                place = permalinks.place(address)
                if place in taken or f"/{place}".startswith(known.reserved_folders):
                    yield _address_taken(reference.location, address, taken.get(place, ours))
                taken.setdefault(place, f"`redirect_from` of `{entry.path}`")


def _address_taken(location: Location, address: str, owner: str) -> Diagnostic:
    return Diagnostic(
        location, "address-taken", f"the address {address} belongs to {owner}", "choose another name"
    )


def _edition_problems(entries: Iterable[Entry[Any]], read: Mapping[str, Entry[Any]]) -> Iterator[Diagnostic]:
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


def _kind_problems(references: Iterable[Reference], known: KnownFiles) -> Iterator[Diagnostic]:
    """Files named where only some kinds can stand; those that are not there are told elsewhere."""
    for reference in references:
        if not reference.wanted or reference.target not in known.content:
            continue
        kinds = [kind for kind in KINDS if _is_wanted(kind, reference.wanted)]
        kind = kind_of(reference.target)
        if kind is not None and kind not in kinds:  # what is of none is told where it stands
            named = _relative(reference.target, reference.location.file)
            yield Diagnostic(
                reference.location,
                "wrong-kind",
                f"`{named}` is not a {' or a '.join(kind.title for kind in kinds)}",
                "name a file of " + " or ".join(f"content/{kind.folder}" for kind in kinds),
            )


def _is_wanted(kind: Kind, wanted: str) -> bool:
    return kind.in_letters is not None if wanted == IN_LETTERS else kind.name == wanted


def _days_to_come(
    entries: Iterable[Entry[Any]], unread: Iterable[Reference], today: date
) -> Iterator[Diagnostic]:
    """What is said to have happened by a day that is still to come; as ISO 8601 writes them, days sort as texts.

    What is due later may tell of all that has happened by its own day.
    """
    late = (entry for entry in entries if entry.latest > today.isoformat())
    days = ((day, _its_day(entry, today).isoformat()) for entry in late for day in entry.days)
    others = ((reference, today.isoformat()) for reference in unread if reference.kind == "day")
    for day, last in (*days, *others):
        if day.target > last:
            yield Diagnostic(
                day.location,
                "future-date",
                f"`{day.target}` is still to come: today is {long_date(today)}",
                "write when it happened; a day to come can stand in `published` alone",
            )
    for entry in entries:
        study = entry.record
        if (
            isinstance(study, CaseStudy)
            and study.status != "planned"
            and study.started.first_day > _its_day(entry, today)
        ):
            yield Diagnostic(
                entry.locations["started"],
                "future-date",
                f"`{study.started.iso}` is still to come: today is {long_date(today)}",
                "write when it began, or `status: planned` if it has not",
            )


def _far_ahead(entries: Iterable[Entry[Any]], today: date) -> Iterator[Diagnostic]:
    """Days of publication that a slip of the keyboard put into another decade."""
    for entry in entries:
        if _is_far_ahead(entry, today):
            year = entry.record.published.year
            message = f"this is to be published in {year - today.year} years"
            hint = f"until {year} nobody can read it, nor link to it: write the year you mean"
            yield Diagnostic(entry.locations["published"], "future-date", message, hint)


def _is_far_ahead(entry: Entry[Any], today: date) -> bool:
    published = entry.record.published
    return bool(published) and not entry.record.draft and published.year > today.year + _YEARS_AHEAD


def _stale(entries: Iterable[Entry[Any]], config: Config, showing: Showing) -> Iterator[Diagnostic]:
    months = config.site.limits.stale_months
    for entry in entries:
        if not isinstance(entry.record, CaseStudy) or {"checked", "status"} & {*entry.blanks}:
            continue
        day = _its_day(entry, showing.today)
        is_told = showing.shows(entry) or not entry.record.draft
        if is_told and is_stale(entry.record, day, months):
            since = "ago" if day == showing.today else f"before {long_date(day)}, when it is published"
            yield warning(
                entry.locations["checked"],
                "stale",
                f"it is said to be active, but was last checked more than {months} months {since}",
                "hold it against its sources, then set `checked` to that day",
            )
