"""The domain name system asked: one resolver, short waits, and an answer in words whatever happens.

The doctor's thin edge: nothing is judged here. A server that does not answer, or answers that it failed, is told
apart from a name that is not there, since only the latter says anything about a domain.
"""

from __future__ import annotations

from ipaddress import ip_address
from threading import Lock
from typing import Any

import dns.exception
import dns.resolver

from newsletter.post.doctor.answers import Answer, Kind

#: Seconds for one answer, and for one question with what is asked again; silences after which a server that never
#: answered is not waited for any more.
_TRY, _PATIENCE, _SILENCES = 1.5, 3.0, 2
#: Octets that an answer by UDP may have: https://www.dnsflagday.net/2020/
_UDP = 1232


class NoResolverError(ValueError):
    """What was named is no name server; its words are one line."""


def read_resolver(text: str) -> tuple[str, int]:
    """The address and port of `HOST` or `HOST:PORT`, `[HOST]:PORT` for IPv6. Raises NoResolverError."""
    host, port = text.strip(), "53"
    if host.startswith("["):
        host, _, rest = host[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif host.count(":") == 1:
        host, _, port = host.partition(":")
    try:
        ip_address(host)
        if not 0 < int(port) < 65536:
            raise ValueError
    except ValueError:
        raise NoResolverError(
            f"`{text}` is no name server: write its address, such as 9.9.9.9 or 127.0.0.1:5353"
        ) from None
    return host, int(port)


class Lookup:
    """Asks one resolver, the system's own where none is named; what was answered is not asked again."""

    def __init__(self, resolver: tuple[str, int] | None = None) -> None:
        self._known: dict[tuple[str, Kind], Answer] = {}
        self._lock = Lock()
        self._silences, self._has_answered = 0, False
        self._resolver = _resolver(resolver)

    def __call__(self, name: str, kind: Kind) -> Answer:
        """The records of a name; never an exception."""
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._asked(*key)
        return self._known[key]

    def _asked(self, name: str, kind: Kind) -> Answer:
        if self._resolver is None:
            return Answer("silent", words="this machine has no name server")
        if not self._has_answered and self._silences >= _SILENCES:
            return Answer("silent", words="timed out")
        try:
            answer = self._resolver.resolve(
                f"{name}.", kind, raise_on_no_answer=False, search=False, lifetime=_PATIENCE
            )
        except dns.resolver.NXDOMAIN:
            found = Answer("no name")
        except dns.resolver.LifetimeTimeout:
            with self._lock:
                self._silences += 1
            return Answer("silent", words="timed out")
        except dns.resolver.NoNameservers:
            found = Answer("silent", words="the name server failed")
        except (dns.exception.DNSException, UnicodeError):  # no name that DNS could have
            return Answer("no name")
        except OSError as error:
            return Answer("silent", words=error.strerror or "it cannot be reached")
        else:
            records = tuple(_words(record, kind) for record in answer.rrset or ())
            found = Answer("found" if records else "nothing", records)
        self._has_answered = True
        return found


def _resolver(named: tuple[str, int] | None) -> dns.resolver.Resolver | None:
    """None where the system names no server."""
    made = dns.resolver.Resolver(configure=False)
    if named is None:
        try:
            made = dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration:
            return None
    else:
        made.nameservers, made.port = [named[0]], named[1]
    made.timeout = _TRY
    made.use_edns(0, 0, _UDP)
    return made


def _words(record: Any, kind: Kind) -> str:
    """A record as plain words, a name in it without the dot at its end."""
    if kind == "TXT":
        return b"".join(record.strings).decode("utf-8", "replace")
    if kind == "MX":
        return f"{record.preference} {record.exchange.to_text(omit_final_dot=True)}"
    if kind == "PTR":
        return str(record.target.to_text(omit_final_dot=True))
    return str(record.address)
