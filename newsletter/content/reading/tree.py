"""The lines between the fences become Fields: what was typed, and where each of it stands.

The part of `SourceFile → Document` that knows YAML; `front_matter` knows where the fields begin and
end. Where YAML gives up, each top-level field is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import yaml

from newsletter.content.reading.source_file import UNWANTED, control_character, how_to_begin
from newsletter.content.reading.typed import (
    Slip,
    first_in_value,
    hidden_comment,
    in_quotes,
    no_colon,
    placeholder_told,
    put_right,
    slip_behind,
)
from newsletter.content.reading.yaml_words import yaml_diagnostic
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, has_errors, warning

_MAX_DEPTH = 20
_NAME = re.compile(r" *([A-Za-z_][\w-]*):")
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_BREAK = re.compile(r"[\n\r\t]")
#: Where a field of its own begins: neither indented, nor a comment, an entry, or the end of brackets.
_TOP = re.compile(r"(?=[^\s#:\]}])(?!-(?:\s|$))")
#: What would become a space without a word.
_BREAKS = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
#: What a backslash spells between double quotation marks, YAML 1.1 §5.6; the rest is wanted, or ends a line.
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^xuU])")
_SPELT = dict(zip("0abtnvfreNLP\t", "\0\a\b\t\n\v\f\r\x1b\x85\u2028\u2029\t", strict=True))

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same answers, more slowly
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


class Unread:
    """Stands for a value that could not be read: what is wrong with it has been told."""

    def __repr__(self) -> str:
        return "UNREAD"


UNREAD = Unread()


class Field(NamedTuple):
    """A value with its place: text, None where nothing was written, entries or named fields.

    `location` is where the value begins, `key` where its name does (for a list's entry:
    the same as `location`). (A tuple, because a case study has some 400: they are made in
    half the time.)
    """

    value: str | tuple[Field, ...] | Mapping[str, Field] | Unread | None
    location: Location
    key: Location

    def plain(self) -> object:
        """The value without its places: str, None, list or dict, nested."""
        if isinstance(self.value, tuple):
            return [entry.plain() for entry in self.value]
        if isinstance(self.value, Mapping):
            return {name: field.plain() for name, field in self.value.items()}
        return None if isinstance(self.value, Unread) else self.value

    @property
    def named(self) -> Mapping[str, Field]:
        """The fields inside, by name; none if the value is something else."""
        return self.value if isinstance(self.value, Mapping) else {}

    def texts(self) -> Iterator[tuple[Field, str]]:
        """The fields inside that hold text, at any depth, and their text, in some order."""
        fields = [self]
        while fields:
            one = fields.pop()
            if isinstance(one.value, str):
                yield one, one.value
            elif isinstance(one.value, tuple):
                fields += one.value
            elif isinstance(one.value, Mapping):
                fields += one.value.values()

    def at(self, path: tuple[str | int, ...]) -> Field:
        """The field at `path`, or the nearest one above it that was written."""
        field = self
        for part in path:
            inner: Field | None = None
            if isinstance(field.value, Mapping) and isinstance(part, str):
                inner = field.value.get(part)
            elif isinstance(field.value, tuple) and isinstance(part, int) and part < len(field.value):
                inner = field.value[part]
            if inner is None:
                break
            field = inner
        return field


class RefusedError(Exception):
    """Carries one diagnostic through a library that would not."""

    def __init__(self, diagnostic: Diagnostic, is_outside: bool = False) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic
        self.is_outside = is_outside


def read_fields(text: str, path: str, first_line: int) -> tuple[Field, tuple[Diagnostic, ...]]:
    """The fields of YAML text, and what is wrong with values that can be read all the same.

    Where YAML gives up, each top-level field is read by itself: a slip in one hides no other.
    Raises RefusedError where not even this gives fields.
    """
    text, told = put_right(text, path, first_line)
    lines = text.split("\n")
    try:
        fields, found = _read(text, path, first_line, lines, 0)
        return fields, (*told, *found)
    except RefusedError as refused:
        apart = _fields_apart(lines, path, first_line)
        if apart is None:
            raise
        if not has_errors(apart[1]):  # each reads well, and not the whole
            return apart[0], (*told, refused.diagnostic)
        return apart[0], (*told, *apart[1])


def _read(
    text: str, path: str, first_line: int, lines: list[str], row: int
) -> tuple[Field, tuple[Diagnostic, ...]]:
    """The fields of `text`, which stands from `row` on in `lines`. Raises RefusedError."""
    builder = _TreeBuilder(text, path, first_line + row)
    try:
        return builder.build(yaml.parse(text, Loader=_Loader)), tuple(builder.told)
    except RefusedError as refused:
        raise RefusedError(_or_placeholder(refused.diagnostic, lines, first_line)) from None
    except yaml.MarkedYAMLError as error:
        raise RefusedError(*_told_of(error, text, path, first_line, lines, row)) from None
    except yaml.YAMLError:
        raise RefusedError(
            Diagnostic(
                Location(path, first_line + row),
                "bad-yaml",
                "the fields cannot be read",
                "look for a character that does not belong there",
            )
        ) from None


def _told_of(
    error: yaml.MarkedYAMLError, text: str, path: str, first_line: int, lines: list[str], row: int
) -> tuple[Diagnostic, bool]:
    """What to say of YAML's complaint, and whether the line has left the group it belongs to."""
    diagnostic = _or_placeholder(yaml_diagnostic(error, text, path, first_line + row), lines, first_line)
    slip = (
        slip_behind(lines, diagnostic.location.line - first_line) if diagnostic.code == "bad-yaml" else None
    )
    return (diagnostic, False) if slip is None else (_diagnostic(slip, path, first_line), slip.is_outside)


