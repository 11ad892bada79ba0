"""What the list server is asked under load, and how it is told."""

from __future__ import annotations

from pathlib import Path

from benchmarks.list_server import Load, _prepared, loads_table


def test_a_third_joins_a_third_confirms_and_a_third_leaves(tmp_path: Path) -> None:
    asked = _prepared(tmp_path / "project", 30, 1)
    paths = [request.split(b" ")[1].decode() for request in asked]
    assert len(asked) == len(set(asked)) == 30
    for name in ("/subscribe", "/confirm/", "/leave/"):
        assert sum(path.startswith(name) for path in paths) == 10
    assert "example" not in (tmp_path / "project/content/site.yaml").read_text().split("name: New Power")[1]


def test_a_load_is_a_line() -> None:
    table = loads_table([Load("mails wait", 6000, 0, 612.3, 12.1, 30.0, 1.52)])
    assert table.splitlines()[1].split() == ["mails", "wait", "6,000", "0", "612", "12.1", "30.0", "1.52"]
