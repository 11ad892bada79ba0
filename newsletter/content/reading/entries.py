"""Content files become entries: the whole of what one file alone can tell.

`SourceFile → Document → Entry`. Nothing here looks at a second file, so an entry can be kept
as long as its bytes stand, and files can be read in any order and in any process.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import Any, TypeVar

from newsletter import permalinks
from newsletter.content.body import Body
from newsletter.content.config import SETTINGS_STAND_INS, Config, Place, SiteSettings, Tag
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import KINDS, Kind, kind_of, meant_path
from newsletter.content.kinds.rules import RuleContext
from newsletter.content.kinds.shared import Counts, Names, Prose
from newsletter.content.markdown import render_body
from newsletter.content.reading.field_addresses import field_addresses, is_outward
from newsletter.content.reading.fields import (
    Mark,
    marked_fields,
    read_record,
    read_records,
    read_what_stands,
)
from newsletter.content.reading.front_matter import Document, parse_document, parse_yaml
from newsletter.content.reading.leftovers import in_fields, leftovers, notes_in_body, notes_in_fields
from newsletter.content.reading.places import place_problems
from newsletter.content.reading.plain import markup_in_fields
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.reading.tree import Field
from newsletter.content.reading.unfinished import is_draft, read_draft
from newsletter.content.words.figures import unsourced_sentences
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.marks import split_marks
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.when import Past, is_time_zone, parse_when
from newsletter.told.diagnostics import (
    Checked,
    Diagnostic,
    Location,
    Severity,
    has_errors,
    listed,
    suggestion,
    warning,
)

T = TypeVar("T")

#: What of a body is kept for a letter's rules.
_PARTS = ("link", "heading", "table")


def read_entry(source: SourceFile, former: Entry[Any] | None = None) -> Checked[Entry[Any]]:
    """The entry of one content file, and every mistake in it.

    `former` is an earlier entry of the same file: where the front matter is as it was, its
    record serves again. It saves 120 ms of loading a validator when only a body changed.
    """
    kind = kind_of(source.path)
    if kind is None:
        return Checked(None, (_unknown_folder(source.path),))
    told_of_name = name_problems = tuple(_file_name_problems(source.path))
    if posixpath.basename(source.path) == "index.md":
        return Checked(None, name_problems)  # nobody writes fields into what they take for a folder's page
    parsed = parse_document(source)
    if parsed.value is None:
        return Checked(None, (*name_problems, *parsed.diagnostics))
    checked = _entry(parsed.value, kind, former, source)
    if _is_no_month(checked.diagnostics):
        told_of_name = ()  # it is no month, whatever else it is
    diagnostics = (*told_of_name, *_without_commas(parsed.diagnostics, checked), *checked.diagnostics)
    return Checked(None if name_problems else checked.value, diagnostics)


def read_references(source: SourceFile) -> tuple[Reference, ...]:
    """What a content file names elsewhere, for one that has no entry: a mistake in it hides no other."""
    kind = kind_of(source.path)
    document = parse_document(source).value
    if kind is None or document is None:
        return ()
    marked = marked_fields(document.fields, kind.record)
    found = (*_references(document.path, marked), *_body(document, kind)[1])
    return tuple(reference for reference in found if reference.kind not in ("source", *_PARTS))


def read_config(site: SourceFile, tags: SourceFile, places: SourceFile) -> Checked[Config]:
    """The settings, from the three data files; where one cannot be read, what can be is there all the same."""
    settings = _data(site, _settings)
    known_tags = _data(tags, lambda fields: read_records(fields, Tag))
    known_places = _data(places, _places)
    found = (*settings.diagnostics, *known_tags.diagnostics, *known_places.diagnostics)
    untold = {
        "settings": has_errors(settings.diagnostics),
        "tag": known_tags.value is None,
        "place": known_places.value is None,
    }
    is_whole = not has_errors(found)
    unread = (
        () if is_whole else (*_keys(tags, known_tags.value or {}), *_keys(places, known_places.value or {}))
    )
    config = Config(
        settings.value or _what_stands_of_settings(site),
        known_tags.value or {},
        known_places.value or {},
        frozenset(unread),
        frozenset(name for name, is_untold in untold.items() if is_untold),
    )
    return Checked(config, found)


def _what_stands_of_settings(source: SourceFile) -> SiteSettings:
    nothing = Field({}, Location(source.path), Location(source.path))
    fields = parse_yaml(source).value or nothing
    stands, _ = read_what_stands(fields, SiteSettings, SETTINGS_STAND_INS)
    return stands or read_what_stands(nothing, SiteSettings, SETTINGS_STAND_INS)[0]  # type: ignore[return-value]


def _keys(source: SourceFile, read: Mapping[str, object]) -> Iterator[str]:
    """The keys of a data file that have no value, and those that are meant where one can be none."""
    fields = parse_yaml(source).value
    for key in fields.named if fields else ():
        if key not in read:
            yield key
            yield better_key(key) or key


def _settings(fields: Field) -> Checked[SiteSettings]:
    checked = read_record(fields, SiteSettings)
    if checked.value is None or is_time_zone(checked.value.time_zone):
        return checked
    unknown = Diagnostic(
        fields.at(("time_zone",)).location,
        "unknown-time-zone",
        f"`{checked.value.time_zone}` is not a time zone",
        "write it as Europe/London",
    )
    return Checked(replace(checked.value, time_zone="UTC"), (*checked.diagnostics, unknown))


def _places(fields: Field) -> Checked[dict[str, Place]]:
    checked = read_records(fields, Place)
    return Checked(checked.value, (*checked.diagnostics, *place_problems(fields, checked.value or {})))


def _data(source: SourceFile, read: Callable[[Field], Checked[T]]) -> Checked[T]:
    parsed = parse_yaml(source)
    if parsed.value is None:
        return Checked(None, parsed.diagnostics)
    checked = read(parsed.value)
    found = (
        *_without_commas(parsed.diagnostics, checked),
        *checked.diagnostics,
        *in_fields(parsed.value),
        *notes_in_fields(parsed.value, [one.location for one in checked.diagnostics]),
    )
    markup = markup_in_fields(parsed.value, source, (), ())
    return Checked(checked.value, (*found, *_beyond(markup, found)))


def _beyond(also: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What there is to say of values of which nothing is said yet."""
    taken = [one.location for one in found]
    return (one for one in also if not _is_within(one.location, taken))


