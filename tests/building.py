"""Builds of the made-up publication, here or in a process of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from newsletter.content.reader import ready_to_read
from newsletter.engine.carry_out import Plan
from newsletter.engine.inventory import take_inventory
from newsletter.engine.options import BuildResult, Options
from newsletter.engine.parallel import Beside
from newsletter.engine.store import Store
from newsletter.engine.workplace import Workplace, open_workplace
from newsletter.planning import plan
from newsletter.publish import build, develop, read
from newsletter.told.diagnostics import Checked

REPOSITORY = Path(__file__).parents[1]
MADE_UP = REPOSITORY / "tests" / "made_up"
#: Noon, so that it is the same day in London.
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)

Tree = dict[str, bytes]


def copied_project(root: Path) -> Path:
    """`root`, with the made-up publication in it and the repository's templates, all to be changed."""
    shutil.copytree(MADE_UP / "content", root / "content")
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    return root


def built_project(root: Path) -> Path:
    """The same, and built: of the first build of this process a copy, which a build makes its own."""
    shutil.copytree(_built_once(), root, dirs_exist_ok=True)
    assert built(root).is_published
    return root


@cache
def _built_once() -> Path:
    place = Path(mkdtemp(prefix="newpower-built-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    assert built(copied_project(place)).is_published
    return place


def options(root: Path, **changes: object) -> Options:
    """What `newpower build --root root --now 2026-12-01` asks for, but for `changes`."""
    asked: dict[str, object] = {
        "out": root / "public",
        "outbox": root / "outbox",
        "cache_dir": root / ".cache",
        "now": NOW,
        **changes,
    }
    return Options(root=root, **asked)  # type: ignore[arg-type]


def built(root: Path, **changes: object) -> BuildResult:
    """The report of a build in this process."""
    return build(options(root, **changes))


def planned(root: Path, **changes: object) -> Checked[Plan]:
    """What a build in this process would make, and what it finds before it makes anything."""
    asked, inventory = options(root, **changes), take_inventory(root)
    with open_workplace(asked, inventory, ready_to_read) as place:
        gathered = read(asked, inventory, place)
        return plan(asked, inventory, gathered, develop(asked, inventory, gathered, place), place)


def workplace() -> Workplace:
    """A place to work at that keeps nothing."""
    return Workplace("tests", Store(None), Beside(ready_to_read, is_worth_it=False), 1, {})


def newpower(root: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`newpower <words>` in the folder `root`, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "newsletter", *words],
        cwd=root,
        env=surroundings(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def surroundings(**changes: str) -> dict[str, str]:
    """An environment in which the package is found from anywhere, and nothing else is inherited by chance."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("SOURCE_DATE_EPOCH", "GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF", "NO_COLOR")
    }
    return {**inherited, "PYTHONPATH": str(REPOSITORY), **changes}


def tree(*folders: Path) -> Tree:
    """Every file below `folders` with its bytes, but for what begins with a dot at the top."""
    found: Tree = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            if not name.parts[0].startswith(".") and (path.is_symlink() or not path.is_dir()):
                found[f"{folder.name}/{name.as_posix()}"] = path.read_bytes()
    return found


def published(root: Path) -> Tree:
    """The site and the letters that stand in a project."""
    return tree(root / "public", root / "outbox")


def empty_folders(folder: Path) -> list[str]:
    """Folders below `folder` with nothing in them."""
    return [str(path) for path in sorted(folder.rglob("*")) if path.is_dir() and not any(path.iterdir())]


def edit(path: Path, old: str, new: str) -> None:
    """Puts `new` where `old` stands in a file, as an editor would."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
