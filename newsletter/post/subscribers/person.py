"""Somebody on the list, as a value: their state, what they agreed to, and the seal of their own links."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Literal, TypeAlias, get_args

from newsletter.post.subscribers.addresses import Address
from newsletter.regexes import regex
from newsletter.values import point

Gone: TypeAlias = Literal["left", "bounced", "complained"]
State: TypeAlias = Literal["pending", "active"] | Gone
Reason: TypeAlias = Gone | Literal["erased"]

#: The states of those nobody writes to any more.
GONE: tuple[Gone, ...] = get_args(Gone)
STATES: tuple[State, ...] = ("pending", "active", *GONE)

#: The source of an address of our own: letters go there first, so that what is amiss is seen by us.
SEED = "a seed: an address of ours"
#: What stands between that and the source of somebody who was on the list before.
BEFORE_SEED = "; before that: "
#: Hexadecimal digits of a token, and those of them that are its person's number.
_TOKEN, _NUMBER = 64, 8
#: Characters of a language's name (RFC 5646 §4.4.1).
_LONGEST_LANGUAGE = 35
_LANGUAGE = regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@point
class Consent:
    """What somebody agreed to: when, how, in answer to which words; `notice` names the privacy notice they saw.

    `confirmed` is when they said so again by a link in a mail, if they did. Moments are in UTC.
    """

    given: str
    how: str
    words: str
    notice: str = ""
    confirmed: str | None = None


@point
class Person:
    """Somebody on the list. `token` is what their own links hold; `consents` are in order."""

    address: str
    language: str
    state: State
    token: str
    source: str
    since: str
    changed: str
    consents: tuple[Consent, ...] = ()


@point
class Newcomer:
    """Somebody to be put on the list, with the evidence that they wish it."""

    address: Address
    state: State
    since: str
    consent: Consent
    source: str
    language: str = ""


def is_language(text: str) -> bool:
    """Whether this has the shape of a language's name (RFC 5646 §2.1), such as `cy` or `en-GB`."""
    return len(text) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(text) is not None


def moment(when: datetime) -> str:
    """A moment as the list keeps it: `2026-11-26T19:45:00Z`."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def token_of(key: bytes, person: int) -> str:
    """What a person's own links hold, 64 hexadecimal digits: their number, and a seal that the key alone can make.

    Nothing of it is kept: who steals the list without the key can leave in nobody's name.
    """
    number = f"{person:08x}"
    return number + _seal(key, number)


def person_of_token(key: bytes, token: str) -> int | None:
    """The number of the person whose token it is; None for what no person of this list was given."""
    number = token[:_NUMBER]
    if len(token) != _TOKEN or not hmac.compare_digest(token[_NUMBER:].encode(), _seal(key, number).encode()):
        return None
    return int(number, 16)


def _seal(key: bytes, number: str) -> str:
    seal = hmac.new(
        key, f"token {number}".encode(), "sha256"
    ).hexdigest()  # as in `marks`: one for each letter
    return seal[: _TOKEN - _NUMBER]
