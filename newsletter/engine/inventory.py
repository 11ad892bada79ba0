"""What stands on the disk: which files a build reads, and whether they are as they were.

The edge of the flow, before `SourceFile`. It only looks: nothing is opened that has not changed.
"""

from __future__ import annotations

import os
import re
import site
import sys
import time
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import field
from hashlib import blake2b
from pathlib import Path

from newsletter.permalinks import fits_every_disk, is_too_long
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, note, warning
from newsletter.values import point

IMAGE_ENDINGS = (
    *(".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg"),
    *(".heic", ".heif", ".tif", ".tiff", ".bmp", ".psd", ".jxl", ".jp2", ".svgz"),  # told as what they are
)
DATA_FILES = ("content/site.yaml", "content/tags.yaml", "content/places.yaml")
#: What stands here is published at the root of the site as it is, whatever it is called.
ROOT_FILES = "content/root/"
_UNPUBLISHED = ("content/LICENSE", "content/README.md")
_PACKAGE = Path(__file__).parents[1]
_DEEPEST = 20

#: Size in bytes, times of modification and change in nanoseconds, inode: a file whose
#: stamp is as before holds what it held.
Stamp = tuple[int, int, int, int]


@point
class Inventory:
    """Every file a build reads, by project-relative path, sorted; and what should not be there."""

    content: Mapping[str, Stamp]
    templates: Mapping[str, Stamp]
    taken_ns: int = field(compare=False)
    """When it was begun, in nanoseconds: what changed since cannot have been seen."""
    problems: tuple[Diagnostic, ...] = ()
    misnamed: frozenset[str] = frozenset()
    """The Markdown files that would be here were they called as content is; who names them is told nothing."""

    @property
    def documents(self) -> tuple[str, ...]:
        """The Markdown files."""
        return tuple(path for path in self.content if path.endswith(".md") and not is_root_file(path))

    @property
    def images(self) -> tuple[str, ...]:
        """The pictures."""
        return tuple(
            path for path in self.content if path.lower().endswith(IMAGE_ENDINGS) and not is_root_file(path)
        )

    @property
    def root_files(self) -> tuple[str, ...]:
        """The files that are published at the root as they are."""
        return tuple(path for path in self.content if is_root_file(path))

    def templates_name(self, root: Path, folder: str) -> str:
        """A name for the templates in templates/`folder` as they stand. Raises OSError."""
        state = blake2b(digest_size=20)
        for path in self.templates:
            if path.startswith(f"templates/{folder}/"):
                state.update(path.encode() + b"\0" + (root / path).read_bytes() + b"\0")
        return state.hexdigest()


def take_inventory(root: Path) -> Inventory:
    """What stands under `root`. Raises OSError where a folder cannot be read."""
    content: dict[str, Stamp] = {}
    templates: dict[str, Stamp] = {}
    problems: list[Diagnostic] = []
    strays: list[str] = []
    taken_ns = time.time_ns()
    for folder, found in (("content", content), ("templates", templates)):
        for path, status in _walk(root, folder, problems):
            if folder == "content" and not _is_ours(path, problems):
                strays.append(path)
                continue
            found[path] = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    meant = _as_meant(strays, content)
    problems += _missing_files(content, problems, meant)
    problems += _of_no_use(strays, meant, content)
    return Inventory(
        dict(sorted(content.items())),
        dict(sorted(templates.items())),
        taken_ns,
        tuple(sorted(problems, key=_place)),
        frozenset(path for path in meant.values() if path.endswith(".md")),
    )


def is_root_file(path: str) -> bool:
    """Whether a file of the content is published at the root as it is."""
    return path.startswith(ROOT_FILES)


def _place(problem: Diagnostic) -> tuple[Location, str]:
    return problem.location, problem.code


def program_stamp() -> list[object]:
    """Changes whenever this program, its libraries or its Python do."""
    code = [
        [path, status.st_size, status.st_mtime_ns]
        for path, status in sorted(_code(_PACKAGE), key=lambda found: found[0])
    ]
    libraries = [
        Path(folder).stat().st_mtime_ns for folder in site.getsitepackages() if Path(folder).is_dir()
    ]
    return [sys.version, libraries, code]


