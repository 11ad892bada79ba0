"""Ten kinds of fault in every field of every kind of file: each is told once, at its line, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, is_dataclass
from dataclasses import Field as RecordField
from dataclasses import fields as record_fields
from typing import Any, Literal, NamedTuple, get_args, get_origin

import pytest
from annotated_types import Ge, Le, Len

from newsletter.content.kinds import KINDS, kind_of
from newsletter.content.kinds.shared import WebAddress
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.field import Field
from newsletter.content.reading.front_matter import parse_document
from newsletter.content.reading.record_types import is_group
from newsletter.content.reading.source_file import SourceFile
from newsletter.content.reading.yaml_fields import read_fields
from newsletter.content.words.moments import Moment
from newsletter.content.words.when import IsoDay, When
from newsletter.told.diagnostics import Diagnostic
from tests.made_up import WHOLE, file, front_matter
from tests.records import CONTENT, bare, hints, marks

EXAMPLES = {path: front_matter(path) for path in WHOLE}

_NOT_PLAIN = re.compile(
    r"pydantic|NoneType|Traceback|[Ii]nput should|validat|<class|dataclass|\bstr\b|\bint\b|\bdict\b|\btuple\b"
    r"|CaseStudy|StartHere|TryThis|keyword|argument|literal|None\b"
)


class Place(NamedTuple):
    """A field of an example: what it is, and the lines it takes (from 0, in the front matter alone)."""

    path: str
    names: tuple[str | int, ...]
    owner: type
    field: RecordField[Any]
    hint: Any
    first: int
    end: int

    def __str__(self) -> str:
        return f"{self.path.split('/')[1]}:{'.'.join(map(str, self.names))}"


class Fault(NamedTuple):
    """A broken file. The one message may be on any of `lines` (from 1, in the file)."""

    kind: str
    text: str
    lines: frozenset[int]


def _places() -> Iterator[Place]:
    for path, text in EXAMPLES.items():
        document = parse_document(SourceFile(path, file(text).encode())).value
        kind = kind_of(path)
        if document is not None and kind is not None:
            yield from _inside(path, (), kind.record, document.fields, text.splitlines())


def _inside(
    path: str, names: tuple[str | int, ...], owner: type, fields: Field, lines: list[str]
) -> Iterator[Place]:
    assert isinstance(fields.value, dict)
    for field in record_fields(owner):
        if field.name not in fields.value:
            continue  # told by the test of the examples, not while tests are gathered
        written = fields.value[field.name]
        first = written.key.line - 2
        indent = written.key.column - 1
        end = next(
            (n for n in range(first + 1, len(lines)) if len(lines[n]) - len(lines[n].lstrip(" -")) <= indent),
            len(lines),
        )
        hint = hints(owner)[field.name]
        yield Place(path, (*names, field.name), owner, field, hint, first, end)
        kind = bare(hint)
        if is_group(kind):
            yield from _inside(path, (*names, field.name), kind, written, lines)
        elif get_origin(kind) is tuple and is_dataclass(entry := bare(get_args(kind)[0])):
            assert isinstance(written.value, tuple)
            yield from _inside(path, (*names, field.name, 0), entry, written.value[0], lines)


PLACES = tuple(_places())


def _faults(place: Place) -> Iterator[Fault]:
    lines = EXAMPLES[place.path].splitlines()
    name, kind = place.field.name, bare(place.hint)
    here = place.first + 2
    head = lines[place.first][: lines[place.first].index(f"{name}:")]
    inside = " " * len(head)
    is_a_group = is_group(kind)
    is_list = get_origin(kind) is tuple
    is_text = kind is str

    def told(kind: str, *written: str, at: int | None = None) -> Fault:
        text = "\n".join([*lines[: place.first], *written, *lines[place.end :]]) + "\n"
        return Fault(kind, file(text), frozenset([at or here]))

    def value(kind: str, written: str) -> Fault:
        return told(kind, f"{head}{name}: {written}")

    below = lines[place.first + 1 : place.end]
    if place.field.default is MISSING:
        yield _without(place, lines, head)
    misspelt = name[:-2] + name[-1] + name[-2] if len(set(name[-2:])) > 1 else name + name[-1]
    yield told("misspelt", lines[place.first].replace(f"{name}:", f"{misspelt}:"), *below)
    yield value("empty", "")
    yield told("twice", *lines[place.first : place.end], f"{inside}{name}: again", at=place.end + 2)
    yield told("unknown beside it", *lines[place.first : place.end], f"{inside}qqqq: again", at=place.end + 2)
    yield told("tab", *lines[place.first : place.end], f"{inside}\tmore: x", at=place.end + 2)
    yield told("quotation mark left open", f'{head}{name}: "open', *below)
    yield value("alias", "*star*")
    if is_list:
        yield value("text for a list", "text")
        yield value("group for a list", "{a: b}")
        if _fewest(place.hint) < 2:
            yield value("empty entry", "[~]")
    elif is_a_group:
        yield value("text for a group", "text")
        yield value("list for a group", "[one]")
        yield value("unknown inside", "{qqqq: x}") if not _needed(kind) else value("number for a group", "7")
    else:
        yield value("list for a value", "[one, two]")
        yield value("group for a value", "{a: b}")
        yield from (value(kind, written) for kind, written in _wrong_values(place.hint))
    if is_text:
        longest = next((m.max_length for m in marks(place.hint) if isinstance(m, Len) and m.max_length), None)
        if longest:
            prefix = "https://x.example/" if any(isinstance(m, WebAddress) for m in marks(place.hint)) else ""
            yield value("too long", prefix + "x" * (longest + 1))


def _without(place: Place, lines: list[str], head: str) -> Fault:
    """A file without the field; the message stands where its group begins."""
    kept = [*lines[: place.first], *lines[place.end :]]
    where = 1
    if len(place.names) > 1:
        if head.strip() == "-":  # the entry's dash moves to its next field
            following = lines[place.end]
            kept = [*lines[: place.first], head + following.lstrip(), *lines[place.end + 1 :]]
            where = place.first + 2
        else:
            where = _group_line(place)
    return Fault("missing", file("\n".join(kept) + "\n"), frozenset([where]))


def _group_line(place: Place) -> int:
    """Where the group a field belongs to begins: its name, or its entry's dash."""
    outer = place.names[:-1]
    if isinstance(outer[-1], int):
        first = next(p for p in PLACES if p.path == place.path and p.names[:-1] == outer)
        return first.first + 2
    return next(p for p in PLACES if p.path == place.path and p.names == outer).first + 2


