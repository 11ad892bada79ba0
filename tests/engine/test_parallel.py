"""The same function over many things, on one processor or on several."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.engine.parallel import Beside, default_jobs, map_pure
from newsletter.engine.progress import counting
from tests.building import surroundings


class BrokenAtSevenError(Exception):
    """One of ours, with something to carry."""


def test_results_come_in_the_order_of_the_items() -> None:
    assert map_pure(lambda number: (number, os.getpid()), [], 2) == []
    made = map_pure(lambda number: (number, os.getpid()), range(500), 2)
    assert [number for number, _ in made] == list(range(500))
    assert os.getpid() not in {worker for _, worker in made}


def test_one_job_and_few_items_stay_in_this_process() -> None:
    assert map_pure(lambda _: os.getpid(), range(500), 1) == [os.getpid()] * 500
    assert map_pure(lambda _: os.getpid(), range(5), 2) == [os.getpid()] * 5


@settings(max_examples=8, deadline=None)
@given(items=st.lists(st.integers(), min_size=40, max_size=120), jobs=st.integers(1, 3))
def test_the_number_of_jobs_never_matters(items: list[int], jobs: int) -> None:
    assert map_pure(lambda item: item * 2, items, jobs) == [item * 2 for item in items]


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_tells_how_many_are_done(jobs: int) -> None:
    told: list[int] = []
    map_pure(lambda number: number, range(1000), jobs, told.append)
    assert told == sorted(set(told))
    assert told[-1] == 1000
    assert len(told) >= 10
    _beside(lambda _, number: number).begin(None, range(1000), jobs, told.append)()
    assert told[-1] == 1000


def test_counts_are_told_with_what_was_done_before() -> None:
    told: list[tuple[str, int, int]] = []
    map_pure(str, range(2), 1, counting(lambda *so_far: told.append(so_far), "files read", 10, 8))
    assert told == [("files read", 8, 10), ("files read", 9, 10), ("files read", 10, 10)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_travels(jobs: int) -> None:
    def fail_at_seven(number: int) -> int:
        if number == 7:
            raise BrokenAtSevenError("seven")
        return number

    with pytest.raises(BrokenAtSevenError, match="seven"):
        map_pure(fail_at_seven, range(100), jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_of_the_disk_keeps_its_words_and_its_file(jobs: int) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device", "public/index.html")

    with pytest.raises(OSError, match="No space left") as caught:
        map_pure(fail, range(100), jobs)
    assert caught.value.filename == "public/index.html"


def test_a_worker_that_is_ended_is_an_error_and_no_wait_for_ever() -> None:
    with pytest.raises(ChildProcessError, match="--jobs 1"):
        map_pure(lambda number: os._exit(9) if number == 50 else number, range(100), 2)
    assert map_pure(lambda number: number, range(100), 2) == list(range(100))


def test_at_most_two_jobs_are_the_default() -> None:
    assert default_jobs() in (1, 2)


_LONG_WORK = """
import os, sys, time
from newsletter.engine.parallel import map_pure
def work(number):
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()}\\n")
    time.sleep(0.02)
map_pure(work, range(500), 2)
"""


def _started(pids: Path) -> subprocess.Popen[str]:
    running = subprocess.Popen(
        [sys.executable, "-c", _LONG_WORK, str(pids)],
        env=surroundings(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _wait_until(lambda: len(_workers(pids)) == 2)
    return running


def _workers(pids: Path) -> set[int]:
    return {int(line) for line in pids.read_text().split()} if pids.exists() else set()


def _is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def _wait_until(is_so: object, seconds: float = 20) -> None:
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see other processes")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    running = _started(tmp_path / "pids")
    running.kill()
    running.wait()
    _wait_until(lambda: not any(map(_is_running, _workers(tmp_path / "pids"))))
    assert running.stderr is not None
    running.stderr.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see other processes")
@pytest.mark.parametrize(
    "wait", [0, 0.05, 0.1, 0.15]
)  # seconds: at the end of a share of the work and within it
def test_an_interrupt_ends_all_and_is_told_once(tmp_path: Path, wait: float) -> None:
    running = _started(tmp_path / "pids")
    time.sleep(wait)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert said.count("KeyboardInterrupt") == 1
    assert said.count("Traceback") == 1
    _wait_until(lambda: not any(map(_is_running, _workers(tmp_path / "pids"))))


def test_a_worker_that_alone_is_told_to_give_up_leaves_no_half_result() -> None:
    def interrupted(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return number

    with pytest.raises(KeyboardInterrupt):
        map_pure(interrupted, range(100), 2)


def _beside(function: Callable[[Any, Any], Any], *, is_worth_it: bool = True) -> Beside:
    return Beside(lambda: function, is_worth_it=is_worth_it)


@pytest.mark.parametrize("is_worth_it", [True, False])
def test_what_was_begun_beside_comes_back_in_order(is_worth_it: bool) -> None:
    beside = _beside(lambda shared, number: (number * shared, os.getpid()), is_worth_it=is_worth_it)
    results = beside.begin(2, [1, 2, 3], 2)()
    assert [number for number, _ in results] == [2, 4, 6]
    assert ({worker for _, worker in results} == {os.getpid()}) != is_worth_it


def test_what_came_to_grief_beside_is_done_here_and_says_why() -> None:
    here = os.getpid()

    def fails_beside(_: object, number: int) -> int:
        if os.getpid() != here:
            os._exit(1)
        return number

    assert _beside(fails_beside).begin(None, [7], 2)() == [7]
    with pytest.raises(ZeroDivisionError):
        _beside(lambda _, number: number // 0).begin(None, [1], 2)()


def _never_ready(beside: Callable[[Beside], object]) -> int:
    """The process that got ready for ever while `beside` was done with it."""
    reader, writer = os.pipe()
    here = os.getpid()

    def ready() -> Callable[[Any, Any], Any]:
        if os.getpid() != here:
            os.write(writer, str(os.getpid()).encode())
            time.sleep(600)
        return lambda _, number: number

    made = Beside(ready, is_worth_it=True)
    child = int(os.read(reader, 20))
    beside(made)
    os.close(reader)
    os.close(writer)
    return child


def test_a_process_that_nothing_was_asked_of_goes_home() -> None:
    def close_twice(beside: Beside) -> None:
        beside.close()
        beside.close()

    child = _never_ready(close_twice)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.fixture
def children_forgotten() -> Iterator[None]:
    """What whoever began this process asked for: the system forgets a child as it ends."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("children_forgotten")
def test_a_child_that_the_system_has_forgotten_is_no_failure() -> None:
    assert _beside(lambda _, number: number).begin(None, [7], 2)() == [7]
    _beside(lambda _, number: number).close()


def test_where_no_process_can_be_begun_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refused)
    assert _beside(lambda _, number: number).begin(None, [7], 2)() == [7]


def test_more_than_a_few_are_not_left_to_one_process() -> None:
    def ask_for_many(beside: Beside) -> None:
        assert beside.begin(None, range(100), 2)() == list(range(100))

    child = _never_ready(ask_for_many)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
