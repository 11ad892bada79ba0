"""The quotation mark or the bracket that was left open: found where it stands, not lines below, where YAML stops.

Serves `yaml_words`.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from newsletter.content.reading.known_names import is_name
from newsletter.content.reading.typed import in_quotes
from newsletter.regexes import regex

_NEXT = regex(r", *(?P<name>[A-Za-z_][\w-]*):(?= |$)")
_BEGINS = regex(r"\s*(?:- +)?\{?\s*(?P<name>[A-Za-z_][\w-]*):(?: |$)|\s*- ")
#: What closes each bracket, and what leaves open where it was to stand.
_CLOSERS = {"[": "]", "{": "}"}
_AMBIGUOUS = regex(r"[\[\]{}]|\s#|[\"'].*,$")
_NAME = regex(r" *[A-Za-z_][\w-]*: ")
#: What ends a value between braces, between brackets, or on a line of its own, but for a field behind it.
_ENDS = {"{": regex(r"[}\]\s]*(?:\s#.*)?$"), "[": regex(r"\s*[,\]]"), "": regex(r"\s*$")}
_LEAD = regex(r"(?:.*[{,]\s*|\s*(?:- +)*)(?P<lead>[A-Za-z_][\w-]*:|-) *$")


def left_open(text: str, lines: Sequence[str], row: int, column: int) -> tuple[int, int, str] | None:
    """Row and column of the quotation mark whose value went wrong before YAML stopped, and how that is written.

    It is the last one that YAML had read by then, if another field or entry begins within its value.
    """
    last = None
    try:
        for token in yaml.scan(text):
            if (token.start_mark.line, token.start_mark.column) >= (row, column):
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ('"', "'"):
                last = token
    except yaml.YAMLError:
        pass
    if last is None or last.end_mark.line != row:
        return None
    start, end = last.start_mark, last.end_mark
    if start.line == row:
        if _NAME.match(lines[row], end.column):
            return None  # a comma is missing there
        within = _next_name(lines[row], start.column + 1, end.column)
        return (row, start.column, closed(lines, row, start.column)) if within is not None else None
    below = (_BEGINS.match(lines[number]) for number in range(start.line + 1, row + 1))
    if any(below) or lines[row][end.column :].lstrip()[:1] not in ("", ",", "}", "]"):
        return start.line, start.column, closed(lines, start.line, start.column)
    return None


def closed(lines: Sequence[str], row: int, column: int) -> str:
    """How the value is written whose quotation mark stands there, and is closed nowhere on its line; else nothing."""
    line = lines[row].rstrip()
    before = line[:column]
    lead = _LEAD.match(before)
    opener = "{" if "{" in before else "[" if before.rstrip().endswith(("[", ",")) else ""
    if lead is None and opener != "[":
        return ""
    end = _next_name(line, column + 1, len(line))
    if end is None:
        found = _ENDS[opener].search(line, column + 1)
        end = found.start() if found else len(line)
    name = f"{lead['lead']} " if lead else ""
    mark, value = line[column], line[column + 1 : end].rstrip(" ,")
    if mark in value.replace(mark * 2, "") if mark == "'" else mark in value:
        return f"write `{name}{in_quotes(value)}`"
    return f"write `{name}{mark}{value}{mark}`"


def never_opened(value: str) -> str | None:
    """The value without the quotation mark it ends with, where none opens it; None where the mark may be meant.

    Digits before it may be inches or feet, and letters before `'` an apostrophe.
    """
    mark = value[-1:]
    if mark not in ('"', "'") or value.count(mark) != 1 or len(value) < 2:
        return None
    is_number = value[-2].isdigit()
    is_sum = is_number and (value[0] in "£$€" or "," in value)
    return value[:-1] if is_sum or (mark == '"' and not is_number) else None


def bracket_missing(lines: Sequence[str], row: int, column: int) -> str:
    """What to say of a bracket that is opened there and closed nowhere, if its line was to end with it; else nothing."""
    line = lines[row].rstrip()
    opener, rest = line[column : column + 1], line[column + 1 :]
    below = next((one for one in lines[row + 1 :] if one.strip()), "")
    is_over = not below or _BEGINS.match(below) or below.startswith("---")
    if opener not in _CLOSERS or not is_over or _AMBIGUOUS.search(rest):
        return ""
    return f"`{_CLOSERS[opener]}` is missing at the end of this line"


def _next_name(line: str, start: int, end: int) -> int | None:
    """Where the next field between braces begins, with its comma; None where none does, or there are no braces."""
    if "{" not in line[:start]:
        return None
    found = _NEXT.finditer(line, start, end)
    return next((one.start() for one in found if is_name(one["name"])), None)
