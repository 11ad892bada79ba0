"""What pydantic says of a value, said again in an editor's words, with what to type.

Serves `fields`.
"""

from __future__ import annotations

import re
from typing import Any

from newsletter.content.reading.field import Field, is_on_its_line
from newsletter.content.reading.record_types import (
    Path,
    description,
    names_of,
)
from newsletter.content.reading.typed import in_quotes, missing_space
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.vocabularies import aliases
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, all_of, listed, suggestion

_WANTS_FIELDS = frozenset(["dataclass_type", "dict_type", "dataclass_exact_type", "tuple_type", "list_type"])


def value_diagnostic(problem: Any, path: Path, field: Field, kind: type) -> Diagnostic:
    """What to say of a problem of pydantic's with the field at `path` of a record of this kind."""
    name = name_of(path)
    if field.value is None:
        return Diagnostic(
            field.key,
            "missing-value",
            f"{name} has no value",
            description(kind, path) or "fill it in, or delete the line",
        )
    if isinstance(field.value, str) and problem["type"] in _WANTS_FIELDS:
        known = (*names_of(kind, path), *names_of(kind, (*path, 0)))
        if said := missing_space(field.value, known):
            return Diagnostic(field.location, "bad-yaml", *said)
    code, message, hint = _in_words(problem, name, field)
    if path == ("published",) and str(field.value).strip().lower() in _HIDES:
        hint = "to keep it from readers, write `draft: true` in place of this line; here stands the day it is published"
    if not path and isinstance(field.value, tuple):  # an entry of a data file
        hint = "write its fields between braces, `{` and `}`, or one a line below it, set in"
    if code == "not-text" and isinstance(path[-1], int) and isinstance(field.value, tuple):
        hint = hint or "one dash, or one pair of brackets, makes a list"
    if code == "not-fields" and isinstance(field.value, tuple) and path and not isinstance(path[-1], int):
        hint = "there is one only: write its fields below it without a dash"
    if code == "bad-address" and path == ("register",) and _MAIL.fullmatch(str(field.value).strip()):
        box = str(field.value).strip().removeprefix("mailto:")
        hint = f"take the line out, and put it into the text as a link, such as `[write to us](mailto:{box})`"
    hint = (
        hint
        or _as_list(code, path, kind, field)
        or _as_entry(code, path, kind, field)
        or _how_to_write(code, path, kind)
        or description(kind, path)
    )
    return Diagnostic(field.location, code, message, hint)


def _as_list(code: Code, path: Path, kind: type, field: Field) -> str:
    """The list that is meant by one value, where that says it: a few words with commas or `#` between them."""
    if code != "not-a-list" or names_of(kind, (*path, 0)) or not isinstance(field.value, str):
        return ""
    text = field.value.strip()
    words = [word.strip(" #[](){}") for word in re.split(_parting(text, _last_name(path)), text)]
    if (
        not all(words)
        or any(re.search(r"[:#\[\]{}\"'*&!|>%@`]|^-|^[?] ", word) for word in words)
        or len(text) > _SHOWN
    ):
        return ""
    return f"write `{_last_name(path)}: [{', '.join(words)}]`"


def _parting(text: str, name: str) -> str:
    """What parts the entries of a list that somebody wrote as one value: between names `and` does, too."""
    if name in ("authors", "organisers"):
        return r"[,;]|\s+(?:and|&)\s+"
    return r",|;|\s#" if text.startswith("#") else r"[,;]"


def _as_entry(code: Code, path: Path, kind: type, field: Field) -> str:
    """How the only entry of a list is written that stands there without its dash."""
    if code != "not-a-list" or not field.named or not {*field.named} <= {*names_of(kind, (*path, 0))}:
        return ""
    (name, first), *others = field.named.items()
    if first.key != field.location._replace(length=first.key.length):
        is_behind = field.location.line == field.key.line
        return (
            "put `[` before the brace, and `]` behind its end" if is_behind else "put `- ` before the brace"
        )
    if first.key.column >= field.key.column + 4:  # there is room for the dash, and the others stand right
        return f"begin each entry with `- `: put it in place of the two spaces before `{name}`"
    value = first.value if isinstance(first.value, str) and is_on_its_line(first) else ""
    if value and first.location.length != len(value):
        value = in_quotes(value)
    hint = f"write `- {name}: {value if value and len(value) <= _SHOWN else '…'}`"
    below = "" if all(is_on_its_line(one) for one in field.named.values()) else "the lines below them"
    rest = all_of([*(f"`{one}`" for one, _ in others)])
    moved = ", and before ".join(part for part in (rest, below) if part)
    return f"{hint}, and put two more spaces before {moved}" if moved else hint


def _how_to_write(code: Code, path: Path, kind: type) -> str:
    """How a group or a list of them is written, where something else was."""
    names = ", ".join(f"`{name}`" for name in names_of(kind, path))
    if code == "not-fields":
        return f"write one a line, indented below it: {names}"
    if code == "not-a-list" and not names_of(kind, (*path, 0)):
        return f"write `{_last_name(path)}: [one, two]`, or each entry on a line of its own after `- `"
    if code == "not-a-list":
        return "begin each entry with `- ` on a line of its own"
    return ""


