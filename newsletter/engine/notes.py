"""What builds left in an output folder, as noted in the cache folder; whose a folder is, is judged by it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from newsletter.engine.tables import read_table
from newsletter.told.diagnostics import Diagnostic, as_row, from_row
from newsletter.values import point


class OutputError(Exception):
    """A failure of the world, in one line for the person at the keyboard."""


@point
class Written:
    """A file as a build left it: `key` names what it was made from, `digest` its bytes.

    `told` is what was found in making it, so that a warning is told for as long as it stands.
    """

    key: str
    digest: str
    size: int
    mtime_ns: int
    told: tuple[Diagnostic, ...] = ()

    def row(self) -> list[Any]:
        """The same, as it is kept."""
        return [self.key, self.digest, self.size, self.mtime_ns, *map(as_row, self.told)]


@point
class Notes:
    """The files builds left in a folder, by path, and what stood there before that nobody knows the maker of."""

    files: Mapping[str, Written] = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()

    def table(self) -> dict[str, Any]:
        """The same, as it is kept."""
        rows = {path: file.row() for path, file in self.files.items()}
        return {"files": rows, "strangers": sorted(self.strangers)}


def notes_path(cache_dir: Path, directory: Path) -> Path:
    """Where the notes on an output folder are kept.

    They are named by the way from one folder to the other, so a project that moves as a whole keeps them.
    """
    way = os.path.relpath(directory.resolve(), cache_dir.resolve())
    return cache_dir / "outputs" / f"{blake2b(os.fsencode(way), digest_size=16).hexdigest()}.table"


def read_notes(path: Path) -> Notes | None:
    """The notes; None where there are none, or they are damaged."""
    return parse_notes(read_table(path))


def parse_notes(table: Mapping[str, Any]) -> Notes | None:
    """The notes in a table; None if they are none of ours."""
    rows, strangers = table.get("files"), table.get("strangers", [])
    if not isinstance(rows, dict) or not isinstance(strangers, list):
        return None
    try:
        files = {
            path: Written(row[0], row[1], row[2], row[3], tuple(map(from_row, row[4:])))
            for path, row in rows.items()
        }
    except (TypeError, ValueError, IndexError):
        return None
    return Notes(files, frozenset(map(str, strangers)))


def paths_noted(path: Path) -> frozenset[str]:
    """The files that notes tell of, for who asks no more."""
    rows = read_table(path).get("files")
    return frozenset(rows) if isinstance(rows, dict) else frozenset()


def stands(directory: Path, path: str, left: Written) -> bool:
    """Whether a file has the size and time it was left with."""
    try:
        status = os.lstat(f"{directory}/{path}")
    except OSError:
        return False
    return status.st_size == left.size and status.st_mtime_ns == left.mtime_ns


def is_known(directory: Path, notes: Notes | None, ours: str) -> bool:
    """Whether a folder is a build's: nothing is in it but `ours`, or the notes describe it.

    They do where a single file stands as it was left, to the nanosecond; a folder of the same
    name that somebody filled meanwhile has none. They do, too, where no file stands at all.
    """
    names = {entry.name for entry in os.scandir(directory)} - {ours}
    if not names:
        return True
    if notes is None:
        return False
    if any(stands(directory, path, left) for path, left in notes.files.items()):
        return True
    return all(is_folder(f"{directory}/{path}") for path in standing_in(str(directory)))


def strangers_among(directory: Path, standing: Set[str], paths: Set[str]) -> frozenset[str]:
    """What stands in a former output whose notes are lost, and is not made by this build.

    Raises OutputError where no more than half of what is to be made stands there already:
    that is somebody else's folder.
    """
    if 2 * len(standing & paths) <= len(paths):
        raise OutputError(f"{directory} holds files that no build made; name an empty folder, or a new one")
    return frozenset(standing - paths)


def refuse_if_in_the_way(directory: Path, strangers: Collection[str], paths: Set[str]) -> None:
    """Raise OutputError where a stranger's file would have to go for one of ours to stand."""
    folders = set(folders_of(paths)) if strangers else set()
    for path in sorted(strangers):
        is_no_folder = path in folders and not is_folder(f"{directory}/{path}")
        if is_no_folder or not paths.isdisjoint(folders_of([path])):
            raise OutputError(
                f"{directory}/{path} stands in the way of a file to be written, and who made it cannot be"
                " known, since the cache was lost; move it elsewhere"
            )


def dotted_in(paths: Iterable[str]) -> frozenset[str]:
    """Those of the paths that begin with a dot: what builds made beside others' .git and the like."""
    return frozenset(path for path in paths if path.startswith("."))


def is_folder(path: str) -> bool:
    """Whether a folder stands there, and not a link to one."""
    return Path(path).is_dir() and not Path(path).is_symlink()


def standing_in(folder: str) -> dict[str, int]:
    """Every file, link and empty folder in it, with its inode; names with a dot at the top, such as .git, are others'."""
    found: dict[str, int] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                _add_standing(found, entry, entry.name)
    return found


def standing_at(entry: os.DirEntry[str]) -> dict[str, int]:
    """The same of one file, link or folder at the top, whatever its name."""
    found: dict[str, int] = {}
    _add_standing(found, entry, entry.name)
    return found


def _add_standing(found: dict[str, int], entry: os.DirEntry[str], path: str) -> None:
    if not entry.is_dir(follow_symlinks=False):
        found[path] = entry.inode()
        return
    with os.scandir(entry.path) as entries:
        inner = list(entries)
    if not inner:
        found[path] = entry.inode()
    for one in inner:
        _add_standing(found, one, f"{path}/{one.name}")


def folders_of(paths: Iterable[str]) -> list[str]:
    """Every folder on the way to the paths, outer before inner."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(found)
