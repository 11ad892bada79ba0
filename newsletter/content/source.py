"""Bytes become front matter and a body, and where each of them began.

The first step of the flow: `Source → Document`. python-frontmatter takes the file apart
with a handler of ours, because its own accepts an unclosed fence, a list for fields,
duplicate keys and a byte order mark without a word, and forgets positions.

Every scalar stays the text its author typed: the record it goes into says what it is. So
`title: No` is the word "No", and `when: 2012-10` is not a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from newsletter.diagnostics import Checked, Diagnostic, Location, warning

#: More than any editor writes; a larger file is a mistake, and reading it would hang us.
MAX_BYTES = 1_000_000
_MAX_DEPTH = 20
_FENCE = "---"
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same answers, more slowly
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it stands. `path` is relative to the project's root, with "/"."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """A value with its place: text, None where nothing was written, entries or named fields.

    `location` is where the value begins, `key` where its name does (for a list's entry:
    the same as `location`).
    """

    value: str | tuple[Field, ...] | Mapping[str, Field] | None
    location: Location
    key: Location

    def plain(self) -> object:
        """The value without its places: str, None, list or dict, nested."""
        if isinstance(self.value, tuple):
            return [entry.plain() for entry in self.value]
        if isinstance(self.value, Mapping):
            return {name: field.plain() for name, field in self.value.items()}
        return self.value

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


@dataclass(frozen=True, slots=True)
class Document:
    """A content file taken apart. `body_line` is the line of the file its body begins at."""

    path: str
    fields: Field
    body: str
    body_line: int


class _Refused(Exception):
    """Carries one diagnostic through a library that would not."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def parse_document(source: Source) -> Checked[Document]:
    """The front matter and the body of a content file."""
    decoded = decode(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    text = decoded.value
    handler = _PositionedYAML(source.path)
    try:
        fields, _ = frontmatter.parse(text, handler=handler)
    except _Refused as refused:
        return Checked(None, (*decoded.diagnostics, refused.diagnostic))
    return Checked(Document(source.path, fields[""], handler.body, handler.body_line), decoded.diagnostics)


def parse_yaml(source: Source) -> Checked[Field]:
    """The fields of a YAML data file."""
    decoded = decode(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    try:
        return Checked(_fields(decoded.value, source.path, 1), decoded.diagnostics)
    except _Refused as refused:
        return Checked(None, (*decoded.diagnostics, refused.diagnostic))


def decode(source: Source) -> Checked[str]:
    """The text of a file: UTF-8, lines ending in LF, without control characters."""
    start = Location(source.path)
    if len(source.content) > MAX_BYTES:
        return _refusal(
            start,
            "too-large",
            f"this file is larger than {MAX_BYTES // 1000:,} KB",
            "split it into several, or check that it is the file you meant",
        )
    try:
        text = source.content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = source.content[: error.start].decode("utf-8")
        return _refusal(
            _location(source.path, before, len(before)),
            "not-utf8",
            f"byte 0x{source.content[error.start]:02x} is not UTF-8 text",
            "save the file with the encoding UTF-8",
        )
    found: list[Diagnostic] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        found.append(
            warning(
                start,
                "byte-order-mark",
                "the file begins with a byte order mark",
                "save it as UTF-8 without BOM; it was left out here",
            )
        )
    if "\r" in text:
        first = text.index("\r")
        found.append(
            warning(
                _location(source.path, text, first),
                "line-endings",
                "lines end in CR LF, as on Windows",
                "save the file with line endings LF; they were read as such",
            )
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    unwanted = _UNWANTED.search(text)
    if unwanted:
        return Checked(
            None,
            (
                *found,
                Diagnostic(
                    _location(source.path, text, unwanted.start()),
                    "control-character",
                    f"the character U+{ord(unwanted.group()):04X} has no place in a text",
                    "delete it; it is often invisible",
                ),
            ),
        )
    if not text.strip():
        return Checked(None, (*found, Diagnostic(start, "empty-file", "this file is empty", _HOW_TO_BEGIN)))
    return Checked(text, tuple(found))


def location_in(path: str, text: str, offset: int, first_line: int = 1, length: int = 1) -> Location:
    """Where `offset` into `text` stands, if the text begins at `first_line` of the file."""
    return _location(path, text, offset, first_line, length)


_HOW_TO_BEGIN = "`newpower new` writes a file to fill in"


class _PositionedYAML(BaseHandler):  # type: ignore[misc]
    """Front matter between two lines of three dashes, the first of them line 1."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = _FENCE

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.body = ""
        self.body_line = 1

    def detect(self, text: str) -> bool:
        return True

    def split(self, text: str) -> tuple[str, str]:
        lines = text.split("\n")
        if lines[0].rstrip() != _FENCE:
            raise _Refused(
                Diagnostic(
                    Location(self.path),
                    "no-front-matter",
                    "the file does not begin with front matter",
                    "put a line of three dashes, `---`, on line 1 and another after the fields",
                )
            )
        for number, line in enumerate(lines[1:], start=1):
            if line.rstrip() == _FENCE:
                break
        else:
            raise _Refused(
                Diagnostic(
                    Location(self.path, length=3),
                    "unclosed-front-matter",
                    "the front matter that begins here is never closed",
                    "put a line of three dashes, `---`, after the last field",
                )
            )
        # Kept here too: python-frontmatter strips the body, and with it the count of lines.
        self.body = "\n".join(lines[number + 1 :])
        self.body_line = number + 2
        return "\n".join(lines[1:number]), self.body

    def load(self, fm: str, **_: object) -> dict[str, Field]:
        return {"": _fields(fm, self.path, 2)}


def _fields(text: str, path: str, first_line: int) -> Field:
    builder = _TreeBuilder(path, first_line)
    try:
        return builder.build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise _Refused(_yaml_diagnostic(error, text, path, first_line)) from None
    except yaml.YAMLError:
        raise _Refused(
            Diagnostic(
                Location(path, first_line),
                "bad-yaml",
                "the fields cannot be read",
                "look for a character that does not belong there",
            )
        ) from None


class _TreeBuilder:
    """Turns YAML's events into Fields, on a stack of its own, so that no depth can overrun Python's."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line

    def build(self, events: Iterator[yaml.Event]) -> Field:
        start = Location(self.path, self.first_line)
        for event in events:
            if isinstance(event, yaml.MappingStartEvent):
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
                    "the front matter is not a set of fields",
                    "write one field a line, such as `title: A title`",
                )
            self._reject_alias(event)
        raise _Refused(Diagnostic(start, "no-fields", "there are no fields here", _HOW_TO_BEGIN))

    def _mapping(self, events: Iterator[yaml.Event], start: yaml.Event, depth: int) -> Field:
        fields: dict[str, Field] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            self._reject_alias(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(
                    event, "bad-yaml", "a field's name is a plain word", "put the value after a colon"
                )
            key = self._location(event)
            if event.value in fields:
                raise self._refused(
                    event,
                    "duplicate-field",
                    f"`{event.value}` is already given on line {fields[event.value].key.line}",
                    "keep one of the two",
                )
            fields[event.value] = self._value(events, next(events), key, depth)
        return Field(fields, self._location(start), self._location(start))

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
            is_empty = not event.style and event.value in _NULLS
            return Field(
                None if is_empty else event.value, key if is_empty and key else location, key or location
            )
        if isinstance(event, yaml.MappingStartEvent):
            inner = self._mapping(events, event, depth + 1)
            return Field(inner.value, location, key or location)
        entries: list[Field] = []
        while not isinstance(entry := next(events), yaml.SequenceEndEvent):
            entries.append(self._value(events, entry, None, depth + 1))
        return Field(tuple(entries), location, key or location)

    def _reject_alias(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(
                event,
                "yaml-alias",
                "`&` and `*` at the start of a value have a special meaning here",
                "write the value out, or put it in quotation marks",
            )
        if getattr(event, "tag", None) and event.tag != "!":
            raise self._refused(
                event,
                "yaml-tag",
                "`!` at the start of a value has a special meaning here",
                "put the value in quotation marks",
            )

    def _location(self, event: yaml.Event) -> Location:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return Location(self.path, self.first_line + start.line, start.column + 1, max(length, 1))

    def _refused(self, event: yaml.Event, code: str, message: str, hint: str) -> _Refused:
        return _Refused(Diagnostic(self._location(event), code, message, hint))


#: What PyYAML calls it -> what we call it, and what to do. Looked up by a part of its words.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "this line has a second colon",
        'put the value in quotation marks: `title: "Power: a story"`',
    ),
    ("\\t", "a tab stands where spaces should", "use spaces to indent"),
    ("tab", "a tab stands where spaces should", "use spaces to indent"),
    (
        "could not find expected ':'",
        "a colon is missing, or a value runs on to this line",
        "write `name: value`, with a space after the colon",
    ),
    (
        "quoted scalar",
        "a quotation mark is not closed",
        "close it, or put the whole value in the other kind of quotation mark",
    ),
    (
        "unknown escape",
        "a backslash stands inside double quotation marks",
        "use single quotation marks round this value",
    ),
    ("expected ',' or", "a list or set of fields is not closed", "look for a missing `]`, `}` or comma"),
    (
        "block sequence",
        "this entry is not in line with the others",
        "indent every entry of a list alike, each with `- `",
    ),
    (
        "block mapping",
        "this line is not in line with the fields around it",
        "indent fields of one group alike",
    ),
    (
        "did not find expected",
        "this value is not closed, or this line is not indented like the others",
        "look for a missing `]`, `}` or quotation mark, here or just above",
    ),
    ("cannot start any token", "this character cannot begin a value", "put the value in quotation marks"),
    (
        "anchor",
        "`&` and `*` at the start of a value have a special meaning here",
        "put the value in quotation marks",
    ),
    (
        "alias",
        "`&` and `*` at the start of a value have a special meaning here",
        "put the value in quotation marks",
    ),
    ("tag", "`!` at the start of a value has a special meaning here", "put the value in quotation marks"),
    (
        "directive",
        "`%` at the start of a line has a special meaning here",
        "put the value in quotation marks",
    ),
)


def _yaml_diagnostic(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    row = min(mark.line, len(lines) - 1) if mark else 0
    column = mark.column + 1 if mark else 1
    if "\t" in lines[row][: len(lines[row]) - len(lines[row].lstrip())]:
        column = lines[row].index("\t") + 1
        return Diagnostic(
            Location(path, first_line + row, column),
            "tab",
            "a tab stands where spaces should",
            "use spaces to indent",
        )
    said = f"{error.context or ''} {error.problem or ''}"
    for part, message, hint in _PLAIN_WORDS:
        if part in said:
            return Diagnostic(
                Location(path, first_line + row, column),
                "tab" if message.startswith("a tab") else "bad-yaml",
                message,
                hint,
            )
    return Diagnostic(
        Location(path, first_line + row, column),
        "bad-yaml",
        "the fields cannot be read from here on",
        "put values with special characters in quotation marks",
    )


def _refusal(location: Location, code: str, message: str, hint: str) -> Checked[str]:
    return Checked(None, (Diagnostic(location, code, message, hint),))


def _location(path: str, text: str, offset: int, first_line: int = 1, length: int = 1) -> Location:
    line_start = text.rfind("\n", 0, offset) + 1
    return Location(path, first_line + text.count("\n", 0, offset), offset - line_start + 1, length)
