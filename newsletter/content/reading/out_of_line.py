"""Lines that stand where their group or list does not: found from where YAML gave up, and how far they are to be moved.

Serves `yaml_fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from newsletter.content.reading.known_names import belongs_to, is_name
from newsletter.content.reading.put_right import outside_blocks
from newsletter.content.reading.typed import NO_SPACE, Slip, missing_colon, missing_space
from newsletter.regexes import regex

#: Characters of a value that a hint repeats; of a longer one, its first whole words.
_SHOWN = 48
_COMMENT = regex(r"[^\s\"'#|>\[{].*?(?P<sign>\s#)")
_DASH_ALONE = regex(r"(?P<lead> *)-(?P<value>[^\s-].*)$")
_COUNTS = dict(enumerate("two three four five six seven eight nine ten".split(), start=2))
_LINE = regex(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?:(?P<name>[A-Za-z_][\w-]*):(?:\s+(?P<value>.*))?$)?")


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


def without_blocks(lines: Sequence[str]) -> list[str]:
    """The lines, those of a text below `|` or `>` left blank: what stands there is no field."""
    outside = frozenset(outside_blocks(lines))
    return [line if number in outside else "" for number, line in enumerate(lines)]


def slip_behind(lines: Sequence[str], whole: Sequence[str], row: int) -> Slip | None:
    """The slip in line `row`, or in one above it, that made YAML stop at `row`; None where none is plain.

    `lines` are those `without_blocks`: made once, however many fields go wrong. `whole` are all
    as they were typed.
    """
    if lines[row] != whole[row]:
        lines = [*lines[:row], whole[row], *lines[row + 1 :]]
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
    if slip := (
        _cut_above(lines, previous, here)
        or _bare_entry(lines, previous, here)
        or _below_a_text(previous, here)
    ):
        return slip
    opener = next(before, None)
    if (
        here.name
        and not here.has_dash
        and previous.name
        and not previous.opens
        and here.indent > previous.column
    ):
        return _too_far_left(lines, previous, here, opener)
    if here.has_dash:
        return _with_its_lines(whole, here, _odd_entry(lines, here) or _far_in(lines, here, previous))
    return _missing_dash(lines, here) or _out_of_line(lines, here)


def _on_its_line(line: str, row: int) -> Slip | None:
    if said := missing_space(line):
        match = NO_SPACE.match(line)
        assert match is not None, "it has just matched"
        return Slip(row, len(match["lead"]), *said, length=len(match["name"]) + 1)
    if (match := _DASH_ALONE.match(line)) and not line.startswith("---"):
        value = match["value"]
        shown = value if len(value) <= _SHOWN else f"{value[: value.rfind(' ', 0, _SHOWN) + 1 or _SHOWN]}…"
        hint = f"write `- {shown}`"
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
    meant = missing_colon(previous.value)
    if meant and meant[1] and meant[0] != here.name:
        hint = f"write `- {meant[0]}: {meant[1]}`"
        message = f"a colon is missing after `{meant[0]}`"
        return Slip(previous.number, previous.column, message, hint, length=len(previous.value))
    hint = f"write `- {name or 'name'}: {previous.value}`"
    message = (
        f"`{here.name}` below shows that this entry has fields, and here stands a value without its name"
    )
    return Slip(previous.number, previous.column, message, hint, length=len(previous.value))


def _entries(rows: Iterable[_Row], indent: int) -> Iterator[_Row]:
    """The entries of one list, as far as it goes."""
    within = takewhile(lambda one: one.indent >= indent, rows)
    return (one for one in within if one.has_dash and one.indent == indent)


def _too_far_left(lines: Sequence[str], previous: _Row, here: _Row, opener: _Row | None) -> Slip | None:
    """A field above a deeper one: it has left its group, or lacks the dash of its list, or the deeper one is the odd one.

    `opener` stands above it: what opens a group, or another field of the group that goes on below.
    """
    if opener is None:
        return None
    if opener.name and not opener.opens and opener.column == here.column and not here.has_dash:
        return _moved(previous, here.column, "the fields above and below it")
    if not opener.opens or previous.indent < opener.column:
        return None
    if previous.indent == opener.column:
        return _moved(previous, here.indent, f"`{opener.name}`")
    is_list = belongs_to(previous.name, opener.name) == "list"
    if is_list and not previous.has_dash and here.indent == previous.indent + 2:
        return _dash_wanted(previous)
    return _odd_of_two(lines, previous, here, opener)


def _odd_of_two(lines: Sequence[str], previous: _Row, here: _Row, opener: _Row) -> Slip | None:
    """Of two fields that do not stand one below the other, the one that stands out of line with those that follow."""
    if previous.has_dash or here.has_dash:
        return None
    below = next((one for one in _below(lines, here.number) if one.indent <= here.indent), None)
    if below is not None and below.indent == here.indent:
        return _moved(previous, here.indent, f"`{opener.name}`")
    return _moved(here, previous.indent, f"`{opener.name}`")


def _odd_entry(lines: Sequence[str], here: _Row) -> Slip | None:
    """An entry of a list that does not stand where its list does."""
    first = None
    for one in _above(lines, here.number):
        if one.has_dash and one.indent > here.indent:
            return _moved(here, here.column - here.indent + one.indent, "the list above")
        if one.has_dash and one.indent == here.indent:
            return None
        if one.has_dash and here.indent <= one.column and (first is None or not first.opens):
            return _moved(here, here.column - here.indent + one.indent, "the list above")
        if one.opens and one.indent < here.indent:
            return _dash_wanted(first) if first is not None and not first.has_dash else None
        first = one
    return None


def _far_in(lines: Sequence[str], here: _Row, previous: _Row) -> Slip | None:
    """An entry further in than all that the list above has."""
    list_above = next((one for one in _above(lines, here.number) if one.has_dash), None)
    if list_above is None or previous.opens or not list_above.indent <= previous.indent < here.indent:
        return None
    return _moved(here, here.column - here.indent + list_above.indent, "the list above")


def _with_its_lines(lines: Sequence[str], here: _Row, slip: Slip | None) -> Slip | None:
    """The same, for the lines below the entry as well that stand where they would if the entry stood right."""
    if slip is None or slip.row != here.number or not slip.spaces:
        return slip
    below = _below(lines, here.number)
    rows = [
        *takewhile(
            lambda one: one.indent > here.indent or (one.indent == here.indent and one.has_dash), below
        )
    ]
    if not rows or (rows[0].indent if rows[0].has_dash else rows[0].column) not in (here.indent, here.column):
        return slip
    what = (
        "the line below it" if len(rows) == 1 else f"the {_COUNTS.get(len(rows), len(rows))} lines below it"
    )
    return slip._replace(hint=f"{slip.hint}, and before {what}", last=rows[-1].number)


def _moved(row: _Row, column: int, group: str) -> Slip:
    """What to say of a line whose name should begin at `column`, to belong to `group`."""
    spaces = column - row.column
    what = "this entry" if row.has_dash or not row.name else f"`{row.name}`"
    if spaces > 0:
        message, hint = f"{what} stands too far left to belong to {group}", f"put {_spaces(spaces)} before it"
    else:
        message, hint = (
            f"{what} stands too far in to belong to {group}",
            f"take out {_spaces(-spaces)} before it",
        )
    return Slip(row.number, row.indent, message, hint, len(row.name) or 1, is_outside=True, spaces=spaces)


def _missing_dash(lines: Sequence[str], here: _Row) -> Slip | None:
    """A line in the column of its list's dashes that has none."""
    above = next((one for one in _above(lines, here.number) if one.indent <= here.indent), None)
    if above is None:
        return None
    if not above.has_dash or above.indent != here.indent:
        return None
    if not here.name or above.name == here.name:
        return _dash_wanted(here)
    owner = next((one for one in _above(lines, above.number) if one.indent < above.indent), None)
    if owner and owner.opens and is_name(here.name) and not belongs_to(here.name, owner.name):
        return _further_out(lines, here, owner, f"`{here.name}` stands too far in: the list above it ends")
    if above.name:
        return _moved(here, above.column, "the entry above")
    message = f"`{here.name}` stands too far in: the list above it ends"
    hint = "begin it in line with the field the list belongs to"
    return Slip(here.number, here.indent, message, hint, is_outside=True)


