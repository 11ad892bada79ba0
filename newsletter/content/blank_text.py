"""A blank: a content file with every field of its kind, nothing filled in, and notes on what it needs.

Fields, their order and their notes are read off the record itself, so a blank never lags
behind what reading/fields.py asks for.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, is_dataclass
from dataclasses import Field as RecordField
from dataclasses import fields as record_fields
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Len

from newsletter.content.kinds import Kind
from newsletter.content.kinds.shared import Names
from newsletter.content.reading.record_types import bare_type, is_group, json_schema
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import IsoDay, When

_WIDTH = 100

_HEAD = (
    "Fill in each field below. Lines that begin with # are notes; no reader sees them. "
    "Put a value with a colon or a # in it between quotation marks. docs/editing.md explains every field, "
    "and `newpower check` says what is still to do."
)
_MORE = (
    "The rest is yours to choose. To use a field, take away the one # before it and before each line "
    "below it, and delete the lines you have nothing for."
)
_NO_CHOICES: Mapping[str, Sequence[str]] = {}


def blank_text(
    kind: Kind, given: Mapping[str, str], choices: Mapping[str, Sequence[str]] = _NO_CHOICES
) -> str:
    """The text of a blank: needed fields first, the others after `#`. `given` holds values as YAML.

    `choices` are the keys there are to name, by what they are: `tag`, `place`.
    """
    record: type = kind.record
    fields = record_fields(record)
    wanted = [field for field in fields if _is_needed(field) or field.name in given]
    lines = ["---", *_note(_HEAD, ""), ""]
    for field in wanted:
        known = _known(_hints(record)[field.name], choices)
        lines += [*_field(record, field, "", given.get(field.name, ""), known), ""]
    lines += [*_note(_MORE, ""), ""]
    for field in fields:
        if field not in wanted:
            known = _known(_hints(record)[field.name], choices)
            lines += [*_unused_field(record, field, "", known), ""]
    return "\n".join([*lines[:-1], "---", "", kind.blank])


def quoted(line: str) -> str:
    """One line of text as a YAML value, whatever is in it but control characters."""
    if '"' in line or "\\" in line:
        return "'" + line.replace("'", "''") + "'"
    return f'"{line}"'


def _known(hint: Any, choices: Mapping[str, Sequence[str]]) -> str:
    """The keys a field can name, as a sentence; nothing of what is found otherwise."""
    entry = get_args(bare_type(hint))[:1] if get_origin(bare_type(hint)) is tuple else ()
    kinds = [mark.kind for one in entry for mark in _marks(one) if isinstance(mark, Names)]
    keys = [key for kind in kinds for key in choices.get(kind, ())]
    return f"There are: {', '.join(keys)}." if keys else ""


def _field(owner: type, field: RecordField[Any], indent: str, value: str = "", known: str = "") -> list[str]:
    """A field's note and its blank, with the blanks inside it."""
    return [*_field_note(owner, field, indent, known), *_field_blank(owner, field, indent, value)]


def _unused_field(owner: type, field: RecordField[Any], indent: str, known: str = "") -> list[str]:
    """The same with one `#` before each line of it."""
    return [*_field_note(owner, field, indent, known), *_behind_hash(owner, field, indent)]


def _behind_hash(owner: type, field: RecordField[Any], indent: str) -> list[str]:
    """A field that may be left out, and all that can stand inside it: the names are notes enough."""
    return [f"{indent}#{line[len(indent) :]}" for line in _bare_blank(owner, field, indent)]


def _bare_blank(owner: Any, field: RecordField[Any], indent: str) -> list[str]:
    hint = _hints(owner)[field.name]
    bare = bare_type(hint)
    name = f"{indent}{field.name}:"
    if is_group(bare):
        return [name, *_bare_inside(bare, f"{indent}  ")]
    if get_origin(bare) is tuple and is_dataclass(entry := bare_type(get_args(bare)[0])):
        first, *rest = _bare_inside(entry, f"{indent}    ")
        return [name, *[f"{indent}  - {first.strip()}", *rest] * _fewest(hint)]
    return [name]


