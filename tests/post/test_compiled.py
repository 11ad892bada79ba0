"""Statements that go past SQLAlchemy to the driver: they mean what they meant, in either database."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, event, select, update

from newsletter.post import schema
from newsletter.post.compiled import Once
from newsletter.post.contract import ListError
from tests.post.lists import a_list, joined

pytestmark = pytest.mark.usefixtures("database")

_name = schema.meta.c.name
ADDED = Once(schema.meta.insert().inline(), "name", "value")
FOUND = Once(select(schema.meta).where(_name == bindparam("of_name")))
CHANGED = Once(update(schema.meta).where(_name == "first").values(value=bindparam("to_value")))
GONE = Once(delete(schema.meta).where(_name.like("%rst") & (_name == bindparam("of_name"))))


def test_a_row_has_its_columns_by_name_and_nothing_is_none(tmp_path: Path) -> None:
    with a_list(tmp_path) as at, at.change() as connection:
        ADDED.run(connection, name="first", value="50 %, 'quoted' :so and ?")
        assert FOUND.first(connection, of_name="first").value == "50 %, 'quoted' :so and ?"
        assert FOUND.first(connection, of_name="second") is None


def test_what_was_done_says_to_how_many_rows(tmp_path: Path) -> None:
    with a_list(tmp_path) as at, at.change() as connection:
        ADDED.run_all(connection, [{"name": one, "value": "1"} for one in ("first", "second")])
        assert CHANGED.run(connection, to_value="2") == 1
        assert GONE.run(connection, of_name="second") == 0
        assert GONE.run(connection, of_name="first") == 1
        assert CHANGED.run(connection, to_value="2") == 0


def test_it_is_part_of_its_transaction(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        with suppress(ZeroDivisionError), at.change() as connection:
            ADDED.run(connection, name="first", value=str(1 / 1))
            ADDED.run(connection, name="second", value=str(1 / 0))
        with at.look() as connection:
            assert FOUND.first(connection, of_name="first") is None


def test_it_is_compiled_once(tmp_path: Path) -> None:
    once, compiled = Once(select(schema.meta).where(_name == bindparam("of_name"))), []
    with a_list(tmp_path) as at, at.look() as connection:
        event.listen(connection, "before_execute", lambda *_: compiled.append("by SQLAlchemy"))
        once.first(connection, of_name="version")
        made = once._text(connection)
        once.first(connection, of_name="key_mark")
        assert once._text(connection) is made
    assert compiled == []


def test_what_the_driver_says_is_told_without_a_value(tmp_path: Path) -> None:
    with a_list(tmp_path) as at:
        joined(at, "jo@example.org")
        with pytest.raises(ListError) as told, at.change() as connection:
            ADDED.run(connection, name="version", value="jo@example.org")
    assert "jo@" not in str(told.value)
    assert str(told.value).startswith("the list: ")
