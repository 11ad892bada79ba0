"""The line of dashes below the first row of a table, without which there is none: one that has not its cells, or is spoilt.

Serves `rows`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.layout import row_cells
from newsletter.content.markdown.table_rows import BAR_MEANT, BAR_TWICE, with_bar
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_A_NUMBER = regex(
    r"\s*(?:(?!(?:1[5-9]|20)\d\d\s*$)[£$€+−-]?[\d][\d,.]*[ ]?(?:%|[a-z]{1,2}\b)?[ ]?(?:†|\[\^[^\]]*\])*|[–—-]?)\s*$"
)
#: What a line of dashes is made of, and the signs of keys beside theirs.
_SPOILT = regex(r"[ ]*[-|:\\1!;_= ]*--[-|:\\1!;_= ]*")
_SPOILT_SIGNS = str.maketrans("\\1!;_=", "|||:--")
_TWO_BARS = regex(r"\|[ ]?\|")
#: A row, and below it what makes a table of it if there are as many cells.
_DASHES = regex(
    r"^([^\n|]*\|[^\n]*)\n((?=[ :-]*\|)\|?[ ]*:?-+:?(?:[ ]*\|[ ]*:?-+:?)*[ ]*\|?)[ ]*$", re.MULTILINE
)


def dashes_amiss(token: Token, lines: Lines) -> Diagnostic | None:
    """What to say of a paragraph that would be a table, but for its line of dashes."""
    content = token.content
    if "-" not in content or "|" not in content:
        return None
    return _short_dashes(token, lines) or (_spoilt_dashes(token, lines) if "--" in content else None)


def _short_dashes(token: Token, lines: Lines) -> Diagnostic | None:
    """Of a line of dashes that has not as many cells as the row above: so it makes no table."""
    if not (found := _DASHES.search(token.content)):
        return None
    head, dashes = row_cells(found[1]), [cell.strip() for cell in row_cells(found[2])]
    if len(head) < 2 or len(head) == len(dashes):
        return None
    first, last = token.map or (0, 1)
    line = lines.nearest(found[2], first + token.content.count("\n", 0, found.start(2)), last)
    if head.count("") == 1 and len(head) == len(dashes) + 1 and "||" in found[1]:
        right = found[1].replace("||", "|", 1).strip()
        row = lines.nearest(found[1], first, last)
        return lines.told(row, found[1], "table-row", BAR_TWICE, f"take out one of the two: write `{right}`")
    below = [row_cells(row) for row in token.content[found.end() :].strip("\n").split("\n")]
    if len(head) + 1 == len(dashes) and {*map(len, below)} == {len(dashes)}:
        row = lines.nearest(found[1], first, last)
        message = f"the first row has {len(head)} cells, and those below it {len(dashes)}: it makes no table"
        bar = BAR_MEANT.search(found[1])
        hint = (
            f"write `{with_bar(found[1], bar)}`"
            if bar
            else "put the bar that is missing between the names of its columns"
        )
        return lines.told(row, found[1], "leftover-markup", message, hint)
    right = "|".join(_aligned(dashes, len(head), below))
    cells = "1 cell" if len(dashes) == 1 else f"{len(dashes)} cells"
    message = f"the line of dashes has {cells} and the first row {len(head)}: it makes no table"
    return lines.told(line, found[2], "leftover-markup", message, f"write `|{right}|`")


def _spoilt_dashes(token: Token, lines: Lines) -> Diagnostic | None:
    """Of a line of dashes among which a bar stands twice, or the sign of a key beside: it makes no table."""
    first, last = token.map or (0, 1)
    head, _, rest = token.content.partition("\n")
    dashes = rest.partition("\n")[0]
    if not _SPOILT.fullmatch(dashes):
        return None
    right = _TWO_BARS.sub("|", dashes.strip().translate(_SPOILT_SIGNS))
    if not _DASHES.fullmatch(f"{head}\n{right}") or len(row_cells(right)) != len(row_cells(head)):
        return None
    message = f"`{dashes.strip()}` is no line of dashes: it makes no table"
    line = lines.nearest(dashes, first + 1, last)
    return lines.told(line, dashes.strip(), "leftover-markup", message, f"write `{right}`")


def _aligned(dashes: Sequence[str], columns: int, rows: Sequence[Sequence[str]]) -> list[str]:
    """The line of dashes with so many cells, so that columns of numbers are set to the right as others are.

    Which cell is lost, or too much, nobody knows: it is the one without which most columns agree, the last if all do.
    """
    is_number = [
        all(_A_NUMBER.match(row[n]) for row in rows if n < len(row)) and len(rows[0]) > n
        for n in range(columns)
    ]
    best = list(dashes)
    while len(best) != columns:
        places = range(len(best), -1, -1) if len(best) < columns else range(len(best) - 1, -1, -1)
        if len(best) < columns:
            right = next((one for one in dashes if one.endswith(":") and one[0] != ":"), "---:")
            new = [
                right if any(one[-1] == ":" != one[0] for one in dashes) and is_number[n] else "---"
                for n in places
            ]
            tried = [[*best[:n], one, *best[n:]] for n, one in zip(places, new, strict=True) if n < columns]
        else:
            tried = [[*best[:n], *best[n + 1 :]] for n in places]
        best = max(
            tried,
            key=lambda cells: sum(
                (c[-1] == ":" != c[0]) == n for c, n in zip(cells, is_number, strict=False)
            ),
        )
    return best
