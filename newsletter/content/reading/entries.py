"""Content files become entries: the whole of what one file alone can tell.

`SourceFile → Document → Entry`. Nothing here looks at a second file, so an entry can be kept
as long as its bytes stand, and files can be read in any order and in any process.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.body import Body
from newsletter.content.entry import Entry, Reference
from newsletter.content.kinds import Kind, kind_of
from newsletter.content.kinds.looked_at import looked_at
from newsletter.content.kinds.rules import RuleContext
from newsletter.content.kinds.shared import Counts, Names, Prose
from newsletter.content.markdown.rendering import render_body
from newsletter.content.reading.agreement import disagreements, with_title_out, without_french_spaces
from newsletter.content.reading.below import fields_below
from newsletter.content.reading.exchanged import exchanged
from newsletter.content.reading.field import Field
from newsletter.content.reading.field_addresses import field_addresses, is_outward
from newsletter.content.reading.fields import read_record, read_what_stands
from newsletter.content.reading.file_names import file_name_problems, is_copy, unknown_folder
from newsletter.content.reading.front_matter import Document, parse_document
from newsletter.content.reading.leftovers import has_words, leftovers, notes_in_body, notes_in_fields
from newsletter.content.reading.misfiled import misfiled
from newsletter.content.reading.once import (
    beyond,
    with_names_left_out,
    with_one_number,
    without_commas,
    without_echoes,
    without_placeholders,
    without_repeats,
    without_wrong_letters,
)
from newsletter.content.reading.other_formats import other_format
from newsletter.content.reading.own_note import with_the_want_of_words, words_in_the_note
from newsletter.content.reading.own_words import own_words, said_in_two_fields
from newsletter.content.reading.plain import markup_in_fields
from newsletter.content.reading.proofs import proofs_in_fields
from newsletter.content.reading.record_types import Mark, marked_fields
from newsletter.content.reading.says_nothing import says_nothing
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.reading.source_marks import (
    mark_problems,
    source_ids,
    sources_can_be_told,
    unsourced_fields,
    unused_sources,
    with_ids_of_their_own,
    with_ids_that_marks_have,
)
from newsletter.content.reading.unfinished import is_draft, read_draft
from newsletter.content.words.marks import split_marks
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.when import Past, parse_when
from newsletter.told.diagnostics import (
    Checked,
    Diagnostic,
    Severity,
    has_errors,
)

#: What of a body is kept for a letter's rules.
_PARTS = ("link", "heading", "table")


def read_entry(source: SourceFile, former: Entry[Any] | None = None) -> Checked[Entry[Any]]:
    """The entry of one content file, and every mistake in it.

    `former` is an earlier entry of the same file: where the front matter is as it was, its
    record serves again. It saves 120 ms of loading a validator when only a body changed.
    """
    kind = kind_of(source.path)
    if kind is None:
        return Checked(None, (unknown_folder(source.path),))
    if other := other_format(source.path, source.content):
        return Checked(None, (other,))
    told_of_name = name_problems = tuple(file_name_problems(source.path))
    if is_copy(source.path) or posixpath.basename(source.path) == "index.md":
        return Checked(
            None, name_problems
        )  # a copy has the mistakes of its file; nobody writes fields into what they take for a folder's page
    parsed = parse_document(source)
    if parsed.value is None:
        return Checked(None, (*name_problems, *parsed.diagnostics))
    if elsewhere := misfiled(parsed.value, kind):
        return Checked(None, (elsewhere,))
    checked = _with_exchanged(_entry(parsed.value, kind, former, source), parsed.value, kind, source)
    if _is_no_month(checked.diagnostics):
        told_of_name = ()  # it is no month, whatever else it is
    told = (*told_of_name, *without_commas(parsed.diagnostics, checked), *checked.diagnostics)
    once = without_wrong_letters(without_repeats(with_names_left_out(told)))
    diagnostics = tuple(without_echoes(once, source.content))
    return Checked(None if has_errors(name_problems) else checked.value, diagnostics)


def read_references(source: SourceFile) -> tuple[Reference, ...]:
    """What a content file names elsewhere, for one that has no entry: a mistake in it hides no other."""
    kind = kind_of(source.path)
    document = parse_document(source).value
    if kind is None or document is None or is_copy(source.path) or misfiled(document, kind):
        return ()
    marked = marked_fields(document.fields, kind.record)
    found = (*_references(document.path, marked), *read_body(document, kind)[1])
    return tuple(reference for reference in found if reference.kind not in ("source", *_PARTS))


def _entry(
    document: Document, kind: Kind, former: Entry[Any] | None, source: SourceFile
) -> Checked[Entry[Any]]:
    is_as_before = (
        former is not None and former.fields_digest == document.fields_digest and not former.to_mend
    )
    record = Checked(former.record) if is_as_before and former else read_record(document.fields, kind.record)
    body, of_body = read_body(document, kind)
    below = fields_below(document, kind)
    marked = tuple(marked_fields(document.fields, kind.record))
    of_fields = tuple(_references(document.path, marked))
    told = frozenset(problem.location for problem in record.diagnostics)
    unlisted = mark_problems(of_fields, source_ids(document.fields), told)
    of_words = [one for one in body.diagnostics if not _is_told(one, below.lines)]
    found = [*record.diagnostics, *below.told, *of_words, *unlisted]
    can_tell = sources_can_be_told(document.fields, kind, told)
    if not can_tell:
        found = [problem for problem in found if problem.code != "unknown-source"]
    found = without_placeholders([*found, *_in_words(document, kind, source, marked, found)])
    if is_wordless := kind.needs_words and not is_draft(document) and not has_words(document):
        found = with_the_want_of_words(found, document)
    found = with_one_number(found, _broken_rules(document, kind, record.value))
    if not is_draft(document):
        found += disagreements(document, record.value, body.value, of_body)
    if record.value is not None:
        found = with_title_out(found, record.value.title)
        found = without_french_spaces(found, record.value.lang)
    found = with_ids_of_their_own(found)
    found = with_ids_that_marks_have(found, of_fields, document)
    stands = _standing(document, kind, record, body, found)
    if stands is None:
        return Checked(None, tuple(found))
    is_misspelt = any(problem.code in ("unknown-source", "duplicate-source") for problem in found)
    references = (*of_fields, *of_body)
    if can_tell and not is_misspelt and not is_wordless:  # a misspelt mark is not also a missing one
        found += unused_sources(document, references, found)
    return Checked(_made(document, source, kind, references, stands), tuple(found))


def _with_exchanged(
    checked: Checked[Entry[Any]], document: Document, kind: Kind, source: SourceFile
) -> Checked[Entry[Any]]:
    """The same or, where values of its fields are exchanged, what there is to say of the file with each in its place."""
    if not has_errors(checked.diagnostics):
        return checked
    fields, told = (found := exchanged(document.fields, kind.record)).value, found.diagnostics
    if fields is None:
        return checked
    right = _entry(replace(document, fields=fields), kind, None, source)
    is_shown = right.value is not None and is_draft(document)
    entry = replace(right.value, to_mend=(*right.value.to_mend, *told)) if is_shown and right.value else None
    return Checked(entry, (*told, *right.diagnostics))


def _is_told(problem: Diagnostic, lines: Collection[int]) -> bool:
    """Whether a doubt is about a line of which was told what it is."""
    return problem.location.line in lines and problem.severity is not Severity.ERROR


def _in_words(
    document: Document,
    kind: Kind,
    source: SourceFile,
    marked: tuple[tuple[Mark, Field], ...],
    found: list[Diagnostic],
) -> list[Diagnostic]:
    """What readers would see that nobody meant them to, in fields and body, beyond what was `found`."""
    told = [*leftovers(document, kind), *field_addresses(marked), *words_in_the_note(document, kind)]
    if not is_draft(document):
        told += notes_in_fields(document.fields, [one.location for one in found])
        told += says_nothing(document.fields, [one.location for one in (*found, *told)])
        told += notes_in_body(document)
    is_known = not any(problem.code in ("unknown-field", "not-text") for problem in found)
    with_marks = frozenset(field.location for mark, field in marked if isinstance(mark, Prose))
    sources = source_ids(document.fields)
    markup = markup_in_fields(document.fields, source, sources, with_marks if is_known else None)
    told += beyond(markup, (*found, *told))
    if not is_draft(document):
        names = [field.location for mark, field in marked if isinstance(mark, Names)]
        told += proofs_in_fields(document.fields, [*names, *(one.location for one in (*found, *told))])
    told += said_in_two_fields(document, kind)
    if kind.rests_on_sources:
        told += unsourced_fields(marked)
    return told


class _Standing(NamedTuple):
    """What of a file stands: its record, its body, and of a draft what is blank and what is to be mended."""

    record: Any
    body: Body
    blanks: tuple[str, ...] = ()
    to_mend: tuple[Diagnostic, ...] = ()


def _standing(
    document: Document, kind: Kind, record: Checked[Any], body: Checked[Body], found: list[Diagnostic]
) -> _Standing | None:
    """What stands of a file; None where it cannot be read. A draft always stands, as far as it goes."""
    if not is_draft(document) or _is_no_month(found):
        if record.value is None or body.value is None:
            return None
        return _Standing(record.value, body.value)
    to_mend = tuple(problem for problem in found if problem.severity is Severity.ERROR)
    standing, blanks = (record.value, ()) if record.value is not None else read_draft(document, kind)
    words = body.value or read_body(replace(document, body=""), kind)[0].value
    if standing is None or words is None:
        return None
    if to_mend:  # a former address may be no address
        standing = replace(standing, redirect_from=())
    return _Standing(standing, words, blanks, to_mend)


def _made(
    document: Document,
    source: SourceFile,
    kind: Kind,
    references: tuple[Reference, ...],
    stands: _Standing,
) -> Entry[Any]:
    locations = {name: field.location for name, field in document.fields.named.items()}
    days = tuple(one for one in references if one.kind == "day")
    return Entry(
        document.path,
        stands.record,
        stands.body,
        tuple(one for one in references if one.kind not in ("source", "day", *_PARTS)),
        locations,
        document.fields_digest,
        blake2b(source.content, digest_size=16).hexdigest(),
        len(source_ids(document.fields)),
        max((day.target for day in days), default=""),
        days,
        tuple(one for one in references if one.kind in _PARTS),
        tuple(sorted({urlsplit(one.target).netloc for one in references if one.kind == "link"})),
        kind.emblem(stands.record),
        *looked_at(getattr(stands.record, "sources", ())),
        stands.blanks,
        stands.to_mend,
        *own_words(document, kind),
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


def read_body(document: Document, kind: Kind) -> tuple[Checked[Body], tuple[Reference, ...]]:
    """The body of a document, and what it refers to."""
    rendered = render_body(
        document.body,
        path=document.path,
        first_line=document.body_line,
        sources=source_ids(document.fields),
        are_figures_sourced=kind.rests_on_sources,
        are_figures_linked=kind.links_figures,
        is_draft=is_draft(document),
    )
    body, references = rendered.value or (None, ())
    return Checked(body, rendered.diagnostics), references


def _references(path: str, marked: Iterable[tuple[Mark, Field]]) -> Iterator[Reference]:
    """What the front matter of `path` names: by fields that are names or days, and by marks in its prose."""
    for mark, field in marked:
        text = str(field.value).strip()
        match mark:
            case Prose():
                for part in split_marks(text):
                    if not isinstance(part, str):
                        yield Reference("source", part.source, field.location)
            case Names("content" | "image") if is_outward(text):
                continue  # told in `field_addresses`
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
