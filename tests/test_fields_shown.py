"""A promise: every field of every record is shown somewhere, or declared unshown with its reason.

In the whole files of the made-up publication every value that has words of its own gives way,
all at once, to one that stands nowhere else and is looked for in what is made. Of a value to
choose from, a switch or a name of something else, it is looked whether another would show.
"""

from __future__ import annotations

import html
import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, get_origin

import pytest

from newsletter.content.config import Place, Tag
from newsletter.content.kinds import KINDS
from newsletter.content.kinds.shared import HomeAddress, LanguageTag, Names, Unshown, WebAddress
from newsletter.content.words.moments import Moment, TimeZone
from newsletter.content.words.when import When, long_date
from tests import made_up
from tests.made_up.changes import changes
from tests.records import bare, entry_hint, group, hints, marks, reachable

RECORDS = tuple(reachable(*(kind.record for kind in KINDS), Tag, Place))
FIELDS = {(record, name): hints(record)[name] for record in RECORDS for name in hints(record)}
#: What a reader, a feed reader or a search engine is given to read.
_READ = (".html", ".xml", ".json", ".txt", ".eml")


@dataclass(frozen=True)
class Leaf:
    """A value: the file, or the table and the key in it, and its dotted name there as `changes` has it.

    `forms` are the ways in which it may be shown, if it has words of its own.
    """

    file: str
    dotted: str
    forms: tuple[str, ...] = ()


class _Filling:
    """Puts a value of its own into every field that has words."""

    def __init__(self) -> None:
        self.leaves: dict[tuple[type, str], list[Leaf]] = defaultdict(list)
        self._words = ("".join(letters) for letters in itertools.product("bcdfghjklmnpqrstvwxz", repeat=5))
        self._days = (date(1990, 1, 5) + timedelta(days=41 * n) for n in itertools.count())
        self._languages = ("".join(letters) for letters in itertools.product("cdg", "yzadv"))

    def filled(self, file: str, record: Any, prefix: str = "") -> Any:
        """The record with values of its own."""

        def put(name: str, hint: Any, value: Any) -> Any:
            if value is None:
                return None
            if get_origin(bare(hint)) is tuple:
                return tuple(put(name, entry_hint(hint), one) for one in value)
            if group(hint):
                return self.filled(file, value, f"{prefix}{name}.")
            other, *forms = self._other(name, hint, value)
            self.leaves[type(record), name].append(Leaf(file, prefix + name, tuple(forms)))
            return other

        return replace(
            record,
            **{name: put(name, hint, getattr(record, name)) for name, hint in hints(type(record)).items()},
        )

    def _other(self, name: str, hint: Any, value: Any) -> tuple[Any, ...]:
        """A value of its own, and the forms it may be shown in; without words, the value that was there."""
        word = next(self._words)
        for mark in marks(hint):
            match mark:
                case Names():
                    return (f"/{word}/", f"/{word}/") if mark.kind == "redirect" else (value,)
                case WebAddress() | HomeAddress():
                    return f"https://{word}.example/", f"{word}.example"
                case TimeZone():
                    return "Asia/Tokyo", "Asia/Tokyo"
                case LanguageTag():
                    language = next(self._languages)
                    return language, f'lang="{language}"'
        if get_origin(bare(hint)) is Literal:
            return (value,)
        match value:
            case str() if name == "id":
                return value, f"source-{value}", f"cite-{value}"
            case str():
                return word.capitalize(), word.capitalize(), word
            case Moment():
                moment = Moment(next(self._days) + timedelta(days=100_000), value.minute)
                return moment, str(moment)
            case When():
                day = next(self._days)
                when = When(day.year, day.month)
                return when, str(when), when.iso
            case date():
                day = next(self._days)
                return day, long_date(day), day.isoformat()
            case int() if name == "number":
                return 31, "Edition 31"
        return (value,)


@cache
def filled() -> tuple[dict[tuple[type, str], list[Leaf]], str]:
    """Every place in which each field holds a value, and all that is to be read where it has its own."""
    filling = _Filling()
    put = [
        made_up.with_record(made_up.entry(path), filling.filled(path, made_up.entry(path).record))
        for path in made_up.WHOLE
    ]
    config = made_up.config()
    settings = replace(
        config,
        tags={key: filling.filled(f"tags {key}", tag) for key, tag in config.tags.items()},
        places={key: filling.filled(f"places {key}", place) for key, place in config.places.items()},
    )
    made = made_up.everything(*put, settings=settings)
    return filling.leaves, "\n".join(
        html.unescape(content.decode()) for path, content in made.items() if path.endswith(_READ)
    )


@cache
def as_it_is() -> dict[str, bytes]:
    return made_up.everything()


def with_another(leaf: Leaf) -> Iterator[dict[str, bytes]]:
    """All that is made, with each other value that a leaf can hold."""
    table, _, key = leaf.file.partition(" ")
    config = made_up.config()
    before = getattr(config, table)[key] if key else made_up.entry(leaf.file).record
    for name, record in changes(before):
        if name == leaf.dotted:
            if key:
                settings = replace(config, **{table: {**getattr(config, table), key: record}})
                yield made_up.everything(settings=settings)
            else:
                yield made_up.everything(made_up.with_record(made_up.entry(leaf.file), record))


def is_shown(leaf: Leaf) -> bool:
    """Whether a value is to be read; of one without words of its own, whether another makes a difference."""
    if leaf.forms:
        return any(form in filled()[1] for form in leaf.forms)
    others = list(with_another(leaf))
    assert others, f"{leaf}: no other value can stand there"
    return any(made != as_it_is() for made in others)


def test_the_publication_leaves_out_no_field() -> None:
    assert set(filled()[0]) == {field for field, hint in FIELDS.items() if group(hint) is None}


@pytest.mark.parametrize(
    ("record", "name"),
    [field for field, hint in FIELDS.items() if group(hint) is None],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)
def test_a_field_is_shown_or_declared_unshown(record: type, name: str) -> None:
    hint = FIELDS[record, name]
    declared = next((mark for mark in marks(hint) if isinstance(mark, Unshown)), None)
    # A switch or a place in an order is never to be read: what is declared of it says what it steers.
    if declared and bare(hint) in (bool, int):
        return
    shown = any(map(is_shown, dict.fromkeys(filled()[0][record, name])))
    if declared:
        assert not shown, f"it is shown, but declared unshown: {declared.reason}"
    else:
        assert shown, "it is shown nowhere, and not declared unshown"
