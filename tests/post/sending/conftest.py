"""A folder for a list that is written to some thousand times."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.post.sending.published import project, reachable, root, site

__all__ = ["folder", "project", "reachable", "root", "site"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the list is to be: in memory where the system has that, since what is killed there is killed all the same."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path / "var"
        return
    with TemporaryDirectory(dir=memory) as quick:
        yield Path(quick) / "var"
