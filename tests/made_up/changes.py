"""Every way to change one value of a record, read off its type: no list is kept by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal, get_args, get_origin

from annotated_types import Len

from newsletter.content.kinds.shared import LanguageTag, Names
from newsletter.content.reading.record_types import is_group
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import When, is_time_zone
from tests.records import bare, entry_hint, group, hints, marks

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
    for field, hint in hints(type(record)).items():
        for name, value in _others(getattr(record, field), hint):
            yield f"{field}.{name}" if name else field, replace(record, **{field: value})


def leaves(record: type, prefix: str = "") -> Iterator[str]:
    """The dotted name of every field that a record of this type can have, as `changes` names them."""
    for field, hint in hints(record).items():
        inner = group(hint)
        if inner is None or inner is not hint:
            yield prefix + field
        if inner:
            yield from leaves(inner, f"{prefix}{field}.")


def _others(value: Any, hint: Any) -> Iterator[Change]:
    if value is None or value == ():
        return
    if get_origin(bare(hint)) is tuple:
        fewest = max((mark.min_length for mark in marks(hint) if isinstance(mark, Len)), default=0)
        yield "", value[:-1] if len(value) > fewest else (*value, *value)
        yield from ((name, (other, *value[1:])) for name, other in _others(value[0], entry_hint(hint)))
    elif is_group(type(value)):
        yield from changes(value)
        if type(None) in get_args(hint):
            yield "", None
    else:
        yield "", _another(value, hint)


def _another(value: Any, hint: Any) -> Any:
    for mark in marks(hint):
        if isinstance(mark, Names):
            return next(name for name in _OTHER_NAMES[mark.kind] if name != value)
        if isinstance(mark, LanguageTag):
            return "cy"
    if get_origin(bare(hint)) is Literal:
        return next(choice for choice in get_args(bare(hint)) if choice != value)
    match value:
        case bool():
            return not value
        case int():
            return 1 if value > 1 else 2
        case float():
            return value + 1 if value <= 1 else value - 1
        case Moment():
            return replace(value, day=value.day + timedelta(days=1))
        case When():
            return replace(value, year=value.year + 1)
        case date():
            return value - timedelta(days=1)
        case str() if is_time_zone(value):
            return "Asia/Tokyo"
        case str():
            return f"{value}x"
    raise TypeError(f"no other value for {value!r}")
