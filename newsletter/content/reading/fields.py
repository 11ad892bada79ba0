"""Front matter becomes a record: typed reading, with one diagnostic a mistake.

`Field → CaseStudy | Edition | Page | …`. pydantic validates against the record's own
annotations; what it finds is said again in an editor's words, at the author's line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from dataclasses import fields as dataclass_fields
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from newsletter.content.kinds.shared import Counts, Names, Prose, WebAddress
from newsletter.content.reading.tree import UNREAD, Field, Unread
from newsletter.content.reading.typed import missing_space
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.vocabularies import aliases
from newsletter.content.words.when import Past
from newsletter.permalinks import fits_every_disk
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, listed, nearest, suggestion

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

R = TypeVar("R")
#: What a field's type can say of how it stands to the rest of the world.
Mark = Names | Counts | Prose | Past | WebAddress
Path = tuple[str | int, ...]


def read_record(field: Field, kind: type[R]) -> Checked[R]:
    """A record of `kind` from its fields, or every mistake in them."""
    from pydantic import ValidationError  # loaded where a record must be read anew, not for each build

    record_type: Any = kind
    try:
        return Checked(_adapter(record_type).validate_python(_joined(field)))
    except ValidationError as error:
        return Checked(None, tuple(_diagnostics(error, field, kind)))


def read_what_stands(
    field: Field, kind: type[R], stand_ins: Mapping[str, object]
) -> tuple[R | None, frozenset[str]]:
    """A record of the fields that can be read, `stand_ins` for the required rest, and the names of the rest.

    So that rules can be told of a file whose record cannot be read. A misspelt name counts
    with the name it stands for. None where even this is no record.
    """
    from pydantic import ValidationError

    record_type: Any = kind
    written = _joined(field)
    try:
        return _adapter(record_type).validate_python(written), frozenset()
    except ValidationError as error:
        paths = [problem["loc"] for problem in error.errors(include_url=False)]
    broken = {str(path[0]) for path in paths if path}
    meant = {match for name in broken if (match := nearest(name, _names(kind, ())))}
    fields = written if isinstance(written, dict) else {}
    kept = {name: value for name, value in fields.items() if name not in broken}
    try:
        return _adapter(record_type).validate_python({**stand_ins, **kept}), frozenset(broken | meant)
    except ValidationError:
        return None, frozenset(broken | meant)


def read_records(field: Field, kind: type[R]) -> Checked[dict[str, R]]:
    """Records by key, in the file's order: a data file such as content/tags.yaml."""
    if not isinstance(field.value, dict):
        return Checked({}, ())
    records: dict[str, R] = {}
    found: list[Diagnostic] = []
    for key, inner in field.value.items():
        if inner.value is UNREAD:
            continue
        if not is_key(key):
            found.append(bad_key(key, inner, known=tuple(field.value)))
        elif not fits_every_disk(key):
            message = f"Windows cannot hold a folder called `{key}`, and its page stands in one"
            found.append(Diagnostic(inner.key, "bad-key", message, "choose another key"))
        checked = read_record(inner, kind)
        found += checked.diagnostics
        if checked.value is not None and is_key(key):
            records[key] = checked.value
    return Checked(records, tuple(found))


def bad_key(text: str, field: Field, known: Collection[str] = ()) -> Diagnostic:
    """What to say of a key that is none; `known` are those that are taken."""
    better = better_key(text)
    hint = f"write `{better}`" if better and better not in known else ""
    return Diagnostic(
        field.key,
        "bad-key",
        f"`{text}` cannot be used as a key",
        hint or "use lower-case letters, digits and hyphens",
    )


def marked_fields(field: Field, kind: type) -> Iterator[tuple[Mark, Field]]:
    """Every written field that the record marks, each with its mark, in file order."""
    yield from _marked(field, _marks_of(kind))


def json_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record's front matter."""
    schema = _adapter(kind).json_schema()
    for name, words in _descriptions(kind).items():
        schema["properties"][name].setdefault("description", words)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


_BLANK = object()
_SPACES = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")


