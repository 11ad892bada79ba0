"""What a letter carries so that whatever comes back of it names its person: no look-up, and nobody's address.

The sender puts a mark into Message-ID and another into the envelope; `returns` reads them. Each is the
edition, the number of the person, and a seal that the key of the list alone can make: who knows an
address, a number and an edition can still report nothing about anybody.
"""

from __future__ import annotations

import hmac

from newsletter.content.words.web import ascii_domain
from newsletter.mail.placeholders import MESSAGE_KEY
from newsletter.regexes import regex

#: The mark of a letter as tags of Amazon SES, which may hold no dot: its edition, and its key.
TAGS = ("newpower-edition", "newpower-delivery")

#: Hexadecimal digits of a person's number, and of the seal in an envelope: 2^64 guesses, a mail each.
_NUMBER, _PATH_SEAL = 8, 16
#: RFC 5321 §4.5.3.1.1 and, as a path holds two angle brackets more, §4.5.3.1.3.
_LONGEST_LOCAL, _LONGEST = 64, 254

_RETURN_PATH = regex(r"[^@+]+\+([a-z0-9-]+)\.([0-9a-f]{8})([0-9a-f]{16})@.+")
_EDITION = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def letter_key(key: bytes, edition: str, person: int) -> str:
    """What stands in the Message-ID of a person's letter: 32 hexadecimal digits, the same each time."""
    number = f"{person:0{_NUMBER}x}"
    return number + _seal(key, "letter", edition, number)[: len(MESSAGE_KEY) - _NUMBER]


def person_of_letter_key(key: bytes, edition: str, found: str) -> int | None:
    """The number of the person whose letter of this edition has the key; None for what no letter of ours had."""
    number = found[:_NUMBER]
    seal = _seal(key, "letter", edition, number)[: len(MESSAGE_KEY) - _NUMBER]
    return int(number, 16) if _is_same(found, number + seal) else None


def return_path(key: bytes, address: str, edition: str, person: int) -> str:
    """The envelope's sender for one person's letter: `returns+2026-11.0000002a…@example.org` (VERP).

    `address` is that of a mailbox whose server takes a `+` and whatever follows it. Raises ValueError where
    the whole is longer than mail allows, or where edition or address could not be read out of it again.
    """
    local, _, domain = address.rpartition("@")
    number = f"{person:0{_NUMBER}x}"
    seal = _seal(key, "return", edition, number)[:_PATH_SEAL]
    path = f"{local}+{edition}.{number}{seal}@{ascii_domain(domain)}"
    if not local.isascii() or not local or "+" in local or not _EDITION.fullmatch(edition):
        raise ValueError("no address for what comes back can be made of this one")
    if len(path.rpartition("@")[0]) > _LONGEST_LOCAL or len(path) > _LONGEST:
        raise ValueError("the address for what comes back is longer than mail allows: choose a shorter one")
    return path


def person_of_return_path(key: bytes, address: str) -> tuple[str, int] | None:
    """The edition, and the number of the person whose letter had this sender; None for what no letter of ours had.

    In capitals too: some servers write what they were told in another way.
    """
    found = (
        _RETURN_PATH.fullmatch(address.strip().strip("<>").lower()) if len(address) < 2 * _LONGEST else None
    )
    if found is None:
        return None
    edition, number, seal = found.groups()
    is_ours = _is_same(seal, _seal(key, "return", edition, number)[:_PATH_SEAL])
    return (edition, int(number, 16)) if is_ours else None


def _seal(key: bytes, what: str, edition: str, number: str) -> str:
    words = f"{what} {edition} {number}".encode(errors="replace")
    # not `hmac.digest`, which lets other threads in for what takes 3 µs: a sender asks at each letter
    return hmac.new(key, words, "sha256").hexdigest()


def _is_same(found: str, ours: str) -> bool:
    return hmac.compare_digest(found.encode(errors="replace"), ours.encode(errors="replace"))