def _bare_inside(kind: Any, indent: str) -> list[str]:
    return [line for field in record_fields(kind) for line in _bare_blank(kind, field, indent)]


def _field_note(owner: type, field: RecordField[Any], indent: str, known: str = "") -> list[str]:
    words = f"{_description(owner, field.name)} {_how_to_write(_hints(owner)[field.name])} {known}"
    return _note(words.strip(), indent)


def _field_blank(owner: type, field: RecordField[Any], indent: str, value: str = "") -> list[str]:
    hint = _hints(owner)[field.name]
    bare = bare_type(hint)
    if is_group(bare):
        return [f"{indent}{field.name}:", *_inside(bare, f"{indent}  ")]
    if get_origin(bare) is tuple and is_dataclass(entry := bare_type(get_args(bare)[0])):
        return [f"{indent}{field.name}:", *_entry(entry, indent) * _fewest(hint)]
    return [f"{indent}{field.name}: {value}".rstrip()]


def _inside(kind: Any, indent: str) -> list[str]:
    return [
        line
        for field in record_fields(kind)
        for line in (_field if _is_needed(field) else _behind_hash)(kind, field, indent)
    ]


def _entry(kind: Any, indent: str) -> list[str]:
    """One entry of a list: its first blank stands behind the dash."""
    inner = f"{indent}    "
    lines = _inside(kind, inner)
    first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    return [*lines[:first], f"{indent}  - {lines[first].strip()}", *lines[first + 1 :]]


def _note(words: str, indent: str) -> list[str]:
    width = _WIDTH - len(indent) - 2
    return [f"{indent}# {line}" for line in textwrap.wrap(words, width, break_on_hyphens=False)]


@cache
def _hints(owner: type) -> Mapping[str, Any]:
    return get_type_hints(owner, include_extras=True)


@cache
def _description(owner: type, name: str) -> str:
    """The sentence below a field in its record, or in the record that one builds on."""
    for kind in filter(is_dataclass, owner.__mro__):
        if words := json_schema(kind).get("properties", {}).get(name, {}).get("description"):
            return str(words)
    group = bare_type(_hints(owner)[name])  # the schema leaves out what the group says of itself
    return str(group.__doc__) if is_dataclass(group) else ""


def _how_to_write(hint: Any) -> str:
    """How a value of this type is written, where its description may leave that open."""
    bare = bare_type(hint)
    if _is_a_day(hint):
        return "Such as 2026-11-15."
    if bare is Moment:
        return "Such as 2026-11-15 18:30."
    if bare is When:
        return "Such as 2013, 2013-09, 2013-09-17, by 2025 or about 2012."
    if get_origin(bare) is Literal:
        return "One of: " + ", ".join(get_args(bare)) + "."
    if bare is bool:
        return "true or false."
    if get_origin(bare) is tuple and not is_dataclass(bare_type(entry := get_args(bare)[0])):
        is_name = any(isinstance(mark, Names) for mark in _marks(entry))
        return "A list: [one, two]." if is_name else "A list: each on a line of its own after `- `."
    return ""


def _is_needed(field: RecordField[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _fewest(hint: Any) -> int:
    return max([1, *(mark.min_length for mark in _marks(hint) if isinstance(mark, Len))])


def _is_a_day(hint: Any) -> bool:
    return any(isinstance(mark, IsoDay) for mark in _marks(hint))


def _marks(hint: Any) -> Iterator[Any]:
    """What is written beside a type in Annotated, inside "or None" too."""
    if get_origin(hint) is Annotated:
        yield from get_args(hint)[1:]
        yield from _marks(get_args(hint)[0])
    elif get_origin(hint) in (Union, UnionType):
        for choice in get_args(hint):
            yield from _marks(choice)
