"""How letters go out, as far as it is known: by which server, from which address; what SPF and reverse DNS are held against."""

from __future__ import annotations

from newsletter.post.doctor.answers import Answer
from newsletter.values import point


@point
class Way:
    """The relay's name, "" for none; whether it is this machine; what DNS knows of it.

    `arrived` is the address from which a letter came that was read, and `read_in` the header that says so;
    both "" where none was: a relay takes letters at one address, and may send them from others.
    """

    host: str
    is_here: bool
    seen: Answer
    arrived: str = ""
    read_in: str = ""


def is_within(name: str, domain: str) -> bool:
    """Whether a name is the domain's own, or one below it."""
    return name == domain or name.endswith(f".{domain}")
