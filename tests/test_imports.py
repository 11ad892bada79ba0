"""The house rules: imports point down, nothing heavy at the door, nothing of this machine in the repository."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache

import pytest

from tests.projects import REPOSITORY

HOUSE = REPOSITORY / "newsletter"
MODULES = sorted(HOUSE.rglob("*.py"))

#: From the door down; a module may import from its own floor and from those below it.
FLOORS = (
    ("cli", "__main__"),
    ("commands",),
    ("editor",),
    ("publish",),
    ("site", "mail"),
    ("content",),
    ("templates", "engine"),
    ("told", "permalinks"),
    ("values",),
)
HEAVY = (
    "markdown",
    "lxml",
    "PIL",
    "pydantic",
    "jinja2",
    "nh3",
    "feedgen",
    "css_inline",
    "frontmatter",
    "yaml",
    "watchfiles",
)

#: Where a library's own types are read off annotations, and nowhere else.
_CONTRACTS = (
    "told/diagnostics.py",
    "permalinks.py",
    "content/entry.py",
    "content/config.py",
    "content/words/vocabularies.py",
)


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((HOUSE / path).read_text(encoding="utf-8"))


def _names() -> list[str]:
    return [path.relative_to(HOUSE).as_posix() for path in MODULES]


def _part(path: str) -> str:
    """The room a module stands in: a folder's name, or its own."""
    return path.split("/")[0].removesuffix(".py")


def _floor(part: str) -> int:
    return next(number for number, parts in enumerate(FLOORS) if part in parts)


def _imported(path: str) -> Iterator[str]:
    """Every module of the house that a module imports, for types alone or late, too."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from names if node.module == "newsletter" else [node.module]
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _rooms_imported(path: str) -> set[str]:
    return {name.split(".")[1] for name in _imported(path) if name.startswith("newsletter.")}


def _at_the_top(path: str) -> set[str]:
    """What is imported as soon as the module is, by its first name."""
    found: set[str] = set()
    for node in _tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


@pytest.mark.parametrize("path", [name for name in _names() if name != "__init__.py"])
def test_imports_point_down(path: str) -> None:
    above = {room for room in _rooms_imported(path) if _floor(room) < _floor(_part(path))}
    assert not above


def test_every_floor_names_rooms_that_are_there() -> None:
    assert {room for rooms in FLOORS for room in rooms} == {_part(name) for name in _names()} - {"__init__"}


def test_the_site_and_the_letter_never_meet() -> None:
    for path in _names():
        for one, other in (("site", "mail"), ("mail", "site")):
            assert _part(path) != one or other not in _rooms_imported(path), path


def test_words_are_typeset_in_one_place_as_they_are_read() -> None:
    setting = [
        path for path in _names() if "newsletter.content.words.typography.typeset" in _names_imported(path)
    ]
    assert setting == ["content/kinds/shared.py"]


def _names_imported(path: str) -> set[str]:
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def test_content_knows_no_template() -> None:
    assert not [p for p in _names() if _part(p) == "content" and "templates" in _rooms_imported(p)]


@pytest.mark.parametrize("path", _CONTRACTS)
def test_contracts_import_nothing_heavy(path: str) -> None:
    assert not _at_the_top(path) & set(HEAVY)


@pytest.mark.parametrize("path", _names())
def test_every_module_says_where_it_stands(path: str) -> None:
    assert ast.get_docstring(_tree(path))


def test_help_imports_nothing_heavy() -> None:
    asked = (
        "import sys, json\n"
        "from newsletter.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert not set(json.loads(ran.stderr.splitlines()[-1])) & set(HEAVY)
    assert len(ran.stdout.splitlines()) <= 24, "help fits a screen"


def test_no_file_names_a_place_of_this_machine() -> None:
    here = "/".join(("", "work", "")), "/".join(("..", "shared"))
    told = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, check=False, cwd=REPOSITORY, text=True
    )
    files = [REPOSITORY / name for name in told.stdout.split("\0") if name]
    if not files:
        pytest.skip("not a git checkout")
    named = [
        str(path.relative_to(REPOSITORY))
        for path in files
        if path.is_file() and not path.is_symlink() and any(p.encode() in path.read_bytes() for p in here)
    ]
    assert not named