def _out_of_line(lines: Sequence[str], here: _Row) -> Slip | None:
    """A field that stands further left than those above it, and further in than what they belong to."""
    if not here.name or here.has_dash or not here.indent:
        return None
    above = next((one for one in _above(lines, here.number) if one.indent < here.indent), None)
    if above is None or not above.name:
        return None
    if above.has_dash and here.indent < above.column:
        return _moved(here, above.column, "the entry above")
    fields = [one for one in _above(lines, here.number) if one.number > above.number]
    inner = next(_below(lines, here.number), None) if here.opens and above.opens else None
    if inner and inner.indent > here.indent and inner.name in (one.name for one in fields):
        return _further_out(
            lines, here, above, f"`{here.name}` stands too far in to be an entry beside `{above.name}`"
        )
    if above.opens and fields and fields[-1].name and not fields[-1].has_dash:
        return _moved(here, fields[-1].indent, f"`{above.name}`") if fields[-1].indent > here.indent else None
    return None


def _further_out(lines: Sequence[str], here: _Row, beside: _Row, message: str) -> Slip:
    """What to say of a field that should stand in line with another above it, together with the lines below it."""
    spaces = here.indent - beside.indent
    below = [*takewhile(lambda one: one.indent > here.indent, _below(lines, here.number))]
    what = (
        "the line below it"
        if len(below) == 1
        else f"the {_COUNTS.get(len(below), len(below))} lines below it"
    )
    hint = f"take out {_spaces(spaces)} before it" + (f", and before {what}" if below else "")
    last = below[-1].number if below else here.number
    return Slip(here.number, here.indent, message, hint, len(here.name), True, -spaces, last)


def _below_a_text(previous: _Row, here: _Row) -> Slip | None:
    """An entry of a list below a text: what stands above was to be the first of the entries."""
    is_text = previous.value[:1] in ("|", ">") and previous.name and not previous.has_dash
    if not is_text or not here.has_dash or here.indent <= previous.indent:
        return None
    message = f"an entry of a list stands here, but `{previous.name}` above it is one text"
    hint = (
        f"write `{previous.name}:` alone on its line, and `- {previous.value}` on a line of its own below it, "
        "in line with this one"
    )
    return Slip(here.number, here.indent, message, hint)


def _dash_wanted(row: _Row) -> Slip:
    shown = f"`{row.name}`" if row.name else "this line"
    hint = "begin each entry of a list with `- `" + (f": `- {row.name}: …`" if row.name else "")
    return Slip(row.number, row.indent, f"`- ` is missing before {shown}", hint)


def _spaces(count: int) -> str:
    return {1: "a space", 2: "two spaces", 4: "four spaces"}.get(count, f"{count} spaces")


def _above(lines: Sequence[str], row: int) -> Iterator[_Row]:
    return (one for number in range(row - 1, -1, -1) if (one := _row(lines, number)))


def _below(lines: Sequence[str], row: int) -> Iterator[_Row]:
    return (one for number in range(row + 1, len(lines)) if (one := _row(lines, number)))


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
