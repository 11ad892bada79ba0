"""What was found wrong, as values: where it is, what it is, what to do about it.

Every step of the flow returns `Checked`: its value, if it could be made, and all that
was found on the way. The commands sort the lot and show it in one of three forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from newsletter.told.codes import Code
from newsletter.values import point

T = TypeVar("T")


class Severity(StrEnum):
    """How much it matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Location(NamedTuple):
    """A place in a file an editor can open.

    `file` is relative to the project's root, with "/". `line` and `column` count from 1;
    columns count characters, not bytes. `length` is how many characters the caret marks.
    (A tuple, because every field of every file has two: it is made in half the time.)
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1


@point
class Diagnostic:
    """One mistake, in plain words. `code` names its kind, such as `broken-link`: for searching, and for programs."""

    location: Location
    code: Code
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


def as_row(diagnostic: Diagnostic) -> list[Any]:
    """A diagnostic as a table keeps it."""
    d = diagnostic
    return [list(d.location), d.code, d.message, d.hint, d.severity.value]


def from_row(row: Sequence[Any]) -> Diagnostic:
    """The diagnostic again. Raises TypeError, ValueError or IndexError for what is none."""
    return Diagnostic(Location(*row[0]), row[1], row[2], row[3], Severity(row[4]))


@point
class Checked(Generic[T]):
    """What a step made, or None where it could not, and everything it found wrong."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()


def warning(location: Location, code: Code, message: str, hint: str = "") -> Diagnostic:
    """A diagnostic that lets the build go on."""
    return Diagnostic(location, code, message, hint, Severity.WARNING)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the build."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


#: What is asked of a thing -> what tells, at the same place, that there is none.
_ASKED_OF: Mapping[Code, Code] = {"missing-alt": "broken-image", "missing-credit": "broken-image"}


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each mistake once, by file, line and column.

    The same words at the same place are one mistake, whatever the hint: a template's line
    that fails on every page is told once, with the first page it was met on. Of what is not
    there nothing else is told (see `_ASKED_OF`).
    """
    once: dict[tuple[Location, Severity, str, str], Diagnostic] = {}
    found = tuple(diagnostics)
    missing = {(diagnostic.location, diagnostic.code) for diagnostic in found}
    for diagnostic in found:
        if (diagnostic.location, _ASKED_OF.get(diagnostic.code)) in missing:
            continue
        key = (diagnostic.location, diagnostic.severity, diagnostic.code, diagnostic.message)
        once.setdefault(key, diagnostic)
    return tuple(once[key] for key in sorted(once))


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that looks most like `word`, whatever their capitals; None when none is near."""
    names = {name.lower(): name for name in sorted(known)}
    matches = get_close_matches(word.lower(), names, n=1, cutoff=cutoff)
    return names[matches[0]] if matches else None


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that offers the nearest known name, or `otherwise` when none is near."""
    match = nearest(word, known)
    return f"did you mean `{match}`?" if match else otherwise
