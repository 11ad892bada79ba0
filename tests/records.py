"""Every record an editor or a publisher fills in, found by walking them: a new one is here by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from newsletter.content.config import Place, SiteSettings, Tag
from newsletter.content.kinds import KINDS
from newsletter.content.reading.record_types import is_group


def bare(hint: Any) -> Any:
    """A type without its annotations and without "or None"."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif get_origin(hint) in (Union, UnionType):
            hint = next(choice for choice in get_args(hint) if choice is not type(None))
        else:
            return hint


def marks(hint: Any) -> list[Any]:
    """The annotations of a type, those inside "or None" too; not those of a list's entries."""
    if get_origin(hint) is Annotated:
        return [*get_args(hint)[1:], *marks(get_args(hint)[0])]
    if get_origin(hint) in (Union, UnionType):
        return [mark for choice in get_args(hint) for mark in marks(choice)]
    return []


def hints(record: type) -> dict[str, Any]:
    """The types of a record's fields by name, with their annotations, in order."""
    known = get_type_hints(record, include_extras=True)
    return {field.name: known[field.name] for field in fields(record)}


def entry_hint(hint: Any) -> Any:
    """What a list holds; of anything else, itself."""
    inner = bare(hint)
    return get_args(inner)[0] if get_origin(inner) is tuple else hint


def group(hint: Any) -> type | None:
    """The record a field holds, alone or in a list; None where it holds values."""
    inner = bare(entry_hint(hint))
    return inner if is_group(inner) else None


def reachable(*records: type) -> Iterator[type]:
    """The records, and all that stand in their fields, each once."""
    waiting, seen = list(records), set[type]()
    while waiting:
        record = waiting.pop(0)
        if record not in seen:
            seen.add(record)
            yield record
            waiting += [inner for hint in hints(record).values() if (inner := group(hint))]


def choices(*records: type) -> set[str]:
    """Every word to choose from in the records' own fields."""
    known = [bare(entry_hint(hint)) for record in records for hint in hints(record).values()]
    return {word for hint in known if get_origin(hint) is Literal for word in get_args(hint)}


#: What stands in a content file.
CONTENT = tuple(reachable(*(kind.record for kind in KINDS)))
#: What stands in a data file.
SETTINGS = tuple(reachable(SiteSettings, Tag, Place))
RECORDS = (*CONTENT, *SETTINGS)
