"""The list server under load: sign-ups, confirmations and departures, mixed, over HTTP, each durable before its answer."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import CommandError

_REPOSITORY = Path(__file__).parents[1]
_FORM = "application/x-www-form-urlencoded"
_READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@dataclass(frozen=True)
class Load:
    """How many requests a second were answered, and in how many milliseconds; `failed` are those not answered 200.

    `processor` is the server's processor time a request, in milliseconds: it tells more on a busy machine.
    """

    what: str
    requests: int
    failed: int
    per_second: float
    median: float
    slowest_of_100: float
    processor: float

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def measured(folder: Path, requests: int, say: Callable[[str], None], connections: int = 8) -> Iterator[Load]:
    """Loads with mails that wait for a relay that is not there, and with one that takes them meanwhile."""
    with _Sink() as relay:
        for what, port in (("mails wait", 1), ("mails are sent", relay.port)):
            root = folder / what.replace(" ", "-")
            asked = _prepared(root, requests, port)
            load = _under_load(root, what, asked, connections)
            say(f"{what}: {load.per_second:,.0f} requests/s, {load.failed} failed")
            yield load


def loads_table(loads: Sequence[Load]) -> str:
    """What was measured, a load a line."""
    rows = [
        f"{one.what:<16} {one.requests:>9,} {one.failed:>7} {one.per_second:>8,.0f}"
        f" {one.median:>10.1f} {one.slowest_of_100:>8.1f} {one.processor:>13.2f}"
        for one in loads
    ]
    return "\n".join(["list server       requests  failed      a s  median ms  99% ms  processor ms", *rows])


def _prepared(root: Path, requests: int, port: int) -> list[bytes]:
    """A project with a third of the requests' people pending and a third active; what is to be asked, in no order."""
    from newsletter.post.database import open_list
    from newsletter.post.joining.seals import confirm_seal
    from newsletter.post.subscribers.addresses import read_address
    from newsletter.post.subscribers.person import Consent, Newcomer, moment, token_of
    from newsletter.post.subscribers.statements import insert_people

    root.mkdir(parents=True)
    for name in ("content", "templates"):
        shutil.copytree(_REPOSITORY / name, root / name)
    settings = root / "content/site.yaml"
    text = re.sub(r"(?<=[a-z])\.example\b", ".org.uk", settings.read_text()).replace("xample", "xemplar")
    text = text.replace("# subscribe_url", "subscribe_url")
    settings.write_text(f"{text}\nrelay: {{host: 127.0.0.1, port: {port}, security: none}}\n")
    now, third = datetime.now(UTC), requests // 3
    given = moment(now)
    with open_list(root / "var", now) as at:
        with at.change() as connection:
            consent = Consent(given, "a benchmark", "Send it.")
            for state in ("pending", "active"):
                people = [
                    Newcomer(read_address(f"{state}{n}@commons.org.uk"), state, given, consent, "a benchmark")  # type: ignore[arg-type]
                    for n in range(third)
                ]
                insert_people(at, connection, people)
        asked = [_request(n, "/subscribe", f"email=new{n}%40commons.org.uk") for n in range(third)]
        asked += [_request(n, f"/confirm/{confirm_seal(at.key, n, n, now)}") for n in range(1, third + 1)]
        one_click = "List-Unsubscribe=One-Click"
        asked += [
            _request(n, f"/leave/{token_of(at.key, third + n)}", one_click) for n in range(1, third + 1)
        ]
    random.Random(7).shuffle(asked)
    return asked


def _request(number: int, path: str, content: str = "") -> bytes:
    """One request, from a network of its own: the limits are not what is measured."""
    network = f"10.{number // 250 % 250}.{number % 250}.1"
    return (
        f"POST {path} HTTP/1.1\r\nHost: lists\r\nX-Forwarded-For: {network}\r\nContent-Type: {_FORM}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n{content}"
    ).encode()


def _under_load(root: Path, what: str, asked: list[bytes], connections: int) -> Load:
    command = [sys.executable, "-m", "newsletter", "list-server", "--root", str(root), "--port", "0"]
    with (root / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=_REPOSITORY, stdout=log, stderr=subprocess.PIPE, text=True)
        assert server.stderr is not None
        found = _READY.search(server.stderr.readline())
        if found is None:
            raise CommandError(f"list-server did not start: {server.stderr.read()}")
        threading.Thread(target=server.stderr.read, daemon=True).start()
        try:
            began, spent = time.perf_counter(), _processor_seconds(server.pid)
            told = _all_asked(int(found[1]), asked, connections)
            seconds, spent = time.perf_counter() - began, _processor_seconds(server.pid) - spent
        finally:
            server.terminate()
            server.wait(timeout=30)
    times = sorted(milliseconds for _, milliseconds in told)
    failed = sum(status != b"200" for status, _ in told) + len(asked) - len(told)
    slowest = times[len(times) * 99 // 100]
    median = statistics.median(times)
    return Load(what, len(asked), failed, len(told) / seconds, median, slowest, spent / len(asked) * 1000)


def _processor_seconds(process: int) -> float:
    """What a process has taken of the processors so far, as Linux tells (proc(5))."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _all_asked(port: int, asked: list[bytes], connections: int) -> list[tuple[bytes, float]]:
    """The status and the milliseconds of each, asked over so many connections at once."""
    told: list[tuple[bytes, float]] = []

    def run(mine: list[bytes]) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for request in mine:
                began = time.perf_counter()
                connection.sendall(request)
                status = _status(connection)
                told.append((status, (time.perf_counter() - began) * 1000))

    threads = [
        threading.Thread(target=run, args=(asked[number::connections],)) for number in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _status(connection: socket.socket) -> bytes:
    """Reads one whole answer."""
    read = b""
    while b"\r\n\r\n" not in read:
        piece = connection.recv(65536)
        if not piece:
            return b"gone"
        read += piece
    head, _, content = read.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
    while len(content) < length:
        content += connection.recv(65536)
    return head[9:12]


class _Sink:
    """A relay that takes every mail and forgets it, in a process of its own."""

    def __enter__(self) -> _Sink:
        ours, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=_take_all, args=(theirs,), daemon=True
        )
        self._process.start()
        self.port = int(ours.recv())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()


def _take_all(pipe: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        pipe.send(listening.getsockname()[1])
        while True:
            with suppress(OSError):  # a server that is told to end hangs up
                _take(listening.accept()[0])


def _take(connection: socket.socket) -> None:
    with connection, connection.makefile("rwb") as talk:
        talk.write(b"220 sink\r\n")
        talk.flush()
        while line := talk.readline():
            if line.upper().startswith(b"DATA"):
                talk.write(b"354 go on\r\n")
                talk.flush()
                while talk.readline() not in (b".\r\n", b""):
                    pass
            talk.write(b"250 taken\r\n" if not line.upper().startswith(b"QUIT") else b"221 bye\r\n")
            talk.flush()