def _joined(field: Field) -> object:
    """Plain values with each run of white space as one space: no field holds lines.

    A name without a value is `_BLANK`, which suits no type: None would pass for "left out".
    """
    value = field.value
    if isinstance(value, str):
        return _SPACES.sub(" ", value)
    if isinstance(value, tuple):
        return [_joined(entry) for entry in value]
    if value is None or isinstance(value, Unread):
        return _BLANK
    return {name: _joined(inner) for name, inner in value.items()}


def _diagnostics(error: ValidationError, root: Field, kind: type) -> Iterator[Diagnostic]:
    errors = error.errors(include_url=False)
    missing = {e["loc"] for e in errors if e["type"] in _MISSING}
    unknown = [e["loc"] for e in errors if e["type"] in _UNKNOWN]
    strays = _strays(unknown, root, kind)
    guesses = {path: _guess(path, root, kind, missing) for path in unknown if path not in strays}
    explained = {*guesses.values(), *strays.values(), *((*group, path[-1]) for path, group in strays.items())}
    told: set[Path] = set()
    for problem in errors:
        path = problem["loc"]
        if root.at(path).value is UNREAD:
            continue
        if problem["type"] == "too_short" and _has_entries(root.at(path), problem["ctx"]["min_length"]):
            continue  # pydantic does not count entries with mistakes of their own
        if problem["type"] in _MISSING:
            if path not in explained:
                yield _missing(path, root, kind)
        elif path in strays:
            group = strays[path]
            if group not in told:
                told.add(group)
                yield _stray(path, group, [one for one in strays if strays[one] == group], root, kind)
        elif problem["type"] in _UNKNOWN:
            yield _unknown(path, guesses[path], root, kind)
        elif path not in strays.values():
            yield _value_diagnostic(problem, path, root.at(path), kind)


def _missing(path: Path, root: Field, kind: type) -> Diagnostic:
    where = root.at(path[:-1])
    location = _first_line(where) if where.key == where.location and len(path) == 1 else where.key
    message = f"`{path[-1]}`{_within(path[:-1])} is missing"
    return Diagnostic(location, "missing-field", message, _description(kind, path) + _ids(path, root, kind))


def _ids(path: Path, root: Field, kind: type) -> str:
    """The ids of the file's sources, where a field names one of them."""
    sources = root.at(("sources",)).value
    marks = _marks_of(_hints_of(_kind_at(kind, path[:-1])).get(str(path[-1]))).here
    is_source = any(isinstance(mark, Names) and mark.kind == "source" for mark in marks)
    entries = sources if is_source and isinstance(sources, tuple) else ()
    ids = [str(entry.named["id"].value) for entry in entries if "id" in entry.named]
    few = listed(ids, "the ids here are")
    return f"; {few}" if few else ""


def _unknown(path: Path, guess: Path | None, root: Field, kind: type) -> Diagnostic:
    written, known = root.at(path), _names(kind, path[:-1])
    if written.value is None and (said := missing_space(str(path[-1]), known)):
        return Diagnostic(written.key, "bad-yaml", *said)
    hint = f"did you mean `{guess[-1]}`?" if guess else "known here: " + ", ".join(f"`{n}`" for n in known)
    message = f"`{_shortened(str(path[-1]))}` is not a field{_within(path[:-1])}"
    return Diagnostic(written.key, "unknown-field", message, hint)


def _strays(unknown: Collection[Path], root: Field, kind: type) -> dict[Path, Path]:
    """Fields that stand beside the group they belong to, and the group: the nearest before them that lacks them."""
    found: dict[Path, Path] = {}
    for path in unknown:
        written = root.at(path[:-1]).named
        before = [name for name in written if written[name].key < written[str(path[-1])].key]
        for name in reversed(before):
            group: Path = (*path[:-1], name)
            is_empty = written[name].value is None
            lacks_it = is_empty or path[-1] not in written[name].named
            if (lacks_it and path[-1] in _names(kind, group)) or (
                is_empty and path[-1] in _names(kind, (*group, 0))
            ):
                found[path] = group
                break
            if name not in (one[-1] for one in found):
                break
    return found


