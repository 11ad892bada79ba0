"""Addresses of the web and of mail in the one form everything understands: ASCII, the rest percent-encoded.

Pages, feeds and both parts of a letter are given the same form, whatever an editor typed.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

#: What may stand in a path, a query or a fragment besides letters and digits (RFC 3986 §3.3–3.5);
#: "%" stays, since what is encoded already is not encoded again.
_SAFE = "!$&'()*+,;=:@/?-._~%"
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")


def normal_address(address: str) -> str:
    """An http(s) address in normal form (RFC 3986 §6.2.2, RFC 3987 §3.1).

    Scheme and host are in small letters, a host is as DNS has it (RFC 5890), all else in other
    letters is percent-encoded UTF-8. Raises ValueError if it is no address.
    """
    parts = urlsplit(address)
    host = ascii_host(parts.hostname or "")
    port = f":{parts.port}" if parts.port is not None else ""
    user, at, _ = parts.netloc.rpartition("@")
    rest = map(encoded, (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme.lower(), f"{user}{at}{host}{port}", *rest))


def normal_mail(address: str) -> str:
    """What follows `mailto:`, in normal form (RFC 6068 §2): names of mail boxes, then perhaps what to write."""
    boxes, question, fields = address.partition("?")
    return ",".join(_box(box) for box in boxes.split(",")) + question + encoded(fields)


def ascii_host(host: str) -> str:
    """A host as addresses have it: a name as DNS does, an address of IPv6 in its brackets (RFC 3986 §3.2.2)."""
    return f"[{host.lower()}]" if ":" in host else ascii_domain(host)


def ascii_domain(domain: str) -> str:
    """A domain as DNS has it (RFC 5890). Raises ValueError if it is none."""
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError(f"`{domain}` is not a domain") from None


def encoded(text: str) -> str:
    """A part of an address with what it cannot hold percent-encoded, and what is so already left as it is."""
    return quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE)


def _box(box: str) -> str:
    name, at, domain = box.strip().rpartition("@")
    return f"{encoded(name)}{at}{ascii_host(domain)}" if at else encoded(box.strip())
