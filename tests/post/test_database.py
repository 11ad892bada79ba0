"""The list opened, in either database: begun once, brought up to date, with its own key and its backups."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from newsletter.post import backups, schema
from newsletter.post.backups import KEPT, new_backup
from newsletter.post.contract import ListError
from newsletter.post.database import back_up, damage, is_begun, version
from newsletter.post.subscribers.addresses import read_address
from newsletter.post.subscribers.people import add, counts, find, is_suppressed, leave
from tests.post.lists import NOW, a_list, address_of, joined, newcomer

pytestmark = pytest.mark.usefixtures("database")

#: The tables of the first version.
_FIRST = ("meta", "people", "consents", "evidence", "suppressions")
JO = read_address("jo@example.org")


def _set_version(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE meta SET value = :number WHERE name = 'version'"), {"number": str(number)}
        )


def _as_of_old(folder: Path, number: int, tables: Collection[str]) -> None:
    with a_list(folder) as at:
        joined(at, "jo@example.org")
        since = [one for one in schema.metadata.sorted_tables if one.name not in tables]
        with at.engine.begin() as connection:
            schema.metadata.drop_all(connection, since)
        _set_version(at.engine, number)


@pytest.mark.parametrize(("number", "tables"), [(1, _FIRST), (2, (*_FIRST, "returns", "editions"))])
def test_a_list_of_an_older_version_is_copied_and_then_brought_up_to_this_one(
    tmp_path: Path, number: int, tables: Collection[str]
) -> None:
    _as_of_old(tmp_path, number, tables)
    with a_list(tmp_path) as at, at.look() as connection:
        assert version(connection) == schema.VERSION
        assert set(inspect(connection).get_table_names()) == set(schema.metadata.tables)
        assert counts(at)["active"] == 1
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_size > 0


def test_a_list_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        _set_version(at.engine, 99)
    with (
        pytest.raises(ListError, match=f"of version 99, and this program knows {schema.VERSION}"),
        a_list(tmp_path),
    ):
        pass
    assert not (tmp_path / "backups").exists()


def test_nobody_has_begun_a_list_by_asking_whether_there_is_one(tmp_path: Path) -> None:
    where = tmp_path / "var"
    assert not is_begun(where, address_of(where))
    assert not where.exists()
    with a_list(where):
        pass
    assert is_begun(where, address_of(where))


def test_a_list_without_its_key_is_not_opened_as_if_nobody_had_left(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
    (tmp_path / "list.key").unlink()
    with pytest.raises(ListError, match="put it back from where it was kept"), a_list(tmp_path):
        pass
    assert not (tmp_path / "list.key").exists()


@pytest.mark.parametrize("key", ["", "00\n", "0" * 62, "no key\n"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "there"])
def test_a_key_that_was_cut_is_none(tmp_path: Path, key: str, is_new: bool) -> None:
    if not is_new:
        with a_list(tmp_path):
            pass
    (tmp_path / "list.key").write_text(key)
    with pytest.raises(ListError, match="cannot be read as a key"), a_list(tmp_path):
        pass


def test_the_key_of_another_list_is_told_since_it_knows_nobody_who_left(tmp_path: Path) -> None:
    with a_list(tmp_path):
        pass
    (tmp_path / "list.key").write_text("0" * 64)
    with pytest.raises(ListError, match="the key of another list"), a_list(tmp_path):
        pass


def test_backups_go_when_their_time_is_over(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        back_up(at)
        kept = back_up(replace(at, now=NOW + timedelta(days=20)))
        assert kept.stem == "newpower-20261216T194500Z"
    with a_list(tmp_path, NOW + KEPT + timedelta(days=1)):
        pass
    assert list((tmp_path / "backups").iterdir()) == [kept]
    assert backups.newest_backup(tmp_path / "backups") == (kept, NOW + timedelta(days=20))


def test_a_backup_that_was_not_finished_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups/newpower-20261126T194500Z.part").write_text("jo@example.org")
    (tmp_path / "backups/newpower-20261126T194500Z.part-wal").write_text("jo@example.org")
    with a_list(tmp_path):
        pass
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_that_is_being_made_is_no_left_over(tmp_path: Path) -> None:
    with new_backup(tmp_path / "backups", NOW, ".sqlite") as (part, copy):
        with a_list(tmp_path):
            pass
        assert part.exists()
    assert copy.exists()
    assert not part.exists()


def test_a_list_whose_next_number_is_somebodys_is_damaged(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        assert damage(at) == ""
        with at.engine.begin() as connection:
            connection.execute(text("UPDATE meta SET value = '1' WHERE name = 'next_person'"))
        assert damage(at).startswith("its next number is somebody's already")


@pytest.mark.parametrize(
    ("harm", "lacking"),
    [
        ("DROP TABLE returns", "returns.code"),
        ("ALTER TABLE people DROP COLUMN language", "people.language"),
    ],
)
def test_what_a_list_lacks_is_damage(tmp_path: Path, harm: str, lacking: str) -> None:
    with a_list(tmp_path) as at:
        with at.engine.begin() as connection:
            connection.execute(text(harm))
        assert damage(at) == f"it lacks {lacking}; put back the newest of its backups"
        with pytest.raises(ListError, match=f"the list: it lacks {lacking}"):
            back_up(at)
    assert not (tmp_path / "backups").exists(), "a copy of it would be the newest"


# Several at once


def _at_once(*jobs: Callable[[], object]) -> list[object]:
    """What each of the jobs gives back, all begun together, each on a thread of its own. Raises what one raises."""
    begin = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        begin.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def test_several_who_open_a_new_list_at_once_find_one(tmp_path: Path) -> None:
    def opens(number: int) -> bytes:
        with a_list(tmp_path) as at:
            joined(at, f"p{number}@example.org")
            return at.key

    assert len({*_at_once(*[lambda: opens(threading.get_ident()) for _ in range(4)])}) == 1
    with a_list(tmp_path) as at:
        assert counts(at)["active"] == 4


def test_of_several_who_add_one_address_at_once_one_does(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        for turn in range(5):
            added = _at_once(*[lambda: add(at, newcomer(f"p{turn}@example.org")) for _ in range(4)])  # noqa: B023
            assert [one is None for one in added].count(False) == 1
        assert counts(at)["active"] == 5
        numbers = {find(at, read_address(f"p{turn}@example.org")).token for turn in range(5)}  # type: ignore[union-attr]
        assert len(numbers) == 5


def test_who_comes_and_leaves_at_once_is_either_and_nobody_is_both(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        for _ in range(5):
            _at_once(lambda: add(at, newcomer("jo@example.org")), lambda: leave(at, JO))
            person = find(at, JO)
            assert is_suppressed(at, JO) == (person is None or person.state == "left")
