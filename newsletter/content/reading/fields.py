"""Front matter becomes a record: typed reading, with one diagnostic a mistake.

`Field → CaseStudy | Edition | Page | …`. pydantic validates against the record's own
annotations; what it finds is said again in an editor's words, at the author's line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from newsletter.content.kinds.shared import Names
from newsletter.content.reading.complaints import name_of, shortened, value_diagnostic
from newsletter.content.reading.field import UNREAD, Field, Unread
from newsletter.content.reading.names_meant import field_meant, how_it_is_meant
from newsletter.content.reading.record_types import (
    Path,
    adapter,
    description,
    hints_of,
    kind_at,
    marks_of,
    names_of,
)
from newsletter.content.reading.typed import missing_space
from newsletter.content.words.keys import better_key, is_key
from newsletter.permalinks import fits_every_disk, is_too_long
from newsletter.regexes import regex
from newsletter.told.diagnostics import Checked, Diagnostic, listed, nearest

if TYPE_CHECKING:
    from pydantic import ValidationError

R = TypeVar("R")


def read_record(field: Field, kind: type[R]) -> Checked[R]:
    """A record of `kind` from its fields, or every mistake in them."""
    from pydantic import ValidationError  # loaded where a record must be read anew, not for each build

    record_type: Any = kind
    try:
        return Checked(adapter(record_type).validate_python(_joined(field)))
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
        return adapter(record_type).validate_python(written), frozenset()
    except ValidationError as error:
        paths = [problem["loc"] for problem in error.errors(include_url=False)]
    broken = {str(path[0]) for path in paths if path}
    meant = {match for name in broken if (match := nearest(name, names_of(kind, ())))}
    fields = written if isinstance(written, dict) else {}
    kept = {name: value for name, value in fields.items() if name not in broken}
    try:
        return adapter(record_type).validate_python({**stand_ins, **kept}), frozenset(broken | meant)
    except ValidationError:
        return None, frozenset(broken | meant)


def read_records(field: Field, kind: type[R]) -> Checked[dict[str, R]]:
    """Records by key, in the file's order: a data file such as content/tags.yaml."""
    if not isinstance(field.value, dict):
        return Checked({}, ())
    records: dict[str, R] = {}
    left = _flush_left(field.value, kind)
    found = [
        Diagnostic(field.value[key].key, "missing-value", *_set_in(key, names)) for key, names in left.items()
    ]
    told = {*left, *(name for names in left.values() for name in names)}
    for key, inner in field.value.items():
        if inner.value is UNREAD or key in told:
            continue
        if not is_key(key):
            found.append(bad_key(key, inner, known=tuple(field.value)))
        elif not fits_every_disk(key):
            message = f"Windows cannot hold a folder called `{key}`, and its page stands in one"
            found.append(Diagnostic(inner.key, "bad-key", message, "choose another key"))
        elif is_too_long(key):
            message = f"this key has {len(key)} letters, and no disk holds the folder of its page"
            found.append(Diagnostic(inner.key, "too-long", message, "choose one of a word or two"))
        checked = read_record(inner, kind)
        found += checked.diagnostics
        if checked.value is not None and is_key(key):
            records[key] = checked.value
    return Checked(records, tuple(found))


def set_apart(fields: Field, kind: type, what: str) -> Checked[Field]:
    """The entries of a data file, those that stand within another beside it, as they were meant, and told; `what` they are."""
    entries: dict[str, Field] = {}
    told: list[Diagnostic] = []
    names = frozenset(names_of(kind, ()))
    for key, entry in fields.named.items():
        within = {
            name: one for name, one in entry.named.items() if name not in names and names & {*one.named}
        }
        kept = {name: one for name, one in entry.named.items() if name not in within}
        entries[key] = entry._replace(value=kept) if within and kept else entry
        for name, one in within.items() if kept else ():
            entries.setdefault(name, one)
            spaces = one.key.column - entry.key.column
            message = f"`{name}` stands too far in to be a {what} of its own"
            shown = {2: "two spaces", 4: "four spaces"}.get(spaces, f"{spaces} spaces")
            hint = f"take out {shown} before it, and before the lines below that belong to it"
            told.append(Diagnostic(one.key, "unknown-field", message, hint))
    return Checked(fields._replace(value=entries) if told else fields, tuple(told))


def _flush_left(entries: Mapping[str, Field], kind: type) -> dict[str, list[str]]:
    """The keys whose fields stand below them and not further in, each with the names of those."""
    left: dict[str, list[str]] = {}
    owner = ""
    for key, inner in entries.items():
        if owner and key in names_of(kind, ()):
            left.setdefault(owner, []).append(key)
        else:
            owner = key if inner.value is None else ""
    return left


def _set_in(key: str, names: Sequence[str]) -> tuple[str, str]:
    shown = " and ".join(f"`{name}`" for name in names)
    return f"`{key}` has no fields", f"set {shown} two spaces in, below `{key}`"


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


_BLANK = object()
_SPACES = regex(r"[ \t\r\n]{2,}|[\t\r\n]")


def _joined(field: Field) -> object:
    """Plain values with each run of white space as one space, and none round them: no field holds lines.

    A name without a value is `_BLANK`, which suits no type: None would pass for "left out".
    """
    value = field.value
    if isinstance(value, str):
        return _SPACES.sub(" ", value).strip()
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
    guesses = {path: field_meant(path, root, kind, missing) for path in unknown if path not in strays}
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
            yield value_diagnostic(problem, path, root.at(path), kind)


def _missing(path: Path, root: Field, kind: type) -> Diagnostic:
    where = root.at(path[:-1])
    location = _first_line(where) if where.key == where.location and len(path) == 1 else where.key
    message = f"`{path[-1]}`{_within(path[:-1])} is missing"
    return Diagnostic(location, "missing-field", message, description(kind, path) + _ids(path, root, kind))


def _ids(path: Path, root: Field, kind: type) -> str:
    """The ids of the file's sources, where a field names one of them."""
    sources = root.at(("sources",)).value
    marks = marks_of(hints_of(kind_at(kind, path[:-1])).get(str(path[-1]))).here
    is_source = any(isinstance(mark, Names) and mark.kind == "source" for mark in marks)
    entries = sources if is_source and isinstance(sources, tuple) else ()
    ids = [str(entry.named["id"].value) for entry in entries if "id" in entry.named]
    few = listed(ids, "the ids here are")
    return f"; {few}" if few else ""


def _unknown(path: Path, guess: Path | None, root: Field, kind: type) -> Diagnostic:
    written, known = root.at(path), names_of(kind, path[:-1])
    if written.value is None and (said := missing_space(str(path[-1]), known)):
        return Diagnostic(written.key, "bad-yaml", *said)
    hint = (
        how_it_is_meant(guess, written, kind, str(path[-1]))
        if guess
        else "known here: " + ", ".join(f"`{n}`" for n in known)
    )
    message = f"`{shortened(str(path[-1]))}` is not a field{_within(path[:-1])}"
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
            if (lacks_it and path[-1] in names_of(kind, group)) or (
                is_empty and path[-1] in names_of(kind, (*group, 0))
            ):
                found[path] = group
                break
            if name not in (one[-1] for one in found):
                break
    return found


def _stray(path: Path, group: Path, all_of_it: Sequence[Path], root: Field, kind: type) -> Diagnostic:
    is_list = not names_of(kind, group)
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


def _within(path: Path) -> str:
    return f" of {name_of(path)}" if path else ""


def _first_line(root: Field) -> Any:
    location = root.location
    return type(location)(location.file, 1 if location.line == 2 else location.line, 1)
