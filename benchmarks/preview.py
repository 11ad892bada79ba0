"""What an editor waits for: the first page of a preview, a save to be seen; and what a rest costs.

`newpower serve` and `hugo server` stand beside each other as processes of their own, with the
same case studies, and are asked in turns. Both are asked for the page every 5 ms, so what the
asking costs is in both figures.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import TypeAlias, TypeVar

from benchmarks.builds import chosen, hugo_program
from benchmarks.corpus import TODAY, slug
from benchmarks.measure import ENVIRONMENT, CommandError, session_seconds
from benchmarks.projects import edit_body, edit_title, write_hugo, write_newpower
from benchmarks.report import aligned

T = TypeVar("T")

FIRST, FIRST_NEW = "first page", "first page with what was saved meanwhile"
BODY, TITLE, IDLE = "a body saved until seen", "a title saved until seen", "10 s of rest, processor"
#: The most seconds each may take, by the number of case studies.
GOALS = {
    FIRST: {14: 1.0, 1000: 2.5},
    BODY: {14: 0.15, 1000: 0.3},
    TITLE: {14: 0.15, 1000: 0.3},
}
_ASK_EVERY, _LONGEST, _RESTING = 0.005, 120.0, 10.0
#: Seconds between two turns, so that one is over before the next begins.
_BETWEEN = 0.5
_HEADER = ("studies", "wait", "seconds", "least", "most", "Hugo", "× Hugo", "goal")


@dataclass(frozen=True, slots=True)
class Server:
    """A project, and the command that shows it on a port of this machine."""

    name: str
    command: tuple[str, ...]
    root: Path
    port: int


#: newpower's first, then Hugo's.
Both: TypeAlias = tuple[Server, Server]
#: Changes a project's case study: the project, the number, the words.
Edit: TypeAlias = Callable[[Path, int, str], None]


@dataclass(frozen=True, slots=True)
class Waits:
    """How long one thing took newpower and Hugo, in seconds, turn by turn."""

    count: int
    name: str
    newpower: tuple[float, ...]
    hugo: tuple[float, ...]

    def plain(self) -> dict[str, object]:
        """The waits as JSON holds them."""
        return {
            "studies": self.count,
            "wait": self.name,
            "seconds": list(self.newpower),
            "hugo": list(self.hugo),
        }


def measured(folder: Path, count: int, turns: int, say: Callable[[str], None]) -> list[Waits]:
    """Every wait at one size. Raises CommandError where a server ends, or never shows what it should."""
    both = prepare(folder, count)
    say(f"{count:,} case studies: {turns} starts")
    starts = _starts(both, count, turns)
    with running(both[0]) as ours, running(both[1]) as theirs:
        for server in both:
            wait_for(server.port, _address(1), "</html>")
        time.sleep(_BETWEEN)
        say(f"{count:,} case studies: {turns} saves of a body, {turns} of a title, and a rest")
        saves = [_saves(both, count, turns, BODY, edit_body), _saves(both, count, turns, TITLE, edit_title)]
        return [*starts, *saves, _rest(count, ours, theirs)]


def _starts(both: Both, count: int, turns: int) -> list[Waits]:
    """What was never built before is not counted."""

    def start(server: Server, turn: int) -> tuple[float, float]:
        return first_pages(server, chosen(count, turn), f"This paragraph was written before start {turn}.")

    ours, theirs = _in_turns(both, turns, start)
    return [
        Waits(count, name, tuple(one[place] for one in ours), tuple(one[place] for one in theirs))
        for place, name in enumerate((FIRST, FIRST_NEW))
    ]


def _saves(both: Both, count: int, turns: int, name: str, edit: Edit) -> Waits:
    def save(server: Server, turn: int) -> float:
        seconds = saved_until_seen(server, chosen(count, turn + 100), edit, f"{name}, {turn}")
        time.sleep(_BETWEEN)
        return seconds

    ours, theirs = _in_turns(both, turns, save)
    return Waits(count, name, tuple(ours), tuple(theirs))


def _rest(count: int, *servers: subprocess.Popen[bytes]) -> Waits:
    time.sleep(2)
    before = [session_seconds(server.pid) for server in servers]
    time.sleep(_RESTING)
    ours, theirs = (session_seconds(one.pid) - used for one, used in zip(servers, before, strict=True))
    return Waits(count, IDLE, (ours,), (theirs,))


def _in_turns(both: Both, turns: int, ask: Callable[[Server, int], T]) -> tuple[list[T], list[T]]:
    """What each answered, turn by turn, now one first and now the other; turn 0 is not counted."""
    taken: tuple[list[T], list[T]] = ([], [])
    for turn in range(turns + 1):
        for place in (0, 1) if turn % 2 else (1, 0):
            taken[place].append(ask(both[place], turn))
    return taken[0][1:], taken[1][1:]


def prepare(folder: Path, count: int) -> Both:
    """Both projects, written afresh into `folder`, and how each is shown."""
    write_newpower(folder / "newpower", count)
    write_hugo(folder / "hugo", count)
    return newpower_server(folder / "newpower", free_port()), hugo_server(folder / "hugo", free_port())


def newpower_server(root: Path, port: int) -> Server:
    """The preview as anybody runs it."""
    command = (sys.executable, "-m", "newsletter", "serve", "--root", str(root), "--now", str(TODAY))
    return Server("newpower", (*command, "--port", str(port)), root, port)


def hugo_server(root: Path, port: int) -> Server:
    """Hugo's own, which keeps pages in memory, and after an edit makes anew those that were looked at."""
    command = (hugo_program(), "server", "--source", str(root), "--bind", "127.0.0.1", "--noBuildLock")
    return Server(
        "Hugo", (*command, "--port", str(port), "--baseURL", f"http://127.0.0.1:{port}/"), root, port
    )