def _without_commas(found: tuple[Diagnostic, ...], checked: Checked[Any]) -> Iterator[Diagnostic]:
    """The same but for commas in what should be a number: quotation marks would not make it one."""
    numbers = [one.location for one in checked.diagnostics if one.code == "bad-number"]
    return (one for one in found if one.code != "comma-in-value" or not _is_within(one.location, numbers))


def _is_within(place: Location, places: Iterable[Location]) -> bool:
    """Whether a place begins in one of the others, which end where their lines do."""
    return any(
        other.line == place.line and other.column <= place.column < other.column + other.length
        for other in places
    )


def _entry(
    document: Document, kind: Kind, former: Entry[Any] | None, source: SourceFile
) -> Checked[Entry[Any]]:
    is_as_before = (
        former is not None and former.fields_digest == document.fields_digest and not former.to_mend
    )
    record = Checked(former.record) if is_as_before and former else read_record(document.fields, kind.record)
    sources = _source_ids(document.fields)
    body, body_references = _body(document, kind)
    marked = tuple(marked_fields(document.fields, kind.record))
    references = (*_references(document.path, marked), *body_references)
    told = frozenset(problem.location for problem in record.diagnostics)
    marks = _mark_problems(references[: len(references) - len(body_references)], sources, told)
    found = [*record.diagnostics, *body.diagnostics, *marks, *leftovers(document, kind)]
    found += field_addresses(marked)
    if not is_draft(document):
        found += (*notes_in_fields(document.fields, told), *notes_in_body(document))
    is_known = not any(problem.code == "unknown-field" for problem in record.diagnostics)
    with_marks = frozenset(field.location for mark, field in marked if isinstance(mark, Prose))
    markup = markup_in_fields(document.fields, source, sources, with_marks if is_known else None)
    found += _beyond(markup, found)
    can_tell = _sources_can_be_told(document.fields, kind, told)
    if not can_tell:
        found = [problem for problem in found if problem.code != "unknown-source"]
    if kind.rests_on_sources:
        found += _unsourced_fields(marked)
    found += _broken_rules(document, kind, record.value)
    blanks: tuple[str, ...] = ()
    to_mend: tuple[Diagnostic, ...] = ()
    if is_draft(document) and not _is_no_month(found):
        to_mend = tuple(problem for problem in found if problem.severity is Severity.ERROR)
        if record.value is None:
            standing, blanks = read_draft(document, kind)
            record = Checked(standing)
        body = body if body.value is not None else _body(replace(document, body=""), kind)[0]
        if to_mend and record.value is not None:  # a former address may be no address
            record = Checked(replace(record.value, redirect_from=()))
    if record.value is None or body.value is None:
        return Checked(None, tuple(found))
    is_misspelt = any(problem.code == "unknown-source" for problem in found)
    if can_tell and not is_misspelt:  # a misspelt mark is not also a missing one
        found += _unused_sources(document, references)
    locations = {name: field.location for name, field in document.fields.value.items()}  # type: ignore[union-attr]
    days = tuple(one for one in references if one.kind == "day")
    parts = tuple(one for one in references if one.kind in _PARTS)
    outward = tuple(one for one in references if one.kind not in ("source", "day", *_PARTS))
    return Checked(
        Entry(
            document.path,
            record.value,
            body.value,
            outward,
            locations,
            document.fields_digest,
            blake2b(source.content, digest_size=16).hexdigest(),
            len(sources),
            max((day.target for day in days), default=""),
            days,
            parts,
            blanks,
            to_mend,
        ),
        tuple(found),
    )


