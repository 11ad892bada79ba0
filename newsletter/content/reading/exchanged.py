"""Two fields of one record whose values changed places: an id where words should stand, and words where the id should.

Serves `entries` and `data_files`, where a record could not be read. Only what is certain is told: the
value of each is what the other takes, and one of the two cannot stand where it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Any, Literal, NamedTuple, get_args, get_origin

from newsletter.content.kinds.shared import Names, WebAddress
from newsletter.content.reading.field import Field, is_on_its_line
from newsletter.content.reading.quoting import as_typed
from newsletter.content.reading.record_types import bare_type, hints_of, is_group, marks_of
from newsletter.content.words.moments import Moment
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.vocabularies import aliases
from newsletter.content.words.when import When, parse_when
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, meant

_ADDRESS = regex(r"https?://\S+")
_LIKE_ADDRESS = regex(r"\S*(?:://|www\.|@)\S*|\S+\.[a-z]{2,}(?:/\S*)?")
_NUMBER = regex(r"-?\d+(?:\.\d+)?")
_LIKE_DATE = regex(
    r"[12][\dOoIl]{3}|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d[-/]\d|\b(?:by|about)\b"
)
_DIGIT = regex(r"\d")
_FILE = regex(r"\S+\.[a-z]{2,5}(?:#\S*)?")
#: Characters of the two values that a hint repeats.
_SHOWN = 120


class _Shape(NamedTuple):
    """What a field takes; `words` are those it chooses from, or the ids of the file's sources."""

    code: Code | None = None
    words: tuple[str, ...] = ()

    def takes(self, value: str) -> bool:
        """Whether a value is just what stands in such a field, and hardly in any other."""
        match self.code:
            case "unknown-source" | "unknown-word":
                return value in self.words
            case "bad-address":
                return _ADDRESS.fullmatch(value) is not None
            case "bad-date":
                return _is_date(value)
            case "bad-number":
                return _NUMBER.fullmatch(value) is not None
            case "bad-link":
                return _FILE.fullmatch(value) is not None
        return True

    def is_like(self, value: str) -> bool:
        """Whether a value may have been meant for such a field, however it is written."""
        match self.code:
            case "unknown-source" | "unknown-word":
                return meant(value, self.words, aliases(self.words)) is not None
            case "bad-address":
                return _LIKE_ADDRESS.fullmatch(value) is not None
            case "bad-date":
                return _LIKE_DATE.search(value) is not None
            case "bad-number":
                return _DIGIT.search(value) is not None
            case "bad-link":
                return _FILE.search(value) is not None
        return True


def exchanged(fields: Field, kind: type) -> Checked[Field]:
    """The fields of a record with such values where they belong, and what is told; None where there are none."""
    sources = fields.at(("sources",)).value
    entries = sources if isinstance(sources, tuple) else ()
    ids = tuple(str(entry.named["id"].value) for entry in entries if "id" in entry.named)
    told: list[Diagnostic] = []
    mended = _mended(fields, kind, ids, told)
    return Checked(mended if told else None, tuple(told))


def exchanged_in_records(fields: Field, kind: type) -> Checked[Field]:
    """The same of each record of a data file."""
    found = {key: exchanged(entry, kind) for key, entry in fields.named.items()}
    told = tuple(one for checked in found.values() for one in checked.diagnostics)
    records = {key: found[key].value or entry for key, entry in fields.named.items()}
    return Checked(fields._replace(value=records) if told else None, told)


def _mended(field: Field, kind: Any, ids: tuple[str, ...], told: list[Diagnostic]) -> Field:
    bare: Any = bare_type(kind)
    if isinstance(field.value, tuple) and get_origin(bare) is tuple:
        inner = get_args(bare)[0]
        return field._replace(value=tuple(_mended(one, inner, ids, told) for one in field.value))
    if not is_group(bare) or not field.named:
        return field
    record: Any = bare
    known = hints_of(record)
    written = {
        name: _mended(one, known[name], ids, told) if name in known else one
        for name, one in field.named.items()
    }
    for one, other in _pairs(written, known, ids):
        first, second = written[one], written[other]
        told.append(_told(one, other, first, second, _shape(known[other], ids).code))
        written[one], written[other] = second._replace(key=first.key), first._replace(key=second.key)
    return field._replace(value=written)


def _pairs(
    written: Mapping[str, Field], known: Mapping[str, Any], ids: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Two names whose values changed places, the second of them the one that cannot take what it has."""
    values = {
        name: one.value.strip()
        for name, one in written.items()
        if name in known and isinstance(one.value, str) and one.value.strip()
    }
    shapes = {name: _shape(known[name], ids) for name in values if _is_single(known[name])}
    wrong = [name for name, shape in shapes.items() if not shape.takes(values[name])]
    found = [
        (one, other)
        for one, other in permutations(shapes, 2)
        if other in wrong
        and shapes[one] != shapes[other]
        and shapes[other].takes(values[one])
        and (shapes[one].code == shapes[other].code or not shapes[other].is_like(values[other]))
        and shapes[one].takes(values[other])
    ]
    apart = {frozenset(pair): pair for pair in found}
    for pair in apart.values():
        if sum(bool({*pair} & another) for another in apart) == 1:
            yield pair


def _told(one: str, other: str, first: Field, second: Field, code: Code | None) -> Diagnostic:
    names = (one, other) if first.key < second.key else (other, one)
    values = (second.value, first.value) if first.key < second.key else (first.value, second.value)
    where = min(first.location, second.location)
    message = f"the values of `{names[0]}` and `{names[1]}` are exchanged"
    hint = "let them change places"
    if all(map(is_on_its_line, (first, second))) and sum(len(str(one)) for one in values) <= _SHOWN:
        hint = " and ".join(
            f"`{name}: {as_typed(str(value))}`" for name, value in zip(names, values, strict=True)
        )
        hint = f"write {hint}"
    return Diagnostic(where, code or "not-text", message, hint)


def _is_single(hint: Any) -> bool:
    """Whether one value stands in a field, and no list or group."""
    bare = bare_type(hint)
    return bare in (str, int, float, date, When, Moment) or get_origin(bare) is Literal


def _shape(hint: Any, ids: Sequence[str]) -> _Shape:
    bare = bare_type(hint)
    if get_origin(bare) is Literal:
        return _Shape("unknown-word", get_args(bare))
    if bare in (When, date):
        return _Shape("bad-date")
    if bare in (int, float):
        return _Shape("bad-number")
    for mark in marks_of(hint).here:
        if isinstance(mark, WebAddress):
            return _Shape("bad-address")
        if isinstance(mark, Names) and mark.kind == "source":
            return _Shape("unknown-source", tuple(ids))
        if isinstance(mark, Names) and mark.kind in ("content", "image"):
            return _Shape("bad-link")
    return _Shape()


def _is_date(value: str) -> bool:
    try:
        return re.match("[12a-z]", value) is not None and parse_when(value) is not None
    except UnfitError:
        return False