def _stray(path: Path, group: Path, all_of_it: Sequence[Path], root: Field, kind: type) -> Diagnostic:
    is_list = not _names(kind, group)
    others = [f"`{one[-1]}`" for one in all_of_it if one != path]
    hint = f"write it as `  - {path[-1]}: …`" if is_list else "put two more spaces before it"
    if others:
        hint += (
            f", and before {' and '.join(others)}"
            if not is_list
            else f", and indent {' and '.join(others)} alike"
        )
    message = f"`{path[-1]}` belongs to `{group[-1]}`, and must stand further in"
    return Diagnostic(root.at(path).key, "unknown-field", message, hint)


def _has_entries(field: Field, fewest: int) -> bool:
    return isinstance(field.value, tuple) and len(field.value) >= fewest


_MISSING = frozenset(["missing", "missing_argument", "missing_keyword_only_argument"])
_UNKNOWN = frozenset(["extra_forbidden", "unexpected_keyword_argument"])


_WANTS_FIELDS = frozenset(["dataclass_type", "dict_type", "dataclass_exact_type", "tuple_type", "list_type"])


def _value_diagnostic(problem: Any, path: Path, field: Field, kind: type) -> Diagnostic:
    name = _name(path)
    if field.value is None:
        return Diagnostic(
            field.key,
            "missing-value",
            f"{name} has no value",
            _description(kind, path) or "fill it in, or delete the line",
        )
    if isinstance(field.value, str) and problem["type"] in _WANTS_FIELDS:
        known = (*_names(kind, path), *_names(kind, (*path, 0)))
        if said := missing_space(field.value, known):
            return Diagnostic(field.location, "bad-yaml", *said)
    code, message, hint = _in_words(problem, name, field)
    hint = hint or _how_to_write(code, path, kind) or _description(kind, path)
    return Diagnostic(field.location, code, message, hint)


def _how_to_write(code: Code, path: Path, kind: type) -> str:
    """How a group or a list of them is written, where something else was."""
    names = ", ".join(f"`{name}`" for name in _names(kind, path))
    if code == "not-fields":
        return f"write one a line, indented below it: {names}"
    if code == "not-a-list" and not _names(kind, (*path, 0)):
        return f"write `{_last_name(path)}: [one, two]`, or each entry on a line of its own after `- `"
    if code == "not-a-list":
        return "begin each entry with `- ` on a line of its own"
    return ""


def _in_words(problem: Any, name: str, field: Field) -> tuple[Code, str, str]:
    context: dict[str, Any] = problem.get("ctx", {})
    shown = f"`{_shortened(field.value)}`" if isinstance(field.value, str) else "this"
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
            return "not-text", f"{name} is plain text, not a list or a set of fields", ""
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


_NUMBER = re.compile(r"(?P<sign>[-+−–—]?) ?(?P<units>[0-9]+)(?:[,.](?P<rest>[0-9]+))? ?°? ?(?P<side>[NESW]?)")
_WHOLE_NUMBER = re.compile(r"(?:no\.?|number|#)? ?(?P<units>[0-9]{1,3}(?:[, ][0-9]{3})*)", re.IGNORECASE)


def _as_number(text: object, *, is_whole: bool = False) -> str:
    """How the number is written that somebody means who writes a comma in it, a dash, or a side of the globe."""
    match = (_WHOLE_NUMBER if is_whole else _NUMBER).fullmatch(str(text).strip())
    if match is None:
        return ""
    if is_whole:
        return f"write {re.sub('[^0-9]', '', match['units'])}"
    is_negative = (match["sign"] not in ("", "+")) != (match["side"] in ("S", "W"))
    rest = f".{match['rest']}" if match["rest"] else ""
    return f"write {'-' if is_negative else ''}{match['units']}{rest}"


def _number(value: float) -> str:
    return f"{value:g}"


