"""The tables of the open data: which there are, whose they are, and the rows that an entry adds to each.

`Entry → rows`. A table is a row of TABLES: its columns are those of its record, behind the columns
that say where a row stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

from newsletter.content.config import Place, Tag
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.case_study_parts import Dispute, Organisation, Outcome, Side, Sum
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.shared import Citation, Correction
from newsletter.content.words.quantities import Quantity, hedge_of, quantity_of
from newsletter.site.data.columns import Cell, Column, Kind, cell_of, columns_of
from newsletter.values import point

Row = tuple[Cell, ...]

#: Whose rows a table holds, by the column that names the owner.
OWNERS: Mapping[str, type] = {"case_study": CaseStudy, "event": Event}


@point
class Table:
    """A table. `name` is that of its files; `owners` are the records that rows stand in, none where each is one itself.

    `way` leads from an owner to the lists of rows, with the record that each holds; `numbers` are the
    columns that count along it. `by` says which columns name a row, `points_at` what columns name in
    other tables.
    """

    name: str
    title: str
    about: str
    record: type
    owners: tuple[str, ...] = ()
    way: tuple[tuple[str, type], ...] = ()
    numbers: tuple[str, ...] = ()
    by: tuple[str, ...] = ("id",)
    is_on_map: bool = False

    @property
    def is_of_keys(self) -> bool:
        """Whether its rows stand in a data file under keys, and not in content files."""
        return self.record in (Place, Tag)


#: What everything else rests on.
SOURCES = Table(
    "sources",
    "Sources",
    "What case studies and events rest on: a source a row.",
    Citation,
    ("case_study", "event"),
    (("sources", Citation),),
    by=(),
)

TABLES: tuple[Table, ...] = (
    Table(
        "case-studies",
        "Case studies",
        "One place or movement a row.",
        CaseStudy,
        is_on_map=True,
    ),
    Table(
        "outcomes",
        "Outcomes",
        "What changed by how much, and who says so: a measure a row, as printed and as numbers.",
        Outcome,
        ("case_study",),
        (("outcomes", Outcome),),
        ("number",),
        ("case_study", "number"),
    ),
    Table(
        "money",
        "Money",
        "What it cost and what came in: an amount a row, as printed and as numbers.",
        Sum,
        ("case_study",),
        (("money", Sum),),
        ("number",),
        ("case_study", "number"),
    ),
    Table(
        "organisations",
        "Organisations",
        "Who had a part in a case study: an organisation a row.",
        Organisation,
        ("case_study",),
        (("organisations", Organisation),),
        ("number",),
        ("case_study", "number"),
    ),
    Table(
        "disputes",
        "Disputes",
        "What people disagree about: a side of a dispute a row.",
        Side,
        ("case_study",),
        (("disputed", Dispute), ("sides", Side)),
        ("number", "side"),
        ("case_study", "number", "side"),
    ),
    SOURCES,
    Table(
        "corrections",
        "Corrections",
        "Mistakes that were published in case studies and events, and how each was mended.",
        Correction,
        ("case_study", "event"),
        (("corrections", Correction),),
        ("number",),
        by=(),
    ),
    Table("events", "Events", "What takes place, or took place: an event a row.", Event),
    Table("places", "Places", "Where case studies come from: a place a row.", Place, is_on_map=True),
    Table("tags", "Tags", "The subjects that case studies and events stand under.", Tag),
)

#: What the columns say that tell where a row stands.
_SAYS = {
    "id": "Its name in these tables, and in its address.",
    "key": "The name that other tables call it by.",
    "url": "Its page.",
    "case_study": "The case study it belongs to: its id in case-studies.",
    "event": "The event it belongs to: its id in events.",
    "number": "Its place in the list on the page, from 1.",
    "side": "The place of the side in its dispute, from 1.",
}

#: Words for the numbers that are read from a value, behind those of the value itself.
_READ = {
    "low": "The value as a number, read by the same rules as our charts; of a range its lower end. "
    "Empty where the value is no certain number.",
    "high": "The same; of a range its upper end.",
    "counts": "What the number counts beyond the unit, such as £ or %.",
    "hedge": "The words by which the source leaves the number open, such as over.",
}
#: Columns that hold a value as printed, by record, with what comes before the names of its numbers.
_PRINTED: Mapping[type, Mapping[str, str]] = {
    Outcome: {"before_value": "before", "after_value": "after"},
    Sum: {"amount": "amount"},
}


def columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table: where a row stands, then what it tells."""
    return _columns(table.name)


