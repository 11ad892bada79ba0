"""What PyYAML complains of, said in an editor's words and where the mistake begins.

Serves `front_matter`, which composes fields: the library marks the place where it gave up, and
that is often some lines below the quotation mark or bracket that was left open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from newsletter.content.reading.known_names import is_name
from newsletter.content.reading.links_in_fields import meant_by_link
from newsletter.content.reading.quoting import colon_in_braces, in_other_quotes, value_in_quotes
from newsletter.content.reading.run_together import is_lost_line, other_sign
from newsletter.content.reading.typed import with_colon
from newsletter.content.reading.unpaired import bracket_missing, closed, left_open
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location


class _Words(NamedTuple):
    """How a complaint is told. `from_start` points at where the broken thing begins, not where it broke."""

    code: Code
    message: str
    hint: str
    from_start: bool = False


_TAB = _Words("tab", "a tab stands where spaces should", "use spaces to indent")
_ALIAS = _Words(
    "yaml-alias",
    "`&` and `*` at the start of a value have a special meaning here",
    "put the value in quotation marks; were the signs to set words in italics, take them out: fields have none",
    from_start=True,
)
_AFTER_QUOTES = _Words(
    "bad-yaml",
    "more words follow the closing quotation mark",
    "put the whole value in the other kind of quotation mark",
)
_TOO_MUCH = _Words("bad-yaml", "what the bracket closes ends here", "take it out")
_NEVER_CLOSED = _Words(
    "bad-yaml",
    "this quotation mark is never closed",
    "close it, or put the whole value in the other kind of quotation mark",
    from_start=True,
)
_AFTER_BRACKET = _Words(
    "bad-yaml", "more words follow the closing bracket", "put the value in quotation marks"
)
_BRACKET = _Words(
    "bad-yaml",
    "what this bracket opens is never closed",
    "look for a missing `]`, `}` or comma",
    from_start=True,
)
_LINK = _Words(
    "bad-yaml",
    "a link in Markdown stands where a plain value should",
    "write its words alone or, where an address is wanted, only what stands in the round brackets",
)
_SECOND_COLON = _Words(
    "bad-yaml",
    "this line has a second colon",
    'put the value in quotation marks: `title: "Power: a story"`',
)
_TOO_FAR_IN = _Words(
    "bad-yaml",
    "this line stands further in than the fields around it",
    "begin it exactly below them",
)
_NO_NAME = _Words("bad-yaml", "no name stands before this colon", "write `name: value`")
_NO_COLON = _Words("bad-yaml", "this line is no field: it has no colon", with_colon(""), from_start=True)
_STRAY_ENTRY = _Words(
    "bad-yaml",
    "an entry of a list stands where a field should",
    "put it under the name of its field, in line with the other entries",
)

#: A part of PyYAML's words -> ours; the first that matches holds.
_PLAIN_WORDS = (
    ("tab character", _TAB),
    (
        "unknown escape",
        _Words(
            "bad-yaml",
            "a backslash stands between double quotation marks",
            "use single quotation marks round this value",
        ),
    ),
    (
        "hexdecimal",
        _Words(
            "bad-yaml",
            "a backslash stands between double quotation marks",
            "use single quotation marks round this value",
        ),
    ),
    ("quoted scalar", _NEVER_CLOSED),
    ("could not find expected ':'", _NO_COLON),
    ("expected ',' or", _BRACKET),
    (
        "block scalar",
        _Words(
            "bad-yaml",
            "more words follow `|` or `>` on the same line",
            "begin the words on the next line, indented, or take the sign out",
            from_start=True,
        ),
    ),
    ("anchor", _ALIAS),
    ("alias", _ALIAS),
    (
        "tag",
        _Words(
            "yaml-tag",
            "`!` at the start of a value has a special meaning here",
            "put the value in quotation marks",
            from_start=True,
        ),
    ),
    (
        "directive",
        _Words(
            "bad-yaml",
            "`%` at the start of a line has a special meaning here",
            "put the value in quotation marks",
            from_start=True,
        ),
    ),
    (
        "block sequence",
        _Words(
            "bad-yaml",
            "a list cannot begin on the line of its field's name",
            "begin it on the next line, or put the value in quotation marks",
        ),
    ),
    (
        "block collection",
        _Words(
            "bad-yaml",
            "this line is not in line with the entries around it",
            "indent every entry of a list alike, each with `- `",
        ),
    ),
    (
        "block mapping",
        _Words(
            "bad-yaml",
            "this line is not in line with the fields around it",
            "indent fields of one group alike",
        ),
    ),
    (
        "document start",
        _Words(
            "bad-yaml",
            "this does not belong to the fields above",
            "write one field a line, such as `title: A title`",
        ),
    ),
)
_OTHERWISE = _Words(
    "bad-yaml",
    "the fields cannot be read from here on",
    "put values with special characters in quotation marks",
)


_ONE_FIELD = regex(r"\s*(?:- )?\{?(?P<name>[A-Za-z_][\w-]*): (?P<value>[^:]*)(?=:)")
#: A field that the line break before it was lost of: many spaces stand before its name, or braces behind it.
_NEXT_FIELD = regex(r"\S {2,}(?:- )?[a-z_]+$")
_OPENS = regex(r": *[{\[>|]")
#: Names that hardly ever stand before a colon in a sentence: those of dates and addresses of records.
_LIKE_FIELDS = frozenset(
    "ended started checked published updated status governance source summary title url unit of measure".split()
)


def yaml_diagnostic(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Diagnostic:
    """The mistake behind an error of PyYAML's; `text` begins at line `first_line` of the file `path`."""
    lines = text.split("\n")
    row, column = _position(error.problem_mark or error.context_mark, lines)
    indent = len(lines[row]) - len(lines[row].lstrip())
    if "\t" in lines[row][:indent]:
        words, column = _TAB, lines[row].index("\t")
    elif found := left_open(text, lines, row, column):
        words, (row, column) = _NEVER_CLOSED._replace(hint=found[2] or _NEVER_CLOSED.hint), found[:2]
    else:
        words, column = _no_comma(error, lines[row], column) or (_words(error, lines, row, column), column)
        if words.from_start and error.context_mark:
            row, column = _position(error.context_mark, lines)
            if words is _NEVER_CLOSED:
                words = words._replace(hint=closed(lines, row, column) or words.hint)
            elif words is _NO_COLON:
                words = words._replace(hint=with_colon(lines[row], lines[:row]))
            elif words is _BRACKET:
                words = words._replace(hint=bracket_missing(lines, row, column) or words.hint)
        elif words in (_TOO_FAR_IN, _STRAY_ENTRY):
            column = indent
        elif words is _LINK:
            words = words._replace(hint=meant_by_link(lines, row) or words.hint)
    return Diagnostic(Location(path, first_line + row, column + 1), *words[:3])


