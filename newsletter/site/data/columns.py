"""The columns of a record: one for each field that is a value, whether it stands in the record or in a group of it.

`Record → Columns`. They are read off the record, so a new field is a new column by itself. What a list
of groups holds is a table of its own; what is in no table stands in LEFT_OUT, and a test holds the two
against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from newsletter.content.config import Tag
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.shared import Shared
from newsletter.content.reading.record_types import bare_type, description, hints_of, is_group, kind_at
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import When
from newsletter.values import point

#: A cell: what JSON can say of a value, and None where nothing is known.
Cell = str | int | float | bool | list[str] | None
#: What a column holds: as codebook and schemas word it, see `describing`.
Kind = Literal["text", "word", "day", "when", "moment", "number", "whole", "switch", "list"]

#: Fields that no table has, by the record that brings them, each with why. A reader of the codebook is told.
LEFT_OUT: Mapping[tuple[type, str], str] = {
    (Shared, "draft"): "What is a draft is in no table.",
    (Shared, "image"): "A picture has a licence of its own, which stands beside it on the page.",
    (Shared, "redirect_from"): "Former addresses lead to the page; the one that lasts is in the table.",
    (CaseStudy, "people"): "People are named on the page, each with their office and its source. "
    "We make no list of persons.",
    (CaseStudy, "quotes"): "The words are those of whoever said them, and not ours to license.",
    (CaseStudy, "start_here"): "Advice to whoever wants to begin is there to be read, on the page.",
    (CaseStudy, "related"): "What to read next is chosen for readers of the page.",
    (Event, "speakers"): "Speakers are named on the page. We make no list of persons.",
    (Tag, "also"): "Other words for a tag are for editors who do not find it.",
}


@point
class Column:
    """A column. `read` gives the cell of an owner's value; `choices` are all its words where there are only some.

    `words` say what it holds, for the codebook: a function, because records are slow to be asked for theirs.
    """

    name: str
    kind: Kind
    read: Callable[[Any], Cell]
    words: Callable[[], str]
    choices: tuple[str, ...] = ()
    is_required: bool = False


@cache
def columns_of(record: type) -> tuple[Column, ...]:
    """The columns of a record, in the order of its fields."""
    return tuple(_columns(record, record, (), is_sure=True))


def kept_fields(record: type) -> Iterator[tuple[str, Any]]:
    """The fields of a record that are not left out, with their types, in its order."""
    hints, left = hints_of(record), set(left_out(record))
    return ((one.name, hints[one.name]) for one in fields(record) if one.name not in left)


def left_out(record: type) -> Mapping[str, str]:
    """The fields of a record that no table has, each with why."""
    return {name: why for (owner, name), why in LEFT_OUT.items() if issubclass(record, owner)}


def cell_of(value: Any) -> Cell:
    """A value as a cell; a number that is whole is written as one."""
    match value:
        case tuple():
            return [str(one) for one in value]
        case When():
            return edtf(value)
        case Moment():
            clock = "" if value.minute is None else f"T{value.minute // 60:02}:{value.minute % 60:02}"
            return f"{value.day.isoformat()}{clock}"
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
        case None | str() | int() | float():
            return value
    raise TypeError(f"{type(value).__name__} has no form in a table")


def edtf(when: When) -> str:
    """A date as the Extended Date/Time Format of ISO 8601-2 writes it: "about" and "by" are told, too."""
    return f"../{when.iso}" if when.is_by else f"{when.iso}~" if when.is_about else when.iso


def _columns(top: type, record: type, way: tuple[str, ...], *, is_sure: bool) -> Iterator[Column]:
    for name, hint in kept_fields(record):
        bare, here = bare_type(hint), (*way, name)
        is_sure_here = is_sure and not _may_be_none(hint)
        if is_group(bare):
            yield from _columns(top, bare, here, is_sure=is_sure_here)
        elif not _entry_group(hint):
            words = partial(_words, top, here)
            yield Column("_".join(here), _kind(bare), _reader(here), words, _choices(bare), is_sure_here)


def _entry_group(hint: Any) -> type | None:
    """The record that a list holds; None of a list of values and of what is no list."""
    bare = bare_type(hint)
    entry = bare_type(get_args(bare)[0]) if get_origin(bare) is tuple else None
    return entry if is_dataclass(entry) and isinstance(entry, type) and is_group(entry) else None


def _reader(way: tuple[str, ...]) -> Callable[[Any], Cell]:
    def read(owner: Any) -> Cell:
        for name in way:
            if owner is None:
                return None
            owner = getattr(owner, name)
        return cell_of(owner)

    return read


@cache
def _words(top: type, way: tuple[str, ...]) -> str:
    """The record's own sentence, behind that of each group on the way which its record has another of."""
    said = [
        description(top, way[:end])
        for end in range(1, len(way) + 1)
        if end == len(way) or _has_several(kind_at(top, way[: end - 1]), kind_at(top, way[:end]))
    ]
    if not all(said):
        raise ValueError(f"{top.__name__}.{'.'.join(way)} has no sentence below it")
    return " ".join(f"{one}." for one in said)


def _has_several(record: type, group: type) -> bool:
    """Whether a record has two groups or more that hold the same, such as before and after."""
    kinds = [bare_type(hint) for hint in hints_of(record).values()]
    alike = [
        kind for kind in kinds if is_group(kind) and (issubclass(kind, group) or issubclass(group, kind))
    ]
    return len(alike) > 1


def _kind(bare: Any) -> Kind:
    if get_origin(bare) is tuple:
        return "list"
    if get_origin(bare) is Literal:
        return "word"
    known: dict[Any, Kind] = {
        str: "text",
        date: "day",
        When: "when",
        Moment: "moment",
        float: "number",
        int: "whole",
        bool: "switch",
    }
    return known[bare]


def _choices(bare: Any) -> tuple[str, ...]:
    return get_args(bare) if get_origin(bare) is Literal else ()


def _may_be_none(hint: Any) -> bool:
    if get_origin(hint) is Annotated:
        return _may_be_none(get_args(hint)[0])
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)
