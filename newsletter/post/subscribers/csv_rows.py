"""A CSV file becomes rows, each a mapping from heading to cell, with the line it begins on.

Whatever a spreadsheet makes of CSV is read: commas, semicolons or tabs, UTF-8 or UTF-16, with a
byte order mark or without, cells of several lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BufferedReader, TextIOWrapper
from typing import NamedTuple

from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location

#: Characters of a cell, of a line, or of a row that are still read: what is longer is no list of people.
_LONGEST = 1_000_000
#: A byte order mark and the encoding it tells of.
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: What stands in the way of formulas in spreadsheets, before a cell that would be one; Ghost writes it.
_FORMULA = regex(r"'*[=+\-@\t\r]")
_GUARD = regex(r"\A'(?='*[=+\-@\t\r])")


class BadRowError(Exception):
    """A row that cannot be read, and what to do about it."""

    def __init__(self, code: Code, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def told(self, name: str, line: int) -> Diagnostic:
        """The same, with where it stands."""
        return Diagnostic(Location(name, line), self.code, self.message, self.hint)


_NO_TEXT = BadRowError("not-utf8", "from here on this is no text in UTF-8", "save the list as CSV in UTF-8")
_NO_CSV = BadRowError(
    "bad-csv",
    "this row is no CSV: a quotation mark stands wrongly in it, or a sign that nobody sees",
    "save the list as CSV anew",
)


class UnreadableError(Exception):
    """A file that cannot be read further than to the line of its `diagnostic`."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Rows(NamedTuple):
    """The headings of a file, in small letters, and its rows: the line each begins on, and its cells."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def first_of(row: list[str], columns: Sequence[int]) -> str:
    """What stands in the first of these columns that holds something; "" where none does."""
    for column in columns:
        if column < len(row) and (cell := row[column].strip()):
            return _GUARD.sub("", cell, count=1) if cell[0] == "'" else cell
    return ""


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula; `first_of` gives it back as it was."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def read_rows(opened: BufferedReader, name: str) -> Rows:
    """The rows of a file called `name`, read as they are asked for. Raises UnreadableError, then too."""
    begins = opened.peek(4)
    encoding = next((encoding for mark, encoding in _MARKS if begins.startswith(mark)), "utf-8")
    # bytes that are no text pass, so that they are told at the row they stand in, not where they were read
    text = TextIOWrapper(opened, encoding=encoding, errors="surrogateescape", newline="")
    try:
        first = text.readline(_LONGEST)
    except UnicodeError:
        raise UnreadableError(_NO_TEXT.told(name, 1)) from None
    if "\0" in first:
        raise UnreadableError(_NO_TEXT.told(name, 1))  # UTF-16 without its mark, or a spreadsheet's own file
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(_LONGEST)
    rows = _numbered(_Lines(first, text), separator, name)
    _, row = next(rows, (1, []))
    headings = tuple(cell.strip().lower() for cell in row)
    if not any(headings):
        hint = "look whether it is the right one"
        raise UnreadableError(BadRowError("empty-file", "there is nothing in this file", hint).told(name, 1))
    return Rows(headings, rows)


class _Lines:
    """The lines of a text, none of them again, since a pipe gives them once. Raises csv.Error at a row too long."""

    def __init__(self, first: str, text: TextIOWrapper) -> None:
        self._next, self._readline = first, text.readline
        self.room = _LONGEST

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._next or self._readline(_LONGEST)
        self._next = ""
        if not line:
            raise StopIteration
        self.room -= len(line)
        if self.room <= 0:
            raise csv.Error("a row beyond all measure")
        return line


def _numbered(lines: _Lines, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something. Raises UnreadableError."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            lines.room = _LONGEST
            if any(row):
                if not (whole := "".join(row)).isascii():
                    whole.encode()
                yield line, row
            line = reader.line_num + 1
    except UnicodeError:
        raise UnreadableError(_NO_TEXT.told(name, line)) from None
    except csv.Error:
        raise UnreadableError(_NO_CSV.told(name, line)) from None
