"""A DKIM key as DNS publishes it (RFC 6376 §3.6.1, RFC 8463), read and judged."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from newsletter.post.doctor.answers import Ask, tags
from newsletter.values import point

PublicKey = RSAPublicKey | Ed25519PublicKey

#: Bits below which no receiver takes an RSA key, and below which it should not be made: RFC 8301 §3.2.
LEAST_BITS, GOOD_BITS = 1024, 2048


@point
class Published:
    """The key under a selector's name. `public` is None where there is none: `fault` says why, or `silence`.

    `notes` are what receivers mind of it.
    """

    name: str
    public: PublicKey | None = None
    fault: str = ""
    silence: str = ""
    is_missing: bool = False
    notes: tuple[str, ...] = ()


def published(selector: str, domain: str, ask: Ask) -> Published:
    """The key that signatures of `domain` under this selector are held against."""
    name = f"{selector}._domainkey.{domain}"
    answer = ask(name, "TXT")
    if answer.state == "silent":
        return Published(name, silence=answer.words)
    if not answer.records:
        return Published(name, fault="there is no record", is_missing=True)
    if len(answer.records) > 1:  # RFC 6376 §3.6.2.2: which of them counts is not defined
        return Published(name, fault=f"there are {len(answer.records)} records, and only one may be")
    return read_published(name, answer.records[0])


def read_published(name: str, record: str) -> Published:
    """The key that a record holds."""
    try:
        said = tags(record)
    except ValueError as error:
        return Published(name, fault=f"the record cannot be read: {error}")
    if said.get("v", "DKIM1") != "DKIM1" or ("v" in said and next(iter(said)) != "v"):
        return Published(name, fault="the record does not begin with v=DKIM1")
    if "p" not in said:
        return Published(name, fault="the record has no key (p)")
    if not said["p"]:
        return Published(name, fault="the key is revoked: its p is empty")
    if "sha256" not in said.get("h", "sha256").replace(" ", "").split(":"):
        return Published(name, fault="the record does not allow sha256 (h), with which letters are signed")
    if not {"*", "email"} & set(said.get("s", "*").replace(" ", "").split(":")):
        return Published(name, fault="the record is not for mail (s)")
    return _with_key(name, said)


def _with_key(name: str, said: dict[str, str]) -> Published:
    try:
        raw = base64.b64decode("".join(said["p"].split()), validate=True)
        public = _key(raw, said.get("k", "rsa"))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return Published(name, fault="its key (p) cannot be read: a sign may be lost or doubled")
    if public is None:
        return Published(name, fault=f"its key is of a kind nobody knows (k={said.get('k', 'rsa')})")
    notes = []
    if isinstance(public, RSAPublicKey):
        if public.key_size < LEAST_BITS:
            return Published(
                name, fault=f"its key has {public.key_size} bits, and receivers take none below {LEAST_BITS}"
            )
        if public.key_size < GOOD_BITS:
            notes.append(f"its key has {public.key_size} bits, and {GOOD_BITS} are wanted today")
    else:
        notes.append(
            "its key is Ed25519, which many receivers cannot read yet: an RSA key is understood by all"
        )
    if "y" in said.get("t", "").replace(" ", "").split(":"):
        notes.append("it says that signing is only being tried (t=y), so receivers may ignore it")
    return Published(name, public, notes=tuple(notes))


def _key(raw: bytes, kind: str) -> PublicKey | None:
    if kind == "ed25519":
        return Ed25519PublicKey.from_public_bytes(raw)
    if kind != "rsa":
        return None
    found = load_der_public_key(raw)
    if not isinstance(found, RSAPublicKey):
        raise ValueError("it is no RSA key")
    return found
