"""Files in their final form: what to write and delete, and doing it so that nobody meets half of it.

New files are written aside, in the output's own `.newpower` folder, while the former site
stands. Then a journal names every file to be moved into place and every one to go; only
then does anything visible change. Killed before the journal, the former site is whole;
killed after it, whoever opens the folder next carries the journal out.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from newsletter.engine.tables import read_table, table_name, write_table
from newsletter.told.diagnostics import Diagnostic

_OURS = ".newpower"
_WRITTEN = "written.table"
_JOURNAL = "journal.table"
_README = """This folder belongs to the build that made the files around it: it lets the next build
replace them safely. Files beside it that no build made are removed by the next one.
"""


class OutputError(Exception):
    """A failure of the world, in one line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One finished file. `path` is relative to the output folder, with "/"."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A file as a build left it: `key` names what it was made from, `digest` its bytes."""

    key: str
    digest: str
    size: int
    mtime_ns: int
    told: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class WritePlan:
    """What changes in an output folder; paths sorted. `write` are staged, ready to be moved."""

    write: tuple[str, ...]
    delete: tuple[str, ...]


class Output:
    """A folder that belongs to the build, opened by `open_output`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._ours = directory / _OURS
        self._staged = self._ours / "staged"
        rows = read_table(self._ours / _WRITTEN).get("files", {})
        self.written = {path: Written(*row) for path, row in rows.items()} if _are_rows(rows) else {}

    def is_current(self, path: str, key: str) -> bool:
        """Whether `path` stands as an earlier build made it from the same things."""
        former = self.written.get(path)
        return former is not None and former.key == key and self._stands(path, former)

    def stage(self, artifact: Artifact, key: str, told: tuple[Diagnostic, ...] = ()) -> Written:
        """Write a file aside, unless the same bytes stand already. Safe in a forked worker."""
        if not is_inside(artifact.path):
            raise ValueError(f"{artifact.path!r} is no path inside the output folder")
        content_digest = hashlib.blake2b(artifact.content, digest_size=16).hexdigest()
        former = self.written.get(artifact.path)
        if former and former.digest == content_digest and self._stands(artifact.path, former):
            return Written(key, content_digest, former.size, former.mtime_ns, told)
        target = self._aside(artifact.path)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            self._staged.mkdir(exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with _naming(self.directory), os.fdopen(descriptor, "wb") as file:
            file.write(artifact.content)
            file.flush()
            status = os.fstat(descriptor)
        return Written(key, content_digest, status.st_size, status.st_mtime_ns, told)

    def _aside(self, path: str) -> Path:
        """Where a file waits: in one flat folder, since a folder for each page costs more than the page."""
        return self._staged / hashlib.blake2b(path.encode(), digest_size=16).hexdigest()

    def plan(self, built: Mapping[str, Written]) -> WritePlan:
        """What is to change so that exactly `built` stands in the folder."""
        write = sorted(path for path, file in built.items() if not self._was_left(path, file))
        standing = set(_standing(str(self.directory)))
        return WritePlan(tuple(write), tuple(sorted(standing - built.keys())))

    def apply(self, plan: WritePlan, built: Mapping[str, Written]) -> None:
        """Carry the plan out. Raises OSError with the former site whole, or to be mended by the next opening."""
        if plan.write or plan.delete:
            self._prepare(plan.write)
            rows = {path: [f.key, f.digest, f.size, f.mtime_ns] for path, f in built.items()}
            journal = {"write": plan.write, "delete": plan.delete, "files": rows}
            with _naming(self.directory):
                write_table(self._ours / _JOURNAL, journal)
            self._carry_out()
        elif self.written != built:
            rows = {path: [f.key, f.digest, f.size, f.mtime_ns] for path, f in built.items()}
            write_table(self._ours / _WRITTEN, {"files": rows})

    def mend(self) -> bool:
        """Carry out what a killed build had begun; whether there was anything."""
        was_begun = (self._ours / _JOURNAL).exists()
        if was_begun:
            self._carry_out()
        shutil.rmtree(self._staged, ignore_errors=True)
        for table in self._ours.glob("*.new"):
            table.unlink(missing_ok=True)
        return was_begun

    def leave(self) -> None:
        """Take away what was staged for nothing, and the folder itself if it never came to hold a file."""
        if (self._ours / _JOURNAL).exists():
            return  # a journal that could not be carried out waits, with its files, for the next build
        shutil.rmtree(self._staged, ignore_errors=True)
        if not (self._ours / _WRITTEN).exists():
            shutil.rmtree(self._ours, ignore_errors=True)
            with suppress(OSError):
                self.directory.rmdir()

    def _prepare(self, paths: Iterable[str]) -> None:
        """Make what folders can be made without a change to what readers see: then a full disk fails here."""
        ours = {self.directory}
        for folder in _folders(paths):
            path = self.directory / folder
            if path.parent in ours and not path.is_symlink():
                with suppress(FileExistsError, NotADirectoryError):
                    path.mkdir()
                ours.add(path)

    def _carry_out(self) -> None:
        journal = read_table(self._ours / _JOURNAL)
        write = _inside(journal.get("write"))
        for folder in _folders(write):
            self._make_folder(self.directory / folder)
        for path in write:
            with suppress(FileNotFoundError):  # moved before the kill
                self._move(self._aside(path), self.directory / path)
        for path in _inside(journal.get("delete")):
            self._delete(self.directory / path)
        write_table(self._ours / _WRITTEN, {"files": journal.get("files", {})})
        (self._ours / _JOURNAL).unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        """A folder of our own: not a file of a former page, nor a link to where others' files are."""
        if folder.is_symlink() or not folder.is_dir():
            folder.unlink(missing_ok=True)
            folder.mkdir()

    def _move(self, staged: Path, target: Path) -> None:
        try:
            staged.replace(target)
        except IsADirectoryError:
            shutil.rmtree(target)  # a folder no build made, or a former page's
            staged.replace(target)

    def _delete(self, path: Path) -> None:
        """Delete a file, or an empty folder, and each folder it leaves empty."""
        if path.is_symlink() or not path.is_dir():
            with suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
            path = path.parent
        while path != self.directory:
            try:
                path.rmdir()
            except FileNotFoundError:
                pass  # deleted before the kill
            except OSError:
                return  # it still holds something
            path = path.parent

    def _was_left(self, path: str, file: Written) -> bool:
        former = self.written.get(path)
        return former is not None and former.digest == file.digest and former.mtime_ns == file.mtime_ns

    def _stands(self, path: str, former: Written) -> bool:
        try:
            status = os.lstat(f"{self.directory}/{path}")
        except OSError:
            return False
        return status.st_size == former.size and status.st_mtime_ns == former.mtime_ns


