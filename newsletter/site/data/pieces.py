"""The files of the open data, planned: each table, the schemas of their JSON, and the data package.

`OpenData → Pieces`. A table is a piece of its own, so that an edit makes those anew that it touches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece
from newsletter.site.data import package
from newsletter.site.data.opened import (
    Added,
    Codebook,
    OpenData,
    file_name,
    forms_of,
    made_table,
    made_tables,
)
from newsletter.site.data.tables import TABLES, Table
from newsletter.site.desk import Desk
from newsletter.told.diagnostics import Checked


def data_pieces(desk: Desk, data: OpenData) -> Iterator[Piece]:
    """Every file below /data/ but the page."""
    site, base_url = desk.library.config.site, desk.base_url
    for table in TABLES:
        paths = tuple(_path(file_name(table, form)) for form in forms_of(table))
        plain = ("open data", data.plain_of(table))
        yield Piece(paths, plain, partial(_table, table, data), data.parts_of(table))
    schemas = tuple(_path(file_name(table, "schema.json")) for table in TABLES)
    yield Piece(schemas, ("schemas", base_url), partial(_schemas, base_url))
    told = (site.name, site.promise, site.publisher, site.licence, site.licence_url, base_url)
    make = partial(_package, data, site, base_url)
    yield Piece((_path(package.NAME),), ("data package", told, data.plain), make, data.every_part)


def _table(table: Table, data: OpenData, *values: Added) -> Checked[tuple[Artifact, ...]]:
    made = made_table(table, data, values)
    return Checked(
        tuple(Artifact(_path(file_name(table, form)), content) for form, content in made.files.items())
    )


def _schemas(base_url: str) -> Checked[tuple[Artifact, ...]]:
    return Checked(tuple(_schema(table, base_url) for table in TABLES))


def _schema(table: Table, base_url: str) -> Artifact:
    from newsletter.site.data.describing import json_schema

    name = file_name(table, "schema.json")
    schema = json_schema(table, base_url + permalinks.data_file(name))
    return Artifact(_path(name), (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode())


def _package(
    data: OpenData, site: SiteSettings, base_url: str, codebook: Codebook, *added: Added
) -> Checked[tuple[Artifact, ...]]:
    content = package.package(made_tables(data, added), codebook, site, base_url)
    return Checked((Artifact(_path(package.NAME), content),))


def _path(name: str) -> str:
    return permalinks.output_path(permalinks.data_file(name))
