"""The line that says how far long work is, on a terminal that is a string and by a clock of ours."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsletter.commands.console import in_color, progress
from newsletter.engine.progress import Progress


class Terminal(io.StringIO):
    """What a person sees, every rewriting of it."""

    def isatty(self) -> bool:
        return True


class Clock:
    """Time that passes when it is told to."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.mark.parametrize(("asked", "is_colored"), [(None, True), ("", True), ("1", False)])
def test_a_terminal_is_in_color_unless_a_person_asks_for_none(
    asked: str | None, is_colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if asked is not None:
        monkeypatch.setenv("NO_COLOR", asked)
    assert in_color(Terminal()) is is_colored
    assert not in_color(io.StringIO())


@contextmanager
def progress_on(terminal: io.StringIO, *, quiet: bool = False) -> Iterator[Progress]:
    """The progress, shown there: pytest has a standard error of its own until a test begins."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        with progress(quiet) as tell:
            yield tell


def work(tell: Progress, clock: Clock, words: str, seconds: float) -> None:
    """A hundred things that take so long together."""
    for done in range(101):
        tell(words, done, 100)
        clock.seconds += seconds / 100


def test_long_work_shows_what_how_many_and_the_time_left(terminal: Terminal, clock: Clock) -> None:
    with progress_on(terminal) as tell:
        work(tell, clock, "files read", 20.0)
        work(tell, clock, "pages made", 200.0)
    lines = terminal.getvalue().split("\r")
    assert any(line.endswith("50/100  00:00:10") and "files read  [####" in line for line in lines)
    assert any(line.endswith("50/100  00:01:40") and "pages made  [####" in line for line in lines)
    assert lines[-1] == "\x1b[K\x1b[?25h", "the line is gone, and the cursor back"


def test_work_of_a_moment_shows_nothing(terminal: Terminal, clock: Clock) -> None:
    with progress_on(terminal) as tell:
        work(tell, clock, "files read", 0.4)
        work(tell, clock, "pages made", 0.4)
    assert terminal.getvalue() == ""


def test_the_line_is_written_ten_times_a_second_at_most(terminal: Terminal, clock: Clock) -> None:
    with progress_on(terminal) as tell:
        for done in range(20_000):
            tell("files read", done, 20_000)
            clock.seconds += 0.0001
    assert 5 < terminal.getvalue().count("files read") <= 12


def test_work_that_nobody_can_count_is_named(terminal: Terminal, clock: Clock) -> None:
    with progress_on(terminal) as tell:
        tell("relating", 0, 0)
        clock.seconds += 2
        tell("relating", 0, 0)
    assert "relating …" in terminal.getvalue()


def test_the_line_is_gone_after_a_failure_too(terminal: Terminal, clock: Clock) -> None:
    def fail() -> None:
        with progress_on(terminal) as tell:
            work(tell, clock, "files read", 20.0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert terminal.getvalue().endswith("\r\x1b[K\x1b[?25h")


@pytest.mark.parametrize("is_quiet", [True, False])
def test_nothing_is_shown_in_a_pipe_or_to_who_asked_for_quiet(is_quiet: bool, clock: Clock) -> None:
    shown = Terminal() if is_quiet else io.StringIO()
    with progress_on(shown, quiet=is_quiet) as tell:
        work(tell, clock, "files read", 20.0)
    assert shown.getvalue() == ""
