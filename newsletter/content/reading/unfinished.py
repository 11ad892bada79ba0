"""A draft as far as it stands: what is written of its record, and a mark where something is to come.

Only the preview shows it, so a draft has a page from the first minute. What a text should say is
marked in its place; what stands for a date or a word of a list is named among the blanks, and
the page says so there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, replace
from dataclasses import fields as fields_of
from datetime import date
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from newsletter.content.entry import to_come
from newsletter.content.kinds import Kind
from newsletter.content.kinds.shared import Names
from newsletter.content.reading.field import Field
from newsletter.content.reading.fields import read_record, read_what_stands
from newsletter.content.reading.front_matter import Document, parse_document
from newsletter.content.reading.record_types import bare_type, is_group
from newsletter.content.reading.source_file import SourceFile
from newsletter.regexes import regex

_YES = frozenset({"true", "t", "yes", "y", "on", "1"})
#: The line that says it, in front matter that does not parse.
_DRAFT = regex(rb"^draft[ \t]*:[ \t]*[\"']?(?:true|yes|on)\b", re.MULTILINE | re.IGNORECASE)


def is_draft_file(source: SourceFile) -> bool:
    """Whether a file says that it is a draft, whatever else is wrong with it."""
    document = parse_document(source).value
    if document is not None:
        return is_draft(document)
    return _DRAFT.search(source.content.split(b"\n---", 1)[0]) is not None


def is_draft(document: Document) -> bool:
    """Whether its front matter says that it is a draft."""
    field = document.fields.named.get("draft")
    return field is not None and isinstance(field.value, str) and field.value.strip().lower() in _YES


def is_out(source: SourceFile, today: date) -> bool:
    """Whether a file has a page on that day, as far as its own fields say."""
    document = parse_document(source).value
    if document is None or is_draft(document):
        return False
    field = document.fields.named.get("published")
    published = field.value if field and isinstance(field.value, str) else ""
    return published <= today.isoformat()


def read_draft(document: Document, kind: Kind) -> tuple[Any, tuple[str, ...]]:
    """The record of a draft as far as it stands, and its blanks: fields that something stands in for, in order.

    None where there is too little for a record. An entry of a list that cannot be read is left out.
    """
    known = _hints(kind.record)
    written = {name: field for name, field in document.fields.named.items() if name in known}
    filled = _filled(document.fields._replace(value=written), kind.record)
    whole = {name: _whole_entries(field, known[name]) for name, field in filled.named.items()}
    stand_ins = {name: _marked(name, value) for name, value in kind.stand_ins.items()}
    record, unread = read_what_stands(filled._replace(value=whole), kind.record, stand_ins)
    if record is None:
        return None, ()
    blanks = tuple(name for name in known if name in unread and name in stand_ins)
    lists: dict[str, Any] = {name: () for name in blanks if isinstance(getattr(record, name), tuple)}
    return replace(record, **lists) if lists else record, blanks


def _filled(field: Field, kind: Any) -> Field:
    """The fields with a mark for each required text that has no value, in groups and lists too."""
    inner: dict[str, Field] = dict(field.named)
    for one in fields_of(kind):
        hint, written = _hints(kind)[one.name], inner.get(one.name)
        is_needed = one.default is MISSING and one.default_factory is MISSING
        bare: Any = bare_type(hint)
        if is_needed and (written is None or written.value in (None, "")):
            nothing = Field({}, field.location, field.key)
            if bare is str and not any(isinstance(mark, Names) for mark in _marks(hint)):
                inner[one.name] = nothing._replace(value=to_come(one.name))
            elif is_group(bare):
                inner[one.name] = _filled(nothing, bare)
        elif written is not None and is_group(bare) and isinstance(written.value, Mapping):
            inner[one.name] = _filled(written, bare)
        elif written is not None and isinstance(written.value, tuple) and (entry := _entry_type(bare)):
            entries = tuple(_filled(e, entry) if isinstance(e.value, Mapping) else e for e in written.value)
            inner[one.name] = written._replace(value=entries)
    return field._replace(value=inner)


def _whole_entries(field: Field, hint: Any) -> Field:
    """A list without the entries that cannot be read; anything else as it is."""
    entry = _entry_type(bare_type(hint))
    if entry is None or not isinstance(field.value, tuple):
        return field
    return field._replace(value=tuple(e for e in field.value if read_record(e, entry).value is not None))


def _marked(name: str, stand_in: object) -> object:
    """A stand-in that says what it is, where it is a text."""
    if isinstance(stand_in, Mapping):
        return {inner: _marked(inner, value) for inner, value in stand_in.items()}
    return to_come(name) if stand_in == "-" else stand_in


def _entry_type(bare: Any) -> Any:
    """The record a list holds; None where it holds none, or is no list."""
    inner = bare_type(get_args(bare)[0]) if get_origin(bare) is tuple else None
    return inner if is_group(inner) else None


def _hints(kind: Any) -> dict[str, Any]:
    return {one.name: get_type_hints(kind, include_extras=True)[one.name] for one in fields_of(kind)}


def _marks(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()
