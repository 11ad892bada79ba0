"""What many tests share: a project that is whole, and goldens that can be written anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from hypothesis import settings
from jinja2 import Environment

from newsletter.engine import parallel, pieces, workplace
from newsletter.engine.pieces import Piece
from newsletter.engine.store import Store
from newsletter.engine.workplace import Workplace
from newsletter.told.diagnostics import Diagnostic
from tests.building import copied_project
from tests.projects import Project
from tests.taking_long import takes_long

# The same examples each time: a change is judged by what it changes, not by luck. New ones are
# looked for by `HYPOTHESIS_PROFILE=search`, and each find becomes an `@example`.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what came out as what is expected.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if takes_long(item):
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be written, not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The made-up publication, to be changed."""
    return Project(copied_project(tmp_path / "project"))


@pytest.fixture(autouse=True, scope="session")
def _each_template_compiled_once() -> Iterator[None]:
    """Jinja's compiler takes half the time of a check, and makes the same of the same text each time."""
    made: dict[tuple[object, ...], CodeType] = {}
    compiled = Environment.compile

    def kept(self: Environment, source: str, name: str | None, filename: str | None) -> Any:
        key = (type(self), frozenset(self.filters), frozenset(self.globals), source, name, filename)
        if key not in made:
            made[key] = compiled(self, source, name, filename)
        return made[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Environment, "compile", kept)
        yield


@pytest.fixture(autouse=True, scope="session")
def _each_piece_checked_once() -> Iterator[None]:
    """A thousand tests check nearly the same publication: of what is named by the same values, as a build's
    cache names it, nothing else is made."""
    known: dict[str, tuple[Diagnostic, ...]] = {}

    def checked(found: Sequence[Piece], place: Workplace) -> Iterator[Diagnostic]:
        keyed = [(place.key((piece.paths, piece.plain)), piece) for piece in found]
        parts = pieces.make_parts([piece for key, piece in keyed if key not in known], place)
        for key, piece in keyed:
            if key not in known:
                known[key] = tuple(pieces.make_piece(piece, parts).diagnostics)
            yield from known[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "check_pieces", checked)
        yield


@pytest.fixture(autouse=True, scope="module")
def _each_file_read_once() -> Iterator[None]:
    """Nor is a file, or a part of pages, that is as another test of its module had it read or made again for a check,
    which only looks up what was kept."""
    remembered: dict[str, Any] = {}

    def opened(folder: Path | None, memory: dict[str, Any] | None = None, *, is_kept: bool = True) -> Store:
        looks_up = folder is not None and not is_kept
        return Store(folder, remembered if looks_up and memory is None else memory, is_kept=is_kept)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(workplace, "Store", opened)
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_process_each() -> Iterator[None]:
    """Where as many tests run at once as there are processors, none of them begins a process more."""
    with pytest.MonkeyPatch.context() as patched:
        if "PYTEST_XDIST_WORKER" in os.environ:
            patched.setattr(parallel, "default_jobs", lambda: 1)
        yield