def _fewest(hint: Any) -> int:
    return max([0, *(mark.min_length for mark in marks(hint) if isinstance(mark, Len))])


def _needed(kind: type) -> list[str]:
    return [f.name for f in record_fields(kind) if f.default is MISSING]


def _wrong_values(hint: Any) -> Iterator[tuple[str, str]]:
    kind, found = bare(hint), marks(hint)
    if get_origin(kind) is Literal:
        yield "wrong word", get_args(kind)[0][:-1] + "q"
        yield "number for a word", "7"
    elif kind in (When, Moment) or any(isinstance(mark, IsoDay) for mark in found):
        yield "day that does not exist", "2026-02-30"
        yield "month that does not exist", "2026-13-01"
        yield "words for a date", "last May"
    elif kind is bool:
        yield "neither yes nor no", "perhaps"
        yield "number for yes or no", "7"
    elif kind in (int, float):
        yield "words for a number", "many"
        yield "not quite a number", "1,5"
        for mark in found:
            if isinstance(mark, Ge):
                yield "too small", str(mark.ge - 1)
            if isinstance(mark, Le):
                yield "too large", str(mark.le + 1)
    elif any(isinstance(mark, WebAddress) for mark in found):
        yield "no address", "www.leeds.example"
        yield "another scheme", "javascript:alert(1)"
        yield "broken address", '"http://[::1"'
    else:
        yield "nothing between quotation marks", '""'
        yield "spaces between quotation marks", '"  "'
        yield "control character", '"a\\0b"'


def _told(path: str, text: str) -> tuple[Diagnostic, ...]:
    return read_entry(SourceFile(path, text.encode())).diagnostics


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_examples_are_valid(path: str) -> None:
    assert _told(path, file(EXAMPLES[path])) == ()


def test_the_examples_leave_out_no_kind_and_no_field() -> None:
    assert [kind_of(path) for path in EXAMPLES] == list(KINDS)
    met = {(place.owner, place.field.name) for place in PLACES}
    assert met == {(record, field.name) for record in CONTENT for field in record_fields(record)}


def test_every_field_meets_ten_kinds_of_fault() -> None:
    few = [str(place) for place in PLACES if len(list(_faults(place))) < 10]
    assert not few


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_each_fault_is_told_once_at_its_line_in_plain_words(place: Place) -> None:
    wrong = {fault.kind: found for fault in _faults(place) if (found := _what_is_wrong(place, fault))}
    assert not wrong


def _what_is_wrong(place: Place, fault: Fault) -> str:
    told = _told(place.path, fault.text)
    shown = "; ".join(f"{d.location.line}:{d.location.column} {d.code}: {d.message} / {d.hint}" for d in told)
    if len(told) != 1:
        return f"{len(told)} messages: {shown}"
    (only,) = told
    if only.location.line not in fault.lines:
        return f"on line {sorted(fault.lines)}: {shown}"
    if not only.hint or _NOT_PLAIN.search(f"{only.message} {only.hint}"):
        return f"no hint, or words for programmers: {shown}"
    return ""


@pytest.mark.parametrize(
    ("written", "place", "hint"),
    [
        ("started: 2011 ended: 2024-07", (2, 20), "`ended` begins a line of its own"),
        ("start: model: -2, values: -1", (2, 13), "write `start: {model: -2, values: -1}`"),
        ("a:\n  - {name: X},\n  - {name: Y}", (3, 14), "take out this `,`"),
        ("a: {name: X}}", (2, 13), "take out this `}`"),
        (
            'a: "It\'s "a win" here."',
            (2, 11),
            """write `a: 'It''s "a win" here.'`""",
        ),
        (
            'a: "The "old" yard"',
            (2, 10),
            """write `a: 'The "old" yard'`""",
        ),
        ("title: Power: a story", (2, 13), 'write `title: "Power: a story"`'),
    ],
)
def test_a_slip_of_yaml_is_told_with_what_mends_it(written: str, place: tuple[int, int], hint: str) -> None:
    _, (told,) = read_fields(f"{written}\nb: c\n", "x.md", 2)
    assert (told.location.line, told.location.column) == place
    assert told.hint == hint
