"""A sender is killed at any instant, or loses its power: nobody is lost, nobody gets two letters, who is in doubt is known.

This is the short form: `make proof` kills it a thousand times, and docs/post.md tells what came out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.debian import is_in_ci
from tests.post.sending.killed import CARELESS
from tests.post.sending.leaving import prove_leaving
from tests.post.sending.power import compiler
from tests.post.sending.proof import Asked, Found, prove

pytestmark = pytest.mark.slow

CONNECTIONS = 6
#: Whose numbers are small enough for each run of the tests, and large enough that each phase is hit.
KILLS = {"SQLite": 40, "PostgreSQL": 10}
PEOPLE_A_KILL = 50


@pytest.fixture
def root() -> Iterator[Path]:
    """In memory where the system has that: what is killed there is killed all the same."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


def _is_proven(found: Found, asked: Asked) -> None:
    assert (found.lost, found.twice, found.unaccounted, found.left_in_doubt) == (set(), set(), set(), set())
    assert found.kills.total() == asked.kills
    assert found.kills["sending"] > 0, "kills came while there was something to do"
    assert found.were_in_doubt <= asked.kills * asked.connections


def test_kills_lose_nobody_and_write_to_nobody_twice(root: Path, database: str) -> None:
    kills = KILLS[database]
    asked = Asked(kills, kills * PEOPLE_A_KILL, CONNECTIONS)
    _is_proven(prove(root, asked), asked)


@pytest.fixture
def _a_compiler() -> None:
    """There can be one here; where a build server has none, that is a failure."""
    if compiler() is None:
        if is_in_ci():
            pytest.fail("there is no C compiler, and CI needs one")
        pytest.skip("there is no C compiler")


@pytest.mark.usefixtures("_a_compiler")
@pytest.mark.parametrize("database", ["SQLite"], indirect=True)
def test_a_power_cut_loses_nobody_and_has_nobody_written_to_twice(root: Path, database: str) -> None:
    asked = Asked(20, 1000, CONNECTIONS, has_cuts=True)
    found = prove(root, asked)
    _is_proven(found, asked)
    assert found.syncs > asked.kills, "it waits for the disk, and that is seen"


@pytest.mark.usefixtures("_a_compiler")
@pytest.mark.parametrize("database", ["SQLite"], indirect=True)
def test_who_does_not_wait_for_the_disk_is_found_out(root: Path, database: str) -> None:
    """Without this nobody would know that the test before sees anything. A cut may by chance leave all there is."""
    asked = Asked(8, 400, CONNECTIONS, has_cuts=True, how=CARELESS)
    assert any(prove(root / str(seed), replace(asked, seed=seed)).twice for seed in range(5))


def test_whoever_leaves_close_to_their_turn_gets_nothing_once_they_are_answered(
    root: Path, database: str
) -> None:
    found = prove_leaving(root / "var", 200, CONNECTIONS)
    assert found.is_well, found
    assert found.before, "some left in time"
    assert len(found.before | found.after) > 20
