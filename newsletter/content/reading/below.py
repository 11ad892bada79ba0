"""Fields and entries of lists that were typed below the closing `---`: readers would see them as they stand.

Serves `entries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from newsletter.content.kinds import Kind
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.known_names import list_with
from newsletter.content.reading.leftovers import shown_lines
from newsletter.content.reading.record_types import hints_of
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: How such a line begins; most bodies have none.
_BEGINS = regex(r"^[ \t]*(?:-[ ]+)?(?:\{[ ]*)?[a-z_]{2,30}:(?:[ ]|$)")
_ANY = regex(r"(?:\A|\n)[ \t]*(?:-[ ]+)?(?:\{[ ]*)?[a-z_]{2,30}:(?:[ ]|\n|\Z)")
_IN_BRACES = regex(r"[ \t]*(?P<dash>-[ ]+)?\{[^{}]*")
_NAME = regex(r"[{,][ ]*([a-z_]{2,30}):[ ]")
_ENTRY = regex(r"(?P<indent>[ ]*)-[ ]+(?P<name>[a-z_]{2,30}):(?:[ ]|$)")
_FIELD = regex(r"(?P<indent>[ ]*)(?P<name>[a-z_]{2,30}):(?:[ ]|$)")


class Below(NamedTuple):
    """What is told of fields below the front matter, and the lines they take: of those, no more is to be said."""

    told: tuple[Diagnostic, ...] = ()
    lines: frozenset[int] = frozenset()


class _Run(NamedTuple):
    """Lines that belong together: where they begin, and end, and the field they belong to."""

    start: int
    end: int
    name: str
    is_entry: bool
    lacks_dash: bool = False


def fields_below(document: Document, kind: Kind) -> Below:
    """The fields of its kind that stand in the body of a content file."""
    if _ANY.search(document.body) is None:
        return Below()
    rows = [line.rstrip() for _, line in shown_lines(document)]
    runs = list(_joined(_runs(rows, kind)))
    told = tuple(_told(run, document, rows) for run in runs)
    lines = (document.body_line + row for run in runs for row in range(run.start, run.end))
    return Below(told, frozenset(lines))


def _runs(rows: Sequence[str], kind: Kind) -> Iterator[_Run]:
    row, last = 0, max((number for number, line in enumerate(rows) if line), default=0)
    while row < len(rows):
        run = None
        if _BEGINS.match(rows[row]):
            run = _entry(rows, row, kind) or _fields(rows, row, last, kind)
        if run:
            yield run
        row = run.end if run else row + 1


def _entry(rows: Sequence[str], row: int, kind: Kind) -> _Run | None:
    """An entry of a list, on one line in braces or on several."""
    if found := _IN_BRACES.match(rows[row]):
        name = list_with(_NAME.findall(rows[row]), kind.record)
        return _Run(row, row + 1, name, True, not found["dash"]) if name else None
    if (first := _ENTRY.match(rows[row])) is None:
        return None
    names, end = [first["name"]], row + 1
    while (
        end < len(rows) and (field := _FIELD.match(rows[end])) and len(field["indent"]) > len(first["indent"])
    ):
        names.append(field["name"])
        end += 1
    name = list_with(names, kind.record)
    return _Run(row, end, name, True) if name else None


def _fields(rows: Sequence[str], row: int, last: int, kind: Kind) -> _Run | None:
    """Lines that are all fields, at the head of the body or at its end."""
    if row and rows[row - 1]:
        return None
    record: Any = kind.record
    known, end = hints_of(record), row
    while end < len(rows) and rows[end]:
        field = _FIELD.match(rows[end])
        is_field = field is not None and not field["indent"] and field["name"] in known
        if not is_field and (end == row or not rows[end].startswith((" ", "- "))):
            return None
        end += 1
    first = _FIELD.match(rows[row])
    is_at_edge = not row or end > last
    return _Run(row, end, first["name"], False) if first and is_at_edge else None


def _joined(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Entries of one list right below each other are one slip."""
    former: _Run | None = None
    for run in runs:
        if former and former.is_entry and run.is_entry and (former.end, former.name) == (run.start, run.name):
            former = former._replace(end=run.end)
            continue
        if former:
            yield former
        former = run
    if former:
        yield former


def _told(run: _Run, document: Document, rows: Sequence[str]) -> Diagnostic:
    words = rows[run.start].strip()
    column = len(rows[run.start]) - len(rows[run.start].lstrip()) + 1
    more = run.end - run.start - 1
    what = (
        "it" if not more else "it and the line below it" if more == 1 else f"it and the {more} lines below it"
    )
    if not run.is_entry:
        message = f"`{run.name}` is a field, and stands below the front matter: readers see it as it stands"
        hint = f"move {what} above the closing `---`"
        if given := document.fields.named.get(run.name):
            hint += f", in place of the `{run.name}` on line {given.key.line}"
    else:
        whose = "a source" if run.name == "sources" else f"an entry of `{run.name}`"
        message = f"this is {whose}, and stands below the front matter: readers see it as it stands"
        place = (
            f"to the end of `{run.name}`, set in as the lines there"
            if run.name in document.fields.named
            else f"below a line `{run.name}:`"
        )
        dash = ", with `- ` before it" if run.lacks_dash else ""
        hint = f"move {what} above the closing `---`, {place}{dash}"
    where = Location(document.path, document.body_line + run.start, column, len(words))
    return warning(where, "leftover-markup", message, hint)
