"""How long a command takes, and how much memory it and all its children hold at most.

Time and memory are never taken in the same run: asking the kernel every 20 ms what a large
process holds would slow it down.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

SAMPLE_SECONDS = 0.02
_PROC = Path("/proc")


#: Some build machines forbid Python to keep what it compiled; a reader's does not. And nobody's real list is filled.
_LEFT_OUT = ("PYTHONDONTWRITEBYTECODE", "NEWPOWER_DATABASE")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}


class CommandError(Exception):
    """A build ended badly; the message is what it said."""


class Taken(NamedTuple):
    """How long a command took, in seconds: by the clock on the wall, and of all processors together."""

    wall: float
    processor: float


def timed(command: Sequence[str]) -> Taken:
    """How long the command takes. Raises CommandError."""
    before, start = _processor_seconds(), time.perf_counter()
    done = subprocess.run(
        command, env=ENVIRONMENT, capture_output=True, text=True, errors="replace", check=False
    )
    taken = Taken(time.perf_counter() - start, _processor_seconds() - before)
    if done.returncode != 0:
        raise CommandError(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return taken


def _processor_seconds() -> float:
    """What all ended children have used so far, and theirs."""
    used = os.times()
    return used.children_user + used.children_system


def session_seconds(leader: int) -> float:
    """The processor seconds used so far by every living process of the session that `leader` began.

    0 where there is no /proc.
    """
    return sum(_used(pid) for pid in _session(leader))


def _used(pid: int) -> float:
    """Fields 14 and 15 of proc_pid_stat(5): time in the program and in the kernel for it."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_bytes(command: Sequence[str]) -> int:
    """The most memory the command and its children held together, in bytes, sampled every 20 ms.

    It is the sum of their proportional set sizes: a page that forked processes share counts
    once. 0 where there is no /proc. Raises CommandError.
    """
    with subprocess.Popen(
        command,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        peak = 0
        try:
            while process.poll() is None:
                peak = max(peak, sum(_held(pid) for pid in _session(process.pid)))
                time.sleep(SAMPLE_SECONDS)
        except BaseException:  # stopped by hand: a session of its own would live on
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode != 0:
        raise CommandError(" ".join(command))
    return peak


def _session(leader: int) -> list[int]:
    """The processes of the session that `leader` began: itself and all it started."""
    if not _PROC.is_dir():
        return []
    names = (folder.name for folder in _PROC.iterdir())
    return [int(name) for name in names if name.isdigit() and _session_of(int(name)) == leader]


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return -1


def _held(pid: int) -> int:
    """The proportional set size of a process, in bytes; 0 if it is gone."""
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    lines = (line.split() for line in text.splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[0] == "Pss:"), 0)
