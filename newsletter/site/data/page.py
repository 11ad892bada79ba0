"""The page of the open data: every table with its files, and the codebook, in the records' own words.

Its figures come of the tables, so it is made with the same parts as these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from newsletter import permalinks
from newsletter.engine.store import name_of
from newsletter.site.data.columns import LEFT_OUT
from newsletter.site.data.opened import (
    MEDIA_TYPES,
    Codebook,
    MadeTable,
    OpenData,
    file_name,
    made_tables,
    version_of,
)
from newsletter.site.data.package import NAME, title_of
from newsletter.site.data.tables import TABLES
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, Stock
from newsletter.site.views import counted

TITLE = "Open data"
ABOUT = "What the case studies tell, as tables: free to take, to check and to use again."
_FORMS = {"csv": "CSV", "json": "JSON", "geojson": "GeoJSON"}


def data_page(stock: Stock) -> Iterator[SitePage]:
    """The page of the open data."""
    desk, data = stock.desk, stock.data
    head = head_view(
        desk,
        permalinks.DATA,
        TITLE,
        ABOUT,
        kind="data",
        schema="Dataset",
        crumbs=(("Library", permalinks.LIBRARY),),
    )
    around = {
        "page": head,
        "title": TITLE,
        "description": ABOUT,
        "made_from": name_of(data.plain),
        "package": desk.href(permalinks.data_file(NAME)),
    }
    found = partial(_found, desk, data)
    yield SitePage(permalinks.DATA, "site/data.html", around, parts=data.every_part, found=found)


def _found(desk: Desk, data: OpenData, values: Sequence[Any]) -> View:
    codebook, *added = values
    tables = made_tables(data, added)
    version = version_of(tables)
    return {
        "version": version,
        "tables": [_table(desk, made, codebook) for made in tables],
        "left_out": [_left_out(owner, name, why) for (owner, name), why in LEFT_OUT.items()],
        "page": {"dataset": _dataset(desk, tables, version)},
    }


def _table(desk: Desk, made: MadeTable, codebook: Codebook) -> View:
    table, (_, columns) = made.table, codebook[made.table.name]
    return {
        "id": table.name,
        "title": table.title,
        "about": table.about,
        "count": counted(made.rows, "row", "rows"),
        "files": [
            {"form": _FORMS[form], "href": _href(desk, file_name(table, form)), "size": _size(len(content))}
            for form, content in made.files.items()
        ],
        "schema": _href(desk, file_name(table, "schema.json")),
        "columns": columns,
    }


def _left_out(owner: type, name: str, why: str) -> View:
    whose = [table.title.lower() for table in TABLES if not table.owners and issubclass(table.record, owner)]
    return {"whose": " and ".join(whose), "name": name, "why": why}


def _dataset(desk: Desk, tables: Sequence[MadeTable], version: str) -> View:
    """What machines read besides, in the words of schema.org."""
    return {
        "name": title_of(desk.library.config.site),
        "version": version,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{made.table.title} ({_FORMS[form]})",
                "encodingFormat": MEDIA_TYPES[form],
                "contentUrl": desk.url(permalinks.data_file(file_name(made.table, form))),
            }
            for made in tables
            for form in made.files
        ],
    }


def _href(desk: Desk, name: str) -> str:
    return desk.href(permalinks.data_file(name))


def _size(count: int) -> str:
    """How large a file is, roughly."""
    if count < 1000:
        return "under 1 KB"
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} KB"
