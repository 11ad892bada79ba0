"""What the type of a record says of its fields: their names, their sentences, what they name elsewhere.

Serves `fields`, which reads them, and whoever writes blanks and schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, is_dataclass
from dataclasses import fields as dataclass_fields
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from newsletter.content.kinds.shared import Counts, Names, Prose, WebAddress
from newsletter.content.reading.field import Field
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import Past, When

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: What a field's type can say of how it stands to the rest of the world.
Mark = Names | Counts | Prose | Past | WebAddress
#: The way to a field from the top: names, and numbers of entries from 0.
Path = tuple[str | int, ...]


def marked_fields(field: Field, kind: type) -> Iterator[tuple[Mark, Field]]:
    """Every written field that the record marks, each with its mark, in file order."""
    yield from _marked(field, marks_of(kind))


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record's front matter."""
    schema = adapter(kind).json_schema()
    for name, words in _descriptions(kind).items():
        schema["properties"][name].setdefault("description", words)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What pydantic makes of a type: 100 ms for a case study, once in a process."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def is_group(kind: Any) -> bool:
    """Whether a bare type is a group of fields, and no single value such as a date."""
    return is_dataclass(kind) and kind not in (When, Moment)


def names_of(kind: type, path: Path) -> tuple[str, ...]:
    """The names of the fields of the group at `path`; none where something else stands there."""
    inner = kind_at(kind, path)
    return tuple(f.name for f in dataclass_fields(inner)) if is_group(inner) else ()


def kind_at(kind: Any, path: Path) -> Any:
    """The type of what stands at `path`, without its annotations; None where nothing does."""
    for part in path:
        bare = bare_type(kind)
        entries = get_args(bare)[:1] if get_origin(bare) is tuple else ()
        kind = hints_of(bare).get(part) if isinstance(part, str) else next(iter(entries), None)
    return bare_type(kind)


def description(kind: type, path: Path) -> str:
    """The sentence that describes a field, from the record itself."""
    owner, name = kind_at(kind, path[:-1]), path[-1] if path else ""
    if not is_dataclass(owner) or not isinstance(name, str):
        return ""
    kept: Any = owner
    group = kind_at(kind, path)
    said = _descriptions(kept).get(name) or (group.__doc__ if is_dataclass(group) else "")
    return (said or "").rstrip(".")


@cache
def _descriptions(kind: Any) -> dict[str, str]:
    """Each field's sentence, from the record or from the one it builds on: a schema has only the former."""
    found: dict[str, str] = {}
    records: list[Any] = [one for one in reversed(kind.__mro__) if is_dataclass(one)]
    for owner in records:
        properties = adapter(owner).json_schema().get("properties", {})
        found |= {name: s["description"] for name, s in properties.items() if "description" in s}
    return found


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """The types of a dataclass' fields by name; of anything else, none."""
    return get_type_hints(kind, include_extras=True) if is_dataclass(kind) else {}


def bare_type(kind: Any) -> Any:
    """A type without its annotations and without "or None"."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            return kind


@dataclass(frozen=True, slots=True)
class Marks:
    """Where in a type its markers are: on itself, on a list's entries, in fields of its own."""

    here: tuple[Mark, ...] = ()
    entries: Marks | None = None
    fields: Mapping[str, Marks] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.here or self.entries or self.fields)


@cache
def marks_of(kind: Any) -> Marks:
    """Where the marks of a type are."""
    here: list[Mark] = []
    while True:
        if get_origin(kind) is Annotated:
            here += [mark for mark in get_args(kind)[1:] if isinstance(mark, Mark)]
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            break
    entries = marks_of(get_args(kind)[0]) if get_origin(kind) is tuple else None
    inner = {name: marks_of(hint) for name, hint in hints_of(kind).items()}
    return Marks(tuple(here), entries or None, {name: marks for name, marks in inner.items() if marks})


def _marked(written: Field, marks: Marks) -> Iterator[tuple[Mark, Field]]:
    value = written.value
    if isinstance(value, str):
        for mark in marks.here:
            yield mark, written
    elif isinstance(value, tuple):
        if marks.entries:
            for entry in value:
                yield from _marked(entry, marks.entries)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name in marks.fields:
                yield from _marked(inner, marks.fields[name])
