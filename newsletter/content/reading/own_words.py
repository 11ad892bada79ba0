"""What a file says in its own words, and no other of its kind should: its sentences, its text, its address.

Serves `entries`; `library.copies` compares. Facts with a source may be the same in two places, and
few words by chance; what is our judgement, or was said by one person, is one file's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from newsletter.content.entry import OWN_SIZE, OWN_TEXT
from newsletter.content.kinds import Kind
from newsletter.content.kinds.shared import Once, Prose, Recurring
from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.leftovers import COMMENT
from newsletter.content.reading.record_types import bare_type, hints_of, is_group
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: Characters that no two sentences have in common by chance.
_NO_CHANCE = 60
#: A picture, with its attributes: several pages may show one, and its words are long by themselves.
_PICTURE = regex(r"!\[[^\]\n]*\]\([^)\n]*\)(?:\{:[^}\n]*\})?")


def own_words(document: Document, kind: Kind) -> tuple[bytes, tuple[tuple[str, Location], ...]]:
    """A digest of each, one behind the other, and in the same order the name and the place of each."""
    found = [*_of_fields(document.fields, kind), *_of_body(document)]
    digests = (_digest(kind, name, words) for name, _, words in found)
    return b"".join(digests), tuple((name, where) for name, where, _ in found)


def said_in_two_fields(document: Document, kind: Kind) -> Iterator[Diagnostic]:
    """A warning for each sentence that another field has already; of `power` is told elsewhere."""
    first: dict[str, str] = {}
    for name, where, words in _of_fields(document.fields, kind):
        before = first.setdefault(words, name)
        if before != name and not (before.startswith("power.") and name.startswith("power.")):
            message = f"this is what `{before}` says already, word for word"
            yield warning(
                where, "given-twice", message, f"write in `{name.rpartition('.')[2]}` what is so there"
            )


def _of_fields(fields: Field, kind: Kind) -> Iterator[tuple[str, Location, str]]:
    record: Any = kind.record
    for path, is_once in _paths(record):
        field: Field | None = fields
        for part in path:
            field = field.named.get(part) if field else None
        words = _words(field) if field else ""
        if field and (len(words) >= _NO_CHANCE or (is_once and words)):
            yield ".".join(path), field.location, words


def _of_body(document: Document) -> Iterator[tuple[str, Location, str]]:
    words = _plain(_PICTURE.sub("", COMMENT.sub("", document.body)))
    if len(words) >= _NO_CHANCE:
        yield OWN_TEXT, Location(document.path, document.body_line), words


def _words(field: Field) -> str:
    """All the words of a field, of a list those of each entry in turn."""
    if isinstance(field.value, tuple):
        return "\n".join(map(_words, field.value))
    if isinstance(field.value, str):
        return _plain(field.value)
    return "\n".join(map(_words, field.named.values()))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _digest(kind: Kind, name: str, words: str) -> bytes:
    return blake2b(f"{kind.name}\0{name}\0{words}".encode(), digest_size=OWN_SIZE).digest()


@cache
def _paths(record: Any) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The ways to the fields that are a file's own, and of each whether few words are enough."""
    found: list[tuple[tuple[str, ...], bool]] = []
    for name, hint in hints_of(record).items():
        bare, marks = bare_type(hint), tuple(_marks(hint))
        if any(isinstance(mark, Recurring) for mark in marks):
            continue
        if is_group(bare):
            found += [((name, *path), is_once) for path, is_once in _paths(bare)]
        elif any(isinstance(mark, Once) for mark in marks):
            found.append(((name,), True))
        elif _is_our_own(hint):
            found.append(((name,), False))
    return tuple(found)


def _is_our_own(hint: Any) -> bool:
    """Whether it is sentences that no source is beside, or a list of such, or of entries that need one each."""
    bare = bare_type(hint)
    if get_origin(bare) is not tuple:
        return any(isinstance(mark, Prose) and not mark.has_source for mark in _marks(hint))
    entry = get_args(bare)[0]
    group = bare_type(entry)
    if is_group(group):
        needed = (inner for inner in hints_of(group).values() if get_origin(inner) is Annotated)
        return any(map(_is_our_own, needed))
    return _is_our_own(entry)


def _marks(hint: Any) -> Iterator[Any]:
    """What is written beside a type, inside "or None" too."""
    if get_origin(hint) is Annotated:
        yield from get_args(hint)[1:]
    elif get_origin(hint) in (Union, UnionType):
        for choice in get_args(hint):
            yield from _marks(choice)
