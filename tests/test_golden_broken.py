"""Every mistake the program can tell has a broken project here, and its exact words.

A case is laid over the base project: its files are added or put over, what `removed.txt`
lists is taken out. `pytest --update-golden` writes what is said now; read the difference.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.projects import BROKEN, REPOSITORY, Project, own_templates

CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.is_dir() and folder.name != "_base")

#: Too large to keep: made for the day.
MADE: dict[str, Callable[[Project], object]] = {
    "letter-size": lambda project: project.write(
        "content/editions/2026-11.md",
        (project.root / "content/editions/2026-11.md").read_text(encoding="utf-8")
        + "\nWords, words.\n" * 2500,
    ),
    "too-large": lambda project: project.page(body="Words, words, words.\n" * 50_000),
}

#: Where one mistake is told twice: an address by the file and by the redirect that want it;
#: a letter too long also hides the way out of it.
SEVERAL = {
    "address-taken": ["address-taken", "address-taken"],
    "letter-size": ["letter-unsubscribe", "letter-size"],
}

#: What no content can bring about: code -> the test that does, by its file and name.
_ON_FINISHED_LETTERS = "tests/mail/test_rules.py::test_a_breach_is_told"
ELSEWHERE = {
    "bad-value": "tests/content/test_fields.py::test_a_mistake_without_words_of_its_own_is_bad_value",
    "letter-contrast": _ON_FINISHED_LETTERS,
    "letter-footer": _ON_FINISHED_LETTERS,
    "letter-headers": _ON_FINISHED_LETTERS,
    "letter-imprint": "tests/mail/test_rules.py::test_election_material_carries_its_imprint_in_both_parts",
    "letter-lines": _ON_FINISHED_LETTERS,
    "letter-markup": _ON_FINISHED_LETTERS,
    "letter-parts": _ON_FINISHED_LETTERS,
    "letter-placeholders": _ON_FINISHED_LETTERS,
    "letter-remote": _ON_FINISHED_LETTERS,
    "letter-text": _ON_FINISHED_LETTERS,
    "letter-unsubscribe": _ON_FINISHED_LETTERS,
}


@pytest.mark.parametrize("code", CASES)
def test_a_broken_project_is_told_in_these_words(code: str, project: Project, update_golden: bool) -> None:
    _lay_over(project, BROKEN / code)
    MADE.get(code, lambda _: None)(project)
    outcome = project.check()
    expected = BROKEN / code / "expected.txt"
    if update_golden:
        expected.write_text(outcome.output, encoding="utf-8")
    assert outcome.output == expected.read_text(encoding="utf-8")
    assert outcome.codes == SEVERAL.get(code, [code])
    assert outcome.exit_code == (1 if "error[" in outcome.output else 0)


def test_every_code_in_the_program_has_a_case() -> None:
    known = set(_codes_in_the_program())
    assert known - set(CASES) == set(ELSEWHERE)
    assert set(CASES) <= known, "a case whose code nothing gives"


@pytest.mark.parametrize(("code", "test"), sorted(ELSEWHERE.items()))
def test_a_code_covered_elsewhere_is_named_there(code: str, test: str) -> None:
    path, name = test.split("::")
    source = (REPOSITORY / path).read_text(encoding="utf-8")
    assert f"def {name}(" in source
    assert f'"{code}"' in source


def _lay_over(project: Project, case: Path) -> None:
    if (case / "templates").exists():
        own_templates(project)
    for folder in ("content", "templates"):
        if (case / folder).exists():
            shutil.copytree(case / folder, project.root / folder, symlinks=True, dirs_exist_ok=True)
    removed = case / "removed.txt"
    for path in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        (project.root / path).unlink()


# Codes, read off the program


_GIVEN_BY = frozenset(
    "Diagnostic warning Problem error problem setting at _refused _refusal _Words _missing _unknown UnfitError".split()
)
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _codes_in_the_program() -> Iterator[str]:
    for path in (REPOSITORY / "newsletter").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in _GIVEN_BY:
                yield from filter(None, [_first_code(node.args[:3])])
            elif (
                isinstance(node, ast.Return)
                and isinstance(node.value, ast.Tuple)
                and len(node.value.elts) == 3
            ):
                yield from filter(None, [_first_code(node.value.elts[:1])])


def _called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _first_code(nodes: list[ast.expr]) -> str | None:
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return next((text for text in texts if _CODE.fullmatch(text)), None)
