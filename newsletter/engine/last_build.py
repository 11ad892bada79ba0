"""What the last build knew: whether this one would be the same to the byte.

Only times, sizes and names are looked at, so a build with nothing to do loads nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from newsletter.engine.inventory import Inventory, program_stamp
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.output import is_as_built, notes_path
from newsletter.engine.tables import read_table, table_name, write_table
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Diagnostic, as_row, from_row

_TABLE = "last-build.table"
#: A file changed this shortly before it was looked at may have changed again since without
#: its times telling: 50 ms in nanoseconds, several ticks of a kernel's clock.
_TOO_FRESH = 50_000_000
_NO_STAMP = (-1, -1, -1, -1)


def recall(options: Options) -> dict[str, Any]:
    """What the last build kept; empty where there is none, or it was told to keep nothing."""
    return read_table(options.answers_dir / _TABLE) if options.answers_dir else {}


@cache
def program() -> str:
    """A name for this program, its libraries and its Python as they stood when it was first asked for."""
    return blake2b(json.dumps(program_stamp()).encode(), digest_size=20).hexdigest()


def _arguments(options: Options) -> list[Any]:
    """All that decides the bytes besides the files and the day."""
    return [
        str(options.out.resolve()),
        str(options.outbox.resolve()),
        options.base_url,
        options.subscribe_url,
        options.drafts,
        options.future,
        sorted(options.without),
        options.widths,
    ]


def stands(options: Options, former: Mapping[str, Any]) -> bool:
    """Whether the output is, to the file, what this program made of the same arguments, whatever changed since."""
    try:
        return (
            former["arguments"] == _arguments(options)
            and former["program"] == program()
            and all(
                _stands(folder, notes_path(options.cache_dir, folder), name)
                for name, folder in zip(former["written"], _folders(options), strict=True)
            )
        )
    except (KeyError, TypeError, ValueError):
        return False  # no table of ours, or a damaged one


def _stands(folder: Path, notes: Path, name: str) -> bool:
    """Another build, with other options or without the cache, may have written since."""
    return table_name(notes) == name and is_as_built(folder, notes)


def unchanged(options: Options, inventory: Inventory, former: Mapping[str, Any]) -> BuildResult | None:
    """The last build's report, if this one would be the same to the byte."""
    try:
        if former["day"] != _day(options.now, former["time_zone"]):
            return None
        stamps = {**inventory.content, **inventory.templates}
        if former["inputs"].keys() != stamps.keys():
            return None
        if any(tuple(former["inputs"][path][:4]) != stamp for path, stamp in stamps.items()):
            return None
        if former["problems"] != _rows(inventory.problems):
            return None
        if not stands(options, former):
            return None
        found = tuple(map(from_row, former["diagnostics"]))
        return BuildResult(found, former["files"], note=former["note"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return None  # no table of ours, or a damaged one


def still_told(options: Options, inventory: Inventory, code: Code) -> tuple[Diagnostic, ...]:
    """What the last build told under `code`, if a build would now tell the same: it alone knew what stood before it."""
    with_answers = replace(options, keeps_answers=True)
    result = unchanged(with_answers, inventory, recall(with_answers))
    return tuple(one for one in (result.diagnostics if result else ()) if one.code == code)


def former_inputs(former: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The files the last build read, with stamps and digests; none where it was another program's."""
    return dict(former.get("inputs", {})) if former.get("program") == program() else {}


def former_digests(options: Options) -> dict[str, str]:
    """The files the last build read, and the digests of those it looked into, whatever program it was."""
    try:
        inputs = recall(replace(options, keeps_answers=True))["inputs"]
        return {path: row[4] for path, row in inputs.items() if row[4]}
    except (KeyError, TypeError, IndexError, AttributeError):
        return {}  # no table of ours, or a damaged one


def _day(now: datetime, time_zone: str) -> str:
    from zoneinfo import ZoneInfo

    return now.astimezone(ZoneInfo(time_zone)).date().isoformat()


def remember(
    options: Options,
    inventory: Inventory,
    result: BuildResult,
    digests: Mapping[str, str],
    day: date,
    time_zone: str,
) -> None:
    """Keep what the next build needs to know that it has nothing to do.

    `digests` are those of the files read, by path, and `day` is the one that it was in `time_zone`.
    """
    if options.answers_dir is None:
        return
    table = {
        "arguments": _arguments(options),
        "program": program(),
        "day": day.isoformat(),
        "time_zone": time_zone,
        "inputs": settled_inputs(inventory, digests),
        "problems": _rows(inventory.problems),
        "diagnostics": _rows(result.diagnostics),
        "files": result.files,
        "note": result.note,
        "written": [table_name(notes_path(options.cache_dir, folder)) for folder in _folders(options)],
    }
    with suppress(OSError):  # the site stands; without the table the next build only looks again
        write_table(options.answers_dir / _TABLE, table)


def _rows(diagnostics: tuple[Diagnostic, ...]) -> list[list[Any]]:
    return [as_row(diagnostic) for diagnostic in diagnostics]


def _folders(options: Options) -> tuple[Path, Path]:
    return options.out, options.outbox


def settled_inputs(inventory: Inventory, digests: Mapping[str, str]) -> dict[str, list[Any]]:
    """Each file's stamp and digest, for the next build; one too fresh to trust has a stamp that no file has.

    Left out it would be missed by nobody, were it gone by then.
    """
    youngest = inventory.taken_ns - _TOO_FRESH
    return {
        # stamp[2] is the time of change, which nobody can set
        path: [*(stamp if stamp[2] < youngest else _NO_STAMP), digests.get(path, "")]
        for files in (inventory.content, inventory.templates)
        for path, stamp in files.items()
    }
