"""Fields and sources that were typed below the closing `---`: each told once, and how it gets above."""

from __future__ import annotations

import pytest

from tests.projects import Project

MILL = "content/case-studies/old-mill.md"
ABOUT = "content/pages/about.md"
SOURCE = '{id: echo, title: The mill, url: "https://www.echo.example/2026/mill", publisher: The Echo, evidence: press}'
BLOCK = "- id: echo\n    title: The mill\n    url: https://www.echo.example/2026/mill\n    evidence: press"
TO_SOURCES = "above the closing `---`, to the end of `sources`, set in as the lines there"

BELOW = [
    (MILL, f"- {SOURCE}\n\n", 1, f"hint: move it {TO_SOURCES}"),
    (MILL, f"  - {SOURCE}\n\n", 3, f"hint: move it {TO_SOURCES}"),
    (MILL, f"{SOURCE}\n\n", 1, f"hint: move it {TO_SOURCES}, with `- ` before it"),
    (MILL, f"- {SOURCE}\n- {SOURCE}\n\n", 1, f"hint: move it and the line below it {TO_SOURCES}"),
    (MILL, f"{BLOCK}\n\n", 1, f"hint: move it and the 3 lines below it {TO_SOURCES}"),
    (MILL, f"  {BLOCK}\n\n", 3, f"hint: move it and the 3 lines below it {TO_SOURCES}"),
    (MILL, "status: paused\n\n", 1, "hint: move it above the closing `---`, in place of the `status` on line 28"),
    (ABOUT, f"- {SOURCE}\n\n", 0, ""),
    (ABOUT, "updated: 2026-11-20\nauthors: [Ann Bell]\n\n", 1, "hint: move it and the line below it above the closing `---`"),
]  # fmt: skip


def _typed(project: Project, path: str, words: str, *, at_end: bool = False) -> int:
    """Words put at the head of a body, or at its end; the line of the file they begin at."""
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    head, body = text.split("\n---\n", 1)
    body = f"{body.rstrip()}\n\n{words.rstrip()}\n" if at_end else f"\n{words}{body.lstrip()}"
    whole = f"{head}\n---\n{body}"
    file.write_text(whole, encoding="utf-8")
    return whole[: whole.index(words.rstrip())].count("\n") + 1


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize(("path", "words", "column", "hint"), BELOW)
def test_a_field_below_the_front_matter_is_told_once(
    path: str, words: str, column: int, hint: str, at_end: bool, project: Project
) -> None:
    line = _typed(project, path, words, at_end=at_end)
    checked = project.check()
    if not column:
        assert "below the front matter" not in checked.output
        return
    only = checked.only
    assert (only.code, only.line, only.column) == ("leftover-markup", line, column)
    assert hint in checked.output


@pytest.mark.parametrize(
    "words",
    [
        "note: he paid no rent\n\n",
        "We list what a source holds:\n\n```yaml\n- {id: echo, title: The mill, evidence: press}\n```\n\n",
        "- what: we do not know\n- when: neither\n\n",
        "- title: the first one\n\n",
        "The mill\ntitle: what it was\n\n",
        "A record is {id: echo, title: The mill}, say.\n\n",
    ],
)
def test_words_that_are_no_fields_are_left_in_peace(words: str, project: Project) -> None:
    _typed(project, MILL, words)
    assert "below the front matter" not in project.check().output
