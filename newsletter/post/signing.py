"""A letter is signed for its domain (DKIM): the last thing done to its bytes before the relay has them.

Only who sends through a relay that does not sign needs it. Nothing here knows recipients or settings.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from newsletter.regexes import regex

Key = RSAPrivateKey | Ed25519PrivateKey
Sign = Callable[[bytes], bytes]

#: The shortest RSA key that is worth publishing, in bits: RFC 8301 §3.2.
RSA_BITS = 2048
#: What is signed. From stands twice, so that nobody can put a second one in front (RFC 6376 §8.15);
#: both headers of one click are here because RFC 8058 §4 asks for it.
SIGNED = (
    *("From", "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
)
_LINE = 72
_NAME = regex(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb"[ \t]+(?=\r\n)")


class SigningError(ValueError):
    """Why letters cannot be signed, in one line without any part of the key."""


def read_key(path: Path) -> Key:
    """The private key in a PEM file. Raises SigningError: not there, readable by others, not a key, too short."""
    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise SigningError(f"the DKIM key {path.name}: {error.strerror}") from None
    if stat.S_IMODE(mode) & 0o077:
        raise SigningError(f"the DKIM key {path.name}: others may read it; chmod 600")
    return parse_key(pem)


def parse_key(pem: bytes) -> Key:
    """The key that `pem` holds. Raises SigningError for none, a locked one, another kind, a short one."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a password
        raise SigningError("the DKIM key: not a PEM private key without a password") from None
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise SigningError("the DKIM key: neither RSA nor Ed25519")
    if key.key_size < RSA_BITS:
        raise SigningError(f"the DKIM key: {key.key_size} bits of RSA, and {RSA_BITS} are the least")
    return key


def make_key(path: Path) -> Key:
    """A new RSA key, in a PEM file that its owner alone can read. Raises SigningError where one is there already."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(pem)
    except OSError as error:
        raise SigningError(f"the DKIM key {path.name}: {error.strerror}") from None
    return key


def key_record(key: Key) -> str:
    """The TXT record that publishes the key's public half: RFC 6376 §3.6.1, RFC 8463 §4.2."""
    public = key.public_key()
    if isinstance(key, Ed25519PrivateKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}"
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def signer(key: Key, domain: str, selector: str, signed_at: int) -> Sign:
    """What puts a signature in front of a message, whose lines end by CRLF; the same bytes each time.

    `signed_at` is in seconds since 1970. Raises SigningError for a name that DNS does not have.
    """
    for name in (domain, selector):
        if not _NAME.fullmatch(name):
            raise SigningError(f"`{name}` is no name of DNS")
    algorithm = "ed25519-sha256" if isinstance(key, Ed25519PrivateKey) else "rsa-sha256"
    first = f"v=1; a={algorithm}; c=relaxed/relaxed; t={signed_at};\r\n d={domain};\r\n s={selector};\r\n h="

    def sign(message: bytes) -> bytes:
        head, _, body = message.partition(b"\r\n\r\n")
        fields = _fields(head)
        names = [name for name in SIGNED if name == "From" or name.lower().encode() in fields]
        digest = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
        value = first + ":\r\n ".join(names) + f";\r\n bh={digest};\r\n b="
        header = b"DKIM-Signature: " + value.encode()
        signed = _signed_fields(fields, names) + _relaxed(b"DKIM-Signature", b" " + value.encode())
        signature = base64.b64encode(_signature(key, signed))
        lines = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
        return header + b"".join(b"\r\n " + line for line in lines) + b"\r\n" + message

    return sign


def _signature(key: Key, signed: bytes) -> bytes:
    """RFC 8463 §3: Ed25519 signs the hash, where RSA hashes by itself."""
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(hashlib.sha256(signed).digest())
    return key.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def _fields(head: bytes) -> dict[bytes, list[tuple[bytes, bytes]]]:
    """The headers by their names in small letters, unfolded, in order."""
    found: dict[bytes, list[tuple[bytes, bytes]]] = {}
    for line in re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n"):
        name, _, value = line.partition(b":")
        found.setdefault(name.strip().lower(), []).append((name, value))
    return found


def _signed_fields(fields: dict[bytes, list[tuple[bytes, bytes]]], names: list[str]) -> bytes:
    """Each named header from the last upwards; a name too many stands for none (RFC 6376 §5.4.2)."""
    left = {name: list(several) for name, several in fields.items()}
    found = (left[name.lower().encode()].pop() for name in names if left.get(name.lower().encode()))
    return b"".join(_relaxed(*one) + b"\r\n" for one in found)


def _relaxed(name: bytes, value: bytes) -> bytes:
    """A header as RFC 6376 §3.4.2 has it, without its CRLF."""
    unfolded = value.replace(b"\r\n", b"")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", unfolded).strip(b" ")


def _relaxed_body(body: bytes) -> bytes:
    """A body as RFC 6376 §3.4.4 has it: an empty one is empty, any other ends by one CRLF."""
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    squeezed = _BLANKS.sub(b" ", _BLANKS_AT_END.sub(b"", body)).rstrip(b"\r\n")
    return squeezed + b"\r\n" if squeezed else b""
