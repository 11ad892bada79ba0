"""The house rules: imports point down, nothing heavy at the door, nothing of this machine in the repository."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from typing import NamedTuple

import pytest

from tests.projects import REPOSITORY

HOUSE = REPOSITORY / "newsletter"
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

HEAVY = (
    "markdown",
    "markdown_it",
    "lxml",
    "PIL",
    "pydantic",
    "jinja2",
    "nh3",
    "feedgen",
    "css_inline",
    "frontmatter",
    "yaml",
    "watchdog",
)

#: Where a library's own types are read off annotations, and nowhere else.
_CONTRACTS = (
    "told/diagnostics.py",
    "permalinks.py",
    "content/entry.py",
    "content/config.py",
    "content/words/vocabularies.py",
)


#: Whose doing it is that something happens outside: who else does it is on the wrong floor.
_PRINTS_AND_EXITS = ("print", "input", "exit", "quit", "SystemExit", "sys.exit", "sys.argv", "sys.stdin")
_READS_THE_CLOCK = (
    "time.time",
    "time.monotonic",
    "time.perf_counter",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
)
_READS_THE_DAY = ("datetime.now", "datetime.today", "datetime.utcnow", "date.today")
_READS_THE_ENVIRONMENT = ("os.environ", "os.getenv", "sys.stdout", "sys.stderr")


class Import(NamedTuple):
    """One module of the house names another; `is_type` where it does so for its annotations alone."""

    by: str
    of: str
    is_type: bool


def _names() -> list[str]:
    return [path.relative_to(HOUSE).as_posix() for path in sorted(HOUSE.rglob("*.py"))]


def _module(path: str) -> str:
    """`site/feeds/__init__.py` is the module `site.feeds`; that of the house itself is empty."""
    return path.removesuffix(".py").removesuffix("__init__").rstrip("/").replace("/", ".")


_MODULES = {_module(path): path for path in _names()}


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((HOUSE / path).read_text(encoding="utf-8"))


@cache
def _imports() -> tuple[Import, ...]:
    """Every import of one module of the house by another, late ones and those for types alone too."""
    return tuple(one for module, path in _MODULES.items() for one in _imports_of(module, _tree(path)))


def _imports_of(module: str, tree: ast.Module) -> Iterator[Import]:
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by its place"
            names = [(node.module or "", f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [(alias.name, alias.name) for alias in node.names]
        else:
            continue
        for outer, inner in names:
            of = next((_in_house(name) for name in (inner, outer) if _in_house(name) in _MODULES), None)
            if of is not None:
                yield Import(module, of, id(node) in for_types)


def _in_house(name: str) -> str | None:
    """`newsletter.site.pages` is `site.pages`; None for a module that is no one of ours."""
    first, _, rest = name.partition(".")
    return rest if first == "newsletter" else None


def _floors(first: str) -> dict[str, int]:
    """Each room on the README's line that begins with `first`, with its floor, counted from the top."""
    line = next(line for line in README.splitlines() if line.startswith(f"{first} →"))
    floors = [re.findall(r"\w+", floor) for floor in line.split("→")]
    return {room: number for number, rooms in enumerate(floors) for room in rooms}


_HOUSE_FLOORS = _floors("__main__")
_CONTENT_FLOORS = _floors("{gathering, composing, album, blank_text, schemas}")


def _room(module: str) -> str:
    return module.split(".")[0]


def _room_of_content(module: str) -> str:
    return ".".join(module.split(".")[1:2])


def _at_the_top(path: str) -> set[str]:
    """What is imported as soon as the module is, by its first name."""
    found: set[str] = set()
    for node in _tree(path).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
    return found


def test_every_room_is_on_one_of_the_floors() -> None:
    assert {_room(module) for module in _MODULES} - {""} == set(_HOUSE_FLOORS)
    inside = {_room_of_content(module) for module in _MODULES if _room(module) == "content"}
    assert inside - {""} == set(_CONTENT_FLOORS)


@pytest.mark.parametrize("room", _HOUSE_FLOORS)
def test_imports_point_down(room: str) -> None:
    """To a floor below, and so never to a room of the same one."""
    floors = _HOUSE_FLOORS
    others = [one for one in _imports() if _room(one.by) == room != _room(one.of)]
    assert [one for one in others if _room(one.of) and floors[_room(one.of)] <= floors[room]] == []


@pytest.mark.parametrize("room", _CONTENT_FLOORS)
def test_imports_point_down_inside_content(room: str) -> None:
    """But for types alone: a name in an annotation loads nothing, and lets a kind say what its card is made from."""
    others = [
        one
        for one in _imports()
        if _room(one.by) == _room(one.of) == "content"
        and _room_of_content(one.by) == room != _room_of_content(one.of)
        and not one.is_type
    ]
    floors = _CONTENT_FLOORS
    assert [one for one in others if floors[_room_of_content(one.of)] <= floors[room]] == []