def _is_no_month(found: Iterable[Diagnostic]) -> bool:
    """Whether an edition's file was told to have no month for its name."""
    return any(one.code == "edition-name" and one.severity is Severity.ERROR for one in found)


def _broken_rules(document: Document, kind: Kind, record: Any) -> Iterator[Diagnostic]:
    """What the rules find; where the record cannot be read, what they find in the part that can."""
    unread: frozenset[str] = frozenset()
    if record is None:
        record, unread = read_what_stands(document.fields, kind.record, kind.stand_ins)
    if record is not None:
        for problem in kind.rules(RuleContext(document.path, record, document.fields)):
            if kind.missed_by.get(problem.code) not in unread:
                yield problem


def _body(document: Document, kind: Kind) -> tuple[Checked[Body], tuple[Reference, ...]]:
    rendered = render_body(
        document.body,
        path=document.path,
        first_line=document.body_line,
        sources=_source_ids(document.fields),
        are_figures_sourced=kind.rests_on_sources,
    )
    body, references = rendered.value or (None, ())
    return Checked(body, rendered.diagnostics), references


def _sources_can_be_told(fields: Field, kind: Kind, told: frozenset[Location]) -> bool:
    """Whether every source has an id that can stand; if not, that is the mistake, and no mark of theirs."""
    sources = fields.at(("sources",))
    if not isinstance(sources.value, tuple):
        return not kind.rests_on_sources
    ids = [entry.at(("id",)) for entry in sources.value]
    return all(isinstance(id.value, str) and is_key(id.value) and id.location not in told for id in ids)


def _source_ids(fields: Field) -> tuple[str, ...]:
    """The ids of the sources that are written, whatever else is wrong with them."""
    sources = fields.at(("sources",)).value
    if not isinstance(sources, tuple):
        return ()
    ids = (entry.value.get("id") for entry in sources if isinstance(entry.value, dict))
    return tuple(field.value for field in ids if field and isinstance(field.value, str))


def _references(path: str, marked: Iterable[tuple[Mark, Field]]) -> Iterator[Reference]:
    """What the front matter of `path` names: by fields that are names or days, and by marks in its prose."""
    for mark, field in marked:
        text = str(field.value)
        match mark:
            case Prose():
                for part in split_marks(text):
                    if not isinstance(part, str):
                        yield Reference("source", part.source, field.location)
            case Names("content" | "image") if is_outward(text):
                continue  # told in `outward_addresses`
            case Names("content" | "image"):
                target, anchor = permalinks.resolved(path, text)
                yield Reference(mark.kind, target, field.location, anchor, mark.wanted)
            case Names():
                yield Reference(mark.kind, text, field.location)
            case Counts():
                yield Reference("outcome", text, field.location)
            case Past():
                with suppress(UnfitError):  # told where the record is read
                    yield Reference("day", parse_when(text.strip()).iso, field.location)


