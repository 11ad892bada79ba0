"""A file that was pasted with what stood round it: the fences of code of a chat, and words above the first line.

Serves `front_matter`.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.content.reading.fences import is_fence, is_field, line_below
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location

_CODE = regex(r"(?P<sign>`{3,}|~{3,})[^`~]*")


def wrapped_document(path: str, text: str) -> Diagnostic | None:
    """What to say of a content file whose front matter stands within or below something else; None if it does not."""
    lines = text.rstrip().split("\n")
    if is_field(lines[0]):
        return None
    fence = next((row for row in range(len(lines)) if is_fence(lines[row]) and _is_begun(lines, row)), 0)
    opening = next((row for row in range(fence or len(lines)) if _CODE.fullmatch(lines[row])), None)
    where = Location(path, length=max(1, len(lines[0].rstrip())))
    if fence and any(line.strip() for line in lines[:fence]):
        close = next((row for row in range(fence + 1, len(lines)) if is_fence(lines[row])), fence)
        end = None if opening is None else _end_of_code(lines, opening, close)
        message = f"the front matter begins on line {fence + 1}, and what stands above is no part of the file"
        return Diagnostic(
            where, "no-front-matter", message, f"delete {_rows(0, fence - 1)}{_and_end(lines, end)}"
        )
    if not fence and opening is not None and is_field(line_below(lines, opening)):
        end = next((row for row in range(opening + 1, len(lines)) if _is_end(lines, opening, row)), None)
        above = f"delete {_rows(0, opening - 1)}, and " if opening else ""
        both = f" and of line {end + 1}" if end else ", and once more below the last field"
        message = "signs of code stand where the three hyphens that begin the front matter should"
        hint = f"{above}write three hyphens, `---`, in place of line {opening + 1}{both}"
        return Diagnostic(where, "no-front-matter", message, hint)
    return None


def wrapped_data(path: str, text: str) -> Diagnostic | None:
    """What to say of a data file that stands between fences of code; None if it does not."""
    lines = text.rstrip().split("\n")
    first = next(row for row, line in enumerate(lines) if line.strip())
    if not _CODE.fullmatch(lines[first]):
        return None
    end = _end_of_code(lines, first, len(lines))
    where = Location(path, first + 1, length=len(lines[first].rstrip()))
    hint = f"delete {_rows(first, first)}{_and_end(lines, end)}"
    return Diagnostic(
        where, "bad-yaml", "a sign of code stands here, as a chat puts it round what it writes", hint
    )


def _is_begun(lines: Sequence[str], row: int) -> bool:
    """Whether the front matter begins at this fence: a field follows, and some way below another fence."""
    return is_field(line_below(lines, row)) and any(map(is_fence, lines[row + 1 :]))


def _end_of_code(lines: Sequence[str], opening: int, close: int) -> int | None:
    """The row that ends the code begun at `opening`: right below the front matter, closed at `close`, or the last of all."""
    below = next((row for row in range(close + 1, len(lines)) if lines[row].strip()), None)
    if below is not None and _is_end(lines, opening, below):
        return below
    ends = [row for row in range(opening, len(lines)) if _CODE.fullmatch(lines[row].strip())]
    return ends[-1] if len(ends) % 2 == 0 and _is_end(lines, opening, ends[-1]) else None


def _is_end(lines: Sequence[str], opening: int, row: int) -> bool:
    begun = _CODE.fullmatch(lines[opening])
    line = lines[row].strip()
    return begun is not None and line.startswith(begun["sign"]) and not line.strip(begun["sign"][0])


def _and_end(lines: Sequence[str], end: int | None) -> str:
    if end is None:
        return ""
    if any(line.strip() for line in lines[end + 1 :]) and end > len(lines) - 8:
        return f" and {_rows(end, len(lines) - 1)}"
    return f" and line {end + 1}"


def _rows(first: int, last: int) -> str:
    if first == last:
        return f"line {first + 1}"
    return f"lines {first + 1} {'and' if last == first + 1 else 'to'} {last + 1}"
