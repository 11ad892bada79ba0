"""The signatures of a letter that arrived, held against its bytes and the keys in DNS: RFC 6376 §6.

The other half of `newsletter.post.signing`, for signatures of any relay: both ways of writing a header and a body,
and a body's length. What only says that a letter was signed, `rsa-sha1` or a key too short, does not count (RFC 8301).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from newsletter.post.doctor.answers import Ask, tags
from newsletter.post.doctor.dkim_key import PublicKey, Published, published
from newsletter.values import point

Header = tuple[bytes, bytes]

_BLANKS = re.compile(rb"[ \t]+")
_VALUE_OF_B = re.compile(rb"((?:^|;)\s*b\s*=)[^;]*")
_NEEDED = ("v", "a", "b", "bh", "d", "h", "s")
_ALGORITHMS = ("rsa-sha256", "ed25519-sha256")
#: Signatures of one letter that are looked at: a stranger's letter asks for no more of DNS.
MOST = 5
#: Digits of a body's length that are read.
_MOST_DIGITS = 20


@point
class Signature:
    """One signature: as whom, under which selector, which headers it covers (small letters), in order.

    `fault` is why it does not hold, `silence` why that cannot be known, both "" where it holds; `key` is what DNS
    publishes for it.
    """

    domain: str
    selector: str
    covers: tuple[str, ...]
    fault: str = ""
    silence: str = ""
    key: Published | None = None


def signatures(message: bytes, ask: Ask) -> tuple[Signature, ...]:
    """The signatures of a message whose lines end by CRLF, from the top."""
    head, _, body = message.partition(b"\r\n\r\n")
    headers = headers_of(head)
    own = [value for name, value in headers if name.strip().lower() == b"dkim-signature"]
    return tuple(_signature(value, headers, body, ask) for value in own[:MOST])


def headers_of(head: bytes) -> list[Header]:
    """The headers in order, folded as they are; what is no header is left out."""
    lines = re.split(rb"\r\n(?![ \t])", head)
    return [(name, value) for name, colon, value in (line.partition(b":") for line in lines) if colon]


def _signature(value: bytes, headers: list[Header], body: bytes, ask: Ask) -> Signature:
    try:
        said = tags(value.decode("ascii").replace("\r\n", ""))
    except ValueError:  # UnicodeDecodeError is one
        return Signature("", "", (), "it cannot be read")
    domain, selector = said.get("d", "").lower().rstrip("."), said.get("s", "").lower()
    covers = tuple(one.strip().lower() for one in said.get("h", "").split(":"))
    if not (domain + selector).isprintable():
        return Signature("", "", (), "it cannot be read")
    if any(not said.get(one) for one in _NEEDED) or said["v"] != "1":
        return Signature(domain, selector, covers, "it lacks what a signature has to say")
    if said["a"] not in _ALGORITHMS:
        return Signature(domain, selector, covers, f"it is made by {said['a']}, which counts for nothing")
    if "from" not in covers:
        return Signature(domain, selector, covers, "it does not cover From")
    key = published(selector, domain, ask)
    fault = _fault_of_body(said, body)
    if key.silence and not fault:
        return Signature(domain, selector, covers, silence=f"{key.name} ({key.silence})", key=key)
    if key.public is None or fault:
        return Signature(domain, selector, covers, fault or f"{key.name}: {key.fault}", key=key)
    is_whole = _holds(key.public, said, value, headers)
    fault = "" if is_whole else "a header it covers was changed, or it was made by another key"
    return Signature(domain, selector, covers, fault, key=key)


def _fault_of_body(said: dict[str, str], body: bytes) -> str:
    _, _, way = said.get("c", "simple/simple").partition("/")
    written = _relaxed_body(body) if way == "relaxed" else _simple_body(body)
    if "l" in said:
        is_length = said["l"].isdecimal() and len(said["l"]) <= _MOST_DIGITS
        written = written[: int(said["l"])] if is_length else b""
    digest = base64.b64encode(hashlib.sha256(written).digest()).decode()
    return "" if digest == "".join(said["bh"].split()) else "the body was changed since it was signed"


def _holds(key: PublicKey, said: dict[str, str], value: bytes, headers: list[Header]) -> bool:
    is_relaxed = said.get("c", "simple").partition("/")[0] == "relaxed"
    written = _relaxed if is_relaxed else _simple
    names = [one.strip().lower().encode() for one in said["h"].split(":")]
    left = {name: [one for one in headers if one[0].strip().lower() == name] for name in names}
    covered = [left[name].pop() for name in names if left[name]]  # the last first: RFC 6376 §5.4.2
    own = next(one for one in headers if one[1] == value and one[0].strip().lower() == b"dkim-signature")
    signed = b"".join(written(*one) + b"\r\n" for one in covered)
    signed += written(own[0], _VALUE_OF_B.sub(rb"\1", value, count=1))
    try:
        signature = base64.b64decode("".join(said["b"].split()))
        if isinstance(key, RSAPublicKey) and said["a"] == "rsa-sha256":
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        elif not isinstance(key, RSAPublicKey) and said["a"] == "ed25519-sha256":
            key.verify(signature, hashlib.sha256(signed).digest())
        else:
            return False
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _simple(name: bytes, value: bytes) -> bytes:
    """RFC 6376 §3.4.1: as it is."""
    return name + b":" + value


def _relaxed(name: bytes, value: bytes) -> bytes:
    """RFC 6376 §3.4.2."""
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip(b" ")


def _simple_body(body: bytes) -> bytes:
    """RFC 6376 §3.4.3: one CRLF at the end, of an empty body too."""
    return body.rstrip(b"\r\n") + b"\r\n"


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 §3.4.4: an empty one stays empty."""
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    # line by line: a pattern for blanks before an end tries at each blank anew
    lines = b"\r\n".join(line.rstrip(b" \t") for line in body.split(b"\r\n"))
    squeezed = _BLANKS.sub(b" ", lines).rstrip(b"\r\n")
    return squeezed + b"\r\n" if squeezed else b""
