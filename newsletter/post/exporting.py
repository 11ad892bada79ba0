"""All that is known of the people, given away: to a file for another engine, or to the person it is about."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import asdict
from pathlib import Path

from newsletter.post.database import List
from newsletter.post.people import Person, State, everyone

#: The headings of an exported list; `importing` reads it back.
HEADINGS = ("address", "state", "language", "since", "given", "confirmed", "how", "words", "source")


def export_file(at: List, path: Path, states: tuple[State, ...] = ()) -> int:
    """Write everyone, or those in one of the states, to a new CSV file that its owner alone can read; how many.

    Raises ListError, and OSError where the file is there already or cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    count = 0
    descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(HEADINGS)
            for person in everyone(at, states):
                writer.writerow(_row(person))
                count += 1
        os.link(part, path)  # where a file of that name is there, it stays
    finally:
        part.unlink()
    return count


def as_json(person: Person) -> str:
    """The person's whole record, for them to have (UK GDPR, articles 15 and 20)."""
    return json.dumps(asdict(person), ensure_ascii=False, indent=1) + "\n"


def _row(person: Person) -> tuple[str, ...]:
    """The person in a line, with the newest of their consents."""
    consent = person.consents[-1] if person.consents else None
    told = (consent.given, consent.confirmed or "", consent.how, consent.words) if consent else ("",) * 4
    return (person.address, person.state, person.language, person.since, *told, person.source)
