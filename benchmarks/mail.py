"""How fast letters go: ours, each marked on the disk before its dot, against Postfix's `smtp-source -d` in the same run.

Both put letters of 40 KB into one `smtp-sink` on this machine, and into a Postfix of their own, which puts each on the
disk and then has it vanish. `smtp-source` writes nothing down and sends everybody the same. As the mark waits for
the disk, it is told how often that can be waited for.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.measure import ENVIRONMENT, CommandError
from tests.post.sending import postfix

#: Octets of a letter, and sessions of `smtp-source`.
SIZE, SESSIONS = 40_960, 10
#: Connections of ours: as many, and more, since each waits for the disk once a letter.
CONNECTIONS = (10, 30, 50)
#: A Postfix is slower by far: it gets so many times fewer letters. Ours wait for the disk that it waits for, too.
_FEWER, _TO_POSTFIX = 5, (10, 30)
#: Where its queue is: on a disk, and where its own user may go.
_ON_DISK = Path("/var/tmp")
PATHS = "/usr/sbin:/usr/bin:/sbin:/bin"


class Posting(NamedTuple):
    """How many letters a second went into what by what, and bytes of memory at most (0 where that is not ours)."""

    count: int
    into: str
    what: str
    rate: float
    peak: int
    share: float
    """Of what `smtp-source` did in the same round; 1 for itself. The median of all rounds."""

    def plain(self) -> dict[str, Any]:
        """For results.json."""
        return self._asdict()


def is_possible() -> bool:
    """Whether Postfix's two programs are here."""
    return all(shutil.which(name, path=PATHS) for name in ("smtp-source", "smtp-sink"))


