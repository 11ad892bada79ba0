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

from newsletter.tables import read_table, write_table

_OURS = ".newpower"
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


@dataclass(frozen=True, slots=True)
class WritePlan:
    """What changes in an output folder; paths sorted. `write` are staged, ready to be moved."""

    write: tuple[str, ...]
    delete: tuple[str, ...]
    unchanged: int


class Output:
    """A folder that belongs to the build, opened by `open_output`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._ours = directory / _OURS
        self._staged = self._ours / "staged"
        rows = read_table(self._ours / "written.json").get("files", {})
        self.written = {path: Written(*row) for path, row in rows.items()} if _are_rows(rows) else {}

    def is_current(self, path: str, key: str) -> bool:
        """Whether `path` stands as an earlier build made it from the same things."""
        former = self.written.get(path)
        return former is not None and former.key == key and self._stands(path, former)

    def stage(self, artifact: Artifact, key: str) -> Written:
        """Write a file aside, unless the same bytes stand already. Safe in a forked worker."""
        content_digest = hashlib.blake2b(artifact.content, digest_size=16).hexdigest()
        former = self.written.get(artifact.path)
        if former and former.digest == content_digest and self._stands(artifact.path, former):
            return Written(key, content_digest, former.size, former.mtime_ns)
        target = self._staged / artifact.path
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(artifact.content)
            file.flush()
            status = os.fstat(descriptor)
        return Written(key, content_digest, status.st_size, status.st_mtime_ns)

    def plan(self, built: Mapping[str, Written]) -> WritePlan:
        """What is to change so that exactly `built` stands in the folder."""
        write = sorted(path for path, file in built.items() if not self._was_left(path, file))
        standing = set(self._standing())
        return WritePlan(tuple(write), tuple(sorted(standing - built.keys())), len(built) - len(write))

    def apply(self, plan: WritePlan, built: Mapping[str, Written]) -> None:
        """Carry the plan out. Raises OSError with the former site whole, or to be mended by the next opening."""
        if plan.write or plan.delete:
            for folder in sorted({str(PurePosixPath(path).parent) for path in plan.write}):
                self._make_folder(self.directory / folder)
            rows = {path: [f.key, f.digest, f.size, f.mtime_ns] for path, f in built.items()}
            write_table(
                self._ours / "journal.json", {"write": plan.write, "delete": plan.delete, "files": rows}
            )
            self._carry_out()
        elif any(self.written.get(path) != file for path, file in built.items()):
            rows = {path: [f.key, f.digest, f.size, f.mtime_ns] for path, f in built.items()}
            write_table(self._ours / "written.json", {"files": rows})

    def mend(self) -> bool:
        """Carry out what a killed build had begun; whether there was anything."""
        journal = self._ours / "journal.json"
        if not journal.exists():
            shutil.rmtree(self._staged, ignore_errors=True)
            return False
        self._carry_out()
        shutil.rmtree(self._staged, ignore_errors=True)
        return True

    def leave(self) -> None:
        """Take away what was staged for nothing, and the folder itself if it never came to hold a file."""
        if (self._ours / "journal.json").exists():
            return  # a journal that could not be carried out waits, with its files, for the next build
        shutil.rmtree(self._staged, ignore_errors=True)
        if not (self._ours / "written.json").exists():
            shutil.rmtree(self._ours, ignore_errors=True)
            with suppress(OSError):
                self.directory.rmdir()

    def _carry_out(self) -> None:
        journal = read_table(self._ours / "journal.json")
        for path in journal.get("write", ()):
            with suppress(FileNotFoundError):  # moved before the kill
                (self._staged / path).replace(self.directory / path)
        for path in journal.get("delete", ()):
            (self.directory / path).unlink(missing_ok=True)
            self._prune((self.directory / path).parent)
        write_table(self._ours / "written.json", {"files": journal.get("files", {})})
        (self._ours / "journal.json").unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        for parent in (folder, *folder.parents):
            if parent == self.directory:
                break
            if parent.exists() and not parent.is_dir():
                parent.unlink()  # a former page's file where a folder is wanted now
        folder.mkdir(parents=True, exist_ok=True)

    def _prune(self, folder: Path) -> None:
        while folder != self.directory:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _standing(self) -> Iterator[str]:
        """Every file in the folder; names with a dot at the top, such as .git, are others'."""
        for folder, folders, files in os.walk(self.directory):
            place = Path(folder).relative_to(self.directory).as_posix()
            if place == ".":
                folders[:] = [name for name in folders if not name.startswith(".")]
                files = [name for name in files if not name.startswith(".")]
            yield from (name if place == "." else f"{place}/{name}" for name in files)

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


def is_as_built(directory: Path, rows: Mapping[str, Iterable[int]]) -> bool:
    """Whether each file stands with the size and time a build left it with."""
    if (directory / _OURS / "journal.json").exists():
        return False
    try:
        for path, (size, mtime_ns) in rows.items():
            status = os.lstat(f"{directory}/{path}")
            if status.st_size != size or status.st_mtime_ns != mtime_ns:
                return False
    except OSError:
        return False
    return True


def _are_rows(rows: object) -> bool:
    return isinstance(rows, dict) and all(isinstance(row, list) and len(row) == 4 for row in rows.values())
