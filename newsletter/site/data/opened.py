"""The open data of a Library: whose rows there are, as parts that are made once and kept, and the files they become.

`Desk → OpenData → files`. Only what is published has rows: not what a preview shows besides, and no place
or tag that nothing published names. What an entry adds is made of its fields alone, so an edit of its words
touches no table, and one of its fields those of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from newsletter.content.config import Place, Tag
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.event import Event
from newsletter.engine.pieces import Part, plain_of
from newsletter.engine.store import name_of
from newsletter.site.data.tables import OWNERS, TABLES, Table, columns, owning, rows_of, rows_of_keys
from newsletter.site.data.writing import (
    csv_head,
    csv_rows,
    feature,
    feature_collection,
    json_rows,
    json_table,
)
from newsletter.site.desk import Desk, View
from newsletter.told.diagnostics import Checked
from newsletter.values import point

#: What a table is described by, under its name: its Table Schema, and its columns for the page.
Codebook = Mapping[str, tuple[Mapping[str, Any], Sequence[View]]]
#: What one entry adds to each table, by its name: lines of CSV, and objects of JSON.
Added = Mapping[str, tuple[bytes, tuple[bytes, ...]]]

FORMS = ("csv", "json", "geojson")
#: What each file is described as, and what a host is to send it as.
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "geojson": "application/geo+json"}
SENT_AS = {**MEDIA_TYPES, "csv": "text/csv; charset=utf-8"}


@point
class OpenData:
    """What the tables are made from. `parts` are the entries of each record, in the order of their paths.

    `names` stand for what there is of each record, and change where one of them does; `keyed` are places
    and tags by their keys, and `points` where the map has each case study, by its slug; None where no place
    is known. `codebook` is what tables are described by: the records are asked for it once.
    """

    parts: Mapping[type, tuple[Part, ...]]
    names: Mapping[type, str]
    keyed: Mapping[type, Mapping[str, Any]]
    points: Mapping[str, tuple[float, float] | None]
    codebook: Part

    def parts_of(self, table: Table) -> tuple[Part, ...]:
        """What the files of a table are made with."""
        return tuple(part for record in owning(table) for part in self.parts.get(record, ()))

    def plain_of(self, table: Table) -> tuple[object, ...]:
        """All that decides its bytes; where a case study lies, its fields and the places do."""
        records = (*owning(table), *((Place,) if table.is_on_map else ()))
        return table.name, *(self.names[record] for record in records)

    @property
    def every_part(self) -> tuple[Part, ...]:
        """What all tables are made with, behind what they are described by."""
        return self.codebook, *(part for record in OWNERS.values() for part in self.parts[record])

    @property
    def plain(self) -> tuple[object, ...]:
        """All that decides what all of them are."""
        return tuple(self.names.values())


@point
class MadeTable:
    """A table with its files by their form, and how many rows it has."""

    table: Table
    rows: int
    files: Mapping[str, bytes]


def open_data(desk: Desk) -> OpenData:
    """The open data of what is published."""
    library = desk.library
    own: dict[type, tuple[Entry[Any], ...]] = {
        record: tuple(sorted(library.out(library.of(record)), key=lambda entry: entry.path))
        for record in (CaseStudy, Event)
    }
    studies = own[CaseStudy]
    places = _named(library.config.places, (key for study in studies for key in study.record.places))
    tags = _named(library.config.tags, (key for of in own.values() for one in of for key in one.record.tags))
    firsts = {study.slug: places.get(next(iter(study.record.places), "")) for study in studies}
    keyed = {Place: places, Tag: tags}
    names = {record: name_of(_digests(of, desk.base_url)) for record, of in own.items()}
    return OpenData(
        {record: tuple(_part(entry, desk.base_url) for entry in of) for record, of in own.items()},
        {**names, **{record: name_of(plain_of(of)) for record, of in keyed.items()}},
        keyed,
        {slug: (place.lat, place.lon) if place else None for slug, place in firsts.items()},
        Part(("codebook",), _codebook),
    )


def made_table(table: Table, data: OpenData, values: Sequence[Added]) -> MadeTable:
    """A table of what its entries add; `values` are those of `parts_of` it."""
    head = csv_head(columns(table))
    if table.is_of_keys:
        values = (_added_by_keys(table, data.keyed[table.record]),)
    lines = b"".join(added[table.name][0] for added in values)
    objects = [one for added in values for one in added[table.name][1]]
    files = {"csv": head + lines, "json": json_table(objects)}
    if table.is_on_map:
        files["geojson"] = feature_collection(list(_features(table, data, objects)))
    return MadeTable(table, len(objects), files)


def made_tables(data: OpenData, values: Sequence[Added]) -> tuple[MadeTable, ...]:
    """Every table; `values` are those of the entries' parts."""
    by_record: dict[type, Sequence[Added]] = {}
    rest = list(values)
    for record in OWNERS.values():
        count = len(data.parts[record])
        by_record[record], rest = rest[:count], rest[count:]
    return tuple(
        made_table(table, data, [one for record in owning(table) for one in by_record.get(record, ())])
        for table in TABLES
    )


