"""What is to change in an output; and what is being done to it, so that whoever opens it next can finish it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from newsletter.engine.bench import INSIDE, Bench
from newsletter.engine.notes import Notes, parse_notes
from newsletter.engine.tables import read_table, write_table
from newsletter.values import point


@point
class WritePlan:
    """What changes in an output folder; paths sorted. `write` are staged, ready to be moved.

    `strangers` stand there too: nobody knows who made them, so they stay. `inodes` are those of
    all that stands there before, but for names at the top that begin with a dot.
    """

    write: tuple[str, ...]
    delete: tuple[str, ...]
    strangers: tuple[str, ...] = ()
    inodes: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_one_step(self) -> bool:
        """Whether a single file changes, which is one step by itself."""
        return len(self.write) + len(self.delete) <= 1


@point
class Journal:
    """What is still to be moved into the output and deleted from it, and what then stands there."""

    after: Notes
    write: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()


def write_journal(bench: Bench, journal: Journal, folder: Path) -> None:
    """`folder` is what stands, or will stand, in the output's place when the journal is true of it."""
    changes = {"folder": folder.stat().st_ino, "write": journal.write, "delete": journal.delete}
    write_table(bench.journal, {**changes, **journal.after.table()})


def read_journal(bench: Bench) -> Journal | None:
    """The journal; None if there is none, or another folder stands in the output's place than it is true of."""
    table = read_table(bench.journal)
    after = parse_notes(table)
    if after is None or table.get("folder") != bench.directory.stat().st_ino:
        return None
    return Journal(after, tuple(_inside(table.get("write"))), tuple(_inside(table.get("delete"))))


def is_inside(path: str) -> bool:
    """Whether a path leads to somewhere in the output folder that is not kept for others, or for us."""
    first, *inner = path.split("/")
    return "\0" not in path and first not in (INSIDE, ".git") and not {"", ".", ".."} & {first, *inner}


def _inside(paths: object) -> Iterable[str]:
    """The paths of a journal that stay inside the folder; all of them, unless somebody else wrote it."""
    named = paths if isinstance(paths, list) else []
    return (path for path in named if isinstance(path, str) and is_inside(path))