def test_no_two_modules_wait_for_each_other() -> None:
    """Raises CycleError, which names the ring."""
    waits: dict[str, set[str]] = {}
    for one in _imports():
        if not one.is_type:
            waits.setdefault(one.by, set()).add(one.of)
    TopologicalSorter(waits).prepare()


@pytest.mark.parametrize(
    ("room", "unknown"),
    [
        ("site", {"mail"}),
        ("mail", {"site"}),
        ("content", {"templates", "site", "mail"}),
        ("engine", {"content", "site", "mail", "templates"}),
        ("told", set(_HOUSE_FLOORS) - {"told", "values", "regexes"}),
        ("permalinks", set(_HOUSE_FLOORS) - {"permalinks", "regexes"}),
        ("values", set(_HOUSE_FLOORS) - {"values"}),
        ("regexes", set(_HOUSE_FLOORS) - {"regexes"}),
    ],
)
def test_a_room_does_not_know_what_it_should_not(room: str, unknown: set[str]) -> None:
    """Whatever the floors may come to be."""
    assert [one for one in _imports() if _room(one.by) == room and _room(one.of) in unknown] == []


def _used(path: str) -> set[str]:
    """Every name that is used, and every attribute with what it is one of: `sys.exit`."""
    nodes = list(ast.walk(_tree(path)))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {
        f"{getattr(node.value, 'id', getattr(node.value, 'attr', ''))}.{node.attr}"
        for node in nodes
        if isinstance(node, ast.Attribute)
    }


def _imported_names(path: str) -> set[str]:
    """What is taken out of libraries by name: `time.monotonic` for `from time import monotonic`."""
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize(
    ("doings", "rooms"),
    [
        (_PRINTS_AND_EXITS, {"__main__", "cli", "commands"}),
        ((*_READS_THE_CLOCK, *_READS_THE_DAY, *_READS_THE_ENVIRONMENT), {"cli", "commands", "editor"}),
        (("time.time_ns", "os._exit"), {"engine"}),  # how old a file is; the end of a worker it made itself
    ],
    ids=[
        "prints and exits",
        "reads the clock and the environment",
        "asks how old a file is and ends workers",
    ],
)
def test_the_door_alone_has_to_do_with_the_world_around(doings: tuple[str, ...], rooms: set[str]) -> None:
    elsewhere = [path for path in _names() if _room(_module(path)) not in rooms]
    found = {path: (_used(path) | _imported_names(path)) & set(doings) for path in elsewhere}
    assert {path: sorted(names) for path, names in found.items() if names} == {}


def test_the_door_alone_knows_the_library_of_the_command_line() -> None:
    with_click = {_room(_module(path)) for path in _names() if "click" in _all_imported(path)}
    assert with_click == {"cli", "commands"}


def _all_imported(path: str) -> set[str]:
    """Every library a module imports, late too, by its first name."""
    nodes = list(ast.walk(_tree(path)))
    whole = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0]
        for name in whole | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    }


def test_words_are_typeset_in_one_place_as_they_are_read() -> None:
    typeset = "newsletter.content.words.typography.typeset"
    assert [path for path in _names() if typeset in _imported_names(path)] == ["content/kinds/shared.py"]


@pytest.mark.parametrize("path", _CONTRACTS)
def test_contracts_import_nothing_heavy(path: str) -> None:
    assert not _at_the_top(path) & set(HEAVY)


@pytest.mark.parametrize("path", _names())
def test_every_module_says_where_it_stands(path: str) -> None:
    assert ast.get_docstring(_tree(path))


def _loaded_by(program: str) -> tuple[set[str], str]:
    """The libraries that a fresh Python has loaded after the program, by first name, and what it printed."""
    told = "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, json\n{program}\n{told}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    return set(json.loads(ran.stderr.splitlines()[-1])), ran.stdout


def test_help_imports_nothing_heavy() -> None:
    asked = "from newsletter.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    loaded, printed = _loaded_by(asked)
    assert not loaded & set(HEAVY)
    assert len(printed.splitlines()) <= 24, "help fits a screen"


def test_who_plans_and_makes_pages_loads_no_parser() -> None:
    """Entries are read in a process beside; with what reads them, a small edit would wait half as long again."""
    rooms = (
        "planning",
        "mail.pieces",
        "site.making",
        "site.anchors",
        "content.gathering",
        "engine.carry_out",
    )
    loaded, _ = _loaded_by("import " + ", ".join(f"newsletter.{room}" for room in rooms))
    assert not loaded & {"markdown", "markdown_it", "yaml", "pydantic", "nh3", "frontmatter"}


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