def first_pages(server: Server, number: int, words: str) -> tuple[float, float]:
    """From the start to the first page of a case study, and to the first that shows what was saved before."""
    edit_body(server.root, number, words)
    time.sleep(_BETWEEN)  # a file saved in this moment would be read twice
    start = time.perf_counter()
    with running(server) as process:
        first = wait_for(server.port, _address(number), "</html>", process) - start
        new = wait_for(server.port, _address(number), words, process) - start
        time.sleep(_BETWEEN)
    return first, new


def saved_until_seen(server: Server, number: int, edit: Edit, words: str) -> float:
    """From the moment before a case study is saved to the page that shows it."""
    wait_for(server.port, _address(number), "</html>")  # the page is open in a browser
    start = time.perf_counter()
    edit(server.root, number, words)
    return wait_for(server.port, _address(number), words) - start


@contextmanager
def running(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, in a session of its own that ends with the block."""
    process = subprocess.Popen(
        server.command,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(port: int, address: str, words: str, process: subprocess.Popen[bytes] | None = None) -> float:
    """The moment (perf_counter) at which the page was found to hold the words. Raises CommandError."""
    deadline = time.perf_counter() + _LONGEST
    while (now := time.perf_counter()) < deadline and (process is None or process.poll() is None):
        if words.encode() in page(port, address):
            return time.perf_counter()
        time.sleep(max(0.0, _ASK_EVERY - (time.perf_counter() - now)))
    raise CommandError(f"port {port}: {address} never showed `{words}`")


def page(port: int, address: str) -> bytes:
    """What stands at an address of this machine; nothing where there is no such page yet."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        content = answer.read()
        return content if answer.status == 200 else b""
    except (OSError, HTTPException):
        return b""
    finally:
        connection.close()


def free_port() -> int:
    """A port nobody answers on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def waits_table(waits: list[Waits]) -> str:
    """The middle of each wait beside Hugo's, in lines, a blank one between sizes."""
    rows: list[tuple[str, ...]] = [_HEADER]
    for before, one in zip((None, *waits), waits, strict=False):
        if before and before.count != one.count:
            rows.append(("",) * len(_HEADER))
        rows.append(_row(one))
    return aligned(rows)


def _row(waits: Waits) -> tuple[str, ...]:
    ours, theirs = median(waits.newpower), median(waits.hugo)
    goal = GOALS.get(waits.name, {}).get(waits.count)
    return (
        f"{waits.count:,}",
        waits.name,
        f"{ours:.3f}",
        f"{min(waits.newpower):.3f}",
        f"{max(waits.newpower):.3f}",
        f"{theirs:.3f}",
        f"{ours / theirs:.2f}" if theirs else "",
        f"{goal}" if goal else "",
    )


def _address(number: int) -> str:
    return f"/case-studies/{slug(number)}/"
