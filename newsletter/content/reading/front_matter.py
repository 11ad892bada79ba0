"""Text becomes front matter and a body, and where each of them began.

`SourceFile → Document`. python-frontmatter takes the file apart with a handler of ours, whose
values are Fields. Its own accepts an unclosed fence, a list for fields, duplicate keys and a
byte order mark without a word, and forgets positions.

Every scalar stays the text its author typed: the record it goes into says what it is. So
`title: No` is the word "No", and `when: 2012-10` is not a sum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import frontmatter
from frontmatter.default_handlers import BaseHandler

from newsletter.content.reading.fences import FENCE, is_fence, misshapen, not_begun, second_file
from newsletter.content.reading.field import Field, RefusedError
from newsletter.content.reading.source_file import SourceFile, decode
from newsletter.content.reading.wrapped import wrapped_data, wrapped_document
from newsletter.content.reading.yaml_fields import read_fields
from newsletter.told.diagnostics import Checked, Diagnostic, Location


@dataclass(frozen=True, slots=True)
class Document:
    """A content file taken apart. `body_line` is the line of the file its body begins at.

    The body has no blank lines before it or behind it.

    `fields_digest` names the front matter as it was written: the same name, the same fields.
    """

    path: str
    fields: Field
    body: str
    body_line: int
    fields_digest: str


def parse_document(source: SourceFile) -> Checked[Document]:
    """The front matter and the body of a content file."""
    decoded = decode(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    text = decoded.value
    if not is_fence(text.split("\n", 1)[0]):
        no_fence = wrapped_document(source.path, text) or not_begun(source.path, text)
        return Checked(None, (*decoded.diagnostics, no_fence))
    told = decoded.diagnostics
    if text.count(f"\n{FENCE}") > 2 and (row := second_file(text.split("\n"))):
        told = (*told, _merged(source.path, row))
        text = "\n".join(text.split("\n")[:row]) + "\n"
    handler = _PositionedYAML(source.path)
    try:
        metadata, content = frontmatter.parse(text, handler=handler)
    except RefusedError as refused:
        return Checked(None, (*told, refused.diagnostic))
    return Checked(_document(source.path, text, metadata, content), (*told, *handler.told))


def _merged(path: str, row: int) -> Diagnostic:
    """What to say of a file in which another begins: of all below, no more is said."""
    message = "a second file begins here: its fields and its text stand below the text of this one"
    hint = "cut all from this line on, and put it into a file of its own; if that is there already, delete it here"
    return Diagnostic(Location(path, row + 1, length=len(FENCE)), "bad-yaml", message, hint)


def _document(path: str, text: str, metadata: Mapping[str, object], content: str) -> Document:
    """A file's text with what python-frontmatter made of it.

    It strips the text and the content, so the content is the end of the stripped text. The
    body is the content and what indents its first line: four spaces make it code.
    """
    fields = {name: field for name, field in metadata.items() if isinstance(field, Field)}
    end = len(text.rstrip())
    start = end - len(content)
    line_start = text.rfind("\n", 0, start) + 1 if content else end
    head, indent = text[:line_start], text[line_start:start]
    body_line = head.count("\n") + (1 if content else 2)
    first = next((field.key for field in fields.values()), Location(path, 2))
    here = Location(path, first.line, first.column)
    digest = blake2b(head.rstrip().encode(), digest_size=16).hexdigest()
    return Document(path, Field(fields, here, here), indent + content, body_line, digest)


def parse_yaml(source: SourceFile) -> Checked[Field]:
    """The fields of a YAML data file."""
    decoded = decode(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    if around := wrapped_data(source.path, decoded.value):
        return Checked(None, (*decoded.diagnostics, around))
    try:
        fields, told = read_fields(decoded.value, source.path, 1)
    except RefusedError as refused:
        return Checked(None, (*decoded.diagnostics, refused.diagnostic))
    return Checked(fields, (*decoded.diagnostics, *told))


class _PositionedYAML(BaseHandler):
    """Front matter between two lines of three dashes, the first of them line 1; its values are Fields."""

    FM_BOUNDARY = re.compile(r"^---[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = FENCE

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.told: tuple[Diagnostic, ...] = ()

    def split(self, text: str) -> tuple[str, str]:
        """The text between the fences and the text below them."""
        lines = text.split("\n")
        end = next((row for row, line in enumerate(lines) if row and is_fence(line)), None)
        if told := misshapen(self.path, lines, end):
            raise RefusedError(told)
        assert end is not None, "that would have been told"
        return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :])

    def load(self, fm: str, **_: object) -> dict[str, Field]:
        """The fields by name; what is wrong with their values is in `told`."""
        fields, self.told = read_fields(fm, self.path, 2)
        return dict(fields.named)
