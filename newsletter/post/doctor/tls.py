"""The line to the relay judged: knocked at as a sender would, and its certificate's last day looked at."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from newsletter.content.config import Relay
from newsletter.post.doctor.arrived import Arrived
from newsletter.post.doctor.findings import Finding
from newsletter.post.doctor.ways import Way
from newsletter.post.relay.session import RelayError

SUBJECT = "TLS"
#: Days before the last one of a certificate on which its owner is told.
_DAYS = 14
#: Opens a session with the relay, logged in. Raises RelayError.
Knock = Callable[[], smtplib.SMTP]


def judge_line(relay: Relay, way: Way, knock: Knock, now: datetime) -> Iterator[Finding]:
    """What is to be said of the session with the relay."""
    where = f"{relay.host}:{relay.port}"
    try:
        connection = knock()
    except RelayError as error:
        if error.may_pass and way.seen.state == "silent":
            yield Finding(
                SUBJECT, "unknown", f"{error}; no DNS answers here for {relay.host} ({way.seen.words})"
            )
        else:
            yield Finding(
                SUBJECT, "hurts", str(error), "content/site.yaml: host, port, security and user of `relay`"
            )
        return
    line = connection.sock
    version, last = ("", None)
    if isinstance(line, ssl.SSLSocket):
        version, last = line.version() or "TLS", _last_day(line)
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    if not version:
        yield Finding(SUBJECT, "good", f"{where} is this machine, and needs no TLS")
    elif last is not None and (last - now).days < _DAYS:
        words = f"{where} speaks {version}, under a certificate that ends on {last:%Y-%m-%d}"
        yield Finding(SUBJECT, "mind", words, "whoever keeps the relay renews it before that day")
    else:
        until = f", under its own certificate until {last:%Y-%m-%d}" if last else ""
        yield Finding(SUBJECT, "good", f"{where} speaks {version}{until}")


def judge_hop(letter: Arrived) -> Iterator[Finding]:
    """What is to be said of the line by which a letter came to its receiver: Gmail wants TLS there."""
    if letter.is_safe:
        yield Finding(SUBJECT, "good", f"the letter came from {letter.address} over TLS")
    elif letter.is_safe is False:
        words = f"the letter came from {letter.address} without TLS, by what Received says"
        yield Finding(SUBJECT, "mind", words, "have the relay use TLS wherever a receiver offers it")


def _last_day(line: ssl.SSLSocket) -> datetime | None:
    written = (line.getpeercert() or {}).get("notAfter")
    return (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(written), UTC) if isinstance(written, str) else None
    )
