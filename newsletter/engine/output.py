"""Files in their final form: what to write and delete, and doing it so that nobody meets half of it.

An output holds the site and nothing else. New files are staged on a bench beside it while the
former site stands, then the next site takes its place; what builds left there is noted in the
cache folder. A folder that holds anything else is a stranger's and stays as it is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

from newsletter.engine.bench import INSIDE, Bench, benches, clear, open_bench, remove_tree
from newsletter.engine.journal import WritePlan as WritePlan
from newsletter.engine.journal import is_inside as is_inside
from newsletter.engine.notes import (
    Notes,
    dotted_in,
    is_folder,
    is_known,
    paths_noted,
    read_notes,
    refuse_if_in_the_way,
    standing_in,
    stands,
    strangers_among,
)
from newsletter.engine.notes import OutputError as OutputError
from newsletter.engine.notes import Written as Written
from newsletter.engine.notes import notes_path as notes_path
from newsletter.engine.swap import finish, naming, show, write_notes
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import point


@point
class Artifact:
    """One finished file. `path` is relative to the output folder, with "/"."""

    path: str
    content: bytes


class Output:
    """A folder that belongs to the build, opened by `open_output`."""

    def __init__(self, bench: Bench, notes: Path, *, at_once: bool, is_shared: bool) -> None:
        self.directory = bench.directory
        self._is_shared = is_shared
        self._bench = bench
        self._notes = notes
        self._at_once = at_once
        former = read_notes(notes)
        self._former = former or Notes()
        self.written = self._former.files
        self.is_known = is_known(self.directory, former, INSIDE)

    def keep_notes(self) -> None:
        """Have them on the bench too: should this build be killed, the folder is known though the cache is lost."""
        if self.is_known:
            aside = self._bench.folder / "written.new"
            try:
                copyfile(self._notes, aside)
                aside.replace(self._bench.written)
            except OSError:  # nothing is noted yet
                write_notes(self._bench.written, self._former)

    def claim(self, paths: Iterable[str]) -> None:
        """Raise OutputError if a folder that is not known would be no place for a build of these paths.

        `plan` asks the same; asking before anything is made saves the making.
        """
        if not self.is_known:
            self._strangers(standing_in(str(self.directory)).keys(), set(paths))

    def is_current(self, path: str, key: str) -> bool:
        """Whether `path` stands as an earlier build made it from the same things."""
        former = self.written.get(path)
        return former is not None and former.key == key and stands(self.directory, path, former)

    def read(self, path: str) -> bytes:
        """The bytes of a file as it is to stand: those that wait on the bench, else those that stand."""
        try:
            return Path(self._bench.aside(path)).read_bytes()
        except FileNotFoundError:
            return Path(f"{self.directory}/{path}").read_bytes()

    def stage(self, artifact: Artifact, key: str, told: tuple[Diagnostic, ...] = ()) -> Written:
        """Write a file aside, unless the same bytes stand already. Safe in a forked worker."""
        if not is_inside(artifact.path):
            raise ValueError(f"{artifact.path!r} is no path inside the output folder")
        content_digest = hashlib.blake2b(artifact.content, digest_size=16).hexdigest()
        if (left := self._left_as(artifact, content_digest)) is not None:
            return Written(key, content_digest, left.st_size, left.st_mtime_ns, told)
        with naming(self.directory), os.fdopen(self._aside(artifact.path), "wb") as file:
            file.write(artifact.content)
            file.flush()
            status = os.fstat(file.fileno())
        return Written(key, content_digest, status.st_size, status.st_mtime_ns, told)

    def _left_as(self, artifact: Artifact, content_digest: str) -> os.stat_result | None:
        """How the file stands, if it holds these bytes; where no build is known to have left it, they are read."""
        path = f"{self.directory}/{artifact.path}"
        former = self.written.get(artifact.path)
        try:
            status = os.lstat(path)
            if former and (former.size, former.mtime_ns) == (status.st_size, status.st_mtime_ns):
                return status if former.digest == content_digest else None
            is_same = (
                status.st_size == len(artifact.content)
                and str(Path(path).resolve()) == path  # no link, nor in a folder that is one
                and Path(path).read_bytes() == artifact.content
            )
        except OSError:
            return None
        return status if is_same else None

    def _aside(self, path: str) -> int:
        """A descriptor of the file on the bench, empty."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        try:
            return os.open(self._bench.aside(path), flags, 0o644)
        except FileNotFoundError:
            self._bench.staged.mkdir(exist_ok=True)
            return os.open(self._bench.aside(path), flags, 0o644)

    def plan(self, built: Mapping[str, Written]) -> WritePlan:
        """What is to change so that `built` stands in the folder, and nothing else that builds made.

        Raises OutputError where the folder turns out to be a stranger's.
        """
        inodes = standing_in(str(self.directory))
        # notes are read from a file, and what is to go is theirs to say only within the folder
        standing = inodes.keys() | set(filter(is_inside, dotted_in(self.written)))
        strangers = self._strangers(standing, built.keys())
        staged = self._bench.names_staged()
        write = sorted(
            path
            for path, file in built.items()
            if not self._was_left(path, file) and self._bench.aside(path) in staged
        )
        delete = sorted(standing - built.keys() - strangers)
        return WritePlan(tuple(write), tuple(delete), tuple(sorted(strangers)), inodes)

    def apply(self, plan: WritePlan, built: Mapping[str, Written]) -> None:
        """Carry the plan out. Raises OSError with the former site whole, or to be mended by the next opening."""
        after = Notes(built, frozenset(plan.strangers))
        if plan.write or plan.delete:
            show(self._bench, plan, self._former, after, self._notes, at_once=self._at_once)
        elif self._former != after:
            write_notes(self._notes, after)

    def _strangers(self, standing: Set[str], paths: Set[str]) -> frozenset[str]:
        if self.is_known and self._is_shared:
            strangers = frozenset(standing - paths - self.written.keys())
        elif self.is_known:
            strangers = self._former.strangers & standing - paths
        else:
            strangers = strangers_among(self.directory, standing, paths)
        refuse_if_in_the_way(self.directory, strangers, paths)
        return strangers

    def _was_left(self, path: str, file: Written) -> bool:
        former = self.written.get(path)
        return former is not None and former.digest == file.digest and former.mtime_ns == file.mtime_ns


