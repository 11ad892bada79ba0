"""What editors type that YAML takes for something else: seen on the lines, before and after it is read.

Serves `front_matter` and `yaml_words`. Signs that only look like YAML's are put right in place, so
that every column holds; a line that breaks the lines below it is found from where those broke.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsletter.content.reading.known_names import is_name, is_nearly_name
from newsletter.content.reading.other_signs import LEAD
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location

NO_SPACE = regex(r"(?P<lead> *(?:- +)*)(?P<name>[A-Za-z_][\w-]*):(?=[^\s/:])(?P<value>.*)$")

#: Another sign may stand where the colon should.
_NO_COLON = regex(
    r"\s*(?:- +)?(?P<name>[A-Za-z_][\w-]*)(?:(?:[;.]? +(?:[-–—] +)?:?| *[=：] *)(?P<value>[^\s=：].*?))?\s*$"
)

#: What a mail program would fill in, as most write it (Liquid, Handlebars, Jinja), and as Mailchimp does.
PLACEHOLDER = regex(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\*\|[^|\n]*\|\*")

#: What a wiki or another maker of pages would fill in: no reader's name.
_OF_A_SYSTEM = regex(
    r"\{\{\s*(?:[^{}|]*\||(?:site|page|config|content|post|layout|params|urls?|baseurl|toc|include|partial|image|figure|cite"
    r"|reflist|citation needed|cn|main|see also|short description|use dmy dates|[.$])\b)",
    re.IGNORECASE,
)


def placeholder_told(where: Location, placeholder: str, *, is_address: bool = False) -> Diagnostic:
    """What to say of a placeholder that stands at `where`, perhaps in place of an address."""
    message = f"`{placeholder}` would be published as it stands: nothing is put in its place"
    hint = "write it for every reader, such as `Dear reader`"
    if placeholder.startswith(("{{<", "{{%", "{%")):
        hint = "there are no shortcodes here: write a link, `[words](address)`, or take it out"
    elif _OF_A_SYSTEM.match(placeholder):
        hint = "another system would fill it in: write what it stands for, or take it out"
    elif is_address:
        hint = "take the whole link out: a letter has links to its page and the way out by itself"
    return Diagnostic(where, "placeholder", message, hint)


def first_in_value(line: str) -> re.Match[str] | None:
    """The placeholder a line's value begins with: YAML takes it for brackets of its own."""
    lead = LEAD.match(line)
    return PLACEHOLDER.match(line, lead.end()) if lead else None


#: Words of a line that are more than a name and a value.
_SENTENCE = 3
#: The space before a value that was struck behind its first letter.
_SWAPPED = regex(r"(?<=^[B-HJ-Zb-hj-z])[ ](?=[a-z])|(?<=^\d)[ ](?=\d)")


class Slip(NamedTuple):
    """Where a line goes wrong (row and column from 0), and in what words.

    `is_outside` if it left its group; `spaces` before it would mend it, or less than none in its place,
    and before the lines below it down to row `last`.
    """

    row: int
    column: int
    message: str
    hint: str
    length: int = 1
    is_outside: bool = False
    spaces: int = 0
    last: int = -1


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
    match = NO_SPACE.match(text)
    if not match or (names is not None and match["name"] not in names):
        return None
    name, value = match["name"], _SWAPPED.sub("", match["value"])
    hint = (
        f"write a space and the value; `{value}` is a note, so take it out"
        if value.startswith("#")
        else f"write `{name}: {value if len(value) <= 40 else value[:39] + '…'}`"
    )
    return f"a space is missing after `{name}:`", hint


def missing_colon(text: str) -> tuple[str, str] | None:
    """The name and the value of a field that lacks the colon between the two; None if no field has that name."""
    match = _NO_COLON.match(text)
    return (match["name"], match["value"] or "") if match and is_name(match["name"]) else None


def with_colon(line: str, above: Sequence[str] = ()) -> str:
    """How a line without a colon is written as the field it was meant for, or taken as what else it may be.

    Below other lines, many words that begin with no field's name are the rest of a sentence.
    """
    name, value = missing_colon(line) or ("", "")
    words = line.split()
    is_rest = len(words) >= _SENTENCE and not name and not is_nearly_name(words[0])
    if is_rest and any(one.strip() for one in above):
        return "indent the line: it belongs to the value above"
    field = f"{name or 'name'}: {value or ('' if name else 'value')}".rstrip()
    shown = field if len(field) <= 60 else f"{name}: …"
    return f"write `{shown}`, or indent the line if it belongs to the value above"


def no_colon(row: int, line: str, above: Sequence[str] = ()) -> Slip:
    """What to say of a line that is no field."""
    return Slip(row, 0, "this line is no field: it has no colon", with_colon(line, above))
