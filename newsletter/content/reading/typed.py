"""What editors type that YAML takes for something else: seen on the lines, before and after it is read.

Serves `front_matter` and `yaml_words`. Signs that only look like YAML's are put right in place, so
that every column holds; a line that breaks the lines below it is found from where those broke.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

#: Spaces of other kinds than YAML's one, as word processors and web pages leave them.
_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_SPACE = regex(f"[{_ODD}]")
#: What stands before a value: indent, dashes, a name and its colon, and the space after it.
_LEAD = regex(rf"[ \t{_ODD}]*(?:-(?: +|[{_ODD}]+ *))*(?:[A-Za-z_][\w-]*[{_ODD}]*:(?: +|[{_ODD}]+ *|$))?")
_CURLY = regex(r"“(?P<double>[^“”\"\\]*)”\s*$|‘(?P<single>[^‘’'\"\\]*)’\s*$")
_BLOCK = regex(r"(?:^|[:-] +)[|>][-+0-9]*(?:\s+#.*)?\s*$")
_LINE = regex(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<name>[A-Za-z_][\w-]*):(?:\s+(?P<value>.*))?$)?")
_NO_SPACE = regex(r"(?P<lead> *(?:- +)*)(?P<name>[A-Za-z_][\w-]*):(?=[^\s/:])(?P<value>.*)$")
_DASH_ALONE = regex(r"(?P<lead> *)-(?P<value>[^\s-].*)$")
_COMMENT = regex(r"[^\s\"'#|>\[{].*?(?P<sign>\s#)")


#: What a mail program would fill in, as most write it (Liquid, Handlebars, Jinja), and as Mailchimp does.
PLACEHOLDER = regex(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\*\|[^|\n]*\|\*")


def placeholder_told(where: Location, placeholder: str, *, is_address: bool = False) -> Diagnostic:
    """What to say of a placeholder that stands at `where`, perhaps in place of an address."""
    message = f"`{placeholder}` would be published as it stands: nothing is put in its place"
    hint = "write it for every reader, such as `Dear reader`"
    if placeholder.startswith(("{{<", "{{%", "{%")):
        hint = "there are no shortcodes here: write a link, `[words](address)`, or take it out"
    elif is_address:
        hint = "take the whole link out: a letter has links to its page and the way out by itself"
    return Diagnostic(where, "placeholder", message, hint)


def first_in_value(line: str) -> re.Match[str] | None:
    """The placeholder a line's value begins with: YAML takes it for brackets of its own."""
    lead = _LEAD.match(line)
    return PLACEHOLDER.match(line, lead.end()) if lead else None


class Slip(NamedTuple):
    """Where a line goes wrong (row and column from 0), and in what words; `is_outside` if it left its group."""

    row: int
    column: int
    message: str
    hint: str
    length: int = 1
    is_outside: bool = False


class _Row(NamedTuple):
    """A line that is neither blank nor a comment; `column` is where what follows its dashes begins."""

    number: int
    indent: int
    column: int
    has_dash: bool
    name: str
    value: str

    @property
    def opens(self) -> bool:
        """Whether it is a name with its value on the lines below."""
        return bool(self.name) and (not self.value or self.value.startswith("#"))


