"""Rows as bytes: CSV (RFC 4180), JSON, and GeoJSON (RFC 7946), all in UTF-8.

A spreadsheet runs a cell that begins like a formula, whoever wrote it. Such a cell of words gets an
apostrophe before it in CSV; one that begins with apostrophes and then like a formula gets one more, so
that taking one away gives back what was written, always. JSON has the words as they are.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence

from newsletter.regexes import regex
from newsletter.site.data.columns import Cell, Column
from newsletter.site.data.tables import Row

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: What spreadsheets take for the beginning of a formula, the wide forms of it too.
#: https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = regex(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = regex(r"''*[=+\-@\t\r\n＝＋－＠]")


def guarded(words: str) -> str:
    """Words as a cell that no spreadsheet runs."""
    return f"'{words}" if _FORMULA.match(words) else words


def unguarded(cell: str) -> str:
    """The words of such a cell again: `unguarded(guarded(words)) == words`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def csv_rows(rows: Iterable[Row]) -> bytes:
    """Rows as lines of CSV; a list is written as JSON within its cell."""
    return _lines([_csv_cell(cell) for cell in row] for row in rows)


def csv_head(columns: Sequence[Column]) -> bytes:
    """The line with the names of the columns."""
    return _lines([[column.name for column in columns]])


def json_rows(columns: Sequence[Column], rows: Iterable[Row]) -> tuple[bytes, ...]:
    """Each row as an object on a line of its own."""
    names = [column.name for column in columns]
    return tuple(_json(dict(zip(names, row, strict=True))) for row in rows)


def json_table(rows: Sequence[bytes]) -> bytes:
    """A table of such rows: a list, a row a line."""
    return b"[\n" + b",\n".join(rows) + b"\n]\n" if rows else b"[]\n"


def feature(row: bytes, name: str, at: tuple[float, float] | None) -> bytes:
    """A row of JSON as a feature, with all its cells as properties; `at` is degrees north and east, or nowhere.

    Of a position the longitude comes first (RFC 7946 §3.1.1), and what lies nowhere says so (§3.2).
    """
    geometry = {"type": "Point", "coordinates": [at[1], at[0]]} if at else None
    return b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % (_json(name), _json(geometry), row)


def feature_collection(features: Sequence[bytes]) -> bytes:
    """Points as a file of GeoJSON."""
    return b'{"type":"FeatureCollection","features":' + json_table(features).rstrip() + b"}\n"


def _csv_cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case list():
            return _json(cell).decode()
        case str():
            return guarded(cell)
    return json.dumps(cell)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    import csv

    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()


def _json(content: object) -> bytes:
    return _ENCODER.encode(content).encode()
