"""What the doctor says of one thing: how it is, what was seen, and what to put where; the last stop before a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from newsletter.values import point

#: `good`; `mind`: letters arrive, and less well than they could; `hurts`: they are refused or not believed,
#: or nobody can leave; `unknown`: nobody could be asked, or it cannot be seen from here.
Verdict = Literal["good", "mind", "hurts", "unknown"]

#: Octets of one string of a TXT record (RFC 1035 §3.3.14), and signs of somebody else's words that are shown.
_STRING, _SHOWN = 255, 300
#: What stands in a record for what only its owner knows: no zone takes it as it is.
BLANK = "…"
_BLANK_ESCAPED = "".join(f"\\{octet:03}" for octet in BLANK.encode())


@point
class Finding:
    """One line of what was found, and one of what to put where; `put` is "" where there is nothing to do."""

    subject: str
    verdict: Verdict
    found: str
    put: str = ""


def has(findings: Iterable[Finding], verdict: Verdict) -> bool:
    """Whether one of them is so."""
    return any(one.verdict == verdict for one in findings)


def counted(findings: Iterable[Finding]) -> str:
    """How many are how, in words: `1 hurts, 2 unknown`."""
    seen = [one.verdict for one in findings]
    order: tuple[Verdict, ...] = ("hurts", "unknown", "mind", "good")
    return ", ".join(f"{seen.count(one)} {one}" for one in order if one in seen)


def shown(words: str) -> str:
    """What somebody else wrote, fit for one line of a terminal."""
    safe = "".join(sign if sign.isprintable() else "?" for sign in words)
    return safe if len(safe) <= _SHOWN else f"{safe[:_SHOWN]}…"


def txt(name: str, words: str) -> str:
    """A TXT record as a zone's file has it, to paste (RFC 1035 §5.1); one longer than 255 octets is in several strings."""
    octets = words.encode("utf-8", "surrogateescape")
    strings = (octets[at : at + _STRING] for at in range(0, max(1, len(octets)), _STRING))
    written = " ".join(f'"{"".join(map(_escaped, one))}"' for one in strings)
    return f"{name}. TXT {written.replace(_BLANK_ESCAPED, BLANK)}"


def _escaped(octet: int) -> str:
    sign = chr(octet)
    if not 32 <= octet < 127:
        return f"\\{octet:03}"
    return f"\\{sign}" if sign in '"\\' else sign
