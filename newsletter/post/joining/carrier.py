"""What carries waiting mails to the relay, on a thread of its own: nobody who asked for one waits for it."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from newsletter.content.config import Relay
from newsletter.mail.mime import ascii_address, letter_domain
from newsletter.post.contract import ListError
from newsletter.post.database import List, forget_traces
from newsletter.post.joining.mails import Writer
from newsletter.post.joining.waiting import Outcome, deliver_due, next_due
from newsletter.post.joining.wishes import forget_unconfirmed
from newsletter.post.relay import RelayError, session
from newsletter.values import point

#: Seconds a server may take to answer the final dot (RFC 5321 §4.5.3.2.6).
_ANSWER = 600
#: Seconds until a relay that cannot be reached is tried again, and the longest sleep otherwise.
_PAUSES = (5.0, 15.0, 60.0, 300.0)
_LONGEST = 300.0
_HOUSEKEEPING = timedelta(hours=6)


@point
class Door:
    """How the relay is reached: who we are there is the domain of the letter."""

    relay: Relay
    secret: str | None
    trusted: str | None = None
    pauses: tuple[float, ...] = _PAUSES
    sign: Callable[[bytes], bytes] | None = None


class Carrier:
    """Carries mails until it is told to stop. `tell` is told, without an address, what keeps it from it."""

    def __init__(
        self, at: List, writer: Writer, door: Door, now: Callable[[], datetime], tell: Callable[[str], None]
    ) -> None:
        self._at, self._writer, self._door, self._now, self._tell = at, writer, door, now, tell
        self._news, self._over = threading.Event(), threading.Event()
        self._failures = 0
        self._tidied: datetime | None = None
        self._thread = threading.Thread(target=self._carry, name="mails", daemon=True)

    def start(self) -> None:
        """Begin, with what was left waiting."""
        self._thread.start()

    def wake(self) -> None:
        """A mail waits."""
        self._news.set()

    def stop(self, patience: float) -> None:
        """End after the mail that is being handed over, within so many seconds."""
        self._over.set()
        self._news.set()
        self._thread.join(patience)

    def _carry(self) -> None:
        while not self._over.is_set():
            self._news.clear()
            pause = self._turn()
            # news do not hurry a relay that is not there
            (self._over if self._failures else self._news).wait(pause)

    def _turn(self) -> float:
        """Seconds until the next one."""
        at = replace(self._at, now=self._now())
        try:
            self._tidy(at)
            soonest = next_due(at)
            if soonest is None:
                return _LONGEST
            if soonest > at.now:
                return min(_LONGEST, (soonest - at.now).total_seconds() + 1)
            with session(self._door.relay, self._door.secret, self._name, self._door.trusted) as connection:
                deliver_due(at, self._writer, self._offer(connection))
            self._failures = 0
            return 0.0
        except (RelayError, ListError, smtplib.SMTPException, OSError) as error:
            self._failures += 1
            pause = self._door.pauses[min(self._failures, len(self._door.pauses)) - 1]
            self._tell(f"mails wait: {_in_words(error)}; tried again in {pause:.0f} s")
            return pause

    def _tidy(self, at: List) -> None:
        if self._tidied is None or at.now - self._tidied > _HOUSEKEEPING:
            self._tidied = at.now
            if forget_unconfirmed(at):
                with suppress(ListError):  # another reads: the next turn forgets
                    forget_traces(at)

    @property
    def _name(self) -> str:
        return letter_domain(self._writer.site)

    def _offer(self, connection: smtplib.SMTP) -> Callable[[str, bytes, Callable[[], bool]], Outcome]:
        sender, sign = ascii_address(self._writer.site.sender.email), self._door.sign or _as_it_is
        return lambda to, message, goes_on: hand_over(
            connection, sender, ascii_address(to), sign(message), goes_on
        )


def _as_it_is(message: bytes) -> bytes:
    return message


def hand_over(
    connection: smtplib.SMTP, sender: str, to: str, message: bytes, goes_on: Callable[[], bool]
) -> Outcome:
    """Offer one mail; what became of it. `goes_on` is asked before the final dot, and may forbid it.

    Raises SMTPException or OSError where the server was lost before the dot: it has taken nothing.
    """
    for answer in (connection.mail, connection.rcpt):
        code, _ = answer(sender if answer == connection.mail else to)
        if code >= 400:
            connection.rset()
            return _of(code)
    code, _ = connection.docmd("DATA")
    if code != 354:
        connection.rset()
        return _of(code)
    lines = message.replace(b"\r\n.", b"\r\n..")  # no line of ours begins with a dot; others' may
    connection.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
    is_ours = False
    try:
        is_ours = goes_on()
    finally:
        if not is_ours:
            connection.close()  # there is no other way to take a message back
    if not is_ours:
        raise smtplib.SMTPServerDisconnected("another was first")
    return _answered(connection)


def _answered(connection: smtplib.SMTP) -> Outcome:
    """What the server says behind the dot; nothing certain where it says nothing."""
    try:
        connection.send(b".\r\n")
        if connection.sock is not None:
            connection.sock.settimeout(_ANSWER)
        code, _ = connection.getreply()
    except (smtplib.SMTPException, OSError):
        connection.close()
        return "doubt"
    return _of(code)


def _of(code: int) -> Outcome:
    return "accepted" if code < 400 else "deferred" if code < 500 else "refused"


def _in_words(error: Exception) -> str:
    """A failure in words of ours: a server's answer may repeat an address."""
    if isinstance(error, RelayError | ListError):
        return str(error)
    return "the relay hung up"
