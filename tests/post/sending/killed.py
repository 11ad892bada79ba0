"""Senders in processes of their own, to be killed: one process has all of it loaded, and forks them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from signal import SIGINT, SIGKILL

from tests.projects import REPOSITORY

#: What a sender is at, as it says by itself.
PHASES = {"o": "opening", "f": "freezing", "s": "sending", "c": "closing"}
#: A sender that does not wait for the disk, and is let on though its list lacks what it did: what a proof of
#: power cuts has to find out.
CARELESS = "careless"


class Nursery:
    """The process that forks senders, one after another."""

    def __init__(self, process: subprocess.Popen[str], told: int) -> None:
        self._process, self._told = process, told
        self._pid, self._phase = 0, "o"

    def begin(self, *words: object) -> None:
        """Have a sender begin: the folder of the list, the transport, how many connections; and `CARELESS` or not."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        self._pid, self._phase = int(self._process.stdout.readline()), "o"

    def phase(self, seconds: float = 0.0) -> str:
        """What it is at, `over` too, after so many seconds or once it says something new."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._told, self._process.stdout], [], [], seconds)
        if self._told in ready:
            self._phase = os.read(self._told, 4096).decode()[-1]
        is_over = self._process.stdout in ready and self._told not in ready
        return "over" if is_over else PHASES[self._phase]

    def interrupt(self) -> None:
        """Ctrl-C: it is to end once the letters in hand are done."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, SIGINT)

    def kill(self) -> str:
        """Kill it, whatever it does, and wait until it is gone; what it was at, `over` if it had ended by itself."""
        assert self._process.stdout is not None
        is_over = self.phase() == "over"
        if not is_over:
            with suppress(ProcessLookupError):
                os.kill(self._pid, SIGKILL)
        assert self._process.stdout.readline() == "over\n"
        return "over" if is_over else self.phase()


@contextmanager
def nursery(environment: Mapping[str, str] | None = None) -> Iterator[Nursery]:
    told, telling = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.post.sending.killed", str(telling)],
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[telling],
        text=True,
    ) as process:
        try:
            yield Nursery(process, told)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            os.close(told)
            os.close(telling)


def _main() -> None:
    import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  (all that a sender needs, before it forks)

    import tests.post.lists
    import tests.post.sending.sendings

    telling = int(sys.argv[1])
    for line in sys.stdin:
        words = line.rstrip("\n").split("\t")
        if words[1].startswith("http"):
            tests.post.sending.sendings.transport_of(words[1])  # half a second, once for all of them
        pid = os.fork()
        if not pid:
            try:
                _send(*words, say=lambda phase: os.write(telling, phase.encode()))
            finally:
                os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("over", flush=True)


def _send(
    folder: str, transport: str, connections: str, how: str = "", *, say: Callable[[str], object]
) -> None:
    from tests.post.lists import a_list
    from tests.post.sending.sendings import frozen, sent, transport_of

    is_careless = how == CARELESS

    def interrupted(*_: object) -> None:
        say("c")
        raise KeyboardInterrupt

    signal.signal(SIGINT, interrupted)
    say("o")
    if is_careless:
        _be_careless()
    name, by = transport_of(transport)

    def begun() -> object:
        say("s")
        return by()

    with suppress(KeyboardInterrupt), a_list(Path(folder)) as at:
        say("f")
        edition = frozen(at, name)
        say("o")
        more = {"connections": int(connections), "is_this_machine": is_careless}
        sent(at, Path(folder), begun, edition=edition, by=name, **more)  # type: ignore[arg-type]


def _be_careless() -> None:
    """Have SQLite say that something is written before it is: enough for a kill, and not for a power cut."""
    from sqlalchemy import event

    from newsletter.post import sqlite

    made = sqlite._engine

    def engine(file: Path) -> object:
        here = made(file)
        event.listen(here, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = NORMAL"))
        return here

    sqlite._engine = engine  # type: ignore[assignment]


if __name__ == "__main__":
    _main()
