"""The lines between the fences become Fields: what was typed, and where each of it stands.

The part of `SourceFile → Document` that knows YAML; `front_matter` knows where the fields begin and
end. Where YAML gives up, each top-level field is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import yaml

from newsletter.content.reading.field import UNREAD, Field, RefusedError
from newsletter.content.reading.out_of_line import slip_behind, without_blocks
from newsletter.content.reading.put_right import put_right
from newsletter.content.reading.tree import TreeBuilder, given_twice
from newsletter.content.reading.typed import (
    first_in_value,
    no_colon,
    placeholder_told,
)
from newsletter.content.reading.typed_lines import slip_told
from newsletter.content.reading.yaml_words import yaml_diagnostic
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, has_errors

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: the same answers, more slowly
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

#: Lines that are moved to where they belong in one text, before it is read field by field.
_MOST_MOVED = 5
_NAME = regex(r" *([A-Za-z_][\w-]*):")


#: Where a field of its own begins: neither indented, nor a comment, an entry, or the end of brackets.
_TOP = regex(r"(?=[^\s#:\]}])(?!-(?:\s|$))")


def read_fields(text: str, path: str, first_line: int) -> tuple[Field, tuple[Diagnostic, ...]]:
    """The fields of YAML text, and what is wrong with values that can be read all the same.

    Where YAML gives up over a line that stands too far left or in, it is asked again with that line
    moved; over anything else, each top-level field is read by itself: a slip in one hides no other.
    Raises RefusedError where not even this gives fields.
    """
    text, told = put_right(text, path, first_line)
    fields, found = _as_it_stands(text, path, first_line, _MOST_MOVED)
    return fields, (*told, *found)


def _as_it_stands(text: str, path: str, first_line: int, moves: int) -> tuple[Field, tuple[Diagnostic, ...]]:
    lines = text.split("\n")
    try:
        return _read(text, path, first_line, lines, 0, lambda: without_blocks(lines))
    except RefusedError as refused:
        if refused.moved and moves and (moved := _moved(lines, path, first_line, refused, moves)):
            return moved
        apart = _fields_apart(lines, path, first_line)
        if apart is None:
            raise
        if not has_errors(apart[1]):  # each reads well, and not the whole
            return apart[0], (refused.diagnostic,)
        return apart


def _moved(
    lines: list[str], path: str, first_line: int, refused: RefusedError, moves: int
) -> tuple[Field, tuple[Diagnostic, ...]] | None:
    """The fields with the line that was refused moved to where it belongs; None where that mends nothing."""
    assert refused.moved is not None, "that was asked"
    row, spaces, last = refused.moved
    moved = [_set_in(line, spaces) for line in lines[row : last + 1]]
    text = "\n".join([*lines[:row], *moved, *lines[last + 1 :]])
    try:
        fields, found = _as_it_stands(text, path, first_line, moves - 1)
    except RefusedError:
        return None
    here = range(first_line + row, first_line + last + 1)
    if any(one.code == "bad-yaml" and one.location.line == here[0] for one in found):
        return None
    others = (
        replace(one, location=one.location._replace(column=max(1, one.location.column - spaces)))
        if one.location.line in here
        else one
        for one in found
    )
    return fields.shifted(here, -spaces), (refused.diagnostic, *others)


def _set_in(line: str, spaces: int) -> str:
    """The line with so many more spaces before it, or with less; what is not there cannot be taken."""
    if not line.strip():
        return line
    return " " * spaces + line if spaces > 0 else line[min(-spaces, len(line) - len(line.lstrip())) :]


def _read(
    text: str, path: str, first_line: int, lines: list[str], row: int, plain: Callable[[], list[str]]
) -> tuple[Field, tuple[Diagnostic, ...]]:
    """The fields of `text`, which stands from `row` on in `lines`. Raises RefusedError.

    `plain` gives the lines `without_blocks`, which only what is refused asks for.
    """
    builder = TreeBuilder(text, path, first_line + row)
    try:
        return builder.build(yaml.parse(text, Loader=_Loader)), tuple(builder.told)
    except RefusedError as refused:
        raise RefusedError(_or_placeholder(refused.diagnostic, lines, first_line)) from None
    except yaml.MarkedYAMLError as error:
        raise RefusedError(*_told_of(error, text, path, first_line, lines, row, plain)) from None
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
    error: yaml.MarkedYAMLError,
    text: str,
    path: str,
    first_line: int,
    lines: list[str],
    row: int,
    plain: Callable[[], list[str]],
) -> tuple[Diagnostic, bool, tuple[int, int, int] | None]:
    """What to say of YAML's complaint, whether the line has left the group it belongs to, and how it is to be moved."""
    diagnostic = _or_placeholder(yaml_diagnostic(error, text, path, first_line + row), lines, first_line)
    broken = diagnostic.location.line - first_line
    slip = slip_behind(plain(), lines, broken) if diagnostic.code == "bad-yaml" else None
    if slip is None:
        return diagnostic, False, None
    moved = (slip.row, slip.spaces, max(slip.row, slip.last)) if slip.spaces else None
    return slip_told(slip, path, first_line), slip.is_outside, moved


def _or_placeholder(told: Diagnostic, lines: list[str], first_line: int) -> Diagnostic:
    """The same, or that a placeholder stands where YAML stumbled."""
    number = told.location.line
    found = first_in_value(lines[number - first_line])
    if found is None or told.code not in ("bad-yaml", "yaml-alias"):
        return told
    return placeholder_told(Location(told.location.file, number, found.start() + 1, len(found[0])), found[0])


def _fields_apart(
    lines: list[str], path: str, first_line: int
) -> tuple[Field, tuple[Diagnostic, ...]] | None:
    """Each top-level field, read by itself, and what is wrong; None where there are not two."""
    starts = [row for row, line in enumerate(lines) if _TOP.match(line)]
    if len(starts) < 2 or any(line.startswith(("---", "...")) for line in lines):
        return None
    fields: dict[str, Field] = {}
    told: list[Diagnostic] = []
    last, has_alias = "", False
    plain = cache(lambda: without_blocks(lines))  # once: each of 10,000 fields may be refused
    for row, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        name = re.split(r"[:\s]", lines[row], maxsplit=1)[0]
        try:
            found, problems = _read("\n".join(lines[row:end]), path, first_line, lines, row, plain)
        except RefusedError as refused:
            here = Location(path, first_line + row, 1, len(name) or 1)
            said = refused.diagnostic
            if said.code == "not-fields":
                if row and not lines[row - 1].strip():
                    return None  # words below a blank line: the fields end above, and lack their fence
                slip = slip_behind(plain(), lines, row) or no_colon(row, lines[row], lines[:row])
                said = slip_told(slip, path, first_line)
            found, problems = Field({name: Field(UNREAD, here, here)}, here, here), (said,)
            if refused.is_outside and last in fields and fields[last].value is None:
                fields[last] = fields[last]._replace(value=UNREAD)
            if refused.is_outside and (strayed := _NAME.match(lines[said.location.line - first_line])):
                fields.setdefault(strayed[1], Field(UNREAD, said.location, said.location))
        told += [one for one in problems if one.code != "yaml-alias" or not has_alias]
        has_alias = has_alias or any(one.code == "yaml-alias" for one in problems)
        for key, field in found.named.items():
            if key not in fields or fields[key].value is UNREAD:
                fields[key] = field
            elif field.value is not UNREAD:
                told.append(given_twice(field.key, key, fields[key]))
            last = key
    here = next(iter(fields.values())).key
    return Field(fields, here, here), tuple(told)