def _shortened(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _name(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "this"
    position = f" (entry {path[-1] + 1})" if isinstance(path[-1], int) else ""
    return f"`{names[-1]}`{position}"


def _last_name(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "name")


def _within(path: Path) -> str:
    return f" of {_name(path)}" if path else ""


def _first_line(root: Field) -> Any:
    location = root.location
    return type(location)(location.file, 1 if location.line == 2 else location.line, 1)


def _guess(path: Path, root: Field, kind: type, missing: Collection[Path]) -> Path | None:
    """The field an unknown name stands for: one that is missed, or else not there yet, if any is near."""
    names = _names(kind, path[:-1])
    written = root.at(path[:-1]).value
    unwritten = [name for name in names if not isinstance(written, Mapping) or name not in written]
    name = str(path[-1])
    missed = [known for known in names if (*path[:-1], known) in missing]
    match = nearest(name, missed) or nearest(name, unwritten) or nearest(name, names)
    return (*path[:-1], match) if match else None


def _names(kind: type, path: Path) -> tuple[str, ...]:
    inner = _kind_at(kind, path)
    return tuple(f.name for f in dataclass_fields(inner)) if is_dataclass(inner) else ()


def _kind_at(kind: Any, path: Path) -> Any:
    for part in path:
        bare = bare_type(kind)
        entries = get_args(bare)[:1] if get_origin(bare) is tuple else ()
        kind = _hints_of(bare).get(part) if isinstance(part, str) else next(iter(entries), None)
    return bare_type(kind)


def _description(kind: type, path: Path) -> str:
    """The sentence that describes a field, from the record itself."""
    owner, name = _kind_at(kind, path[:-1]), path[-1] if path else ""
    if not is_dataclass(owner) or not isinstance(name, str):
        return ""
    kept: Any = owner
    group = _kind_at(kind, path)
    said = _descriptions(kept).get(name) or (group.__doc__ if is_dataclass(group) else "")
    return (said or "").rstrip(".")


@cache
def _descriptions(kind: Any) -> dict[str, str]:
    """Each field's sentence, from the record or from the one it builds on: a schema has only the former."""
    found: dict[str, str] = {}
    records: list[Any] = [one for one in reversed(kind.__mro__) if is_dataclass(one)]
    for owner in records:
        properties = _adapter(owner).json_schema().get("properties", {})
        found |= {name: s["description"] for name, s in properties.items() if "description" in s}
    return found


@cache
def _hints_of(kind: Any) -> dict[str, Any]:
    """The types of a dataclass' fields by name; of anything else, none."""
    return get_type_hints(kind, include_extras=True) if is_dataclass(kind) else {}


def bare_type(kind: Any) -> Any:
    """A type without its annotations and without "or None"."""
    while True:
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            return kind


@dataclass(frozen=True, slots=True)
class _Marks:
    """Where in a type its markers are: on itself, on a list's entries, in fields of its own."""

    here: tuple[Mark, ...] = ()
    entries: _Marks | None = None
    fields: Mapping[str, _Marks] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.here or self.entries or self.fields)


@cache
def _marks_of(kind: Any) -> _Marks:
    here: list[Mark] = []
    while True:
        if get_origin(kind) is Annotated:
            here += [mark for mark in get_args(kind)[1:] if isinstance(mark, Mark)]
            kind = get_args(kind)[0]
        elif get_origin(kind) in (Union, UnionType):
            kind = next(arg for arg in get_args(kind) if arg is not type(None))
        else:
            break
    entries = _marks_of(get_args(kind)[0]) if get_origin(kind) is tuple else None
    inner = {name: _marks_of(hint) for name, hint in _hints_of(kind).items()}
    return _Marks(tuple(here), entries or None, {name: marks for name, marks in inner.items() if marks})


def _marked(written: Field, marks: _Marks) -> Iterator[tuple[Mark, Field]]:
    value = written.value
    if isinstance(value, str):
        for mark in marks.here:
            yield mark, written
    elif isinstance(value, tuple):
        if marks.entries:
            for entry in value:
                yield from _marked(entry, marks.entries)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name in marks.fields:
                yield from _marked(inner, marks.fields[name])