def rows_of(table: Table, entry: Entry[Any], base_url: str) -> Iterator[Row]:
    """The rows that an entry adds to a table."""
    if not table.way:
        if type(entry.record) is table.record:
            yield (entry.slug, base_url + entry.permalink, *_told(table.record, entry.record))
        return
    owner = tuple(entry.slug if type(entry.record) is OWNERS[name] else None for name in table.owners)
    if any(owner) and hasattr(entry.record, table.way[0][0]):
        for numbers, told in _along(table.way, entry.record):
            yield (*owner, *numbers[: len(table.numbers)], *told)


def rows_of_keys(table: Table, named: Iterable[tuple[str, Any]]) -> Iterator[Row]:
    """The rows of what stands in a data file under keys."""
    return ((key, *_told(table.record, one)) for key, one in named)


def owning(table: Table) -> tuple[type, ...]:
    """The records whose entries add rows to a table."""
    return tuple(OWNERS[name] for name in table.owners) if table.owners else (table.record,)


def _along(way: Sequence[tuple[str, type]], owner: Any) -> Iterator[tuple[tuple[int, ...], Row]]:
    """The rows at the end of a way, each with its numbers from 1, and what is told at each step."""
    (name, record), *rest = way
    for number, one in enumerate(getattr(owner, name), start=1):
        own = tuple(_told(record, one))
        for numbers, told in _along(rest, one) if rest else [((), ())]:
            yield (number, *numbers), (*own, *told)


def _told(record: type, one: Any) -> Iterator[Cell]:
    for column in _told_columns(record):
        yield column.read(one)


@cache
def _columns(name: str) -> tuple[Column, ...]:
    table = next(one for one in TABLES if one.name == name)
    placing = table.owners or (("key",) if table.is_of_keys else ("id", "url"))
    standing = [_placing(one, is_sure=len(table.owners) < 2) for one in placing]
    standing += [_placing(one, "whole") for one in table.numbers]
    records = [record for _, record in table.way] or [table.record]
    return (*standing, *(column for record in records for column in _told_columns(record)))


def _placing(name: str, kind: Kind = "text", *, is_sure: bool = True) -> Column:
    """A column that says where a row stands; its cells are put by `rows_of`."""
    return Column(
        "id" if name == "key" else name, kind, _nothing, partial(_SAYS.__getitem__, name), (), is_sure
    )


def _nothing(_: Any) -> Cell:
    return None


@cache
def _told_columns(record: type) -> tuple[Column, ...]:
    """The columns of a record, and behind each value as printed the numbers that it means."""
    printed = _PRINTED.get(record, {})
    found: list[Column] = []
    for column in columns_of(record):
        found.append(column)
        if column.name in printed:
            found += _numbers(column, printed[column.name])
    return tuple(found)


def _numbers(column: Column, prefix: str) -> Iterator[Column]:
    for name in _READ:
        kind: Kind = "number" if name in ("low", "high") else "text"
        yield Column(
            f"{prefix}_{name}", kind, partial(_number, column, name), partial(_READ.__getitem__, name)
        )


@lru_cache(maxsize=8)  # four columns ask one after the other
def _quantity_of(value: str, unit: str) -> Quantity | None:
    return quantity_of(value, unit)


def _number(column: Column, name: str, owner: Any) -> Cell:
    """What is read of a value as printed; nothing where it is no number for certain."""
    value = column.read(owner)
    quantity = _quantity_of(value, getattr(owner, "unit", "")) if isinstance(value, str) else None
    if quantity is None:
        return None
    read = {
        "low": cell_of(quantity.low),
        "high": cell_of(quantity.high),
        "counts": quantity.counted or None,
        "hedge": hedge_of(str(value)) or None,
    }
    return read[name]
