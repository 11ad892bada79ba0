"""A whole small project, byte for byte: tests/golden/site with what it becomes in expected/."""

from __future__ import annotations

import shutil
from pathlib import Path

from newsletter.told.formats import as_terminal
from tests.building import PROJECT, built, copied_project, tree

EXPECTED = PROJECT / "expected"


def test_the_small_project_becomes_the_expected_files_byte_for_byte(
    tmp_path: Path, update_golden: bool
) -> None:
    root = copied_project(tmp_path)
    report = built(root, out=root / "site", outbox=root / "letters", keeps_answers=False)
    assert report.is_published, as_terminal(report.diagnostics, lambda file, line: None)
    if update_golden:
        shutil.rmtree(EXPECTED, ignore_errors=True)
        shutil.copytree(root / "site", EXPECTED / "site")
        shutil.copytree(root / "letters", EXPECTED / "letters")
    found, expected = tree(root / "site", root / "letters"), tree(EXPECTED / "site", EXPECTED / "letters")
    assert found.keys() == expected.keys()
    for name, content in expected.items():
        assert found[name] == content, name


def test_what_waits_for_its_day_or_is_a_draft_is_nowhere_in_the_expected_files() -> None:
    for name, content in tree(EXPECTED).items():
        assert b"Published later" not in content, name
        assert b"A draft" not in content, name
