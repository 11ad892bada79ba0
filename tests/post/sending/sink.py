"""A relay for tests: it records at the final dot, logs as Postfix does, and can be told to fail anywhere."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

#: What to answer: a line; `DROP` breaks the line without a word.
Answers = Callable[[str, str, int], str | None]
DROP = "drop"
#: The same with a reset, as of a machine that lost its power.
RESET = "reset"
_KEY = re.compile(rb"^Message-ID: <[^.]+\.([0-9a-f]{32})@", re.MULTILINE)


@dataclass
class Relay:
    """What came: for each letter that had its dot, its key, its address and, if kept, its bytes.

    In `log` it says what Postfix does of a letter: that its headers came, and, at the dot, that it is taken.
    """

    port: int = 0
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SIZE 10240000")
    answers: Answers = lambda verb, address, number: None
    keeps: bool = True
    delivered: list[tuple[str, str]] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    sessions: int = 0
    ended: int = 0
    log: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    _ids: int = 0

    def begun(self, header: bytes) -> str:
        """Its headers come: the queue id that it has, where there is a log."""
        if self.log is None:
            return ""
        with self.lock:
            self._ids += 1
            name = f"4Q{self._ids:08x}"
            self._say(f"cleanup[7]: {name}: message-id={header.decode().partition(' ')[2].strip()}")
        return name

    def taken(self, address: str, letter: bytes, name: str = "") -> None:
        key = _KEY.search(letter)
        with self.lock:
            if name:
                self._say(f"qmgr[8]: {name}: from=<letter@commons.test>, size=9, nrcpt=1 (queue active)")
            self.delivered.append((key[1].decode() if key else "", address))
            if self.keeps:
                self.letters.append(letter)

    def _say(self, words: str) -> None:
        assert self.log is not None
        with self.log.open("a") as log:
            log.write(f"Nov 26 23:00:01 relay postfix/{words}\n")


@contextmanager
def relay(**asked: object) -> Iterator[Relay]:
    """A relay on a port of this machine, for as long as the test lasts."""
    here = Relay(**asked)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        here.port = server.getsockname()[1]
        threading.Thread(target=_accept, args=(server, here), daemon=True).start()
        yield here


def _accept(server: socket.socket, here: Relay) -> None:
    with suppress(OSError):
        while True:
            line, _ = server.accept()
            here.sessions += 1
            threading.Thread(target=_serve, args=(line, here), daemon=True).start()


def _serve(line: socket.socket, here: Relay) -> None:
    try:
        _speak(line, here)
    finally:
        with here.lock:
            here.ended += 1


def _speak(line: socket.socket, here: Relay) -> None:
    with line, suppress(OSError, _DroppedError):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        read = line.makefile("rb")
        _say(line, here.answers("CONNECT", "", here.sessions), "220 here.example")
        address, number = "", 0
        while command := read.readline():
            verb = command[:4].decode("latin-1").upper().strip()
            if verb == "RCPT":
                address, number = command[9:].split(b">")[0].decode(), number + 1
            usual = _USUAL.get(verb, "250 2.0.0 fine")
            if verb == "EHLO":
                usual = "\r\n".join(["250-here.example", *(f"250-{one}" for one in here.offers), "250 HELP"])
            said = here.answers(verb, address, number)
            _say(line, said, usual)
            if verb == "QUIT" or (said or "").startswith("421"):
                return
            if verb == "DATA" and (said is None or said.startswith("354")):
                letter, name = _body(read, here)
                if letter is None:
                    return
                answer = here.answers("DOT", address, number)
                if answer is None or answer.startswith("250") or answer == "take-and-drop":
                    here.taken(address, letter, name)
                _say(line, DROP if answer == "take-and-drop" else answer, "250 2.0.0 queued")


_USUAL = {"DATA": "354 go on", "QUIT": "221 2.0.0 bye"}


class _DroppedError(Exception):
    pass


def _say(line: socket.socket, said: str | None, usual: str) -> None:
    if said == RESET:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if said in (DROP, RESET):
        raise _DroppedError
    words = usual if said is None else said
    line.sendall(words.encode() + (b"" if words.endswith("\0") else b"\r\n"))
    if words.endswith("\0"):  # half a line, and then nothing
        raise _DroppedError


def _body(read: object, here: Relay) -> tuple[bytes | None, str]:
    """The letter, None if it was cut off, and its queue id."""
    lines, name = [], ""
    while (one := read.readline()) != b".\r\n":  # type: ignore[attr-defined]
        if not one:
            return None, name
        if one.startswith(b"Message-ID: ") and not name:
            name = here.begun(one)
        lines.append(one[1:] if one.startswith(b".") else one)
    return b"".join(lines), name
