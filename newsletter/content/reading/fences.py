"""The two lines of three hyphens round the front matter, and what stands where they should.

Serves `front_matter`. Word processors and phones make a dash of two hyphens, and a note that was
pasted may bring an empty line: whoever sees `—-` on a screen sees the line that is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location

FENCE = "---"
_DASHES = "\u2010-\u2015\u2212"
#: What somebody takes for three hyphens. One hyphen alone is an entry of a list.
_ALIKE = regex(rf"[-*_=~+{_DASHES}]{{2,}}|[{_DASHES}]|(?:[-*_] ){{2,}}[-*_]")
_BEHIND_VALUE = regex(r".*[^\s-][ ]*(?P<fence>---)[ \t]*$")
_CODE = ("```", "~~~")
_FIELD = regex(r"[a-z_]+:(?: |$)")
#: How a line among fields begins: with a name, an entry, a note, the end of brackets, or further in.
_OF_FIELDS = regex(r"[\w-]+ *:|-|#|[\]}]|\s|$")


def is_fence(line: str) -> bool:
    """Whether a line begins or ends the front matter."""
    return line.rstrip() == FENCE


def is_field(line: str) -> bool:
    """Whether a line begins with the name of a field."""
    return _FIELD.match(line) is not None


def not_begun(path: str, text: str) -> Diagnostic:
    """What to say of a file whose first line is no fence."""
    lines = text.split("\n")
    first = next(row for row, line in enumerate(lines) if line.strip())
    where, begun = Location(path, length=max(1, len(lines[0].rstrip()))), lines[first].strip()
    if first and (is_fence(begun) or _is_alike(begun)):
        message = f"{'an empty line stands' if first == 1 else 'empty lines stand'} above the front matter"
        hint = f"delete {'it' if first == 1 else 'them'}, so that the file begins with its `---`"
        return Diagnostic(where, "no-front-matter", message, hint)
    if not first and (is_fence(begun) or _is_alike(begun)):
        message = "line 1 is not the three hyphens that begin the front matter"
        return Diagnostic(where, "no-front-matter", message, _three_hyphens(lines[0].rstrip()))
    message = "the file does not begin with front matter"
    hint = "put a line of three dashes, `---`, on line 1 and another after the fields"
    if not first and _FIELD.match(lines[0]) and any(map(is_fence, lines)):
        hint = "put a line of three dashes, `---`, above the first field"
    return Diagnostic(Location(path), "no-front-matter", message, hint)


def misshapen(path: str, lines: Sequence[str], end: int | None) -> Diagnostic | None:
    """What to say of the lines below the first fence where one is no fence, or one too many; None if all is well.

    `end` is the row of the second fence; None where there is none.
    """
    for row, line in enumerate(lines[1:end], start=1):
        if line.startswith("  "):
            continue  # part of a field, as most lines are
        if _is_alike(line.rstrip()) or (end is None and is_fence(line.lstrip())):
            return _not_a_fence(path, lines, row)
        if not _OF_FIELDS.match(line):
            break  # words: whatever stands below them is a rule or a heading of the body
    if end is None and (told := _run_on(path, lines)):
        return told
    if end is None:
        message = "the front matter that begins here is never closed"
        hint = "put a line of three dashes, `---`, after the last field"
        return Diagnostic(Location(path, length=3), "unclosed-front-matter", message, hint)
    if not any(line.strip() for line in lines[1:end]) and _FIELD.match(line_below(lines, end)):
        message = f"line {end + 1} closes the front matter at once"
        hint = "delete one of the two lines of dashes, so that the fields stand below the other"
        return Diagnostic(Location(path, end + 1, length=3), "no-fields", message, hint)
    return _second_fields(path, lines, end)


def _run_on(path: str, lines: Sequence[str]) -> Diagnostic | None:
    """What to say of a fence that stands behind the last value: its line break was lost; None where none does."""
    for row, line in enumerate(lines[1:], start=1):
        found = _BEHIND_VALUE.match(line) if _OF_FIELDS.match(line) else None
        if found:
            where = Location(path, row + 1, found.start("fence") + 1, 3)
            message = "the three hyphens that close the front matter stand behind a value"
            return Diagnostic(
                where, "unclosed-front-matter", message, "write `---` alone, on a line of its own"
            )
        if not _OF_FIELDS.match(line):
            return None
    return None


def _second_fields(path: str, lines: Sequence[str], end: int) -> Diagnostic | None:
    """What to say of a second front matter right below the first, as it is pasted; None if there is none."""
    begins = next((row for row in range(end + 1, len(lines)) if lines[row].strip()), end)
    closes = next((row for row in range(begins + 1, len(lines)) if is_fence(lines[row])), None)
    if begins == end or not is_fence(lines[begins]) or closes is None:
        return None
    fields = [line for line in lines[begins + 1 : closes] if line.strip()]
    if not fields or not _FIELD.match(fields[0]) or not all(map(_OF_FIELDS.match, fields)):
        return None
    message = "a second set of fields begins here"
    hint = "keep the fields of one, between one pair of `---`, and delete the other"
    return Diagnostic(Location(path, begins + 1, length=3), "bad-yaml", message, hint)


def second_file(lines: Sequence[str]) -> int | None:
    """The row of the fence at which another content file begins, pasted below the text of one; None where none does.

    It has fields, a title among them, and a fence that closes them; what stands in a block of code is an example.
    """
    fences = [row for row, line in enumerate(lines) if is_fence(line)]
    for begins, closes in pairwise(fences[2:]):
        fields = [line for line in lines[begins + 1 : closes] if line.strip()]
        is_below = any(
            line.strip() for line in lines[fences[1] + 1 : begins]
        )  # else they are fields given twice
        is_one = (
            is_below
            and fields
            and _FIELD.match(fields[0])
            and any(line.startswith("title:") for line in fields)
        )
        is_code = sum(line.lstrip().startswith(_CODE) for line in lines[:begins]) % 2
        if is_one and not is_code and all(map(_OF_FIELDS.match, fields)):
            return begins
    return None


def _not_a_fence(path: str, lines: Sequence[str], row: int) -> Diagnostic:
    """What to say of a line that only looks like a fence: is it one too many, or the one that closes?"""
    line = lines[row].rstrip()
    where = Location(path, row + 1, length=len(line))
    if row == 1:
        message = "line 1 begins the front matter already"
        return Diagnostic(where, "bad-yaml", message, "delete this line")
    if _FIELD.match(line_below(lines, row)):
        return Diagnostic(where, "bad-yaml", "this line parts the fields", "delete it; no line stands there")
    message = "this line does not close the front matter"
    return Diagnostic(where, "unclosed-front-matter", message, _three_hyphens(line))


def _three_hyphens(line: str) -> str:
    what = "without a space before them" if is_fence(line.lstrip()) else f"in place of `{line.strip()}`"
    return f"write three hyphens, `---`, {what}"


def line_below(lines: Sequence[str], row: int) -> str:
    """The next line below `row` that is not empty; nothing if there is none."""
    return next((line for line in lines[row + 1 :] if line.strip()), "")


def _is_alike(line: str) -> bool:
    return line != FENCE and _ALIKE.fullmatch(line) is not None
