"""What is wrong now, held against what was wrong before: which mistakes a change brought.

A mistake is an old one if the former content had it too: the same code and the same words,
in the same file or in the file it was moved from. Its line counts for nothing, since lines move.
So a link that broke because its target went is new, though it stands in a file nobody touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import point

#: The only part of a message that follows from where something stands.
_LINE = regex(r"\bon line \d+")

_Name = tuple[str, str, str, str]


@point
class Change:
    """What a change came to: the files it touches, and its mistakes apart from older ones."""

    files: frozenset[str]
    """Files that were added, altered or moved, by their path today."""
    new: tuple[Diagnostic, ...]
    old: tuple[Diagnostic, ...]


def compared(
    now: Iterable[Diagnostic],
    before: Iterable[Diagnostic],
    *,
    files: Collection[str],
    moved: Mapping[str, str],
    line_now: Callable[[str, int], str | None],
    line_before: Callable[[str, int], str | None],
) -> Change:
    """The mistakes of `now`, those that stood `before` apart; `moved` gives a file's former path.

    Where a file has the same mistake more often than before, those whose line is as it was are
    the old ones, and of the rest the first.
    """
    known: Counter[_Name] = Counter()
    lines: Counter[tuple[_Name, str | None]] = Counter()
    for one in before:
        name = _name(one, one.location.file)
        known[name] += 1
        lines[name, line_before(one.location.file, one.location.line)] += 1
    found = [(one, _name(one, moved.get(one.location.file, one.location.file))) for one in now]
    is_old = [False] * len(found)
    for number, (one, name) in enumerate(found):
        line = line_now(one.location.file, one.location.line)
        if lines[name, line] > 0:
            lines[name, line] -= 1
            known[name] -= 1
            is_old[number] = True
    for number, (_, name) in enumerate(found):
        if not is_old[number] and known[name] > 0:
            known[name] -= 1
            is_old[number] = True
    return Change(
        frozenset(files),
        tuple(one for (one, _), old in zip(found, is_old, strict=True) if not old),
        tuple(one for (one, _), old in zip(found, is_old, strict=True) if old),
    )


def _name(one: Diagnostic, file: str) -> _Name:
    return file, one.severity.value, one.code, _LINE.sub("on line …", one.message)
