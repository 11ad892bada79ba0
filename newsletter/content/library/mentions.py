"""People and organisations: who is named, where, and in what part; known by their names alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds import Kind, kind_of
from newsletter.content.kinds.kind import Naming
from newsletter.content.words.keys import better_key
from newsletter.permalinks import LONGEST_NAME
from newsletter.regexes import regex
from newsletter.values import point

#: Signs that tell one name from another: `C`, `C++` and `C#` are three.
_SIGNS = regex(r"[+#]")
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
    return _several(entries, lambda kind: kind.people)


def organisations(entries: Iterable[Entry[Any]]) -> dict[str, Named]:
    """The same of organisations."""
    return _several(entries, lambda kind: kind.organisations)


def key_of(name: str) -> str:
    """What stands for a name in an address; nothing where no letter of it can."""
    return (better_key(_SIGNS.sub(_said, name)) or "")[:LONGEST_NAME].rstrip("-")


def _said(sign: re.Match[str]) -> str:
    return " plus " if sign[0] == "+" else " sharp "


def _several(entries: Iterable[Entry[Any]], naming: Callable[[Kind], Naming]) -> dict[str, Named]:
    named: dict[str, dict[str, Mention]] = defaultdict(dict)
    names: dict[str, str] = {}
    for entry in entries:
        kind = kind_of(entry.path)
        for name, role in naming(kind)(entry.record) if kind else ():
            if key := key_of(name):
                names.setdefault(key, name)
                named[key].setdefault(entry.path, Mention(entry, role))
    return {
        key: Named(key, names[key], tuple(mentions.values()))
        for key, mentions in sorted(named.items())
        if len(mentions) >= FEWEST
    }
