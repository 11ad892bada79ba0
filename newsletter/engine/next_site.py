"""In one step: the whole next site, of hard links to what stays and of the staged files, takes the output's place.

Serves `swap`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

from newsletter.engine.bench import Bench, is_open, remove_tree
from newsletter.engine.journal import Journal, WritePlan, write_journal
from newsletter.engine.notes import Notes, dotted_in, folders_of, is_folder, standing_in


def exchange_sites(bench: Bench, plan: WritePlan, after: Notes, spare: Path) -> bool:
    """Let the next site take the output's place. False where that cannot be: then all is as it was."""
    from newsletter.engine.exchange import exchange

    try:
        _lay_next(bench, plan, after, spare)
    except OSError:  # no hard links here, others' folders, no room: file by file needs none of it
        _forget_next(bench, ())
        return False
    try:
        for path in plan.write:
            os.rename(bench.aside(path), f"{bench.next}/{path}")
        write_journal(bench, Journal(after, delete=tuple(dotted_in(plan.delete))), bench.next)
        exchange(str(bench.directory), str(bench.next))
    except OSError:
        _forget_next(bench, plan.write)
        return False
    return True


def _lay_next(bench: Bench, plan: WritePlan, after: Notes, spare: Path) -> None:
    """Make the next site but for the files that change: of the spare one, if there is one, which has most of it."""
    if is_folder(str(spare)):
        with suppress(OSError):  # on another file system, perhaps
            os.rename(spare, bench.next)
    if not bench.next.is_dir():
        os.mkdir(bench.next)
    former, ours = os.stat(bench.directory), os.stat(bench.next)
    if (former.st_uid, former.st_gid) != (ours.st_uid, ours.st_gid):
        os.chown(bench.next, former.st_uid, former.st_gid)
    shutil.copystat(bench.directory, bench.next)
    kept = [*plan.strangers, *_names_with_a_dot(bench.directory, dotted_in((*after.files, *plan.delete)))]
    empty = [path for path in kept if is_folder(f"{bench.directory}/{path}")]
    stay = (after.files.keys() - set(plan.write)) | (set(kept) - set(empty))
    folders = folders_of([*after.files, *kept, *(f"{path}/" for path in empty)])
    left = _left_over(str(bench.next), str(bench.directory), stay, set(folders))
    with _opened(bench.directory) as one, _opened(bench.next) as other:
        for folder in folders:
            if folder not in left:
                os.mkdir(folder, dir_fd=other)
        for path in stay - left:
            os.link(path, path, src_dir_fd=one, dst_dir_fd=other, follow_symlinks=False)


def _left_over(spare: str, standing: str, stay: Set[str], folders: Set[str], place: str = "") -> set[str]:
    """What of a former site serves again: its folders, and files that are the same file still. The rest goes.

    A folder costs 80 µs to make and to remove, so a site of 1,200 pages changes in a tenth of the time.
    """
    found: set[str] = set()
    with os.scandir(f"{spare}/{place}") as entries:
        for entry in entries:
            path = place + entry.name
            if path in folders and entry.is_dir(follow_symlinks=False) and is_open(entry.path):
                found |= {path} | _left_over(spare, standing, stay, folders, f"{path}/")
            elif path in stay and _is_one_file(entry, f"{standing}/{path}"):
                found.add(path)
            else:
                remove_tree(entry.path)
    return found


def _is_one_file(entry: os.DirEntry[str], other: str) -> bool:
    try:
        status = os.lstat(other)
    except OSError:
        return False
    return entry.inode() == status.st_ino and os.path.samestat(entry.stat(follow_symlinks=False), status)


def keep_spare(bench: Bench, spare: Path) -> None:
    """Put the former site away for the next build, if that can be: what stands in it stands in the output too."""
    with suppress(OSError):
        spare.parent.mkdir(parents=True, exist_ok=True)
        remove_tree(str(spare))
        os.rename(bench.next, spare)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _names_with_a_dot(directory: Path, ours: frozenset[str]) -> list[str]:
    """Others' files at the top. Raises OSError for a folder, such as .git, which cannot be in two places."""
    with os.scandir(directory) as entries:
        found = [entry for entry in entries if entry.name.startswith(".")]
    for entry in found:
        if entry.is_dir(follow_symlinks=False) and not ours.issuperset(
            standing_in(entry.path, f"{entry.name}/")
        ):
            raise IsADirectoryError(entry.path)
    return [
        entry.name for entry in found if entry.name not in ours and not entry.is_dir(follow_symlinks=False)
    ]


def _forget_next(bench: Bench, moved: tuple[str, ...]) -> None:
    """Put what had moved into the next site back to where it was staged, and take the rest away."""
    bench.journal.unlink(missing_ok=True)
    for path in moved:
        with suppress(FileNotFoundError):
            os.rename(f"{bench.next}/{path}", bench.aside(path))
    remove_tree(str(bench.next))


def bring_over(bench: Bench, ours: frozenset[str]) -> None:
    """What others put at the top while the folders changed places belongs to the site that stands."""
    if not bench.next.is_dir():
        return
    made = {path.partition("/")[0] for path in ours}
    with os.scandir(bench.next) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name not in made:
                os.rename(entry.path, bench.directory / entry.name)
