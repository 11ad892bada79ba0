"""One letter handed to a relay: all but the final dot, and then the dot. The session itself is smtplib's.

MAIL, RCPT and DATA go together where PIPELINING is offered (RFC 2920); the body goes as it is. Until the
dot nothing is delivered (RFC 5321 §4.1.1.4): whatever breaks before it has certainly not happened.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import Any, Protocol, TypeAlias

from newsletter.post.relay.answers import Answer, Stage, read_answer
from newsletter.values import point

#: Seconds to wait for the answer behind the dot, RFC 5321 §4.5.3.2.6: who waits less makes doubts. All
#: others may take five minutes (§4.5.3.2.1 to 5), and wait no less.
PATIENCE = 600
#: Octets of a line of a reply, and lines of one: RFC 5321 §4.5.3.1.5 has 512.
_LONGEST_LINE, _MOST_LINES = 2048, 100


class LineLostError(Exception):
    """The line to the relay broke, or nothing sensible came over it. Behind the dot the letter is in doubt."""

    def __init__(self, *, is_behind_dot: bool) -> None:
        super().__init__("the line to the relay broke" + (" behind the dot" if is_behind_dot else ""))
        self.is_behind_dot = is_behind_dot


#: Puts a signature in front of a letter: `signing.signer` makes one.
Sign: TypeAlias = Callable[[bytes], bytes]


@point
class Parcel:
    """One person's letter as it is handed over. What cannot be delivered comes back to `sender`; `key` is its Message-ID's."""

    sender: str
    address: str
    key: str
    body: bytes


class Line(Protocol):
    """A way for letters, one after another."""

    is_open: bool

    def offer(self, parcel: Parcel) -> Answer | None:
        """Everything up to the dot: an answer where it is not wanted, None where the dot is awaited. Raises LineLostError."""

    def finish(self) -> Answer:
        """The dot, and its answer. Raises LineLostError."""

    def quit(self) -> None:
        """Ends it politely."""

    def close(self) -> None:
        """Ends it at once: what stood before its dot has not happened."""


class Dialogue:
    """The letters of one session, one after another: `offer`, and where that gave no answer, `finish`."""

    def __init__(
        self, connection: smtplib.SMTP, patience: float = PATIENCE, sign: Sign | None = None
    ) -> None:
        self._connection, self._sign = connection, sign
        offered = connection.esmtp_features
        self._is_pipelined = "pipelining" in offered
        self._size = "size" in offered
        largest = offered.get("size", "").strip()
        self._largest = int(largest) if largest.isdigit() else 0
        self._is_8bit, self._is_utf8 = "8bitmime" in offered, "smtputf8" in offered
        socket = connection.sock
        assert socket is not None
        self._socket: Any = socket
        if connection.file is None:
            connection.file = socket.makefile("rb")
        self._replies: Any = connection.file
        self._socket.settimeout(patience)
        # the dot waits for its mark: behind an unanswered body the system would hold it back for 40 ms
        self._socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self.is_open = True

    def offer(self, parcel: Parcel) -> Answer | None:
        """Everything up to the dot; an answer where the relay does not want it, None where it awaits the dot.

        Raises LineLostError.
        """
        if self._sign is not None:
            parcel = replace(parcel, body=self._sign(parcel.body))
        if refusal := self._refused_here(parcel):
            return refusal
        commands = self._commands(parcel)
        try:
            answer = self._pipelined(commands) if self._is_pipelined else self._one_by_one(commands)
            if answer is None:
                self._socket.sendall(_transparent(parcel.body))
            return answer
        except LineLostError:
            raise
        except (OSError, ValueError):
            self.close()
            raise LineLostError(is_behind_dot=False) from None

    def finish(self) -> Answer:
        """The dot, and what the relay says to it. Raises LineLostError, upon which nobody knows."""
        try:
            self._socket.sendall(b".\r\n")
            answer = self._reply("dot", is_behind_dot=True)
        except (OSError, ValueError):
            self.close()
            raise LineLostError(is_behind_dot=True) from None
        if answer.code == 421:
            self.close()
        return answer

    def quit(self) -> None:
        """Ends the session politely, if it is still there."""
        if self.is_open:
            with suppress(smtplib.SMTPException, OSError, ValueError):
                self._connection.quit()
        self.close()

    def close(self) -> None:
        """Drops the line: whatever stood before its dot is not delivered."""
        self.is_open = False
        with suppress(OSError):
            self._connection.close()

    def _refused_here(self, parcel: Parcel) -> Answer | None:
        """What the relay has said in its greeting that it does not take, without asking again."""
        if not parcel.address.isascii() and not self._is_utf8:
            return Answer("rcpt", 553, "5.6.7")  # RFC 6531 §3.5
        if self._largest and len(parcel.body) > self._largest:
            return Answer("mail", 552, "5.3.4")  # RFC 1870 §6
        return None

    def _commands(self, parcel: Parcel) -> tuple[tuple[Stage, bytes], ...]:
        options = f" SIZE={len(parcel.body)}" if self._size else ""
        if not parcel.address.isascii():
            options += " BODY=8BITMIME SMTPUTF8" if self._is_8bit else " SMTPUTF8"
        return (
            ("mail", f"MAIL FROM:<{parcel.sender}>{options}\r\n".encode()),
            ("rcpt", f"RCPT TO:<{parcel.address}>\r\n".encode()),
            ("data", b"DATA\r\n"),
        )

    def _one_by_one(self, commands: Sequence[tuple[Stage, bytes]]) -> Answer | None:
        for stage, command in commands:
            self._socket.sendall(command)
            answer = self._reply(stage)
            if not _is_wanted(answer):
                self._reset(answer)
                return answer
        return None

    def _pipelined(self, commands: Sequence[tuple[Stage, bytes]]) -> Answer | None:
        self._socket.sendall(b"".join(command for _, command in commands))
        first = None
        for stage, _ in commands:
            answer = self._reply(stage)
            if first is None and not _is_wanted(answer):
                first = answer
                if answer.code == 421:
                    self.close()
                    return answer
        if first is not None:
            if answer.code == 354:
                self.close()  # it awaits a letter to nobody (RFC 2920 §3.1): the line is dropped, no dot is sent
            else:
                self._reset(first)
        return first

    def _reset(self, answer: Answer) -> None:
        """Has the relay forget what it was told, after an answer that was not wanted."""
        if answer.code == 421:
            self.close()
            return
        self._socket.sendall(b"RSET\r\n")
        if self._reply("mail").code // 100 != 2:
            self.close()

    def _reply(self, stage: Stage, *, is_behind_dot: bool = False) -> Answer:
        """The next reply, of however many lines. Raises LineLostError for none, half of one, or nonsense."""
        for _ in range(_MOST_LINES):
            line: bytes = self._replies.readline(_LONGEST_LINE)
            code, mark = line[:3], line[3:4]
            if not line.endswith(b"\n") or not code.isdigit() or mark not in (b" ", b"-", b"\r", b"\n"):
                break
            if mark != b"-":
                answer = read_answer(stage, int(code), line[4:])
                if _is_answer(answer):
                    return answer
                break
        self.close()
        raise LineLostError(is_behind_dot=is_behind_dot)


def _transparent(body: bytes) -> bytes:
    """A letter in which no line is taken for the dot that ends it (RFC 5321 §4.5.2)."""
    return body.replace(b"\r\n.", b"\r\n..")


def _is_wanted(answer: Answer) -> bool:
    return answer.code == 354 if answer.stage == "data" else answer.code // 100 == 2


def _is_answer(answer: Answer) -> bool:
    """Whether this may be said at that stage at all (RFC 5321 §4.3.2): nothing else is believed."""
    return answer.code // 100 in (2, 4, 5) or (answer.stage == "data" and answer.code == 354)
