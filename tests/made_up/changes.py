"""Every way to change one value of a record, read off its type: no list is kept by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Len

from newsletter.content.kinds.shared import LanguageTag, Names
from newsletter.content.words.when import When, is_time_zone

Change = tuple[str, Any]

#: For a value that names something else: another name of the same kind.
_OTHER_NAMES = {
    "tag": ("energy", "money"),
    "place": ("cwm", "mondragon"),
    "image": ("../images/the square.png", "../images/yard.png"),
    "content": ("../case-studies/tir-y-cwm.md", "../case-studies/solar-roofs.md"),
    "source": ("society", "council"),
    "redirect": ("/another/", "/one-more/"),
}


def changes(record: Any) -> Iterator[Change]:
    """The dotted name of each value in a record, at any depth, with the record in which it alone is another.

    Of a list it is the first entry that changes; and the list itself, which loses one or is doubled.
    """
    hints = _hints(type(record))
    for field in fields(record):
        for name, value in _others(getattr(record, field.name), hints[field.name]):
            dotted = f"{field.name}.{name}" if name else field.name
            yield dotted, replace(record, **{field.name: value})


def leaves(record: type, prefix: str = "") -> Iterator[str]:
    """The dotted name of every field that a record of this type can have, as `changes` names them."""
    for field in fields(record):
        hint = _hints(record)[field.name]
        bare = _bare(hint)
        inner = _bare(get_args(bare)[0]) if get_origin(bare) is tuple else bare
        is_group = is_dataclass(inner) and inner is not When
        if not is_group or inner is not hint:
            yield prefix + field.name
        if is_group:
            yield from leaves(inner, f"{prefix}{field.name}.")


def _others(value: Any, hint: Any) -> Iterator[Change]:
    bare = _bare(hint)
    if value is None or value == ():
        return
    if get_origin(bare) is tuple:
        fewest = max((mark.min_length for mark in _marks(hint) if isinstance(mark, Len)), default=0)
        yield "", value[:-1] if len(value) > fewest else (*value, *value)
        yield from ((name, (other, *value[1:])) for name, other in _others(value[0], get_args(bare)[0]))
    elif is_dataclass(value) and not isinstance(value, When):
        yield from changes(value)
        if type(None) in get_args(hint):
            yield "", None
    else:
        yield "", _another(value, hint, bare)


def _another(value: Any, hint: Any, bare: Any) -> Any:
    marks = _marks(hint)
    for mark in marks:
        if isinstance(mark, Names):
            return next(name for name in _OTHER_NAMES[mark.kind] if name != value)
        if isinstance(mark, LanguageTag):
            return "cy"
    if get_origin(bare) is Literal:
        return next(choice for choice in get_args(bare) if choice != value)
    match value:
        case bool():
            return not value
        case int():
            return 1 if value > 1 else 2
        case float():
            return value + 1 if value <= 1 else value - 1
        case When():
            return replace(value, year=value.year + 1)
        case date():
            return value - timedelta(days=1)
        case str() if is_time_zone(value):
            return "Asia/Tokyo"
        case str():
            return f"{value}x"
    raise TypeError(f"no other value for {value!r}")


@cache
def _hints(owner: type) -> dict[str, Any]:
    return get_type_hints(owner, include_extras=True)


def _bare(hint: Any) -> Any:
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif get_origin(hint) in (Union, UnionType):
            hint = next(choice for choice in get_args(hint) if choice is not type(None))
        else:
            return hint


def _marks(hint: Any) -> list[Any]:
    if get_origin(hint) is Annotated:
        return [*get_args(hint)[1:], *_marks(get_args(hint)[0])]
    if get_origin(hint) in (Union, UnionType):
        return [mark for choice in get_args(hint) for mark in _marks(choice)]
    return []