def _or_placeholder(told: Diagnostic, lines: list[str], first_line: int) -> Diagnostic:
    """The same, or that a placeholder stands where YAML stumbled."""
    number = told.location.line
    found = first_in_value(lines[number - first_line])
    if found is None or told.code not in ("bad-yaml", "yaml-alias"):
        return told
    return placeholder_told(Location(told.location.file, number, found.start() + 1, len(found[0])), found[0])


def _diagnostic(slip: Slip, path: str, first_line: int, code: Code = "bad-yaml") -> Diagnostic:
    where = Location(path, first_line + slip.row, slip.column + 1, slip.length)
    return Diagnostic(where, code, slip.message, slip.hint)


def _fields_apart(
    lines: list[str], path: str, first_line: int
) -> tuple[Field, tuple[Diagnostic, ...]] | None:
    """Each top-level field, read by itself, and what is wrong; None where there are not two."""
    starts = [row for row, line in enumerate(lines) if _TOP.match(line)]
    if len(starts) < 2 or any(line.startswith(("---", "...")) for line in lines):
        return None
    fields: dict[str, Field] = {}
    told: list[Diagnostic] = []
    last = ""
    for row, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        name = re.split(r"[:\s]", lines[row], maxsplit=1)[0]
        try:
            found, problems = _read("\n".join(lines[row:end]), path, first_line, lines, row)
        except RefusedError as refused:
            here = Location(path, first_line + row, 1, len(name) or 1)
            said = refused.diagnostic
            if said.code == "not-fields":
                if row and not lines[row - 1].strip():
                    return None  # words below a blank line: the fields end above, and lack their fence
                slip = slip_behind(lines, row) or no_colon(row)
                said = _diagnostic(slip, path, first_line)
            found, problems = Field({name: Field(UNREAD, here, here)}, here, here), (said,)
            if refused.is_outside and last in fields and fields[last].value is None:
                fields[last] = fields[last]._replace(value=UNREAD)
            if refused.is_outside and (strayed := _NAME.match(lines[said.location.line - first_line])):
                fields.setdefault(strayed[1], Field(UNREAD, said.location, said.location))
        told += [
            one for one in problems if one.code != "yaml-alias" or one.code not in {t.code for t in told}
        ]
        for key, field in found.named.items():
            if key not in fields or fields[key].value is UNREAD:
                fields[key] = field
            elif field.value is not UNREAD:
                told.append(_given_twice(field.key, key, fields[key]))
            last = key
    here = next(iter(fields.values())).key
    return Field(fields, here, here), tuple(told)


def _given_twice(where: Location, name: str, before: Field) -> Diagnostic:
    message = f"`{name}` is already given on line {before.key.line}"
    return Diagnostic(where, "duplicate-field", message, "keep one of the two")


