"""Which names fields have, whatever record they belong to, and what stands behind each: for guesses at what was meant.

Serves `put_right`, `tree` and `yaml_words`, which know no record: asked only where something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args, get_origin

from newsletter.content.kinds.shared import Names, WebAddress
from newsletter.content.reading.record_types import bare_type, hints_of, is_group, marks_of

_SHORTEST_GUESS = 5
#: How much of two words is alike, as `difflib` counts it, that differ by a slip.
_ALIKE = 0.8


def is_name(word: str) -> bool:
    """Whether some record has a field of this name."""
    return word in _shapes()


def is_nearly_name(word: str) -> bool:
    """Whether a word is the name of a field but for a letter or two, and too long to be so by chance."""
    names = (name for name in _shapes() if len(name) >= _SHORTEST_GUESS or name[0] == word[:1])
    return len(word) >= _SHORTEST_GUESS and bool(get_close_matches(word, [*names], 1, _ALIKE))


def is_list(name: str) -> bool:
    """Whether a list can stand behind it."""
    return "list" in _shapes().get(name, ())


def is_list_of_keys(name: str) -> bool:
    """Whether a list of keys of a data file stands behind it: tags, places."""
    return "keys" in _shapes().get(name, ())


def is_number(name: str) -> bool:
    """Whether a number stands behind it, and nothing else ever does."""
    return _shapes().get(name) == frozenset(["number"])


def is_address(name: str) -> bool:
    """Whether an address or the path of a file stands behind it, and nothing else ever does."""
    return _shapes().get(name) == frozenset(["address"])


def entry_of(name: str) -> Any:
    """The record of which a list of this name is one; None where its entries are plain."""
    return next((entry for one, shape, entry in _fields() if one == name and shape == "list" and entry), None)


def belongs_to(name: str, owner: str) -> str:
    """Whether a field of this name belongs to the group `owner`, or to the entries of a list: "group", "list", or nothing."""
    shapes = (shape for one, shape, inner in _fields() if one == owner and inner and name in hints_of(inner))
    return next(shapes, "")


def are_together(names: Sequence[str]) -> bool:
    """Whether some record that stands within another has fields of all these names."""
    return any(inner and {*names} <= {*hints_of(inner)} for _, _, inner in _fields())


def list_with(names: Sequence[str], record: Any) -> str:
    """The list of a record whose entries have fields of these names, of the first and one more at least; "" if none."""
    found = {
        name: sum(one in known for one in names)
        for name, known in _lists_of(record)
        if names and names[0] in known
    }
    best = max(found, key=lambda name: found[name], default="")
    return best if found.get(best, 0) > 1 else ""


@cache
def _lists_of(record: Any) -> tuple[tuple[str, frozenset[str]], ...]:
    """The lists of a record, and the names of the fields their entries have."""
    return tuple(
        (name, frozenset(hints_of(entry))) for name, shape, entry in _of(record) if shape == "list" and entry
    )


@cache
def _shapes() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, shape, _ in _fields():
        found.setdefault(name, set()).add(shape)
    return {name: frozenset(shapes) for name, shapes in found.items()}


@cache
def _fields() -> tuple[tuple[str, str, Any], ...]:
    """Each field of each record: its name, what stands behind it, and the record of a group or of a list's entries."""
    from newsletter.content.config import Place, SiteSettings, Tag
    from newsletter.content.kinds import KINDS

    return tuple(
        found for record in (*(k.record for k in KINDS), Place, Tag, SiteSettings) for found in _of(record)
    )


def _of(record: Any) -> Iterator[tuple[str, str, Any]]:
    for name, hint in hints_of(record).items():
        bare = bare_type(hint)
        if get_origin(bare) is tuple:
            entry = bare_type(get_args(bare)[0])
            yield name, "list", entry if is_dataclass(entry) else None
            inner = marks_of(hint).entries
            if any(
                isinstance(m, Names) and m.kind in ("tag", "place") for m in (inner.here if inner else ())
            ):
                yield name, "keys", None
            yield from _of(entry)
        elif bare in (int, float):
            yield name, "number", None
        elif is_group(bare):
            yield name, "group", bare
            yield from _of(bare)
        else:
            is_address = any(isinstance(mark, Names | WebAddress) for mark in marks_of(hint).here)
            yield name, "address" if is_address and name != "source" else "text", None
