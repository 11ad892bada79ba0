"""A link in Markdown where a field wants its words, its address, or both in fields of their own.

Serves `yaml_words`: YAML stops at the round bracket.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_origin

from newsletter.content.kinds.shared import Names
from newsletter.content.reading.known_names import entry_of, is_address
from newsletter.content.reading.put_right import owner
from newsletter.content.reading.record_types import bare_type, hints_of, marks_of
from newsletter.regexes import regex

_LINK = regex(
    r" *(?P<dash>- +)?(?:(?P<name>[A-Za-z_][\w-]*): +)?\[(?P<words>[^\[\]]+)\]\((?P<address>[^()\s]+)\)\s*$"
)


def meant_by_link(lines: Sequence[str], row: int) -> str:
    """What to type in place of the link in this row; nothing where more than the link stands there."""
    link = _LINK.match(lines[row])
    if link is None:
        return ""
    words, address = link["words"], link["address"]
    if link["name"]:
        value = address if is_address(link["name"]) else words
        return f"write `{'- ' if link['dash'] else ''}{link['name']}: {value}`"
    name = owner(lines, row)
    if not link["dash"] or not name:
        return ""
    record = entry_of(name)
    return (
        f"write `- {address if '.md' in address else words}`"
        if record is None
        else _entry(record, words, address)
    )


def _entry(record: Any, words: str, address: str) -> str:
    """An entry of a list of records that leads where the link did."""
    fields = hints_of(record)
    path = _of_path(record)
    if path:
        return f"write `- {path}: {address}`"
    first = next(iter(fields))
    inner = next(((name, path) for name, hint in fields.items() if (path := _of_path(_entries(hint)))), None)
    if inner:
        return f"write `- {first}: {words}` and, on lines below, `{inner[0]}:` and `- {inner[1]}: {address}`, each further in"
    if "url" in fields:
        return f"write `- {first}: {words}` and, in line with it, `url: {address}`"
    return f"write its fields, one a line: {', '.join(f'`{name}`' for name in fields)}"


def _of_path(record: Any) -> str:
    """The field of a record that names a file of ours, if it is the first thing it says."""
    for name, hint in hints_of(record).items():
        if any(isinstance(mark, Names) and mark.kind == "content" for mark in marks_of(hint).here):
            return name
    return ""


def _entries(hint: Any) -> Any:
    bare = bare_type(hint)
    return bare_type(get_args(bare)[0]) if get_origin(bare) is tuple else None
