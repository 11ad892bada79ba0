"""YAML's events become Fields: each value as it was typed, with its place.

The part of `SourceFile → Document` that builds; `yaml_fields` says what to do where YAML gives up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from newsletter.content.reading.field import UNREAD, Field, RefusedError, is_on_its_line
from newsletter.content.reading.known_names import are_together, belongs_to, is_name
from newsletter.content.reading.source_file import how_to_begin
from newsletter.content.reading.typed import (
    in_quotes,
    missing_colon,
    missing_space,
)
from newsletter.content.reading.typed_lines import TypedLines
from newsletter.content.reading.unpaired import never_opened
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, all_of

_MAX_DEPTH = 20
_WORDS = regex("[a-z0-9]+")
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
#: A number, a key, one word, or words in quotation marks.
_ONE_VALUE = regex(
    r"[^\s\"']+|\"[^\"]*\"|'[^']*'|[£$€\d]\S*(?: (?:m|bn|million|billion))?|(?:by|about) \d{4}"
)


def given_twice(where: Location, name: str, before: Field, again: Field | None = None) -> Diagnostic:
    """What to say of a field that stands there a second time.

    Two entries of a table with other names are two things: the second, `again`, was begun as a copy.
    """
    message = f"`{name}` is already given on line {before.key.line}"
    one, other = (_called(field) for field in (before, again))
    hint = "keep one of the two"
    if one and other and one != other:
        hint = f"give this one a key of its own, such as `{_key_of(other)}`"
    return Diagnostic(where, "duplicate-field", message, hint)


def _called(field: Field | None) -> str:
    """What an entry of a table is called."""
    names = (field.named.get(name) for name in ("title", "name")) if field is not None else ()
    return next((one.value for one in names if one is not None and isinstance(one.value, str)), "")


def _key_of(name: str) -> str:
    return "-".join(_WORDS.findall(name.lower())) or "another-key"


def _set_in(owner: str, strays: Mapping[str, Field], shape: str) -> Diagnostic:
    """What to say of fields that stand beside the group they belong to, or beside the list whose only entry they are."""
    names = [f"`{name}`" for name in strays]
    below = "" if all(is_on_its_line(one) for one in strays.values()) else ", and before the lines below them"
    if shape == "group":
        hint = f"put two spaces before {'each' if names[1:] else 'it'}{below}"
    else:
        hint = f"put two spaces and `- ` before {names[0]}"
        hint += f", and four spaces before {all_of(names[1:])}{below}" if names[1:] else ""
    message = f"{all_of(names)} {'belong' if names[1:] else 'belongs'} to `{owner}`"
    return Diagnostic(next(iter(strays.values())).key, "unknown-field", message, hint)


class TreeBuilder:
    """Turns YAML's events into Fields, on a stack of its own, so that no depth can overrun Python's."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.typed = TypedLines(tuple(text.split("\n")), path, first_line)
        self.has_comments = "#" in text
        self.path = path
        self.first_line = first_line
        self.last_line = first_line + len(self.typed.lines) - 1
        self.told: list[Diagnostic] = []
        self.without_space: dict[int, list[Location]] = {}

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
        owner = ""
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            self._reject_alias(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(
                    event, "bad-yaml", "a field's name is a plain word", "put the value after a colon"
                )
            key = self.typed.location(event)
            self._hold_to_one_line(event, key)
            if self._is_rest_of_value(start, event):
                if self._is_without_space(event, key, fields) or self._is_without_colon(event, key, fields):
                    next(events)
                    continue
                if fields:
                    next(events)
                    self._tell_comma(event, fields)
                    continue
            owner = owner if owner and belongs_to(event.value, owner) else self._owner(event.value, fields)
            if owner:
                field = self._value(events, next(events), key, depth)
                self._take_in(fields, owner, event.value, field)
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
                self.told.append(given_twice(key, event.value, fields[event.value], field))
            fields.setdefault(event.value, field)
        return Field(fields, self.typed.location(start), self.typed.location(start))

    def _owner(self, name: str, fields: Mapping[str, Field]) -> str:
        """The empty group that a field whose name is taken belongs to, with all that stands between the two; or nothing."""
        if name not in fields:
            return ""
        names = list(fields)[::-1]
        for row, above in enumerate(names):
            lacks_it = fields[above].value is None or (
                not row and name not in (fields[above].named or [name])
            )
            if lacks_it and belongs_to(name, above):
                is_all_of_it = all(belongs_to(one, above) for one in names[:row])
                return above if is_all_of_it and name not in names[: row + 1] else ""
        return ""

    def _take_in(self, fields: dict[str, Field], owner: str, name: str, field: Field) -> None:
        """Put a field into the group above that it belongs to, with all between the two; the group is told of once."""
        group = fields[owner]
        first = group.value[0] if isinstance(group.value, tuple) else group
        between = [*fields][[*fields].index(owner) + 1 :]
        inner = {**first.named, **{one: fields.pop(one) for one in between}}
        if name in inner:
            self.told.append(given_twice(field.key, name, inner[name]))
        inner.setdefault(name, field)
        strays = {one: stray for one, stray in inner.items() if stray.key.column <= group.key.column}
        shape = belongs_to(name, owner)
        told = _set_in(owner, strays, shape)
        self.told = [one for one in self.told if (one.location, one.code) != (told.location, told.code)]
        self.told.append(told)
        entry = Field(inner, told.location, told.location)
        fields[owner] = group._replace(value=inner if shape == "group" else (entry,))

    def _is_rest_of_value(self, start: yaml.Event, event: yaml.Event) -> bool:
        """Whether a name between braces is none: no colon follows, so a comma cut it off from a value."""
        end = event.end_mark
        assert end is not None, "a parser that composes marks every event"
        after = self.typed.lines[end.line][end.column :].lstrip()
        return bool(getattr(start, "flow_style", False)) and after[:1] in (",", "}")

    def _is_without_space(self, event: yaml.ScalarEvent, key: Location, fields: dict[str, Field]) -> bool:
        """Whether it is a name and a value with no space between them; it is told, and taken as meant."""
        name, colon, value = event.value.partition(":")
        said = missing_space(event.value) if colon and is_name(name) and name not in fields else None
        if said is None:
            return False
        self._tell_space(key._replace(length=len(name) + 1), said)
        where = key._replace(column=key.column + len(name) + 1, length=max(1, key.length - len(name) - 1))
        fields[name] = Field(
            value if value.count(value[:1]) == 1 else value.strip("\"'"),
            where,
            key._replace(length=len(name)),
        )
        return True

    def _is_without_colon(self, event: yaml.ScalarEvent, key: Location, fields: dict[str, Field]) -> bool:
        """Whether it is a name and a value with no colon between them; it is told, and taken as meant.

        Behind another value a comma may have cut that one: told where a value stands behind the name, and no sentence.
        """
        name, value = missing_colon(event.value) or ("", "")
        if not value or name in fields or not (_ONE_VALUE.fullmatch(value) or not fields):
            return False
        if fields and not are_together((*fields, name)):
            return False
        hint = f"write `{name}: {value}`"
        if fields:
            before, field = next(reversed(fields.items()))
            whole = in_quotes(f"{field.value}, {event.value}")
            hint += f"; if that belongs to `{before}`, write `{before}: {whole}`"
        self.told.append(Diagnostic(key, "bad-yaml", f"a colon is missing after `{name}`", hint))
        start = key.column + key.length - len(value)
        is_quoted = value[:1] in ("'", '"') and value[-1] == value[0]
        where = key._replace(column=start, length=len(value))
        fields[name] = Field(value[1:-1] if is_quoted else value, where, key._replace(length=len(name)))
        return True

    def _tell_space(self, name: Location, said: tuple[str, str]) -> None:
        """A name, and its colon, with no space behind: several on a line are told once, with the whole line."""
        names = self.without_space.setdefault(name.line, [])
        names.append(name)
        if not names[1:]:
            self.told.append(Diagnostic(name, "bad-yaml", *said))
            return
        line = whole = self.typed.lines[name.line - self.first_line].strip()
        indent = self.typed.lines[name.line - self.first_line].index(line) + 1
        for one in reversed(names):
            end = one.column + one.length - indent
            whole = f"{whole[:end]} {whole[end:]}"
        shown = all_of([f"`{line[one.column - indent :][: one.length]}`" for one in names])
        message = f"a space is missing after each of {shown}"
        told = Diagnostic(names[0], "bad-yaml", message, f"write `{whole}`")
        self.told = [
            told if one.location == names[0] and one.code == "bad-yaml" else one for one in self.told
        ]

    def _tell_comma(self, event: yaml.ScalarEvent, fields: dict[str, Field]) -> None:
        """A value between braces that a comma cut in two: it is put together again, and told once."""
        name, before = next(reversed(fields.items()))
        mark = event.start_mark
        assert mark is not None, "a parser that composes marks every event"
        comma = self.typed.lines[mark.line].rfind(",", 0, mark.column)
        if not isinstance(before.value, str) or comma < 0:
            return
        whole = f"{before.value},{self.typed.lines[mark.line][comma + 1 : mark.column]}{event.value}"
        where, begins = Location(self.path, self.first_line + mark.line, comma + 1), before.location
        if begins.line == where.line and event.end_mark:
            begins = begins._replace(length=event.end_mark.column + 1 - begins.column)
        fields[name] = before._replace(value=whole, location=begins)
        names = self.without_space.get(before.key.line, [])
        if whole[:1] in ('"', "'") and names and names[-1].column == before.key.column:
            fields[name] = before._replace(
                value=whole.strip(whole[0])
            )  # no space stands before its first mark
            said = missing_space(f"{name}:{whole}")
            if not names[1:]:
                self.told[-1] = replace(self.told[-1], hint=said[1] if said else "")
            return
        if (
            self.told
            and self.told[-1].code == "comma-in-value"
            and self.told[-1].hint.startswith(f"write `{name}:")
        ):
            where = self.told.pop().location
        if (value := never_opened(whole)) is not None:
            fields[name] = before._replace(value=value, location=begins)
            self.told.append(self.typed.never_opened(begins, value, whole[-1]))
            return
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
        location = self.typed.location(event)
        if isinstance(event, yaml.ScalarEvent):
            self._hold_to_one_line(event, location)
            is_empty = not event.style and event.value in _NULLS
            is_bare = self.has_comments and not event.style
            if is_bare and (told := self.typed.cut_short(event, key or location)):
                self.told.append(told)
                if not event.value:
                    return Field(UNREAD, location, key or location)
            if not event.style and (value := never_opened(event.value)) is not None:
                self.told.append(self.typed.never_opened(location, value, event.value[-1]))
                return Field(value, location, key or location)
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

    def _hold_to_one_line(self, event: yaml.ScalarEvent, location: Location) -> None:
        if told := self.typed.broken(event, location):
            self.told.append(told)

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

    def _refused(self, event: yaml.Event, code: Code, message: str, hint: str) -> RefusedError:
        where = self.typed.location(event)
        if where.line > self.last_line:  # the parser sees an empty value below the last line
            where = Location(self.path, self.last_line)
        return RefusedError(Diagnostic(where, code, message, hint))