def paths_left(cache_dir: Path, directory: Path) -> frozenset[str]:
    """The files that the last build is known to have left in an output folder."""
    return paths_noted(notes_path(cache_dir, directory))


@contextmanager
def open_output(
    directory: Path, notes: Path, *, at_once: bool = True, is_shared: bool = False
) -> Iterator[Output]:
    """The output folder, locked for this build and mended if the last one was killed.

    `notes` is `notes_path` of it. `at_once` shows a change of several files in one step, where
    the system has one; without it they change one after another, which is cheaper. People may
    leave files of their own in a folder that `is_shared`; in another those are removed. Raises
    OutputError for what is no folder, or is being written to.
    """
    if directory.exists() and not directory.is_dir():
        raise OutputError(f"{directory} is a file; a folder is needed to write to")
    with open_bench(directory) as bench:
        _mend(bench, notes)
        output = Output(bench, notes, at_once=at_once, is_shared=is_shared)
        output.keep_notes()
        yield output


def _mend(bench: Bench, notes: Path) -> None:
    """Finish what a killed build had begun, and take over what one that worked inside left there."""
    found = [place for place in benches(bench.directory) if is_folder(str(place.folder))]
    for place in found:
        if read_notes(notes) is None and (noted := read_notes(place.written)) is not None:
            write_notes(notes, noted)
    for place in found:
        finish(place, notes)
        if place != bench:
            remove_tree(str(place.folder))
    clear(bench, bench.written.name)


def is_as_built(directory: Path, notes: Path) -> bool:
    """Whether every file stands with the size and time the last build left them with, and no build was killed."""
    if any(bench.folder.exists() for bench in benches(directory)):
        return False
    noted = read_notes(notes) or Notes()  # nothing is noted of a folder that never held anything
    return all(stands(directory, path, file) for path, file in noted.files.items())