def put_right(text: str, path: str, first_line: int) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text with plain spaces and straight quotation marks where others stood for them, and what was told of it.

    As many characters as before. What stands below `|` or `>` is a value, and stays.
    """
    if not _ODD_SPACE.search(text) and "“" not in text and "‘" not in text:
        return text, ()
    told: list[Diagnostic] = []
    lines = text.split("\n")
    for row in _outside_blocks(lines):
        line = lines[row]
        lead = _LEAD.match(line)
        assert lead is not None, "it matches nothing, too"
        if odd := _ODD_SPACE.search(lead[0]):
            where = Location(path, first_line + row, odd.start() + 1)
            what = (
                "a non-breaking space"
                if odd[0] == "\u00a0"
                else f"a space of another kind (U+{ord(odd[0]):04X})"
            )
            message = f"{what} stands where a plain one should"
            hint = "delete all the space up to the next word, and type it anew"
            told.append(Diagnostic(where, "odd-space", message, hint))
            line = _ODD_SPACE.sub(" ", lead[0]) + line[lead.end() :]
        if curly := _CURLY.match(line, lead.end()):
            words, mark = curly["double"], '"'
            if words is None:
                words, mark = curly["single"], "'"
            where = Location(path, first_line + row, lead.end() + 1, len(words) + 2)
            message = "curly quotation marks round a value were taken for straight ones"
            hint = f"write {mark}{words}{mark}; to show readers the marks, put straight ones round them"
            told.append(warning(where, "curly-quotes", message, hint))
            line = f"{line[: lead.end()]}{mark}{words}{mark}{line[lead.end() + len(words) + 2 :]}"
        lines[row] = line
    return "\n".join(lines), tuple(told)


def _outside_blocks(lines: Sequence[str]) -> Iterator[int]:
    """The rows that are no part of a text below `|` or `>`."""
    inside: int | None = None
    for row, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if inside is not None and (not line.strip() or indent > inside):
            continue
        inside = indent if _BLOCK.search(line) and not line.lstrip().startswith("#") else None
        yield row


def hidden_comment(
    lines: Sequence[str], start: tuple[int, int], end: tuple[int, int], name_column: int
) -> Slip | None:
    """The `#` that cuts a value short: the value stands from `start` to `end`, its name at `name_column`."""
    row, column = end
    rest = lines[row][column:]
    sign = re.match(r"\s*#(?=\S)" if start == end else r"\s+#", rest)
    if sign:
        value = lines[row][start[1] :].strip() if start[0] == row else ""
        whole = f"write {in_quotes(value)}" if value else "put the whole value in quotation marks"
        return Slip(
            row,
            column + sign.end() - 1,
            "`#` begins a comment here, and the value ends before it",
            f"if it belongs to the value, {whole}; a comment stands on a line of its own",
        )
    below = lines[row + 1] if row + 1 < len(lines) and start != end else ""
    sign = re.match(r"\s+#(?=[^\s#])(?![a-z_]+:)", below)
    if sign and not rest.strip() and sign.end() - 1 > name_column:
        message = "`#` begins a comment here, and the value ends on the line above"
        return Slip(row + 1, sign.end() - 1, message, "put the whole value in quotation marks")
    return None


def in_quotes(text: str) -> str:
    """The text as YAML takes it whole, in quotation marks."""
    return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'


def missing_space(text: str, names: Sequence[str] | None = None) -> tuple[str, str] | None:
    """What to say of `name:value`; None if it is something else, or no such name is known here."""
    match = _NO_SPACE.match(text)
    if not match or (names is not None and match["name"] not in names):
        return None
    name, value = match["name"], match["value"]
    hint = (
        f"write a space and the value; `{value}` is a note, so take it out"
        if value.startswith("#")
        else f"write `{name}: {value if len(value) <= 40 else value[:39] + '…'}`"
    )
    return f"a space is missing after `{name}:`", hint


def no_colon(row: int) -> Slip:
    """What to say of a line that is no field."""
    hint = "write `name: value`, or indent the line if it belongs to the value above"
    return Slip(row, 0, "this line is no field: it has no colon", hint)


def slip_behind(lines: Sequence[str], row: int) -> Slip | None:
    """The slip in line `row`, or in one above it, that made YAML stop at `row`; None where none is plain."""
    here, above = _row(lines, row), _above(lines, row)
    for one in filter(None, (here, next(above, None))):
        if slip := _on_its_line(lines[one.number], one.number):
            return slip
    if here is None:
        return None
    before = _above(lines, row)
    previous = next(before, None)
    if previous is None:
        return None
    if slip := _cut_above(lines, previous, here) or _bare_entry(lines, previous, here):
        return slip
    opener = next(before, None)
    if (
        here.name
        and not here.has_dash
        and previous.name
        and not previous.opens
        and here.indent > previous.column
    ):
        return _too_far_left(previous, here, opener)
    if here.has_dash:
        return _odd_entry(lines, here)
    return _missing_dash(lines, here)


def _on_its_line(line: str, row: int) -> Slip | None:
    if said := missing_space(line):
        match = _NO_SPACE.match(line)
        assert match is not None, "it has just matched"
        return Slip(row, len(match["lead"]), *said, length=len(match["name"]) + 1)
    if (match := _DASH_ALONE.match(line)) and not line.startswith("---"):
        hint = f"write `- {match['value'][:40]}`"
        return Slip(row, len(match["lead"]), "a space is missing after this dash", hint)
    return None


def _cut_above(lines: Sequence[str], previous: _Row, here: _Row) -> Slip | None:
    """A comment in the line above, if this one goes on with its value."""
    sign = _COMMENT.match(previous.value) if not here.name and not here.has_dash else None
    if sign is None:
        return None
    column = lines[previous.number].index(previous.value, previous.column) + sign.end("sign") - 1
    message = "`#` begins a comment here, and the value ends before it"
    return Slip(previous.number, column, message, "put the whole value in quotation marks")


def _bare_entry(lines: Sequence[str], previous: _Row, here: _Row) -> Slip | None:
    """An entry that is a value alone, with fields of its own below it."""
    is_one = previous.has_dash and not previous.name and here.name and not here.has_dash
    if not is_one or here.indent != previous.column:
        return None
    below = filter(None, (_row(lines, number) for number in range(here.number + 1, len(lines))))
    entries = (*_entries(below, previous.indent), *_entries(_above(lines, previous.number), previous.indent))
    name = next((one.name for one in entries if one.name), "")
    hint = f"write `- {name or 'name'}: {previous.value}`"
    message = (
        f"`{here.name}` below shows that this entry has fields, and here stands a value without its name"
    )
    return Slip(previous.number, previous.column, message, hint, length=len(previous.value))


def _entries(rows: Iterable[_Row], indent: int) -> Iterator[_Row]:
    """The entries of one list, as far as it goes."""
    within = takewhile(lambda one: one.indent >= indent, rows)
    return (one for one in within if one.has_dash and one.indent == indent)


def _too_far_left(previous: _Row, here: _Row, opener: _Row | None) -> Slip | None:
    """A field above a deeper one: it has left its group, or lacks the dash of its list."""
    if opener is None or not opener.opens or previous.indent < opener.column:
        return None
    if previous.indent == opener.column:
        spaces = here.indent - previous.column
        what = "this entry" if previous.has_dash else f"`{previous.name}`"
        return Slip(
            previous.number,
            previous.indent,
            f"{what} stands too far left to belong to `{opener.name}`",
            f"put {_spaces(spaces)} before it",
            is_outside=True,
        )
    if not previous.has_dash and here.indent == previous.indent + 2:
        return _dash_wanted(previous)
    return None


def _odd_entry(lines: Sequence[str], here: _Row) -> Slip | None:
    """An entry of a list that does not stand where its list does."""
    first = None
    for one in _above(lines, here.number):
        if one.has_dash and one.indent > here.indent:
            hint = f"put {_spaces(one.indent - here.indent)} before it, as before the entries above"
            message = "this entry stands too far left to belong to the list above"
            return Slip(here.number, here.indent, message, hint, is_outside=True)
        if one.has_dash and one.indent == here.indent:
            return None
        if one.opens and one.indent < here.indent:
            return _dash_wanted(first) if first is not None and not first.has_dash else None
        first = one
    return None


def _missing_dash(lines: Sequence[str], here: _Row) -> Slip | None:
    """A line in the column of its list's dashes that has none."""
    above = next((one for one in _above(lines, here.number) if one.indent <= here.indent), None)
    if above is None or not above.has_dash or above.indent != here.indent:
        return None
    if not here.name or above.name == here.name:
        return _dash_wanted(here)
    if above.name:
        message = f"`{here.name}` stands too far left to belong to the entry above"
        return Slip(here.number, here.indent, message, f"put {_spaces(above.column - here.indent)} before it")
    message = f"`{here.name}` stands too far in: the list above it ends"
    hint = "begin it in line with the field the list belongs to"
    return Slip(here.number, here.indent, message, hint, is_outside=True)


def _dash_wanted(row: _Row) -> Slip:
    shown = f"`{row.name}`" if row.name else "this line"
    hint = "begin each entry of a list with `- `" + (f": `- {row.name}: …`" if row.name else "")
    return Slip(row.number, row.indent, f"`- ` is missing before {shown}", hint)


def _spaces(count: int) -> str:
    return {1: "a space", 2: "two spaces", 4: "four spaces"}.get(count, f"{count} spaces")


def _above(lines: Sequence[str], row: int) -> Iterator[_Row]:
    return (one for number in range(row - 1, -1, -1) if (one := _row(lines, number)))


def _row(lines: Sequence[str], number: int) -> _Row | None:
    line = lines[number]
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    match = _LINE.match(line)
    assert match is not None, "it matches nothing, too"
    dashes = match["dashes"]
    column = len(match["indent"]) + len(dashes)
    value = (match["value"] or "").strip() if match["name"] else line[column:].strip()
    return _Row(number, len(match["indent"]), column, bool(dashes), match["name"] or "", value)
