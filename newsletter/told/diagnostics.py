"""What was found wrong, as values: where it is, what it is, what to do about it.

Every step of the flow returns `Checked`: its value, if it could be made, and all that
was found on the way. The commands sort the lot and show it in one of three forms.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from newsletter.told.codes import Code
from newsletter.told.lookalikes import latin, lookalike
from newsletter.values import point

T = TypeVar("T")

_MOST_LISTED = 15
#: Letters of an alias that may be misspelt: a shorter one is too near to anything.
_SHORTEST_GUESS = 5


class Severity(StrEnum):
    """How much it matters: an error stops the build, a warning asks to look again, a note asks for nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


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


def note(location: Location, code: Code, message: str, hint: str = "") -> Diagnostic:
    """A diagnostic of what is as it may be, so that nobody wonders."""
    return Diagnostic(location, code, message, hint, Severity.NOTE)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them stops the build."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def eased(found: Iterable[Diagnostic], is_draft: Callable[[str], bool]) -> tuple[Diagnostic, ...]:
    """The same, but that the mistakes of a draft are warnings: what is unfinished stops nothing.

    `is_draft` is asked of a file's path, and only where there is an error in it.
    """
    return tuple(
        replace(one, severity=Severity.WARNING)
        if one.severity is Severity.ERROR and is_draft(one.location.file)
        else one
        for one in found
    )


#: What is asked of a thing -> what tells, at the same place, that there is none.
_ASKED_OF: Mapping[Code, tuple[Code, ...]] = {
    "missing-alt": ("broken-image",),
    "missing-credit": ("broken-image",),
    "reads-otherwise": ("broken-image", "broken-link", "broken-anchor"),
}


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
        asked_of = _ASKED_OF.get(diagnostic.code, ())
        if any((diagnostic.location, code) in missing for code in asked_of):
            continue
        key = (diagnostic.location, diagnostic.severity, diagnostic.code, diagnostic.message)
        once.setdefault(key, diagnostic)
    return tuple(once[key] for key in sorted(once))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name with nearly the same letters as `word`, whatever their capitals; None when none is near."""
    found, least = None, len(word)
    for name in sorted(known):
        apart = _steps(_plain(word), _plain(name), least)
        if apart is not None and (found is None or apart < least):
            found, least = name, apart
    return found


def meant(word: str, known: Iterable[str], aliases: Mapping[str, str]) -> str | None:
    """The known name a word stands for, by its meaning or else by its letters; None when none is near."""
    names = tuple(known)
    alias = aliases.get("-".join(_plain(word).split("-")))
    if alias in names:
        return alias
    if match := nearest(word, names):
        return match
    near = nearest(word, (one for one in aliases if len(one) > _SHORTEST_GUESS and aliases[one] in names))
    return aliases[near] if near else None


def suggestion(
    word: str, known: Iterable[str], otherwise: str = "", aliases: Mapping[str, str] | None = None
) -> str:
    """A hint that offers the known name `word` means, or is nearest to; `otherwise` when there is none.

    `aliases` are other words for known names, in small letters with hyphens.
    """
    match = meant(latin(word), known, aliases or {})
    return did_you_mean(match, word) if match else otherwise


def did_you_mean(match: str, word: str) -> str:
    """A hint that offers a name for `word`; of two that look the same, it says which letter is another."""
    other = lookalike(word)
    return f"did you mean `{match}`?" + (f" T{other[1:]}: type it anew." if other else "")


def listed(words: Collection[str], lead: str) -> str:
    """All the words after `lead`; nothing where there are more than anybody reads in a hint."""
    return f"{lead}: {', '.join(words)}" if 0 < len(words) <= _MOST_LISTED else ""


def all_of(words: Sequence[str]) -> str:
    """The words as a sentence has them: `a`, `b` and `c`; nothing of none."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else "".join(words)


def one_of(words: Sequence[str]) -> str:
    """The words as a sentence has them: `a`, `b` or `c`."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if words[1:] else "".join(words)


def with_article(noun: str) -> str:
    """A noun as a sentence names one: a case study, an article."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _plain(word: str) -> str:
    return word.lower().replace("_", "-").replace(" ", "-")


def _steps(one: str, other: str, least: int) -> int | None:
    """How many letters of one make it the other; None where it is more than `least`, or than a slip or two.

    A quarter of them may be wrong, or those at the end not written: at more, a guess is as likely
    to be something else (`cooperatives` and `corporations` are a third apart).
    """
    shorter, longer = sorted((one, other), key=len)
    slips = max(1, len(longer) // 4)
    most = min(slips, least)
    if not shorter:
        return None
    if len(longer) - len(shorter) <= most and len(set(one) - set(other)) <= most:
        apart = _distance(one, other, most)
        if apart <= most:
            return apart
    is_begun = longer.startswith(shorter) and 4 <= len(shorter) >= len(longer) / 2
    return slips + 1 if is_begun and slips < least else None


def _distance(one: str, other: str, most: int) -> int:
    """How many letters are to be put in, taken out, changed, or swapped with the next (Damerau's distance).

    Past `most` it is some larger number: of a thousand names all but a few are given up early.
    """
    far = most + 1
    above: list[int] = []
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [far] * (len(other) + 1)
        row[0] = i
        for j in range(max(1, i - most), min(len(other), i + most) + 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other[j - 1]))
            if i > 1 and j > 1 and letter == other[j - 2] and other[j - 1] == one[i - 2]:
                row[j] = min(row[j], above[j - 2] + 1)
        if min(row) > most:
            return far
    return row[-1]
