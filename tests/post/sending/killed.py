"""Senders in processes of their own, to be killed: one process has all of it loaded, and forks them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGKILL

from tests.projects import REPOSITORY


class Nursery:
    """The process that forks senders, one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._pid = 0

    def begin(self, *words: object) -> None:
        """Have a sender begin: the folder of the list, the transport, how many connections."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        self._pid = int(self._process.stdout.readline())

    def kill(self) -> None:
        """Kill it, whatever it does, and wait until it is gone."""
        assert self._process.stdout is not None
        with suppress(ProcessLookupError):  # it may be done already
            os.kill(self._pid, SIGKILL)
        assert self._process.stdout.readline() == "over\n"


@contextmanager
def nursery() -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.post.sending.killed"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        assert process.stdin is not None
        process.stdin.close()


def _main() -> None:
    import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  (all that a sender needs, before it forks)

    from tests.post.lists import a_list
    from tests.post.sending.sendings import sent, transport_of

    for line in sys.stdin:
        folder, transport, connections = line.rstrip("\n").split("\t")
        if transport.startswith("http"):
            transport_of(transport)  # half a second, once for all of them
        pid = os.fork()
        if not pid:
            with a_list(Path(folder)) as at:
                name, by = transport_of(transport)
                sent(at, Path(folder), by, by=name, connections=int(connections))
            os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("over", flush=True)


if __name__ == "__main__":
    _main()