def _in_words(problem: Any, name: str, field: Field) -> tuple[Code, str, str]:
    context: dict[str, Any] = problem.get("ctx", {})
    shown = f"`{shortened(field.value)}`" if isinstance(field.value, str) else "this"
    match problem["type"]:
        case "string_too_long":
            return (
                "too-long",
                f"{name} is {len(problem['input'].strip())} characters long; at most {context['max_length']} fit",
                "say it in fewer words",
            )
        case "string_too_short" if field.value == "" or not str(field.value).strip():
            return "missing-value", f"{name} has no value", ""
        case "string_too_short":
            return "too-short", f"{shown} is too short for {name}", ""
        case "literal_error":
            words = re.findall(r"'([^']*)'", context["expected"])
            near = suggestion(str(field.value), words, aliases=aliases(tuple(words)))
            hint = f"{near} {listed(words, 'The words are' if near else 'choose one of')}".strip()
            return "unknown-word", f"{shown} is not a word for {name}", hint
        case "string_type":
            hint = _as_text(field)
            return "not-text", f"{name} is plain text, not a list or a set of fields", hint
        case "tuple_type" | "list_type":
            return "not-a-list", f"{name} is a list", ""
        case "dataclass_type" | "dict_type" | "dataclass_exact_type":
            return "not-fields", f"{name} has fields of its own", ""
        case "too_short":
            fewest = context["min_length"]
            return "too-few", f"{name} needs at least {fewest} {'entry' if fewest == 1 else 'entries'}", ""
        case "too_long":
            return "too-many", f"{name} has more than {context['max_length']} entries", ""
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return "bad-number", f"{shown} is not a whole number", _as_number(field.value, is_whole=True)
        case "float_parsing" | "float_type" | "finite_number":
            return "bad-number", f"{shown} is not a number", _as_number(field.value)
        case "bool_parsing" | "bool_type":
            return "bad-yes-no", f"{shown} is neither `true` nor `false`", "write one of the two"
        case "greater_than_equal":
            return "out-of-range", f"{shown} is too small for {name}; at least {_number(context['ge'])}", ""
        case "less_than_equal":
            return "out-of-range", f"{shown} is too large for {name}; at most {_number(context['le'])}", ""
        case "value_error" if isinstance(context.get("error"), UnfitError):
            unfit: UnfitError = context["error"]
            return unfit.code, f"{shown} is not {unfit.what}", unfit.hint
    raise NotImplementedError(f"no words yet for {problem['type']}, met at {name}")


def _as_text(field: Field) -> str:
    """How the text is written that somebody means who writes what YAML takes for more than text."""
    if len(field.named) == 1:  # a sentence with a colon in it, as it is read
        return "put the whole value in quotation marks: a colon stands in it"
    entries = field.value if isinstance(field.value, tuple) else ()
    if len(entries) == 1 and isinstance(mark := entries[0].value, str) and mark.startswith("^"):
        return f"write `{mark[1:]}` alone: the brackets of a source mark belong into sentences"
    return ""


#: What other programs take for "not yet".
_HIDES = frozenset({"false", "no", "off", "0", "never", "draft", "hidden", "unpublished"})
#: Characters of a value that a hint repeats.
_SHOWN = 100
_MAIL = regex(r"(?:mailto:)?[^\s@:/<>]+@[^\s@:/<>]+\.[^\s@:/<>]{2,}")
_ANGLE = regex(
    r"(?P<before>[NESW]?) ?(?P<minus>[-−–]?)(?P<degrees>[0-9]{1,3}) ?(?:[°º˚]|deg(?:rees)?|[ ]) ?"
    r"(?P<minutes>[0-9]{1,2}(?:\.[0-9]+)?) ?(?:['’′]|min|(?=[ ]|$|[NESW]))? ?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]+)?) ?(?:\"|”|″|''|’’|′′|sec)? ?)?(?P<side>[NESW]?)",
    re.IGNORECASE,
)
_NUMBER = regex(r"(?P<sign>[-+−–—]?) ?(?P<units>[0-9]+)(?:[,.](?P<rest>[0-9]+))? ?°? ?(?P<side>[NESW]?)")


_WHOLE_NUMBER = regex(r"(?:no\.?|number|#)? ?(?P<units>[0-9]{1,3}(?:[, ][0-9]{3})*)", re.IGNORECASE)


def _as_number(text: object, *, is_whole: bool = False) -> str:
    """How the number is written that somebody means who writes a comma in it, a dash, or a side of the globe."""
    match = (_WHOLE_NUMBER if is_whole else _NUMBER).fullmatch(str(text).strip())
    if match is None:
        angle = None if is_whole else _ANGLE.fullmatch(str(text).strip())
        return f"write degrees as one number: {_degrees(angle)}" if angle else ""
    if is_whole:
        return f"write {re.sub('[^0-9]', '', match['units'])}"
    is_negative = (match["sign"] not in ("", "+")) != (match["side"] in ("S", "W"))
    rest = f".{match['rest']}" if match["rest"] else ""
    return f"write {'-' if is_negative else ''}{match['units']}{rest}"


def _degrees(angle: re.Match[str]) -> str:
    """Degrees, minutes and seconds as a decimal fraction of degrees: 53°45'N is 53.75."""
    size = int(angle["degrees"]) + float(angle["minutes"]) / 60 + float(angle["seconds"] or 0) / 3600
    is_negative = bool(angle["minus"]) != ((angle["side"] or angle["before"]).upper() in ("S", "W"))
    return f"{'-' if is_negative else ''}{size:.3f}"


def _number(value: float) -> str:
    return f"{value:g}"


def shortened(text: str, limit: int = 60) -> str:
    """A text in one line, no longer than fits a message."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def name_of(path: Path) -> str:
    """A field's name as messages have it: `title`, or `links` (entry 2)."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "this"
    position = f" (entry {path[-1] + 1})" if isinstance(path[-1], int) else ""
    return f"`{names[-1]}`{position}"


def _last_name(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "name")
