"""Where a build works while the output still shows the former site: a folder beside it, gone afterwards.

For `public` it is `.public.newpower`, in the same folder. Where that cannot be (the output is
a mount of its own, or the folder around it cannot be written to) it is `public/.newpower`, for as
long as the build takes.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import IO

from newsletter.engine.notes import OutputError
from newsletter.values import point

#: The name of the bench inside an output. Builds of an earlier version kept their notes there, too.
INSIDE = ".newpower"
JOURNAL = "journal.table"
_LOCK = "lock"


@point
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
    def written(self) -> Path:
        """A copy of the notes as the build found them, for the case that it is killed and the cache is lost."""
        return self.folder / "written.table"

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
    """A bench for this build alone, and `directory` made if there was none; it goes again if it stays empty.

    Raises OutputError while another build has it, OSError where nothing can be written.
    """
    beside, inside = benches(directory)
    with ExitStack() as held:
        try:
            held.enter_context(_held(beside))
            if not beside.directory.is_dir():
                beside.directory.mkdir(parents=True)
                held.callback(_remove_if_empty, beside.directory)
            is_usable = _is_one_mount(beside)
        except OSError:
            is_usable = False
        if not is_usable:
            held.enter_context(_held(inside))
        yield beside if is_usable else inside


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


@contextmanager
def _held(bench: Bench) -> Iterator[None]:
    """The bench, kept from others, and taken away afterwards unless a journal has still to be carried out."""
    with _locked(bench):
        try:
            yield
        finally:
            if not bench.journal.exists():
                clear(bench)
                with suppress(OSError):
                    (bench.folder / _LOCK).unlink()
                    bench.folder.rmdir()


def clear(bench: Bench, *kept: str) -> None:
    """Take everything off the bench but its lock and what is named, as far as that can be done."""
    with suppress(OSError), os.scandir(bench.folder) as entries:
        for entry in entries:
            if entry.name not in (_LOCK, *kept):
                with suppress(OSError):
                    remove_tree(entry.path)


def remove_tree(path: str) -> None:
    """Remove a file, a link, or a folder and all in it; nothing happens where there is none."""
    if os.path.isdir(path) and not os.path.islink(path):
        _remove_folder(path)
    elif os.path.lexists(path):
        os.unlink(path)


def is_open(folder: str) -> bool:
    """Whether we may look into a folder and change what is in it."""
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _remove_folder(path: str) -> None:
    if not is_open(path):
        Path(path).chmod(0o700)
    with os.scandir(path) as entries:
        found = list(entries)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            _remove_folder(entry.path)
        else:
            os.unlink(entry.path)
    os.rmdir(path)


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
        with _lock_file(bench) as file:
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


def _lock_file(bench: Bench) -> IO[str]:
    """The open file; it and the folder are made as often as a build that ends takes them away."""
    bench.folder.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with suppress(FileExistsError):
            os.mkdir(bench.folder)
        if bench.folder.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(bench.folder))
        with suppress(FileNotFoundError):
            return (bench.folder / _LOCK).open("a")


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the file is the one by that name: a lock on one that was taken away keeps nobody out."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
