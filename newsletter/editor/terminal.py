"""The terminal of an editor at work: what is told there, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from newsletter.told import formats
from newsletter.told.diagnostics import Diagnostic
from newsletter.told.excerpts import line_reader

#: Tells a line.
Tell = Callable[[str], None]
#: Says what time it is where the editor sits.
Clock = Callable[[], datetime]


def tell_address(what: str, url: str, asked: int, is_other: bool, tell: Tell) -> None:
    """Where it can be looked at, and why not at the port that was asked for."""
    if is_other:
        tell(f"Port {asked} is taken, so another was chosen.")
    tell(f"{what}: {url}/  (Ctrl-C ends it)")


def diagnostics_told(diagnostics: tuple[Diagnostic, ...], root: Path, *, color: bool) -> tuple[str, ...]:
    """What is wrong, with the lines it points at, and how much of it; nothing if nothing is."""
    if not diagnostics:
        return ()
    return formats.as_terminal(diagnostics, line_reader(root), color=color), formats.counted(diagnostics)


def in_words(error: Exception) -> str:
    """A failure of the world without Python's names for it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
