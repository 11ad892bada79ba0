"""Where a build works while the output still shows the former site: a folder beside it, gone afterwards.

For `public` it is `.public.newpower`, in the same folder. Where that cannot be (the output is
a mount of its own, or the folder around it cannot be written to) it is `public/.newpower`, for as
long as the build takes.
"""

# A Path for each of 1,200 folders took longer than what was done to it.
# ruff: noqa: PTH

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from newsletter.engine.notes import OutputError

#: The name of the bench inside an output. Builds of an earlier version kept their notes there, too.
INSIDE = ".newpower"
JOURNAL = "journal.table"
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder a build works in for the output `directory`, which is a real path, no link."""

    directory: Path
    folder: Path

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside the output and not in it."""
        return self.folder.parent != self.directory

    @property
    def staged(self) -> Path:
        """The files that are to move into the output."""
        return self.folder / "staged"

    @property
    def next(self) -> Path:
        """The whole next site, until it changes places with the output; then the former one, until it is gone."""
        return self.folder / "next"

    @property
    def journal(self) -> Path:
        """What is being changed, from the last moment before to the first moment after."""
        return self.folder / JOURNAL

    def aside(self, path: str) -> str:
        """Where a file waits: in one flat folder, since a folder for each page costs more than the page."""
        return f"{self.folder}/staged/{blake2b(path.encode(), digest_size=16).hexdigest()}"

    def names_staged(self) -> frozenset[str]:
        """Every file that waits, as `aside` names it."""
        try:
            return frozenset(f"{self.folder}/staged/{name}" for name in os.listdir(self.staged))
        except FileNotFoundError:
            return frozenset()


def benches(directory: Path) -> tuple[Bench, Bench]:
    """Where a build may have worked for this output: beside it, and in it."""
    real = directory.resolve()
    return Bench(real, real.parent / f".{real.name}{INSIDE}"), Bench(real, real / INSIDE)


@contextmanager
def open_bench(directory: Path) -> Iterator[Bench]:
    """A bench for this build alone; `directory` exists. Raises OutputError while another build has it."""
    beside, inside = benches(directory)
    bench = beside if _is_usable(beside) else inside
    with _locked(bench):
        try:
            yield bench
        finally:
            if not bench.journal.exists():  # one that could not be carried out waits, with its files
                clear(bench)
                with suppress(OSError):
                    (bench.folder / _LOCK).unlink()
                    bench.folder.rmdir()


def clear(bench: Bench) -> None:
    """Take everything off the bench but its lock, as far as that can be done."""
    with suppress(OSError), os.scandir(bench.folder) as entries:
        for entry in entries:
            if entry.name != _LOCK:
                with suppress(OSError):
                    remove_tree(entry.path)


def remove_tree(path: str) -> None:
    """Remove a file, a link, or a folder and all in it; nothing happens where there is none."""
    if os.path.isdir(path) and not os.path.islink(path):
        _remove_folder(path)
    elif os.path.lexists(path):
        os.unlink(path)


def _remove_folder(path: str) -> None:
    with os.scandir(path) as entries:
        found = list(entries)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            _remove_folder(entry.path)
        else:
            os.unlink(entry.path)
    os.rmdir(path)


def _is_usable(beside: Bench) -> bool:
    """Whether files can be moved from there into the output. What was made to find out is gone if not."""
    if beside.folder.is_symlink():
        return False
    try:
        beside.folder.mkdir(exist_ok=True)
        (beside.folder / _LOCK).open("a").close()
    except FileNotFoundError:
        return True  # a build that ended in this moment took the folder away
    except OSError:
        return False
    if _is_one_mount(beside):
        return True
    with suppress(OSError):
        (beside.folder / _LOCK).unlink()
        beside.folder.rmdir()
    return False


def _is_one_mount(beside: Bench) -> bool:
    """Linux tells two mounts, even of one file system, before it looks for the file that is to move."""
    try:
        os.rename(beside.folder / "no-such-file", beside.directory / f"{INSIDE}-no-such-file")
    except FileNotFoundError:
        return os.stat(beside.folder).st_dev == os.stat(beside.directory).st_dev
    except OSError:
        return False
    return True


@contextmanager
def _locked(bench: Bench) -> Iterator[None]:
    path = bench.folder / _LOCK
    while True:
        bench.folder.mkdir(exist_ok=True)
        try:
            file = path.open("a")
        except FileNotFoundError:
            continue  # taken away with the folder by a build that ended in this moment
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno in (errno.EACCES, errno.EAGAIN):
                    words = f"another build is writing to {bench.directory}; wait for it to end"
                    raise OutputError(words) from None
                raise
            if _is_still(file.fileno(), path):
                yield
                return


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the file is the one by that name: a lock on one that was taken away keeps nobody out."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
