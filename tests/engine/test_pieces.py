"""Pieces: each becomes its own files, whatever else is made of the same values."""

from __future__ import annotations

from pathlib import Path

from newsletter.engine.output import Artifact, open_output
from newsletter.engine.pieces import finished, make_pieces
from tests.building import workplace

SAME = [finished(Artifact(f"media/{name}.png", b"the same picture")) for name in ("one", "two")]


def test_two_files_with_the_same_bytes_are_both_made_and_stay(tmp_path: Path) -> None:
    for _ in range(2):
        with open_output(tmp_path / "public", tmp_path / "notes") as output:
            made = make_pieces(output, SAME, workplace(), "files made")
            change = output.plan(made.files)
            output.apply(change, made.files)
        assert set(made.files) == {"media/one.png", "media/two.png"}
        assert all((tmp_path / "public" / path).read_bytes() == b"the same picture" for path in made.files)
    assert (len(change.write), len(change.delete)) == (0, 0)
