"""The benchmark of the list, tried on a few people."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import people

#: Whole builds: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow


def test_every_command_is_measured_on_a_list_that_is_whole(tmp_path: Path) -> None:
    takings = list(people.measured(tmp_path, 300, lambda _: None))
    assert [one.what for one in takings] == ["taken over", "taken over again", "counted", "written out"]
    for folder in ("timed", "peak_bytes"):
        written = (tmp_path / folder / "out.csv").read_text(encoding="utf-8").splitlines()
        assert len(written) == 301
    assert all(one.seconds > 0 for one in takings)
    assert [one.wait > 0 for one in takings] == [True, True, False, False]
    assert people.takings_table(takings).count("\n") == 4
