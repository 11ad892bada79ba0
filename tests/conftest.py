"""What many tests share: a small project that is whole, and goldens that can be written anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import Project, lay_base


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write what came out as what is expected.")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected output is to be written, not compared."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A valid project with one case study, one edition and two pages, on the real templates."""
    return lay_base(tmp_path / "project")