def measured(folder: Path, count: int, rounds: int, say: Callable[[str], None]) -> Iterator[Posting]:
    """Each in turn, so many letters, in every round. Raises CommandError."""
    yield from _into("smtp-sink", _sink, CONNECTIONS, folder, count, rounds, say)
    if reason := postfix.why_not():
        say(f"no Postfix is measured: {reason}")
        return

    @contextmanager
    def relay() -> Iterator[int]:
        with postfix.postfix(place=_ON_DISK, transport="discard:") as here:
            yield here.port

    yield from _into("Postfix", relay, _TO_POSTFIX, folder, -(-count // _FEWER), rounds, say)


def _into(
    into: str,
    relay: Callable[[], AbstractContextManager[int]],
    several: Sequence[int],
    folder: Path,
    count: int,
    rounds: int,
    say: Callable[[str], None],
) -> Iterator[Posting]:
    taken: dict[str, list[tuple[float, int, float]]] = {}
    for number in range(rounds):
        say(f"this disk can be waited for {_flushes(folder):,.0f} times a second")
        with relay() as port:
            source = count / _source(port, count)
        taken.setdefault(f"smtp-source -s {SESSIONS} -d", []).append((source, 0, 1.0))
        for connections in several:
            with relay() as port:
                rate, peak = _ours(folder / f"{number}-{connections}", port, count, connections)
            name = f"newpower, {connections} connections"
            taken.setdefault(name, []).append((rate, peak, rate / source))
            say(
                f"{into}, round {number + 1} of {rounds}: {name}: {rate:,.0f}/s, {rate / source:.0%} of smtp-source"
            )
    for what, found in taken.items():
        rates, peaks, shares = zip(*found, strict=True)
        yield Posting(count, into, what, median(rates), max(peaks), median(shares))


def postings_table(postings: list[Posting]) -> str:
    """What was measured, a sender a line."""
    rows = [
        f"{one.count:>9,}  {one.into:<9}  {one.what:<25} {one.rate:>9,.0f} {one.share:>7.0%} {one.peak / 2**20:>9.0f}"
        for one in postings
    ]
    return "\n".join(["  letters  into       sender                    letters/s   share  peak MiB", *rows])


@contextmanager
def _sink() -> Iterator[int]:
    """The port of an `smtp-sink`, new for each, so that none is warmer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([_found("smtp-sink"), *user, f"127.0.0.1:{port}", "1000"]) as sink:
        try:
            _wait_for(port)
            yield port
        finally:
            sink.kill()


def _found(name: str) -> str:
    return shutil.which(name, path=PATHS) or name


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise CommandError("smtp-sink does not answer")


def _source(port: int, count: int) -> float:
    """Seconds that `smtp-source` takes."""
    start = time.perf_counter()
    asked = ["-s", str(SESSIONS), "-d", "-l", str(SIZE), "-m", str(count), "-f", "a@b.test"]
    asked += ["-t", "c@host.test"]  # the one domain that our Postfix takes
    done = subprocess.run([_found("smtp-source"), *asked, f"127.0.0.1:{port}"], check=False)
    if done.returncode:
        raise CommandError("smtp-source failed")
    return time.perf_counter() - start


def _ours(folder: Path, port: int, count: int, connections: int) -> tuple[float, int]:
    """Letters a second, and bytes at most, of a process of its own; people are put on the list before."""
    words = [sys.executable, "-m", "benchmarks.mail", str(folder), str(port), str(count), str(connections)]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(done.stderr[-4000:])
    found = json.loads(done.stdout)
    shutil.rmtree(folder)
    return count / found["seconds"], found["peak"]


def _flushes(folder: Path) -> float:
    file = os.open(folder / "flushes", os.O_CREAT | os.O_RDWR, 0o600)
    start = time.perf_counter()
    for number in range(200):
        os.pwrite(file, b"x" * 4096, number * 4096)
        os.fdatasync(file)
    os.close(file)
    return 200 / (time.perf_counter() - start)


def _send(folder: Path, port: int, count: int, connections: int) -> dict[str, float]:
    """Send to so many people, and say how long it took and what it held."""
    from newsletter.content.config import Relay
    from newsletter.post.database import open_list
    from newsletter.post.sending import ledger
    from newsletter.post.sending.delivery import Job, deliver
    from newsletter.post.sending.lease import Place, held
    from newsletter.post.sending.message import read_letter
    from newsletter.post.sending.rates import rates
    from newsletter.post.sending.transports import SMTP, smtp

    def clock() -> datetime:
        return datetime.now(UTC)

    message = _message()
    letter = read_letter("2026-11", message)
    by = smtp(Relay(host="127.0.0.1", port=port, security="none"), None, "here.test")
    place = Place(folder / "var", "here", folder / "state", "a benchmark")
    with open_list(folder / "var", clock()) as at:
        _put_in(at, count)
        edition = ledger.freeze(at, letter, message, SMTP, clock())
        with held(at, place, clock()) as lease:
            start, limits = time.perf_counter(), rates(None, None, None)
            job = Job(at, edition, letter, lambda _: "a@b.test", by, lease, clock, limits, "", connections)
            ended = deliver(job, lambda _: None)
            seconds = time.perf_counter() - start
    if ended.counts["accepted"] != count:
        raise CommandError(f"not everybody has a letter: {ended}")
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _message() -> bytes:
    from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN

    head = (
        f"From: a@b.test\r\nTo: {RECIPIENT}\r\nSubject: A letter\r\nMessage-ID: <2026-11.{MESSAGE_KEY}@b.test>\r\n"
        f"List-Unsubscribe: <https://b.test/{TOKEN}>,\r\n <mailto:c@b.test?subject={TOKEN}>\r\n\r\n"
        f"https://b.test/{TOKEN}\r\nhttps://b.test/{TOKEN}\r\n"
    ).encode()
    return head + (b"x" * 74 + b"\r\n") * ((SIZE - len(head)) // 76)


def _put_in(at: Any, count: int) -> None:
    from newsletter.post import schema

    now = "2026-11-01T00:00:00Z"
    for start in range(1, count + 1, 1000):
        rows = [
            {"id": n, "address": f"p{n}@host.test", "folded": f"p{n}@host.test", "state": "active", "source": "-",
             "since": now, "changed": now}
            for n in range(start, min(start + 1000, count + 1))
        ]  # fmt: skip
        with at.change() as connection:
            connection.execute(schema.people.insert(), rows)


if __name__ == "__main__":
    print(json.dumps(_send(Path(sys.argv[1]), *map(int, sys.argv[2:]))))
