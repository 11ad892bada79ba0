"""A letter that arrived, saved as a file: what it shows of its way that nobody can see from where it was sent.

Its signatures are held against its bytes; of the rest the receiver's own headers are believed, the topmost
(RFC 8601 §5): whoever saved it trusts their own mail server. No address of anybody is read out of it but domains.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from ipaddress import ip_address

from newsletter.content.words.web import ascii_domain
from newsletter.post.doctor.answers import Ask
from newsletter.post.doctor.signature import Signature, signatures
from newsletter.regexes import regex
from newsletter.values import point

#: Octets of a letter at most: ours have 100,000.
LARGEST = 5_000_000
#: Signs of a header's value that are read: none that tells something here is as long.
_LONGEST = 4096

_COMMENT = regex(r"\([^()]*\)")
_METHOD = regex(r"\s*(?P<name>spf|dkim|dmarc|iprev)\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
_MAIL_FROM = regex(r"smtp\.mailfrom\s*=\s*\"?(?:[^\s;\"@]*@)?(?P<domain>[^\s;\"@<>]+)", re.IGNORECASE)
_ADDRESSES = (
    ("Received-SPF", regex(r"client-ip\s*=\s*\"?([0-9a-fA-F.:]+)", re.IGNORECASE)),
    ("Authentication-Results", regex(r"(?:policy\.iprev\s*=\s*\"?|sender IP is )([0-9a-fA-F.:]+)", re.IGNORECASE)),
    ("Received", regex(r"\bfrom\b.*?\[(?:IPv6:)?([0-9a-fA-F.:]+)\]", re.IGNORECASE | re.DOTALL)),
)  # fmt: skip
_SAFE_HOP = regex(r"\bwith\s+(?:UTF8)?(?:E?SMTP|LMTP)SA?\b|TLS", re.IGNORECASE)
_WEB = regex(r"<https://[^<>\s]+>")


class LetterError(ValueError):
    """The file holds no letter that could be looked at; its words are one line."""


@point
class Arrived:
    """What a letter shows. `sender` is the domain in From; `spf` what the receiver found, with the domain it asked.

    `address` is from where it came, and `read_in` the header that says so, both "" where none does; `is_safe` is
    whether that hop was encrypted, None where no header tells. `leaves` is what its headers lack for one click.
    """

    sender: str
    signatures: tuple[Signature, ...]
    results: dict[str, str]
    spf_domain: str
    address: str
    read_in: str
    is_safe: bool | None
    lacks: tuple[str, ...]


def read_arrived(content: bytes, ask: Ask) -> Arrived:
    """What the file of a letter shows. Raises LetterError."""
    if len(content) > LARGEST:
        raise LetterError("it is larger than any letter of ours")
    if content.startswith(b"From "):
        content = content.partition(b"\n")[2]  # an mbox of one letter
    message = re.sub(rb"\r?\n", b"\r\n", content)
    head = message_from_bytes(message.partition(b"\r\n\r\n")[0])
    _, is_address, named = parseaddr(_first(head, "From"))[1].rpartition("@")
    sender = _domain(named) if is_address else ""
    if not sender:
        raise LetterError("it is no letter: it has no From; save the whole message, with all its headers")
    said = _COMMENT.sub("", _first(head, "Authentication-Results"))
    results = {
        one["name"].lower(): one["result"].lower() for one in map(_METHOD.match, said.split(";")) if one
    }
    mail_from = _MAIL_FROM.search(said)
    address, read_in = _address(head)
    return Arrived(
        sender,
        signatures(message, ask),
        results,
        _domain(mail_from["domain"]) if mail_from else "",
        address,
        read_in,
        _is_safe(head, address),
        _lacking(head),
    )


def _values(head: Message, name: str) -> list[str]:
    return [str(one)[:_LONGEST] for one in head.get_all(name, ())]


def _first(head: Message, name: str) -> str:
    return next(iter(_values(head, name)), "")


def _domain(written: str) -> str:
    """A domain as DNS has it, "" for what is none."""
    try:
        return ascii_domain(written.strip().rstrip("."))
    except ValueError:
        return ""


def _address(head: Message) -> tuple[str, str]:
    """From where it came to the receiver, and which header says so."""
    for name, pattern in _ADDRESSES:
        for value in _values(head, name):
            found = pattern.search(value)
            if found and _is_public(found[1]):
                return str(ip_address(found[1])), name
    return "", ""


def _is_public(written: str) -> bool:
    try:
        return ip_address(written).is_global
    except ValueError:
        return False


def _is_safe(head: Message, address: str) -> bool | None:
    hop = next((one for one in _values(head, "Received") if address and address in one), None)
    return None if hop is None else _SAFE_HOP.search(hop) is not None


def _lacking(head: Message) -> tuple[str, ...]:
    """The headers of one click that are missing or say something else: RFC 8058 §3.1."""
    found = []
    if not _WEB.search(_first(head, "List-Unsubscribe")):
        found.append("List-Unsubscribe with an https address")
    if _first(head, "List-Unsubscribe-Post").strip() != "List-Unsubscribe=One-Click":
        found.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return tuple(found)
