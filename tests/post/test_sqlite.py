"""A list in SQLite's file: made private, whole, and told in one line where it cannot be opened."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from newsletter.post import schema
from newsletter.post.contract import ListError
from newsletter.post.database import List, back_up
from newsletter.post.subscribers.people import counts
from tests.post.lists import a_list, everything_in, joined

#: The tables of the first version.
_FIRST = ("meta", "people", "consents", "evidence", "suppressions")


def test_what_is_made_its_owner_alone_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    with a_list(folder) as at:
        joined(at, "jo@example.org")
        back_up(at)
        modes = {
            path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in folder.rglob("*")
        }
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path: mode for path, mode in modes.items() if mode & 0o077} == {}
    assert {"list.key", "newpower.sqlite", "backups/newpower-20261126T194500Z.sqlite"} <= set(modes)


def test_what_was_confirmed_is_written_through_to_the_disk(tmp_path: Path) -> None:
    with a_list(tmp_path) as at, at.look() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]
    assert found == ["wal", 2, 1, 1]


def _damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[:4000] = b"x" * 4000
    file.write_bytes(content)


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE name = 'version'")
        connection.commit()


def _another(file: Path) -> None:
    file.write_text("these are my notes on jo@example.org\n" * 200)


def _a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (_damaged, "it is damaged; put back the newest of its backups"),
        (_newer, f"the list is of version 99, and this program knows {schema.VERSION}: use a newer one"),
        (_another, "it is damaged"),
        (_a_folder, "newpower.sqlite: Is a directory"),
    ],
    ids=["damaged", "of a newer version", "another file", "a folder"],
)
def test_a_list_that_cannot_be_opened_is_told_in_one_line_and_left(tmp_path: Path, harm, words: str) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    file = tmp_path / "newpower.sqlite"
    harm(file)
    before = everything_in(tmp_path)
    with pytest.raises(ListError) as refused, a_list(tmp_path):
        pass
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "jo@" not in str(refused.value)
    assert everything_in(tmp_path) == before


def test_while_another_writes_the_list_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.post.sqlite.PATIENCE", 0.05)
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        with closing(sqlite3.connect(tmp_path / "newpower.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert counts(at)["active"] == 1, "reading goes on"
            with pytest.raises(ListError, match="another program has been at it"):
                joined(at, "mo@example.org")


def test_a_full_disk_is_told_and_nothing_is_half_there(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        with pytest.raises(ListError, match="the disk is full"):
            _fill(at)
        assert counts(at)["active"] == 1
        with at.look() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM suppressions").scalar() == 0


def _fill(at: List) -> None:
    """Writes more than there are pages for."""
    with at.change() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        rows = [
            {"hash": f"{number:064}", "reason": "left", "since": "2026-11-26T19:45:00Z"}
            for number in range(200)
        ]
        connection.execute(schema.suppressions.insert(), rows)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(ListError, match="Permission denied"), a_list(tmp_path / "closed/var"):
        pass


def test_a_backup_can_be_put_back(tmp_path: Path) -> None:
    with a_list(tmp_path / "var") as at:
        joined(at, "jo@example.org")
        copy = back_up(at)
        joined(at, "mo@example.org")
    for part in (tmp_path / "var").glob("newpower.sqlite*"):
        part.unlink()
    shutil.copy(copy, tmp_path / "var/newpower.sqlite")
    with a_list(tmp_path / "var") as at:
        assert counts(at)["active"] == 1


def test_while_another_writes_for_long_a_list_can_be_opened_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsletter.post.sqlite.PATIENCE", 0.05)
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    with closing(sqlite3.connect(tmp_path / "newpower.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with a_list(tmp_path) as at:
            assert counts(at)["active"] == 1


def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "newpower.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE meta (name, theirs)")
    (tmp_path / "list.key").write_text("0" * 64)
    before = file.read_bytes()
    with pytest.raises(ListError, match="the database of another program"), a_list(tmp_path):
        pass
    assert file.read_bytes() == before


def test_a_folder_of_any_name_holds_its_list(tmp_path: Path) -> None:
    folder = tmp_path / "we?r#d%20 földer"
    with a_list(folder) as at:
        joined(at, "jo@example.org")
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert (folder / "newpower.sqlite").stat().st_size > 0


def test_what_others_could_read_is_made_private_when_it_is_opened(tmp_path: Path) -> None:
    with a_list(tmp_path):
        pass
    for name in ("newpower.sqlite", "list.key"):
        (tmp_path / name).chmod(0o644)
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "newpower.sqlite-wal" in modes
