"""A name server of the tests' own, over UDP and TCP on one port of this machine: no test ever asks a real one."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

#: What stands in place of records: an answer that the server failed; none at all; one by UDP that is cut off.
SERVFAIL, SILENT = "SERVFAIL", "SILENT"


@dataclass
class Zone:
    """The records by name and kind, each as a zone's file has it; any other name does not exist.

    `fails` is what is answered for every name that is not there. `cut` are names whose answers are
    complete by TCP alone. `asked` is what came, with the way it came.
    """

    records: dict[tuple[str, str], tuple[str, ...] | str] = field(default_factory=dict)
    fails: str = ""
    cut: frozenset[str] = frozenset()
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def resolver(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def dns_server(zone: Zone) -> Iterator[Zone]:
    """Answers by the zone as it is when it is asked, for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as lines, socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        zone.port = lines.getsockname()[1]
        datagrams.bind(("127.0.0.1", zone.port))
        threads = [
            threading.Thread(target=one, args=(zone, where), daemon=True)
            for one, where in ((_by_udp, datagrams), (_by_tcp, lines))
        ]
        for thread in threads:
            thread.start()
        yield zone


def _by_udp(zone: Zone, here: socket.socket) -> None:
    with suppress(OSError):
        while True:
            asked, sender = here.recvfrom(4096)
            if answer := _answer(zone, asked, "UDP"):
                here.sendto(answer, sender)


def _by_tcp(zone: Zone, here: socket.socket) -> None:
    with suppress(OSError):
        while True:
            line, _ = here.accept()
            with line:
                head = line.recv(2, socket.MSG_WAITALL)
                if len(head) < 2:
                    continue
                (length,) = struct.unpack("!H", head)
                if answer := _answer(zone, line.recv(length, socket.MSG_WAITALL), "TCP"):
                    line.sendall(struct.pack("!H", len(answer)) + answer)


def _answer(zone: Zone, asked: bytes, way: str) -> bytes | None:
    try:
        question = dns.message.from_wire(asked)
    except dns.exception.DNSException:  # half of one, such as the last there is when the socket closes
        return None
    wanted = question.question[0]
    name, kind = wanted.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(wanted.rdtype)
    zone.asked.append((name, kind, way))
    answer = dns.message.make_response(question, recursion_available=True)
    if way == "UDP" and name in zone.cut:
        answer.flags |= dns.flags.TC
        return answer.to_wire()
    while isinstance(alias := zone.records.get((name, "CNAME")), tuple):
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", alias[0]))
        name = alias[0].rstrip(".").lower()
    found = zone.records.get((name, kind), zone.fails)
    if found == SILENT:
        return None
    if found == SERVFAIL:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif isinstance(found, tuple):
        answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *found))
    elif not any(known == name or known.endswith(f".{name}") for known, _ in zone.records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer.to_wire()
