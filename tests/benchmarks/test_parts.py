"""What the benchmark of parts measures: each is really there, and alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.builds import WITHOUT
from benchmarks.parts import MAP, NONE, PAIRS, Added, measured, parts_table, prepare
from newsletter.commands.build import build

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow


def test_every_option_that_leaves_something_out_is_a_part(tmp_path: Path) -> None:
    benches = prepare(tmp_path, 3)
    options = {
        option for parameter in build.params for option in parameter.opts if option.startswith("--no-")
    }
    assert set(WITHOUT) == options - {"--no-cache"}
    assert set(benches) == {NONE, PAIRS, MAP, *(option.removeprefix("--no-") for option in WITHOUT)}
    assert {len(bench.without) for bench in benches.values()} == {len(WITHOUT), len(WITHOUT) - 1}
    assert {part for part, bench in benches.items() if bench.module == "newsletter"} == {MAP}


def test_each_part_adds_files_to_the_build_with_none(tmp_path: Path) -> None:
    none, *others = measured(tmp_path, 20, 1, 1, lambda words: None)
    assert none.part == NONE
    drawn = {one.name: _draws_maps(tmp_path / one.name / "public") for one in tmp_path.iterdir()}
    assert drawn == {
        "none": False,
        "search": False,
        "cards": False,
        "offline": False,
        "pairs": False,
        "map": True,
    }
    assert all(one.files > none.files and one.size > none.size for one in others)


def _draws_maps(public: Path) -> bool:
    outlines = {file.name for file in public.glob("assets/*.svg") if not file.name.startswith("icon.")}
    pages = (page.read_text(encoding="utf-8") for page in public.rglob("*.html"))
    return any(f'href="/assets/{outline}"' in page for page in pages for outline in outlines)


def test_the_table_says_what_a_part_adds_to_the_least() -> None:
    least = Added(1000, NONE, (10.0, 12.0, 11.0), (0.5, 0.5, 0.5), 100, 2**20)
    more = Added(1000, "search", (13.0, 13.2, 14.0), (0.6, 0.7, 0.6), 120, 3 * 2**20)
    head, first, second = parts_table([least, more]).splitlines()
    assert "none of them" in first
    assert "%" not in first
    assert "+20%" in second
    assert second.endswith("3.0")
    assert "added" in head
