"""docs/kinds.md, held against the house and against the trial kind."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from newsletter.content.kinds import Kind
from newsletter.content.kinds.kind import InLetters
from newsletter.site.faces import Face, Listing
from tests.building import REPOSITORY
from tests.trial.house import FILES, HERE, ROWS, TEMPLATE

TEXT = (REPOSITORY / "docs" / "kinds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("record", [Kind, InLetters, Face, Listing], ids=lambda record: record.__name__)
def test_every_part_of_a_kind_and_its_face_is_explained(record: type) -> None:
    table = TEXT.partition(f"| `{record.__name__}` |")[2].partition("\n\n")[0]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert re.findall(r"`(\w+)`", " ".join(first)) == [field.name for field in fields(record)]


def test_the_example_is_the_trial_kind() -> None:
    files = "".join((HERE / name).read_text(encoding="utf-8") for name in (*FILES, TEMPLATE))
    blocks = re.findall(r"```\w+\n(.*?)```", TEXT, re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        lines = block.rstrip().split("\n")
        assert re.search(r"\s*\n".join(re.escape(line) for line in lines), files), block


def test_the_files_are_where_it_says() -> None:
    for name in (*FILES.values(), *ROWS):
        assert f"newsletter/{name}" in TEXT
    assert f"templates/site/{TEMPLATE}" in TEXT
