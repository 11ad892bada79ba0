"""How a value is to be written that a colon or a quotation mark cuts short: between quotation marks, as it is to be typed.

Serves `yaml_words`.
"""

from __future__ import annotations

from newsletter.content.reading.typed import in_quotes
from newsletter.regexes import regex

#: Characters of a line that a hint repeats.
_SHOWN = 100
#: A field between braces: up to the next one, or the end.
_IN_BRACES = regex(r"[{,] *(?P<name>[A-Za-z_][\w-]*): (?P<value>.*?)(?=, *[A-Za-z_][\w-]*: |}\s*$|$)")
_NEEDS_MARKS = regex(r"^[\s\[\]{}&*!|>%@`\"'#,?-]|:\s|\s#|[\s:]$")
_LINE = regex(r"\s*(?:- +)?(?:(?P<name>[A-Za-z_][\w-]*): +)?(?P<value>(?:.*\S)?)\s*$")


def as_typed(value: str) -> str:
    """A value as YAML takes it whole on a line of its own: in quotation marks where it needs them."""
    return in_quotes(value) if _NEEDS_MARKS.search(value) else value


def colon_in_braces(line: str, column: int) -> tuple[str, str] | None:
    """The name of the field between braces in whose value a second colon stands, and how that is written."""
    value = next((one for one in _IN_BRACES.finditer(line) if one.start("value") < column < one.end()), None)
    if value is None:
        return None
    return value["name"], _whole(value["name"], value["value"])


def value_in_quotes(line: str) -> str:
    """How the value of a line is written with quotation marks round all of it."""
    found = _LINE.match(line)
    assert found is not None, "it matches nothing, too"
    return _whole(found["name"] or "", found["value"])


def _whole(name: str, value: str) -> str:
    """How a value is written that needs quotation marks round all of it."""
    whole = f"{name}: {in_quotes(value)}" if name else f"- {in_quotes(value)}"
    if len(whole) <= _SHOWN:
        return f"write `{whole}`"
    if "'" not in value:
        return "put single quotation marks, `'`, round the whole value"
    if '"' not in value:
        return 'put double quotation marks, `"`, round the whole value'
    return "put single quotation marks, `'`, round the whole value, and write each `'` within it twice, `''`"


def in_other_quotes(line: str, column: int) -> str:
    """How a value is written that begins with a quotation mark which closes before its end."""
    between = next(
        (one for one in _IN_BRACES.finditer(line) if one.start("value") < column <= one.end()), None
    )
    found = between or _LINE.match(line)
    assert found is not None, "it matches nothing, too"
    value, mark = found["value"], found["value"][:1]
    second = value.find(mark, 1)
    if value.endswith(mark) and second + 1 < len(value) and not value[second + 1].isspace():
        value = value[1:-1]  # the marks that are too many stand within
    return _whole(found["name"] or "", value)
