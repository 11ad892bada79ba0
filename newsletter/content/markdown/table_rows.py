"""Rows of a table in which a bar is lost, is another sign, or stands twice: their cells are not those that were meant.

Serves `signs`; how a bar is put right serves `dashes_meant` too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.layout import row_cells
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

#: Two numbers with nothing but space between.
_TWO_VALUES = regex(r"[£$€]?\d[\d,.]*%?(?:\[\^[^\[\]]*\])*[ ]+[£$€]?\d[\d,.]*%?(?:\[\^[^\[\]]*\])*")
#: A sign beside the bar on a keyboard that stands where one should: `1` only between two values.
BAR_MEANT = regex(r"(?<=[^\s|\\])[ ]+(?P<sign>[\\!])[ ]+(?=[^\s|])|(?<=[\d\]%])[ ]+(?P<one>1)[ ]+(?=[£$€\d])")
BAR_TWICE = "a bar stands twice in this row, and makes an empty cell"
_ODD_START = regex(r"^(?P<sign>[\\!1lI/\]\[-])(?=[ -])")
_ODD_END = regex(r"[ -](?P<sign>[\\!1lI/\]\[])$")
#: A table of fewer says too little of how it was meant.
_FEWEST_ROWS = 3


def long_rows(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Rows with more cells than their table has columns: GitHub leaves the last ones out."""
    start, end = token.map or (0, 0)
    columns = len(row_cells(_row(lines.lines[start + 1])))
    for number in range(start, min(end, len(lines.lines))):
        row = _row(lines.lines[number])
        cells = row_cells(row)
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            message = (
                f"this row has {len(cells)} cells, its table {columns} columns: what is too much is left out"
            )
            hint = "give the table a column more, or write a bar that parts no cells as `\\|`"
            if "||" in row and len(cells) == columns + 1:
                message, hint = (
                    BAR_TWICE,
                    f"take out one of the two: write `{row.strip().replace('||', '|', 1)}`",
                )
            yield lines.told(number, row.strip(), "table-row", message, hint)
        elif len(cells) == columns - 1 and number != start + 1 and (bar := BAR_MEANT.search(row)):
            message = f"`{bar[0].strip()}` stands in this row where a bar parts two cells"
            yield lines.told(number, row.strip(), "table-row", message, f"write `{with_bar(row, bar)}`")
        elif _lacks_a_bar(row, cells, columns) and number > start + 1:
            message = f"this row has {len(cells)} cells, its table {columns} columns: the last are empty"
            hint = "put the bar that is missing between its cells, or one more at its end for an empty cell"
            yield lines.told(number, row.strip(), "table-row", message, hint)


def _lacks_a_bar(row: str, cells: Sequence[str], columns: int) -> bool:
    """Whether a row is short of one cell, and two values stand in one: rows that are shorter are so on purpose."""
    return len(cells) == columns - 1 and any(_TWO_VALUES.fullmatch(cell.strip()) for cell in cells)


def odd_edges(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A row at whose edge another sign stands where all other rows have their bar: it is shown in a cell."""
    start, end = token.map or (0, 0)
    rows = {number: _row(lines.lines[number]).strip() for number in range(start, min(end, len(lines.lines)))}
    for edge, pattern in ((0, _ODD_START), (-1, _ODD_END)):
        odd = [number for number, row in rows.items() if row[edge : edge + 1 or None] != "|"]
        if len(odd) != 1 or len(rows) < _FEWEST_ROWS or not (found := pattern.search(rows[odd[0]])):
            continue
        row = rows[odd[0]]
        right = f"{row[: found.start('sign')]}|{row[found.end('sign') :]}"
        message = f"`{found['sign']}` stands at the edge of this row where the others have a bar"
        yield lines.told(odd[0], row, "table-row", message, f"write `{right}`")
        return


def broken_rows(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A row that ends on the next line, or words right below a table, which become a row: the first of them."""
    start, end = token.map or (0, 0)
    rows = {number: _row(lines.lines[number]).strip() for number in range(start, min(end, len(lines.lines)))}
    if not (rows[start].startswith("|") and rows[start].endswith("|")):
        return
    columns = len(row_cells(rows[start + 1]))
    for number, row in rows.items():
        below = rows.get(number + 1, "")
        if number < start + 2 or (_has_both_bars(row) and (not below or _has_both_bars(below))):
            continue
        if whole := _on_one_line(row, below, columns):
            message = "this row ends on the next line: each line is a row of its own"
            yield lines.told(number, row, "table-row", message, f"write it on one line: `{whole}`")
            return
        if "|" not in row:
            message = "these words right below a table become a row of it"
            yield lines.told(number, row, "table-row", message, "leave a blank line above them")
            return


def _has_both_bars(row: str) -> bool:
    return row.startswith("|") and row.endswith("|")


def _on_one_line(row: str, below: str, columns: int) -> str:
    """The row that two lines were to be, broken between two cells or within one; "" where they are none."""
    if not below or "|" not in row:
        return ""
    cells, more = ([cell.strip() for cell in row_cells(one)] for one in (row, below))
    if len(cells) + len(more) == columns and ("|" in below or not row.endswith("|")):
        return f"| {' | '.join([*cells, *more])} |"
    is_within = row[:1] == "|" != row[-1:] and below[:1] != "|" == below[-1:]
    return f"{row} {below}" if is_within else ""


def with_bar(row: str, sign: re.Match[str]) -> str:
    """The row with a bar in place of the sign that stands for one."""
    start, end = sign.span("sign" if sign["sign"] else "one")
    return f"{row[:start]}|{row[end:]}".strip()


def _row(line: str) -> str:
    """A row without what it stands in."""
    return re.sub(r"^(?:[ \t]*(?:>|[-*+][ ]|\d{1,9}[.)][ ]))*", "", line)
