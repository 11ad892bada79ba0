"""A planned change becomes visible: in one step where the system has one, else file by file.

In one step: the whole next site is made on the bench, of hard links to what stays and of the
staged files, and changes places with the output. File by file: what pages name comes before
the pages, what goes last. Either way a journal on the bench says what is happening; killed
before it, the former site is whole; after it, whoever opens the output next finishes the work.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from newsletter.engine.bench import INSIDE, Bench, is_open, remove_tree
from newsletter.engine.notes import Notes, dotted_in, folders_of, is_folder, parse_notes, standing_in
from newsletter.engine.tables import read_table, write_table
from newsletter.values import point

#: What names other files. Feeds and the sitemap name pages, so they come after them.
_NAMING = {".html": 1, ".json": 2, ".xml": 2, ".txt": 2}


@point
class WritePlan:
    """What changes in an output folder; paths sorted. `write` are staged, ready to be moved.

    `strangers` stand there too: nobody knows who made them, so they stay.
    """

    write: tuple[str, ...]
    delete: tuple[str, ...]
    strangers: tuple[str, ...] = ()

    @property
    def is_one_step(self) -> bool:
        """Whether a single file changes, which is one step by itself."""
        return len(self.write) + len(self.delete) <= 1


def show(bench: Bench, plan: WritePlan, before: Notes, after: Notes, notes: Path, *, at_once: bool) -> None:
    """Carry the plan out, and note what then stands. Raises OSError with the former site whole, or a journal left."""
    spare = notes.with_suffix(".spare")
    is_exchanged = (
        at_once and bench.is_beside and not plan.is_one_step and _is_exchanged(bench, plan, after, spare)
    )
    if not is_exchanged:
        try:
            _prepare(bench.directory, plan)
            with naming(bench.directory):
                _write_journal(bench, after, bench.directory, _in_order(plan, before), plan.delete)
        except BaseException:
            _remove_empty(bench.directory, plan)
            raise
    finish(bench, notes)
    if is_exchanged:
        keep_spare(bench, spare)


def finish(bench: Bench, notes: Path) -> None:
    """Carry out what is left of a journal, if there is one and the output is the folder it is true of."""
    journal = read_table(bench.journal)
    after = parse_notes(journal)
    if after is not None and journal.get("folder") == bench.directory.stat().st_ino:
        _bring_over(bench, dotted_in(after.files))
        _move_in(bench, _inside(journal.get("write")))
        for path in _inside(journal.get("delete")):
            _delete(bench.directory, path)
        write_notes(notes, after)
    bench.journal.unlink(missing_ok=True)


def write_notes(path: Path, notes: Notes) -> None:
    """Keep them, if that can be: the site stands without them, and the next build knows most of it again."""
    with suppress(OSError):
        write_table(path, notes.table())


def is_inside(path: str) -> bool:
    """Whether a path leads to somewhere in the output folder that is not kept for others, or for us."""
    first, *inner = path.split("/")
    return "\0" not in path and first not in (INSIDE, ".git") and not {"", ".", ".."} & {first, *inner}


@contextmanager
def naming(directory: Path) -> Iterator[None]:
    """A failure that names no file, such as a full disk, names the folder."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(directory)) from error
        raise


def _write_journal(
    bench: Bench, after: Notes, folder: Path, write: tuple[str, ...] = (), delete: tuple[str, ...] = ()
) -> None:
    """`folder` is what stands, or will stand, in the output's place when the journal is true of it."""
    changes = {"folder": folder.stat().st_ino, "write": write, "delete": delete}
    write_table(bench.journal, {**changes, **after.table()})


# In one step


def _is_exchanged(bench: Bench, plan: WritePlan, after: Notes, spare: Path) -> bool:
    """Whether the next site took the output's place; if not, all is as it was."""
    from newsletter.engine.exchange import exchange

    try:
        _lay_next(bench, plan, after, spare)
    except OSError:  # no hard links here, others' folders, no room: file by file needs none of it
        _forget_next(bench, ())
        return False
    try:
        for path in plan.write:
            os.rename(bench.aside(path), f"{bench.next}/{path}")
        _write_journal(bench, after, bench.next, delete=tuple(dotted_in(plan.delete)))
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


def _bring_over(bench: Bench, ours: frozenset[str]) -> None:
    """What others put at the top while the folders changed places belongs to the site that stands."""
    if not bench.next.is_dir():
        return
    made = {path.partition("/")[0] for path in ours}
    with os.scandir(bench.next) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name not in made:
                os.rename(entry.path, bench.directory / entry.name)


# File by file


def _in_order(plan: WritePlan, before: Notes) -> tuple[str, ...]:
    """What is named before what names it: pictures and styles, new pages, changed pages, feeds and lists."""

    def turn(path: str) -> tuple[int, bool, str]:
        rank = _NAMING.get(PurePosixPath(path).suffix, 0)
        return rank, path in before.files, path

    return tuple(sorted(plan.write, key=turn))


def _prepare(directory: Path, plan: WritePlan) -> None:
    """Make what folders can be made without a change to what readers see: then a full disk fails here."""
    ours = {str(directory)}
    for folder in folders_of(plan.write):
        path = f"{directory}/{folder}"
        if os.path.dirname(path) in ours and not os.path.islink(path):
            with suppress(FileExistsError, NotADirectoryError):
                os.mkdir(path)
            ours.add(path)


def _remove_empty(directory: Path, plan: WritePlan) -> None:
    for folder in reversed(folders_of(plan.write)):
        with suppress(OSError):
            os.rmdir(f"{directory}/{folder}")


def _move_in(bench: Bench, paths: list[str]) -> None:
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


def _delete(directory: Path, place: str) -> None:
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


def _inside(paths: object) -> list[str]:
    """The paths of a journal that stay inside the folder; all of them, unless somebody else wrote it."""
    named = paths if isinstance(paths, list) else []
    return [path for path in named if isinstance(path, str) and is_inside(path)]
