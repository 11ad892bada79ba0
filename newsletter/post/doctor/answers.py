"""What the domain name system answered, as plain words: all that the judging parts of the doctor know of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from newsletter.values import point

Kind = Literal["A", "AAAA", "MX", "PTR", "TXT"]


@point
class Answer:
    """The records of one name and kind, in the server's order.

    `state`: `found`; `nothing` of this kind under a name that is there; `no name` (NXDOMAIN); `silent`, where no
    server answered, or only that it failed: nothing is known then, and `words` say why. A TXT record is its
    strings joined, with nothing between (RFC 7208 §3.3, RFC 6376 §3.6.2.2); names have no dot at their end.
    """

    state: Literal["found", "nothing", "no name", "silent"]
    records: tuple[str, ...] = ()
    words: str = ""


#: Asks for the records of a name; it never raises.
Ask = Callable[[str, Kind], Answer]


def addresses(ask: Ask, name: str) -> Answer:
    """The addresses of a name, of both kinds; `silent` only where neither kind was found and one was not answered."""
    both = (ask(name, "A"), ask(name, "AAAA"))
    records = tuple(record for one in both for record in one.records)
    if records:
        return Answer("found", records)
    return next((one for one in both if one.state == "silent"), both[0])


def exchangers(records: Iterable[str]) -> tuple[str, ...]:
    """The servers that MX records name, the preferred first; "" is the null MX (RFC 7505)."""
    pairs = (record.split(None, 1) for record in records)
    ordered = sorted((int(pair[0]), pair[1] if len(pair) > 1 else "") for pair in pairs)
    return tuple(name.rstrip(".") for _, name in ordered)


def records_of(answer: Answer, first: str, ends: str = " ") -> tuple[str, ...]:
    """The TXT records whose first word, up to one of the signs of `ends`, is `first`, whatever its capitals."""
    words = ((record, re.split(f"[{re.escape(ends)}]", record, maxsplit=1)[0]) for record in answer.records)
    return tuple(record for record, word in words if word.lower() == first)


def tags(record: str) -> dict[str, str]:
    """The tags of a DKIM or DMARC record, by name: RFC 6376 §3.2. Raises ValueError where it is none, or names one twice."""
    found: dict[str, str] = {}
    for part in record.split(";"):
        name, is_tag, value = part.partition("=")
        name = name.strip()
        if not part.strip():
            continue
        if not is_tag or not name.isidentifier() or name in found:
            raise ValueError(f"`{part.strip()}` is no tag of it")
        found[name] = value.strip()
    return found
