"""The people given away, to a file for another engine."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from newsletter.post.database import List
from newsletter.post.subscribers.csv_rows import guarded
from newsletter.post.subscribers.people import everyone
from newsletter.post.subscribers.person import Person, State

#: Made by us, and through no link of another's.
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY
#: The headings of an exported list; `importing` reads people, states and days back, the consent from its own command.
HEADINGS = ("address", "state", "language", "since", "given", "confirmed", "how", "words", "source")


def export_file(at: List, path: Path, states: tuple[State, ...] = ()) -> int:
    """Write everyone, or those in one of the states, to a new CSV file that its owner alone can read; how many.

    Raises ListError, and OSError where the file is there already or cannot be written.
    """
    part = path.with_name(f"{path.stem}.part{path.suffix}")  # a .csv too, which .gitignore keeps out
    descriptor = os.open(part, _NEW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            count = _write(opened, everyone(at, states))
        os.close(os.open(path, _NEW, 0o600))  # where a file or a link of that name is there, it stays
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write(opened: TextIO, people: Iterator[Person]) -> int:
    writer = csv.writer(opened)
    writer.writerow(HEADINGS)
    count = 0
    for person in people:
        writer.writerow([guarded(cell) for cell in _row(person)])
        count += 1
    return count


def _row(person: Person) -> tuple[str, ...]:
    """The person in a line, with the newest of their consents."""
    consent = person.consents[-1] if person.consents else None
    told = (consent.given, consent.confirmed or "", consent.how, consent.words) if consent else ("",) * 4
    return (person.address, person.state, person.language, person.since, *told, person.source)