def _mark_problems(
    references: tuple[Reference, ...], sources: tuple[str, ...], told: frozenset[Location]
) -> Iterator[Diagnostic]:
    """Names of sources that are not listed, but for those that were told to be no names at all."""
    for reference in references:
        is_unknown = reference.kind == "source" and reference.target not in sources
        if is_unknown and reference.location not in told:
            yield Diagnostic(
                reference.location,
                "unknown-source",
                f"`{reference.target}` is not the id of a source",
                suggestion(reference.target, sources, _listed_sources(sources)),
            )


def _listed_sources(sources: tuple[str, ...]) -> str:
    few = listed(sources, "the ids here are")
    return f"{few}; or list it under `sources`" if few else "list it under `sources`"


def _unused_sources(document: Document, references: tuple[Reference, ...]) -> Iterator[Diagnostic]:
    used = {reference.target for reference in references if reference.kind == "source"}
    sources = document.fields.at(("sources",)).value
    for entry in sources if isinstance(sources, tuple) else ():
        field = entry.at(("id",))
        if isinstance(field.value, str) and field.value not in used:
            yield warning(
                field.location,
                "unused-source",
                f"nothing on the page rests on the source `{field.value}`",
                f"put a mark, `[^{field.value}]`, after what it supports, or take it out",
            )


def _unsourced_fields(marked: Iterable[tuple[Mark, Field]]) -> Iterator[Diagnostic]:
    for mark, field in marked:
        if not isinstance(mark, Prose):
            continue
        text = " ".join(str(field.value).split())
        for unsourced in unsourced_sentences(text):
            yield warning(
                field.location,
                "unsourced-figure",
                f"the figure `{unsourced.figure}` has no source",
                "add a mark such as [^id] that names one of this file's sources",
            )


def _unknown_folder(path: str) -> Diagnostic:
    """What to say of a file in no folder of ours; of all in one that is nearly ours, the same."""
    folder = "/".join(path.split("/")[1:-1])
    message = f"`content/{folder}` holds no kind of content"
    if meant := meant_path(path):
        near = meant.rpartition("/")[0]
        hint = f"call it `{near}`, or put its files there"
        return Diagnostic(Location(f"content/{folder}"), "unknown-folder", message, hint)
    folders = ", ".join(f"content/{kind.folder}" for kind in KINDS)
    message = message if folder else "a content file stands in a folder of its kind"
    return Diagnostic(Location(path), "unknown-folder", message, f"put it in one of: {folders}")


def _file_name_problems(path: str) -> Iterator[Diagnostic]:
    name = posixpath.basename(path).removesuffix(".md")
    if name == "index":
        message = "the site makes the page of a folder itself: `index.md` has no place in it"
        hint = "name it after what it is about, such as homebaked-liverpool.md"
        yield Diagnostic(Location(path), "bad-file-name", message, hint)
    elif not is_key(name):
        message = f"`{name}.md` cannot become an address: {_unfit_for_an_address(name)}"
        yield Diagnostic(Location(path), "bad-file-name", message, _better_name(name))
    elif not permalinks.fits_every_disk(name):
        message = f"Windows cannot hold a file or folder called `{name}`"
        yield Diagnostic(Location(path), "bad-file-name", message, "give it another name")


def _unfit_for_an_address(name: str) -> str:
    """What a file's name fails by, in words."""
    if odd := re.search(r"[^a-z0-9-]", name):
        what = {" ": "a space", ".": "a full stop", "_": "an underscore"}.get(odd[0], f"`{odd[0]}`")
        return f"{'the capital ' if odd[0].isupper() else ''}{what} stands in it"
    if "--" in name.strip("-"):
        return "two hyphens stand in a row"
    return "it begins with a hyphen" if name.startswith("-") else "it ends with a hyphen"


def _better_name(name: str) -> str:
    """The name that is meant, where letters and digits say it."""
    if better := better_key(name):
        return f"call it `{better}.md`"
    return "name it with lower-case letters, digits and hyphens, such as homebaked-liverpool.md"
