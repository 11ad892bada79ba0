"""What git knows of a project: which files a change touches, and the content as it was before it.

Git is asked without a shell. Names of files are data in every answer: they end in NUL, so none
can be read as two; in questions they stand after `--`, and a revision is named by its hash.
What was is laid out from git's own store, byte for byte: no filter, hook or attribute is heeded.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import click

from newsletter.regexes import regex
from newsletter.values import point

#: All that a build reads.
FOLDERS = ("content", "templates")

#: Nothing that a repository's own settings or a folder in it could have git run.
_SETTINGS = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "safe.bareRepository=explicit"
)  # fmt: skip

#: Seconds for one question.
_PATIENCE = 60

_HASH = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LINK, _FILES = "120000", ("100644", "100755")


@point
class Revision:
    """The commit a change began at, by its hash, and what is otherwise since, committed or not.

    `moved` gives the former path of each file that has a new one.
    """

    commit: str
    files: frozenset[str]
    moved: Mapping[str, str]


def revision(root: Path, named: str) -> Revision:
    """Where the project in `root` parted from the revision `named`, such as `main`. Raises UsageError."""
    if named.startswith("-"):
        raise _refused(f"`{named}` is no name of a revision")
    try:
        _git(root, "rev-parse", "--git-dir")
    except subprocess.CalledProcessError as error:
        raise _refused(f"{root} is not in a git repository that can be read", error) from None
    there = _commit(root, named)
    here = _commit(root, "HEAD")
    try:
        began = _git(root, "merge-base", there, here).decode().split()[0]
    except subprocess.CalledProcessError:
        raise _refused(
            f"no commit is known from which both `{named}` and this change come; "
            "if only a part of the history is here, fetch more of it: git fetch --unshallow"
        ) from None
    files, moved = _touched(root, began)
    return Revision(began, files, moved)


@contextmanager
def as_it_was(root: Path, commit: str) -> Iterator[Path]:
    """A folder with the content and templates of `commit`, while it is in use."""
    with TemporaryDirectory(prefix="newpower-") as folder:
        former = Path(folder)
        links = []
        with _blobs(root) as blob:
            for mode, name, path in _listed(root, commit):
                if mode in _FILES:
                    _lay(former / path, blob(name))
                elif mode == _LINK:
                    links.append(former / path)
        for link in links:  # last, so that nothing is laid through one; where it leads is no matter
            with suppress(OSError):
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to("elsewhere")
        yield former


def _touched(root: Path, commit: str) -> tuple[frozenset[str], dict[str, str]]:
    """Files otherwise than in `commit`, and the former paths of those that moved."""
    said = _git(
        root, "diff", "--name-status", "--find-renames", "--relative", "--ignore-submodules=all",
        "--no-ext-diff", "--no-textconv", "-z", commit, "--", *FOLDERS,
    )  # fmt: skip
    words = iter(_names(said))
    files: set[str] = set(_names(_git(root, "ls-files", "--others", "-z", "--", *FOLDERS)))
    moved: dict[str, str] = {}
    gone: list[str] = []
    new = tuple(files)
    for status in words:
        path = next(words)
        if status == "D":
            gone.append(path)
        if status.startswith("R"):
            former, path = path, next(words)
            moved[path] = former
        files.add(path)
    return frozenset(files), moved | _renamed(root, commit, gone, new)


def _renamed(root: Path, commit: str, gone: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Former paths of texts that are called otherwise, and that git has not been told of: most of their lines stand."""
    moved: dict[str, str] = {}
    for former in gone:
        beside = [path for path in new if path.endswith(".md") and Path(path).parent == Path(former).parent]
        was = set(_git(root, "show", f"{commit}:./{former}").split(b"\n")) if beside else set()
        for path in beside:
            now = set((root / path).read_bytes().split(b"\n"))
            if len(was & now) * 2 > max(len(was), len(now)):
                moved[path] = former
    return moved


def _listed(root: Path, commit: str) -> Iterator[tuple[str, str, Path]]:
    """Mode, hash and path of every file; without those whose path is none, or leads elsewhere."""
    for line in _names(_git(root, "ls-tree", "-r", "-z", commit, "--", *FOLDERS)):
        facts, _, path = line.partition("\t")
        mode, _, name = facts.split()
        if not {"", ".", "..", ".git"} & set(path.lower().split("/")):
            yield mode, name, Path(path)


def _lay(path: Path, content: bytes) -> None:
    """A file as it was; nothing where this disk has no room for such a name."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)


@contextmanager
def _blobs(root: Path) -> Iterator[_Blobs]:
    """What gives the bytes that stand under a hash: one process for all of them."""
    with subprocess.Popen(
        _command("cat-file", "--batch"),
        cwd=root,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        yield _Blobs(git.stdin, git.stdout)


class _Blobs:
    """Questions and answers of `git cat-file --batch`: a hash; its size in bytes, and the bytes."""

    def __init__(self, ask: IO[bytes], answer: IO[bytes]) -> None:
        self._ask, self._answer = ask, answer

    def __call__(self, name: str) -> bytes:
        try:
            self._ask.write(f"{name}\n".encode())
            self._ask.flush()
        except BrokenPipeError:
            raise _refused("git ended before it had given the former content") from None
        said = self._answer.readline().split()
        if len(said) != 3 or said[1] != b"blob":
            raise _refused(f"git has not the whole of the former content: {name} is missing")
        content = self._answer.read(int(said[2]))
        self._answer.read(1)  # the end of the line
        return content


def _commit(root: Path, named: str) -> str:
    try:
        name = os.fsdecode(_git(root, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")).strip()
    except (subprocess.CalledProcessError, ValueError):
        name = ""
    if not _HASH.fullmatch(name):
        raise _refused(f"there is no revision `{named}` here")
    return name


def _git(root: Path, *words: str) -> bytes:
    try:
        return subprocess.run(
            _command(*words),
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        ).stdout
    except FileNotFoundError:
        raise _refused("git is needed to know what has changed, and is not installed") from None
    except subprocess.TimeoutExpired:
        raise _refused("git gave no answer") from None


def _command(*words: str) -> list[str]:
    return ["git", *_SETTINGS, *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}


def _names(said: bytes) -> list[str]:
    """What ends in NUL, one by one."""
    return os.fsdecode(said).split("\0")[:-1]


def _refused(words: str, error: subprocess.CalledProcessError | None = None) -> click.UsageError:
    told = os.fsdecode(error.stderr).strip().partition("\n")[0] if error else ""
    shown = f"{words} ({told})" if told else words
    return click.BadParameter(
        "".join(c if c.isprintable() else "\ufffd" for c in shown), param_hint="--changed-since"
    )
