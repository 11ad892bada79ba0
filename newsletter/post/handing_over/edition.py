"""What is handed over: an edition's letter with neutral placeholders, and what it is known by wherever it is.

`finished message → Handed → an engine's own words`.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.headerregistry import Address
from typing import Any

from newsletter.content.config import Sender
from newsletter.mail.mime import ascii_address, in_two_parts
from newsletter.regexes import regex
from newsletter.values import point

#: Headers that are the same for everybody, whoever sends the letter. Those by which one leaves are the engine's.
_CARRIED = (
    "Reply-To",
    "List-Id",
    "List-Archive",
    "List-Help",
    "List-Owner",
    "List-Subscribe",
    "List-Post",
    "Precedence",
    "X-Auto-Response-Suppress",
)
#: Hexadecimal digits of a content's hash that a remote name has.
_DIGITS = 12


@point
class Handed:
    """An edition as it is handed over. `html` and `text` hold `placeholders.LEAVE` where one leaves, and nothing personal.

    `headers` are those that anybody may send it with; `content_hash` is that of the house's own message.
    """

    slug: str
    number: int
    subject: str
    preheader: str
    html: str
    text: str
    sender: str
    headers: tuple[tuple[str, str], ...]
    page_url: str
    content_hash: str

    @property
    def name(self) -> str:
        """What it is called there: edition and words, so that the same is never made twice."""
        return f"{self.slug}-{self.content_hash[:_DIGITS]}"


def handed(
    slug: str,
    number: int,
    message: bytes,
    content_hash: str,
    parts: tuple[str, str],
    preheader: str,
    page_url: str,
    sender: Sender,
) -> Handed:
    """The edition, of its finished message and of its HTML and text for engines. Raises ValueError for a sender's odd address."""
    found = message_from_bytes(message, policy=policy.compat32)
    decoded = message_from_bytes(message, policy=policy.default)
    headers = tuple((name, " ".join(str(found[name]).split())) for name in _CARRIED if found[name])
    return Handed(
        slug,
        number,
        str(decoded["Subject"]),
        preheader,
        *parts,
        str(Address(sender.name, addr_spec=ascii_address(sender.email))),
        headers,
        page_url,
        content_hash,
    )


def is_of(slug: str, name: str) -> bool:
    """Whether something there is called as an edition is, in whichever words of it."""
    return regex(rf"{re.escape(slug)}-[0-9a-f]{{{_DIGITS}}}").fullmatch(name) is not None


def as_message(edition: Handed) -> bytes:
    """The same as one message, to nobody yet."""
    own: list[tuple[str, Any]] = [
        ("From", edition.sender),
        ("Subject", edition.subject),
        ("MIME-Version", "1.0"),
    ]
    return in_two_parts([*own, *edition.headers], edition.html, edition.text)
