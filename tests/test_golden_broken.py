"""Every mistake the program can tell has a broken project here, and its exact words.

A case is laid over the made-up publication: its files are added, what `removed.txt` lists is
taken out, and `changes.diff` names a file and the lines to be put in place of others.
`pytest --update-golden` writes what is said now; read the difference.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.told.codes import CODES, LINK_CODES, LIST_CODES
from tests import made_up
from tests.building import built
from tests.projects import BROKEN, TODAY, Project

CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.is_dir())

#: Too large to keep: made for the day.
MADE: dict[str, Callable[[Project], object]] = {
    "letter-size": lambda project: project.write(
        made_up.OCTOBER, made_up.written(made_up.OCTOBER) + "\nWords, words.\n" * 2500
    ),
    "vanished-page": lambda project: _built_and_then_without(project, made_up.CWM),
    "too-large": lambda project: project.page(body="Words, words, words.\n" * 50_000),
}


def _built_and_then_without(project: Project, path: str) -> None:
    assert built(project.root, now=datetime.fromisoformat(TODAY).replace(tzinfo=UTC)).is_published
    (project.root / path).unlink()


@pytest.mark.parametrize("code", CASES)
def test_a_broken_project_is_told_in_these_words(code: str, project: Project, update_golden: bool) -> None:
    _lay_over(project, BROKEN / code)
    MADE.get(code, lambda _: None)(project)
    outcome = project.check()
    expected = BROKEN / code / "expected.txt"
    if update_golden:
        expected.write_text(outcome.output, encoding="utf-8")
    assert outcome.output == expected.read_text(encoding="utf-8")
    assert outcome.codes == [code]
    assert outcome.exit_code == (1 if "error[" in outcome.output else 0)


def test_every_code_has_its_broken_project() -> None:
    assert set(CASES) == CODES - LIST_CODES - LINK_CODES


def _lay_over(project: Project, case: Path) -> None:
    for folder in ("content", "templates"):
        if (case / folder).exists():
            shutil.copytree(case / folder, project.root / folder, symlinks=True, dirs_exist_ok=True)
    removed = case / "removed.txt"
    for path in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        (project.root / path).unlink()
    changes = case / "changes.diff"
    if changes.exists():
        path, lines = changes.read_text(encoding="utf-8").removeprefix("--- ").split("\n", 1)
        former, later = (
            "".join(line[1:] for line in lines.splitlines(keepends=True) if line[0] in sides)
            for sides in (" -", " +")
        )
        project.change(path, former, later)
