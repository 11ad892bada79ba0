"""What a mail program would put a reader's own in place of, left in words that everybody reads alike.

Serves `entries`: the publication sends all its readers the same letter, and a page has no reader's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from newsletter.content.reading.front_matter import Document
from newsletter.content.reading.tree import Field
from newsletter.content.reading.typed import PLACEHOLDER, placeholder_told
from newsletter.told.diagnostics import Diagnostic, Location

#: Code and comments in Markdown: what stands there is shown as it is, or to nobody.
_AS_IT_IS = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[^\n]*$|\Z)|(?<!`)(`+)(?!`)[^\n]+?(?<!`)\2(?!`)|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)


def leftovers(document: Document) -> Iterator[Diagnostic]:
    """A message for each placeholder in the fields and the body of a content file."""
    yield from in_fields(document.fields)
    if PLACEHOLDER.search(document.body) is None:
        return
    shown = _AS_IT_IS.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), document.body)
    for number, line in enumerate(shown.split("\n"), start=document.body_line):
        for found in PLACEHOLDER.finditer(line):
            yield placeholder_told(
                Location(document.path, number, found.start() + 1, len(found[0])), found[0]
            )


def in_fields(field: Field) -> Iterator[Diagnostic]:
    """A message for each placeholder in the values of a field, at any depth."""
    if isinstance(field.value, Mapping):
        for inner in field.value.values():
            yield from in_fields(inner)
    elif isinstance(field.value, tuple):
        for entry in field.value:
            yield from in_fields(entry)
    elif isinstance(field.value, str):
        for found in PLACEHOLDER.finditer(field.value):
            yield placeholder_told(_place(field, found), found[0])


def _place(field: Field, found: re.Match[str]) -> Location:
    """Where in its line it stands; where the value begins, if that has lines or escapes of its own."""
    where = field.location
    quotation_marks = where.length - len(found.string)
    if quotation_marks not in (0, 2):
        return where
    return where._replace(column=where.column + quotation_marks // 2 + found.start(), length=len(found[0]))
