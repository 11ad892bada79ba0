"""The lines that YAML's events were read from: where each stands, and what goes amiss in how its value is typed.

Serves `tree` and `yaml_fields`.
"""

from __future__ import annotations

import yaml

from newsletter.content.reading.field import RefusedError
from newsletter.content.reading.known_names import is_address
from newsletter.content.reading.source_file import UNWANTED, control_character
from newsletter.content.reading.typed import Slip, hidden_comment
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, Location, warning
from newsletter.values import point

#: Spaces of a line that hardly stands twice in a row on purpose.
_FEWEST = 3
_FIELD_WITHIN = regex(r"(?P<name>[a-z_]+): \S+$")
_BREAK = regex(r"[\n\r\t]")
#: What would become a space without a word.
_BREAKS = {"\n": "a line break", "\r": "a line break", "\t": "a tab"}
#: What a backslash spells between double quotation marks, YAML 1.1 §5.6; the rest is wanted, or ends a line.
_ESCAPE = regex(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^xuU])")
_SPELT = dict(zip("0abtnvfreNLP\t", "\0\a\b\t\n\v\f\r\x1b\x85\u2028\u2029\t", strict=True))


def slip_told(slip: Slip, path: str, first_line: int, code: Code = "bad-yaml") -> Diagnostic:
    """A slip as a diagnostic; `first_line` is the line of the file that its row 0 is."""
    where = Location(path, first_line + slip.row, slip.column + 1, slip.length)
    return Diagnostic(where, code, slip.message, slip.hint)


@point
class TypedLines:
    """Lines of a file, from its `first_line` on, as somebody typed them."""

    lines: tuple[str, ...]
    path: str
    first_line: int

    def location(self, event: yaml.Event) -> Location:
        """Where an event stands in the file, on its first line."""
        start, end = event.start_mark, event.end_mark
        assert start is not None, "a parser that composes marks every event"
        assert end is not None
        line, column = start.line, start.column
        length = end.column - column if end.line == line else 1
        return Location(self.path, self.first_line + line, column + 1, length or 1)

    def broken(self, event: yaml.ScalarEvent, location: Location) -> Diagnostic | None:
        """What to say of a value that is not one line of words; raises RefusedError for what no text may hold.

        Between double quotation marks a backslash can spell what `decode` keeps out. A line break
        in a text that is laid over several lines would be lost without a word.
        """
        is_quoted = event.style == '"' and (_BREAK.search(event.value) or UNWANTED.search(event.value))
        if is_quoted and (spelt := self._spelt(event)):
            where, written, character = spelt
            if UNWANTED.match(character):
                raise RefusedError(Diagnostic(where, *control_character(character)))
            message = f"`{written}` stands for {_BREAKS[character]}, which no field keeps"
            return Diagnostic(where, "line-break", message, "write a space in its place")
        if told := self._lines_amiss(event):
            return told
        if "\n" in event.value.strip():
            message = "the line breaks in this value are not kept"
            hint = (
                "a field is one paragraph: write its lines without blank ones, after `>-`, or put them into the body"
                if self.path.endswith(".md")
                else "write it on one line, with commas where lines of an address end"
            )
            return warning(location, "line-break", message, hint)
        return None

    def _lines_amiss(self, event: yaml.ScalarEvent) -> Diagnostic | None:
        """What to say of a line within a value that was to be an entry of a list, a field, or stands there twice."""
        start, end = event.start_mark, event.end_mark
        if start is None or end is None or end.line <= start.line:
            return None
        last = end.line if end.column else end.line - 1
        for row in range(start.line + 1, min(last + 1, len(self.lines))):
            line = self.lines[row]
            words, above = line.strip(), self.lines[row - 1].strip()
            where = Location(self.path, self.first_line + row, line.find(words) + 1, len(words) or 1)
            if not event.style and words.startswith("- "):
                message = f"this entry of a list has become a part of the value on line {self.first_line + start.line}"
                hint = "set it in as the other entries of its list are, below the name of the list"
                return Diagnostic(where, "bad-yaml", message, hint)
            if words == above and words.count(" ") >= _FEWEST:
                return warning(
                    where,
                    "given-twice",
                    "this line stands right above, word for word",
                    "delete one of the two",
                )
            if (found := _FIELD_WITHIN.match(words)) and is_address(found["name"]):
                message = f"`{found['name']}` stands too far in, and has become a part of the text above it"
                hint = "begin it in line with the name of that text"
                return Diagnostic(where, "bad-yaml", message, hint)
        return None

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

    def cut_short(self, event: yaml.ScalarEvent, name: Location) -> Diagnostic | None:
        """What to say of a value that no quotation marks hold together, where a comment ends it."""
        start, end = event.start_mark, event.end_mark
        assert start is not None, "a parser that composes marks every event"
        assert end is not None
        if end.line >= len(self.lines):
            return None
        ends = (start.line, start.column), (end.line, end.column)
        slip = hidden_comment(self.lines, *ends, name.column - 1)
        return slip_told(slip, self.path, self.first_line, "stray-comment") if slip else None

    def never_opened(self, where: Location, value: str, mark: str) -> Diagnostic:
        """What to say of a value that ends with a quotation mark and does not begin with one."""
        before = self.lines[where.line - self.first_line][: where.column - 1].split()
        lead = f"{before[-1].lstrip('{[')} " if before and before[-1].endswith((":", "-")) else ""
        message = "the quotation mark that this value ends with is never opened"
        return Diagnostic(where, "bad-yaml", message, f"write `{lead}{mark}{value}{mark}`")
