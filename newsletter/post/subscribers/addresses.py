"""A mail address: as its person wrote it, as two are compared, and as a stranger may see it."""

from __future__ import annotations

import hmac
from typing import NamedTuple

from newsletter.regexes import regex

#: RFC 5321 §4.5.3.1: characters before the `@`, and, as a path holds two angle brackets more, in all.
_LONGEST_LOCAL, _LONGEST = 64, 254
#: What the library accepts as it stands, beyond doubt: it takes 50 µs for what this tells in one.
#: No `xn--` and the like, no top-level name that is kept from mail (RFC 2606, RFC 6761).
_PLAIN = regex(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test|alt)$)[a-z]{2,63}"
)
#: The end of a domain, where what stands behind the `@` looks like one: else it may be a name.
_END = regex(r"@(?:[\w-]+\.)+(\w{2,10})\Z")


class Address(NamedTuple):
    """A mail address. `written` is what a letter is sent to; `folded` is alike for all ways to write it.

    Capitals of the part before the `@` count for its server alone (RFC 5321 §2.4): they are
    kept, and no two people are told apart by them; but `ß` is not `ss`, which may be another's.
    """

    written: str
    folded: str


class BadAddressError(ValueError):
    """Text that is no address; what it says holds nothing of it."""


def read_address(text: str) -> Address:
    """The address that somebody typed. Raises BadAddressError with what is wrong with it."""
    text = text.strip()
    local, _, domain = text.rpartition("@")
    if _PLAIN.fullmatch(text) and len(local) <= _LONGEST_LOCAL and len(text) <= _LONGEST:
        return Address(text, f"{local.lower()}@{domain}")
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text, check_deliverability=False, allow_quoted_local=True, strict=True)
    except EmailNotValidError as error:
        raise BadAddressError(_without_it(str(error), text)) from None
    domain = found.ascii_domain or found.domain
    return Address(f"{found.local_part}@{domain}", f"{found.local_part.lower()}@{domain.lower()}")


def masked(text: str) -> str:
    """An address, or what was typed for one, of which its own person alone would know the rest: `j…@…org`."""
    first = text.strip()[:1]
    end = _END.search(text.strip())
    return f"{first if first.isprintable() and first != '@' else ''}…{f'@…{end[1]}' if end else ''}"


def suppression_hash(key: bytes, folded: str) -> str:
    """What stands for an address that is not to be known any more: HMAC-SHA-256 (RFC 2104), in hexadecimal.

    Without the key nobody can try all addresses there are.
    """
    return hmac.new(key, folded.encode(), "sha256").hexdigest()  # as in `marks`: one for each letter


def owed_hash(key: bytes, folded: str) -> str:
    """What stands for an address where it is counted how many mails it was owed.

    Another hash than that of the suppressed: neither table tells what stands in the other.
    """
    return hmac.digest(key, f"owed {folded}".encode(), "sha256").hex()


def _without_it(said: str, text: str) -> str:
    """What the library says, if it repeats no part of the address longer than a sign."""
    parts = [part for part in text.replace("@", " ").replace(".", " ").split() if len(part) > 1]
    if any(part in said for part in parts):
        return "it is not written as one"
    return said[:1].lower() + said[1:].rstrip(".")
