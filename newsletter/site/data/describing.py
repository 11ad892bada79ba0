"""What tables are described by: Table Schema for the data package, JSON Schema for the JSON, words for the codebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newsletter.site.data.columns import Column, Kind
from newsletter.site.data.tables import OWNERS, TABLES, Table, columns
from newsletter.site.desk import View

_ISO = r"\d{4}(-\d{2}(-\d{2})?)?"
#: A date as precise as is known, as `columns.edtf` writes it.
_WHEN = rf"^({_ISO}~?|\.\./{_ISO})$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$"

#: Each kind of column: what the codebook calls it, its Table Schema, its JSON Schema.
_KINDS: Mapping[Kind, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "text": ("words", {"type": "string"}, {"type": "string"}),
    "word": ("one of", {"type": "string"}, {"type": "string"}),
    "day": ("day", {"type": "date"}, {"type": "string", "format": "date"}),
    "when": (
        "date",
        {"type": "string", "constraints": {"pattern": _WHEN}},
        {"type": "string", "pattern": _WHEN},
    ),
    "moment": (
        "day and time",
        {"type": "string", "constraints": {"pattern": _MOMENT}},
        {"type": "string", "pattern": _MOMENT},
    ),
    "number": ("number", {"type": "number"}, {"type": "number"}),
    "whole": ("whole number", {"type": "integer"}, {"type": "integer"}),
    "switch": ("true or false", {"type": "boolean"}, {"type": "boolean"}),
    "list": ("list", {"type": "array"}, {"type": "array", "items": {"type": "string"}}),
}


def codebook() -> dict[str, tuple[dict[str, Any], list[View]]]:
    """Under the name of each table its Table Schema, and its columns for the page."""
    return {
        table.name: (table_schema(table), [_shown(column) for column in columns(table)]) for table in TABLES
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The columns of a table as Table Schema has them, with what names a row and what points at other tables."""
    found: dict[str, Any] = {"fields": [_field(column) for column in columns(table)], "missingValues": [""]}
    if table.by:
        found["primaryKey"] = list(table.by)
    if table.owners:
        found["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": _home_of(name), "fields": ["id"]}}
            for name in table.owners
        ]
    return found


def json_schema(table: Table, address: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a table's JSON; `address` is its own."""
    every = columns(table)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": table.title,
        "description": table.about,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column.name: _property(column) for column in every},
            "required": [column.name for column in every],
            "additionalProperties": False,
        },
    }


def _shown(column: Column) -> View:
    return {
        "name": column.name,
        "kind": _KINDS[column.kind][0],
        "choices": list(column.choices),
        "is_required": column.is_required,
        "words": column.words(),
    }


def _field(column: Column) -> dict[str, Any]:
    field = {"name": column.name, **_KINDS[column.kind][1], "description": column.words()}
    limits: dict[str, Any] = dict(field.pop("constraints", {}))
    if column.choices:
        limits["enum"] = list(column.choices)
    if column.is_required:
        limits["required"] = True
    return {**field, "constraints": limits} if limits else field


def _property(column: Column) -> dict[str, Any]:
    held = dict(_KINDS[column.kind][2])
    if column.choices:
        held["enum"] = [*column.choices, *([] if column.is_required else [None])]
    if not column.is_required:
        held["type"] = [held["type"], "null"]
    return {**held, "description": column.words()}


def _home_of(owner: str) -> str:
    """The table whose rows a column of owners names."""
    return next(table.name for table in TABLES if not table.owners and table.record is OWNERS[owner])