def version_of(tables: Sequence[MadeTable]) -> str:
    """The version of the data: of the SHA-256 of each table's CSV, a line each, the SHA-256 once more, shortened.

    It is what `sha256sum *.csv | sha256sum` prints in a folder that holds the tables.
    """
    lines = [(f"{table.table.name}.csv", sha256(table.files["csv"]).hexdigest()) for table in tables]
    listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(lines))
    return sha256(listed.encode()).hexdigest()[:16]


def file_name(table: Table, form: str) -> str:
    """The name of a table's file; `form` is one of FORMS, or "schema.json"."""
    return f"{table.name}.{form}"


def forms_of(table: Table) -> tuple[str, ...]:
    """The forms a table is written in."""
    return FORMS if table.is_on_map else FORMS[:2]


def _named(known: Mapping[str, Any], keys: Iterator[str]) -> dict[str, Any]:
    """Those of `known` that are named, by their keys, in the order of their file."""
    named = set(keys)
    return {key: one for key, one in known.items() if key in named}


def _part(entry: Entry[Any], base_url: str) -> Part:
    return Part(
        ("rows of", entry.path, entry.fields_digest, base_url), partial(_added_checked, entry, base_url)
    )


def _codebook() -> Checked[Codebook]:
    from newsletter.site.data.describing import codebook  # what it asks of records takes 200 ms

    return Checked(codebook())


def _digests(entries: Sequence[Entry[Any]], base_url: str) -> tuple[object, ...]:
    return base_url, *((entry.path, entry.fields_digest) for entry in entries)


def _added_checked(entry: Entry[Any], base_url: str) -> Checked[Added]:
    return Checked(added_by(entry, base_url))


def added_by(entry: Entry[Any], base_url: str) -> Added:
    """What an entry adds to each table that it has rows in."""
    found: dict[str, tuple[bytes, tuple[bytes, ...]]] = {}
    for table in TABLES:
        if type(entry.record) in owning(table):
            rows = tuple(rows_of(table, entry, base_url))
            found[table.name] = csv_rows(rows), json_rows(columns(table), rows)
    return found


def _added_by_keys(table: Table, keyed: Mapping[str, Any]) -> Added:
    rows = tuple(rows_of_keys(table, keyed.items()))
    return {table.name: (csv_rows(rows), json_rows(columns(table), rows))}


def _features(table: Table, data: OpenData, objects: Sequence[bytes]) -> Iterator[bytes]:
    """Each row as a point."""
    points = (
        {key: (place.lat, place.lon) for key, place in data.keyed[table.record].items()}
        if table.is_of_keys
        else data.points
    )
    return (feature(row, name, points[name]) for name, row in zip(points, objects, strict=True))
