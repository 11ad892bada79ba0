"""A plan carried out: the site's folder is the site's alone, the outbox is shared with people."""

from __future__ import annotations

from pathlib import Path

from tests.building import built, copied_project


def test_a_note_beside_the_letters_stays_and_one_among_the_pages_goes(tmp_path: Path) -> None:
    root = copied_project(tmp_path)
    assert built(root).is_published
    for folder in ("public", "outbox"):
        (root / folder / "note.txt").write_bytes(b"mine")
    page = root / "content" / "pages" / "about.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    assert built(root).strangers == (root / "outbox" / "note.txt",)
    assert (root / "outbox" / "note.txt").read_bytes() == b"mine"
    assert not (root / "public" / "note.txt").exists()