@contextmanager
def open_output(directory: Path) -> Iterator[Output]:
    """The output folder, locked for this build and mended if the last one was killed.

    Raises OutputError for a folder that holds others' files, or is being written to.
    """
    ours = directory / _OURS
    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory} is a file; a folder is needed to write to")
    if directory.is_dir() and not ours.is_dir() and any(directory.iterdir()):
        raise OutputError(f"{directory} holds files that no build made; name an empty folder, or a new one")
    ours.mkdir(parents=True, exist_ok=True)
    with _locked(ours / "lock", directory):
        if not (ours / "README").exists():
            (ours / "README").write_text(_README, encoding="utf-8")
        output = Output(directory)
        try:
            yield Output(directory) if output.mend() else output
        finally:
            output.leave()


@contextmanager
def _locked(path: Path, directory: Path) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EAGAIN):
                raise OutputError(f"another build is writing to {directory}; wait for it to end") from None
            raise
        yield


@contextmanager
def _naming(directory: Path) -> Iterator[None]:
    """A failure that names no file, such as a full disk, names the folder."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            raise type(error)(error.errno, error.strerror, str(directory)) from error
        raise


def is_as_built(directory: Path, count: int) -> bool:
    """Whether `count` files stand with the size and time the last build left them with."""
    if any((directory / _OURS / name).exists() for name in (_JOURNAL, "staged")):
        return False  # a build was killed
    rows = read_table(directory / _OURS / _WRITTEN).get("files", {})
    try:
        for path, (_, _, size, mtime_ns) in rows.items():
            status = os.lstat(f"{directory}/{path}")
            if status.st_size != size or status.st_mtime_ns != mtime_ns:
                return False
    except OSError:
        return False
    return len(rows) == count


def written_name(directory: Path) -> str:
    """A name for what the last build wrote there; another once any build has written anything else."""
    return table_name(directory / _OURS / _WRITTEN)


def _standing(folder: str, place: str = "") -> Iterator[str]:
    """Every file, link and empty folder in it; names with a dot at the top, such as .git, are others'."""
    with os.scandir(folder) as entries:
        found = [entry for entry in entries if place or not entry.name.startswith(".")]
    if place and not found:
        yield place.rstrip("/")
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _standing(entry.path, f"{place}{entry.name}/")
        else:
            yield place + entry.name


def _folders(paths: Iterable[str]) -> list[PurePosixPath]:
    """Every folder on the way to the paths, outer before inner."""
    return sorted({folder for path in paths for folder in PurePosixPath(path).parents if folder.parts})


def _inside(paths: object) -> list[str]:
    """The paths of a journal that stay inside the folder; all of them, unless somebody else wrote it."""
    named = paths if isinstance(paths, list) else []
    return [path for path in named if isinstance(path, str) and is_inside(path)]


def is_inside(path: str) -> bool:
    """Whether a path leads to somewhere in the output folder that is not kept for others, or for us."""
    parts = path.split("/")
    return not path.startswith(".") and "\0" not in path and not {"", ".", ".."} & set(parts)


def _are_rows(rows: object) -> bool:
    return isinstance(rows, dict) and all(isinstance(row, list) and len(row) == 4 for row in rows.values())
