"""People and organisations: who is named, where, and in what part; known by their names alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.event import Event
from newsletter.content.kinds.report import Report
from newsletter.content.kinds.voice import Voice
from newsletter.content.words.keys import better_key
from newsletter.values import point

#: In so many entries a name stands before it gets a page of its own.
FEWEST = 2


@point
class Mention:
    """An entry that names somebody, and in what part."""

    entry: Entry[Any]
    role: str


@point
class Named:
    """Somebody who is named in several entries; `key` stands in the address of their page."""

    key: str
    name: str
    mentions: tuple[Mention, ...]


def people(entries: Iterable[Entry[Any]]) -> dict[str, Named]:
    """The people who are named in two entries or more, by the key of their name, in its order."""
    return _several((entry, name, role) for entry in entries for name, role in _people_of(entry.record))


def organisations(entries: Iterable[Entry[Any]]) -> dict[str, Named]:
    """The same of organisations."""
    return _several(
        (entry, name, role) for entry in entries for name, role in _organisations_of(entry.record)
    )


def key_of(name: str) -> str:
    """What stands for a name in an address; nothing where no letter of it can."""
    return better_key(name) or ""


def _people_of(record: Any) -> Iterator[tuple[str, str]]:
    match record:
        case CaseStudy():
            yield from ((one.name, one.role) for one in record.people)
        case Event():
            yield from ((one.name, one.role or "speaker") for one in record.speakers)
        case Voice():
            name, _, role = record.speaker.partition(", ")
            yield name, role


def _organisations_of(record: Any) -> Iterator[tuple[str, str]]:
    match record:
        case CaseStudy():
            yield from ((one.name, one.role) for one in record.organisations)
        case Event():
            yield from ((name, "organiser") for name in record.organisers)
        case Report():
            yield record.publisher, "publisher"


def _several(found: Iterable[tuple[Entry[Any], str, str]]) -> dict[str, Named]:
    named: dict[str, dict[str, Mention]] = defaultdict(dict)
    names: dict[str, str] = {}
    for entry, name, role in found:
        if key := key_of(name):
            names.setdefault(key, name)
            named[key].setdefault(entry.path, Mention(entry, role))
    return {
        key: Named(key, names[key], tuple(mentions.values()))
        for key, mentions in sorted(named.items())
        if len(mentions) >= FEWEST
    }