def _code(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield str(Path(entry.path).relative_to(_PACKAGE)), entry.stat()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _code(Path(entry.path))


def _walk(root: Path, folder: str, problems: list[Diagnostic]) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(root / folder) as entries:
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if _is_of_a_program(entry.name, path):
                problems += _left_behind(entry.name, path)
                continue
            problems += _unfit_for_windows(entry.name, path)
            if (problem := _misfit(entry, path)) is not None:
                problems.append(problem)
            elif entry.is_dir():
                yield from _walk(root, path, problems)
            else:
                yield path, entry.stat(follow_symlinks=False)


#: Stands in a folder so that Git keeps it.
_KEEPER = ".gitkeep"
#: What systems and programs leave in folders, and nobody means to publish.
_LITTER = (".DS_Store", ".git", ".gitignore", _KEEPER)


def _is_of_a_program(name: str, path: str) -> bool:
    """Whether it is a system's or an editor's own file. At the root, `.well-known` and the like are meant."""
    if is_root_file(path):
        return name in _LITTER or name.endswith(("~", ".swp"))
    return name.startswith(".") or name.endswith("~")


def _left_behind(name: str, path: str) -> Iterator[Diagnostic]:
    """At the root names that begin with a dot are published: those that are not are named."""
    if is_root_file(path) and name != _KEEPER:
        message = "a system or a program left this here; it is not published"
        hint = "take it out, or give it another name if it is meant for the site"
        yield warning(Location(path), "unknown-file", message, hint)


def _unfit_for_windows(name: str, path: str) -> Iterator[Diagnostic]:
    """Documents may have fewer names still: that is told where they are read."""
    if not fits_every_disk(name) and (is_root_file(path) or not name.endswith(".md")):
        message = f"Windows cannot hold a file or folder called `{name}`"
        yield Diagnostic(Location(path), "bad-file-name", message, "give it another name")
    elif is_too_long(name) and name.lower().endswith(IMAGE_ENDINGS) and not is_root_file(path):
        message = f"this name has {len(name)} letters, and disks do not hold all that is made of it"
        yield Diagnostic(Location(path), "bad-file-name", message, "give it a name of a few words")


def _unreadable(name: str) -> tuple[str, str]:
    """What to say of a name with a sign in it that cannot be seen, such as the narrow space of macOS."""
    better = "".join(c if c.isprintable() else "-" if c.isspace() else "" for c in name)
    if "\ufffd" in name or not better.isprintable() or any("\udc80" <= c <= "\udcff" for c in name):
        return "this file's name cannot be read as text", "give it another name"
    better = re.sub(r"[\s-]+", "-", better).lower()
    return (
        "a sign that cannot be seen stands in this file's name",
        f"call it `{better}`, here and where it is named",
    )


def _misfit(entry: os.DirEntry[str], path: str) -> Diagnostic | None:
    """What is wrong with an entry that is neither an ordinary file nor a folder of such; None if nothing is."""
    at = Location(path)
    if not entry.name.isprintable():
        shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)
        return Diagnostic(Location(shown), "bad-file-name", *_unreadable(entry.name))
    if entry.is_symlink():
        return Diagnostic(at, "symlink", "this is a link to another file", "put the file itself here")
    if entry.is_file():
        return None
    if not entry.is_dir():
        return Diagnostic(at, "not-a-file", "this is not an ordinary file", "take it out of the folder")
    if entry.name.endswith((".md", ".yaml")) and not is_root_file(path):
        words = "this is a folder, but has the name of a file", "give it a name without an ending"
        return Diagnostic(at, "not-a-file", *words)
    if path.count("/") > _DEEPEST:
        words = (
            "folders stand too deep inside each other here",
            "content needs one level of folders, pictures perhaps two",
        )
        return Diagnostic(at, "too-deep", *words)
    return None


def _is_for_editors(path: str) -> bool:
    """Whether it is a folder's README, which sites that host files show beside them."""
    is_readme = path.rpartition("/")[2].lower() == "readme.md"
    return is_readme and path not in _UNPUBLISHED and not is_root_file(path)


def _is_ours(path: str, problems: list[Diagnostic]) -> bool:
    if _is_for_editors(path):
        words = "this file is passed over: it is for those who look after the folder"
        hint = "what readers are to see needs another name"
        problems.append(note(Location(path), "unknown-file", words, hint))
        return False
    return (
        path in DATA_FILES
        or is_root_file(path)
        or (path.endswith(".md") and path not in _UNPUBLISHED)
        or path.lower().endswith(IMAGE_ENDINGS)
    )


#: Other endings that Markdown has, and one that Windows hides.
_AS_MARKDOWN = regex(r"\.(?:md|markdown|mdown|mdwn|mkdn?|mdtext)(?:\.txt)?$", re.IGNORECASE)
_AS_YAML = regex(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)


def _as_content(path: str) -> str | None:
    """The path of a content or data file that one is nearly called as; None for anything else."""
    folder, _, name = path.rpartition("/")
    data = f"{folder}/{_AS_YAML.sub('.yaml', name)}".lower()
    if data in DATA_FILES:
        return data
    document = f"{folder}/{_AS_MARKDOWN.sub('.md', name)}"
    is_one = document.endswith(".md") and folder != "content" and not _is_for_editors(document)
    return document if is_one else None


def _as_meant(strays: Iterable[str], content: Container[str]) -> dict[str, str]:
    """What is nearly called as content is: its path, and the one that is meant, where nothing stands there."""
    meant: dict[str, str] = {}
    for path in sorted(strays):
        better = _as_content(path)
        if better and better not in content and better not in meant.values():
            meant[path] = better
    return meant


def _missing_files(
    content: Container[str], problems: Iterable[Diagnostic], meant: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """A message for each data file that is not there, nor told to be something else."""
    told = {problem.location.file for problem in problems}
    for path in DATA_FILES:
        if path not in content and path not in told:
            found = next((one for one, better in meant.items() if better == path), None)
            rename = f"rename `{found}` to `{path.rpartition('/')[2]}`" if found else ""
            hint = rename or "see docs/settings.md for what it holds"
            yield Diagnostic(Location(path), "missing-file", f"there is no {path}", hint)


def _of_no_use(
    strays: Iterable[str], meant: Mapping[str, str], content: Container[str]
) -> Iterator[Diagnostic]:
    """A message for each file that nothing is made of; an error where it should be content."""
    for path in strays:
        better = _as_content(path)
        message, name = "nothing is made of this file", (better or "").rpartition("/")[2]
        if path in meant and name.endswith(".md"):
            hint = f"rename it to `{name}`, or take it out of content/"
            yield Diagnostic(Location(path), "unknown-file", message, hint)
        elif path not in meant and path not in _UNPUBLISHED and not _is_for_editors(path):
            hint = "content is Markdown (.md) and pictures (.jpg, .png, .webp, .gif, .avif, .svg)"
            beside = f"`{name}` beside it is read; take out the one that is not wanted"
            beside = beside if better in content else ""
            yield warning(Location(path), "unknown-file", message, beside or hint)
