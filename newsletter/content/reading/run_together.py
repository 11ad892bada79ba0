"""Two fields that ran together on one line: between braces behind another sign than a comma, or for want of a line end.

Serves `yaml_words`.
"""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.content.reading.known_names import belongs_to, is_name
from newsletter.regexes import regex

_SIGNS = {";": "semicolon", ".": "full stop", ":": "colon", "/": "slash", "|": "bar"}
#: A field between braces, a sign that parts no fields, and the name of the next.
_OTHER_SIGN = regex(
    r"(?P<field>(?P<first>[A-Za-z_][\w-]*): +(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"',;{}\[\]]+))"
    r" ?(?P<sign>[;.:/|]) *(?P<next>(?P<name>[A-Za-z_][\w-]*): [^,}]*)"
)
_FIELD = regex(r" *(?:- +)*(?P<name>[A-Za-z_][\w-]*):(?: |$)")
_LEAD = regex(r" *(?:- +)*")
#: What stands before a word of a sentence, and not before the name of a field.
_WITHIN_SENTENCE = regex(r"\b(?:[Aa]n?|[Tt]he|of|for|in|on|to|by|its|our|their|this|that|and|or|no) $")


def other_sign(line: str, column: int) -> tuple[int, str, str] | None:
    """Column, message and hint for a sign that stands for a comma between two fields; YAML stopped at `column`."""
    if "{" not in line[:column]:
        return None
    for found in _OTHER_SIGN.finditer(line, line.index("{")):
        is_there = found.start("sign") <= column <= found.end("name")
        if is_there and is_name(found["first"]) and is_name(found["name"]):
            message = f"`{found['sign']}` parts no fields: a comma is missing before `{found['name']}`"
            whole = f"{found['field']}, {found['next'].rstrip()}"
            return (
                found.start("sign"),
                message,
                f"write a comma for the {_SIGNS[found['sign']]}: `{whole}`",
            )
    return None


def is_lost_line(lines: Sequence[str], row: int, column: int, name: str) -> bool:
    """Whether the name that ends at `column` is a field of the record the line belongs to, and given nowhere in it."""
    if _WITHIN_SENTENCE.search(lines[row][: column - len(name)]):
        return False
    group = _group(lines, row)
    given = {found["name"] for one in _record(lines, row) if (found := _FIELD.match(one))}
    return bool(belongs_to(name, group)) and name not in given


def _record(lines: Sequence[str], row: int) -> list[str]:
    """The lines of the group or the entry that this one stands in which begin where it does."""
    column = _begins(lines[row])
    first = next((one for one in range(row, -1, -1) if _is_edge(lines[one], column)), 0)
    end = next((one for one in range(row + 1, len(lines)) if _is_edge(lines[one], column)), len(lines))
    return [line for line in lines[first:end] if _begins(line) == column]


def _is_edge(line: str, column: int) -> bool:
    """Whether fields that begin at `column` end before this line, or an entry of theirs begins on it."""
    begins = _begins(line)
    return bool(line.strip()) and (begins < column or (begins == column and line.lstrip().startswith("- ")))


def _group(lines: Sequence[str], row: int) -> str:
    """The name of the group, or of the list, that a line's field stands in; nothing where it stands in none."""
    column = _begins(lines[row])
    above = (lines[one] for one in range(row - 1, -1, -1) if lines[one].strip())
    opener = next((one for one in above if _begins(one) < column and not one.lstrip().startswith("- ")), "")
    found = _FIELD.match(opener)
    return found["name"] if found else ""


def _begins(line: str) -> int:
    """Where what follows the dashes of a line begins."""
    found = _LEAD.match(line)
    return found.end() if found else 0