class _TreeBuilder:
    """Turns YAML's events into Fields, on a stack of its own, so that no depth can overrun Python's."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.lines = text.split("\n")
        self.has_comments = "#" in text
        self.path = path
        self.first_line = first_line
        self.last_line = first_line + len(self.lines) - 1
        self.told: list[Diagnostic] = []

    def build(self, events: Iterator[yaml.Event]) -> Field:
        """The fields of a whole document. Raises RefusedError where there are none to be had."""
        start = Location(self.path, self.first_line)
        for event in events:
            if isinstance(event, yaml.MappingStartEvent):
                self._reject_alias(event)
                root = self._mapping(events, event, 0)
                following = next(events, None), next(events, None)
                if isinstance(following[1], yaml.DocumentStartEvent):
                    raise self._refused(
                        following[1],
                        "bad-yaml",
                        "a second set of fields begins here",
                        "take out the line that separates them",
                    )
                return root
            if isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent)):
                raise self._refused(
                    event,
                    "not-fields",
                    "what stands here is not a set of fields",
                    "write one field a line, such as `title: A title`",
                )
            self._reject_alias(event)
        raise RefusedError(
            Diagnostic(start, "no-fields", "there are no fields here", how_to_begin(self.path))
        )

    def _mapping(
        self, events: Iterator[yaml.Event], start: yaml.Event, depth: int, *, is_entry: bool = False
    ) -> Field:
        fields: dict[str, Field] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            self._reject_alias(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(
                    event, "bad-yaml", "a field's name is a plain word", "put the value after a colon"
                )
            key = self._location(event)
            self._hold_to_one_line(event, key)
            if fields and self._is_rest_of_value(start, event):
                next(events)
                self._tell_comma(event, fields)
                continue
            if is_entry and event.value == next(iter(fields), None):
                raise self._refused(
                    event,
                    "duplicate-field",
                    f"`- ` is missing before `{event.value}`, which line {fields[event.value].key.line} has already",
                    f"a new entry begins here: write `- {event.value}: …`, its dash below the one above",
                )
            field = self._value(events, next(events), key, depth)
            if event.value in fields:
                self.told.append(_given_twice(key, event.value, fields[event.value]))
            fields.setdefault(event.value, field)
        return Field(fields, self._location(start), self._location(start))

    def _is_rest_of_value(self, start: yaml.Event, event: yaml.Event) -> bool:
        """Whether a name between braces is none: no colon follows, so a comma cut it off from a value."""
        end = event.end_mark
        assert end is not None, "a parser that composes marks every event"
        after = self.lines[end.line][end.column :].lstrip()
        return bool(getattr(start, "flow_style", False)) and after[:1] in (",", "}")

    def _tell_comma(self, event: yaml.ScalarEvent, fields: dict[str, Field]) -> None:
        """A value between braces that a comma cut in two: it is put together again, and told once."""
        name, before = next(reversed(fields.items()))
        mark = event.start_mark
        assert mark is not None, "a parser that composes marks every event"
        comma = self.lines[mark.line].rfind(",", 0, mark.column)
        if not isinstance(before.value, str) or comma < 0:
            return
        whole = f"{before.value},{self.lines[mark.line][comma + 1 : mark.column]}{event.value}"
        where, begins = Location(self.path, self.first_line + mark.line, comma + 1), before.location
        if begins.line == where.line and event.end_mark:
            begins = begins._replace(length=event.end_mark.column + 1 - begins.column)
        fields[name] = before._replace(value=whole, location=begins)
        if (
            self.told
            and self.told[-1].code == "comma-in-value"
            and self.told[-1].hint.startswith(f"write `{name}:")
        ):
            where = self.told.pop().location
        hint = f"write `{name}: {in_quotes(whole)}`"
        message = "a comma in a value needs quotation marks round the value"
        self.told.append(Diagnostic(where, "comma-in-value", message, hint))

    def _value(
        self, events: Iterator[yaml.Event], event: yaml.Event, key: Location | None, depth: int
    ) -> Field:
        self._reject_alias(event)
        if depth > _MAX_DEPTH:
            raise self._refused(
                event,
                "too-deep",
                "these fields are nested too deeply",
                "no field needs more than a few levels",
            )
        location = self._location(event)
        if isinstance(event, yaml.ScalarEvent):
            self._hold_to_one_line(event, location)
            is_empty = not event.style and event.value in _NULLS
            is_bare = self.has_comments and not event.style
            if is_bare and self._is_cut_short(event, key or location) and not event.value:
                return Field(UNREAD, location, key or location)
            return Field(
                None if is_empty else event.value, key if is_empty and key else location, key or location
            )
        if isinstance(event, yaml.MappingStartEvent):
            inner = self._mapping(events, event, depth + 1)
            return Field(inner.value, location, key or location)
        entries: list[Field] = []
        while not isinstance(entry := next(events), yaml.SequenceEndEvent):
            if isinstance(entry, yaml.MappingStartEvent) and not entry.flow_style:
                entries.append(self._entry(events, entry, depth + 1))
            else:
                entries.append(self._value(events, entry, None, depth + 1))
        return Field(tuple(entries), location, key or location)

    def _entry(self, events: Iterator[yaml.Event], event: yaml.MappingStartEvent, depth: int) -> Field:
        """A list's entry that has fields."""
        self._reject_alias(event)
        return self._mapping(events, event, depth + 1, is_entry=True)

    def _is_cut_short(self, event: yaml.ScalarEvent, name: Location) -> bool:
        """Whether a comment ends a value that no quotation marks hold together; it is told."""
        start, end = event.start_mark, event.end_mark
        assert start is not None, "a parser that composes marks every event"
        assert end is not None
        if end.line >= len(self.lines):
            return False
        ends = (start.line, start.column), (end.line, end.column)
        slip = hidden_comment(self.lines, *ends, name.column - 1)
        if slip:
            self.told.append(_diagnostic(slip, self.path, self.first_line, "stray-comment"))
        return slip is not None

    def _reject_alias(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(
                event,
                "yaml-alias",
                "`&` and `*` at the start of a value have a special meaning here",
                "write the value out, or put it in quotation marks",
            )
        if getattr(event, "tag", None):
            raise self._refused(
                event,
                "yaml-tag",
                "`!` at the start of a value has a special meaning here",
                "put the value in quotation marks",
            )

    def _hold_to_one_line(self, event: yaml.ScalarEvent, location: Location) -> None:
        """A value holds words alone: between double quotation marks, a backslash can spell what `decode` keeps out.

        A line break in a text that is laid over several lines would be lost without a word.
        """
        is_quoted = event.style == '"' and (_BREAK.search(event.value) or UNWANTED.search(event.value))
        if is_quoted and (spelt := self._spelt(event)):
            where, written, character = spelt
            if UNWANTED.match(character):
                raise RefusedError(Diagnostic(where, *control_character(character)))
            message = f"`{written}` stands for {_BREAKS[character]}, which no field keeps"
            self.told.append(Diagnostic(where, "line-break", message, "write a space in its place"))
        elif "\n" in event.value.strip():
            message = "the line breaks in this value are not kept"
            hint = (
                "a field is one paragraph: write its lines without blank ones, after `>-`, or put them into the body"
                if self.path.endswith(".md")
                else "write it on one line, with commas where lines of an address end"
            )
            self.told.append(warning(location, "line-break", message, hint))

    def _spelt(self, event: yaml.Event) -> tuple[Location, str, str] | None:
        """The first escape in a value that spells a break or what no text may hold: where, how, and which."""
        start, end = event.start_mark, event.end_mark
        assert start is not None, "a parser that composes marks every event"
        assert end is not None
        for row in range(start.line, end.line + 1):
            line = self.lines[row][: end.column if row == end.line else None]
            for match in _ESCAPE.finditer(line, start.column if row == start.line else 0):
                spelt = _SPELT.get(match[1]) or (chr(int(match[1][1:], 16)) if match[1][0] in "xuU" else "")
                if UNWANTED.match(spelt) or spelt in _BREAKS:
                    place = Location(self.path, self.first_line + row, match.start() + 1, len(match[0]))
                    return place, match[0], spelt
        return None

    def _location(self, event: yaml.Event) -> Location:
        start, end = event.start_mark, event.end_mark
        assert start is not None, "a parser that composes marks every event"
        assert end is not None
        line, column = start.line, start.column
        length = end.column - column if end.line == line else 1
        return Location(self.path, self.first_line + line, column + 1, length or 1)

    def _refused(self, event: yaml.Event, code: Code, message: str, hint: str) -> RefusedError:
        where = self._location(event)
        if where.line > self.last_line:  # the parser sees an empty value below the last line
            where = Location(self.path, self.last_line)
        return RefusedError(Diagnostic(where, code, message, hint))
