"""One at a time hands over from a list, on however many machines: who comes second asks an engine for nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsletter.post.database import open_list
from newsletter.post.handing_over.alone import alone
from newsletter.post.handing_over.web import EngineError
from tests.building import REPOSITORY, surroundings
from tests.post.lists import NOW, a_list, address_of, in_postgres

pytestmark = pytest.mark.usefixtures("database")

_CHILD = """
import sys, time
from pathlib import Path
from newsletter.post.handing_over.alone import alone
from tests.post.lists import a_list
with a_list(Path(sys.argv[1])) as at, alone(at):
    print("alone", flush=True)
    time.sleep(60)
"""


def test_who_comes_second_is_told_in_a_line_and_who_comes_after_hands_over(folder: Path) -> None:
    with a_list(folder) as at, a_list(folder) as another:
        for _ in range(2):
            with (
                alone(at),
                pytest.raises(EngineError, match="is handing over from this list just now, here or on"),
                alone(another),
            ):
                pass
        with alone(another):
            pass


@in_postgres
def test_another_machine_over_the_same_list_is_told_too(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with a_list(folder) as at:
        elsewhere.mkdir()
        shutil.copy(folder / "list.key", elsewhere)
        with open_list(elsewhere, NOW, address_of(folder)) as there:
            with alone(at), pytest.raises(EngineError, match="another machine"), alone(there):
                pass
            with alone(there):
                pass


@in_postgres
def test_who_hands_over_from_another_list_of_the_server_need_not_wait(folder: Path, tmp_path: Path) -> None:
    with a_list(folder) as at, a_list(tmp_path / "another") as other, alone(at), alone(other):
        pass


@pytest.mark.slow
def test_who_is_killed_keeps_nobody_waiting(folder: Path) -> None:
    with a_list(folder) as at:
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(folder)],
            cwd=REPOSITORY,
            env=surroundings(),
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"alone\n"
        with pytest.raises(EngineError), alone(at):
            pass
        child.kill()
        child.communicate()
        for turn in range(100):  # a server of PostgreSQL has to see that its client is gone
            try:
                with alone(at):
                    break
            except EngineError:
                assert turn < 99
                time.sleep(0.05)
