"""The made-up publication is whole: it can stand for any other in the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.content.config import Place, SiteSettings, Tag
from newsletter.content.kinds import KINDS, kind_of
from newsletter.engine.options import Options
from newsletter.publish import check
from tests import made_up
from tests.building import copied_project, options
from tests.made_up.changes import changes, leaves


def test_there_is_nothing_to_mend_in_it(tmp_path: Path) -> None:
    asked: Options = options(copied_project(tmp_path), now=made_up.NOON)
    assert check(asked) == ()


def test_one_file_of_each_kind_is_whole() -> None:
    assert tuple(kind_of(path) for path in made_up.WHOLE) == KINDS


@pytest.mark.parametrize("path", made_up.WHOLE)
def test_a_whole_file_leaves_no_field_of_its_kind_out(path: str) -> None:
    record = made_up.entry(path).record
    assert {name for name, _ in changes(record)} == set(leaves(type(record)))


def test_the_settings_leave_none_out() -> None:
    config = made_up.config()
    assert {name for name, _ in changes(config.site)} == set(leaves(SiteSettings))
    for known, record in ((config.tags, Tag), (config.places, Place)):
        assert {name for name, _ in changes(next(iter(known.values())))} == set(leaves(record))
