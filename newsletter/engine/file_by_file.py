"""File by file: what pages name comes before the pages, what goes last.

Serves `swap`. Killed on the way, it can be done again from the beginning.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from newsletter.engine.bench import Bench, remove_tree
from newsletter.engine.journal import WritePlan
from newsletter.engine.notes import Notes, folders_of, is_folder

#: What names other files. Feeds and the sitemap name pages, so they come after them.
_NAMING = {".html": 1, ".json": 2, ".xml": 2, ".txt": 2}


def in_order(plan: WritePlan, before: Notes) -> tuple[str, ...]:
    """What is named before what names it: pictures and styles, new pages, changed pages, feeds and lists."""

    def turn(path: str) -> tuple[int, bool, str]:
        rank = _NAMING.get(PurePosixPath(path).suffix, 0)
        return rank, path in before.files, path

    return tuple(sorted(plan.write, key=turn))


def prepare(directory: Path, plan: WritePlan) -> None:
    """Make what folders can be made without a change to what readers see: then a full disk fails here."""
    ours = {str(directory)}
    for folder in folders_of(plan.write):
        path = f"{directory}/{folder}"
        if os.path.dirname(path) in ours and not os.path.islink(path):
            with suppress(FileExistsError, NotADirectoryError):
                os.mkdir(path)
            ours.add(path)


def remove_empty(directory: Path, plan: WritePlan) -> None:
    """Take back the folders that were made for a change that is not to be, as far as nothing stands in them."""
    for folder in reversed(folders_of(plan.write)):
        with suppress(OSError):
            os.rmdir(f"{directory}/{folder}")


def move_in(bench: Bench, paths: Iterable[str]) -> None:
    """Move staged files to where they are read, in this order; those that are not staged any more are there."""
    made: set[str] = set()
    for path in paths:
        for folder in folders_of([path]):
            if folder not in made:
                _make_folder(f"{bench.directory}/{folder}")
                made.add(folder)
        with suppress(FileNotFoundError):  # moved before the kill
            _move(bench.aside(path), f"{bench.directory}/{path}")


def _make_folder(folder: str) -> None:
    """A folder of our own: not a file of a former page, nor a link to where others' files are."""
    if not is_folder(folder):
        with suppress(FileNotFoundError):
            os.unlink(folder)
        os.mkdir(folder)


def _move(staged: str, target: str) -> None:
    try:
        os.rename(staged, target)
    except IsADirectoryError:
        remove_tree(target)  # a folder no build made, or a former page's
        os.rename(staged, target)


def delete(directory: Path, place: str) -> None:
    """Delete a file, or an empty folder, and each folder it leaves empty."""
    if not is_folder(f"{directory}/{place}"):
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{directory}/{place}")
        place = place.rpartition("/")[0]
    while place:
        try:
            os.rmdir(f"{directory}/{place}")
        except (FileNotFoundError, NotADirectoryError):
            pass  # deleted before the kill
        except OSError:
            return  # it still holds something
        place = place.rpartition("/")[0]