def _position(mark: yaml.Mark | None, lines: list[str]) -> tuple[int, int]:
    """Row and column, from 0; PyYAML may point below the last line."""
    if mark is None:
        return 0, 0
    if mark.line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return mark.line, mark.column


def _words(error: yaml.MarkedYAMLError, lines: list[str], row: int, column: int) -> _Words:
    said, line = f"{error.context or ''} {error.problem or ''}", lines[row]
    before, here = line[:column].rstrip(), line[column : column + 1]
    if "mapping values" in said:
        return _second_colon(lines, row, column) if ": " in before else _TOO_FAR_IN
    if "cannot start any token" in said or "node content" in said:
        if here == "," and before.endswith((",", "[", "{")):
            return _Words("bad-yaml", "a comma stands here with no value before it", "take it out")
        return _TAB if here == "\t" else _unable_to_begin(here)
    if "did not find expected" in said and here.strip():
        if before.endswith(('"', "'")):
            return _AFTER_QUOTES._replace(hint=in_other_quotes(line, column))
        if before.endswith("]") and here == "(":
            return _LINK
        if before.endswith(("]", "}")):
            return _TOO_MUCH._replace(hint=f"take out this `{here}`") if here in ",]}" else _AFTER_BRACKET
        if here == ":" and "block mapping" in said:
            return _NO_NAME
        if line.lstrip().startswith("- ") and "block mapping" in said:
            return _STRAY_ENTRY
    return next((words for part, words in _PLAIN_WORDS if part in said), _OTHERWISE)


def _no_comma(error: yaml.MarkedYAMLError, line: str, column: int) -> tuple[_Words, int] | None:
    """What to say of a field between braces without a comma before it, and where it begins.

    YAML stops at its name behind a value in quotation marks, and at its colon behind a plain one.
    """
    before = line[:column]
    if "expected ','" not in (error.problem or "") or "{" not in before:
        return None
    if sign := other_sign(line, column):
        return _Words("bad-yaml", *sign[1:]), sign[0]
    if before.rstrip().endswith(('"', "'")):
        name = re.match(r"([A-Za-z_][\w-]*):\s", line[column:])
        start = column
    else:
        name = (
            re.search(r"(?<=[^\s,{]\s)([A-Za-z_][\w-]*)$", before)
            if line[column : column + 1] == ":"
            else None
        )
        start = name.start() if name else column
    if name is None:
        return None
    within = (
        colon_in_braces(line, column) if line[column : column + 1] == ":" and not is_name(name[1]) else None
    )
    if within:
        return _Words("bad-yaml", f"a second colon stands in the value of `{within[0]}`", within[1]), column
    return _Words("bad-yaml", f"a comma is missing before `{name[1]}`", "put one there"), start


def _second_colon(lines: list[str], row: int, column: int) -> _Words:
    """What to say of a line with a colon too many: where a name stands before it, another field begins there."""
    line = lines[row]
    name = re.search(r"[A-Za-z_][\w-]*$", line[:column].rstrip())
    field = _ONE_FIELD.match(line)
    whole = _SECOND_COLON._replace(hint=value_in_quotes(line))
    if name is None or field is None:
        return whole
    rest = line[name.start() :].strip()
    if field["value"].strip() == name[0] and re.search(
        r", ?[\w-]+: ", rest
    ):  # `start: model: -2, values: -1`
        return _SECOND_COLON._replace(hint=f"write `{field['name']}: {{{rest}}}`")
    is_run_on = is_name(name[0]) and bool(_NEXT_FIELD.search(line, 0, column) or _OPENS.match(line, column))
    if name[0] in _LIKE_FIELDS or is_run_on or is_lost_line(lines, row, name.end(), name[0]):
        return _SECOND_COLON._replace(hint=f"`{name[0]}` begins a line of its own")
    return whole


def _unable_to_begin(character: str) -> _Words:
    if not character.strip():
        return _OTHERWISE
    shown = "a backtick" if character == "`" else f"`{character}`"
    return _Words("bad-yaml", f"{shown} cannot begin a value", "put the value in quotation marks")
