"""The two parts of a letter and its headers become one message, the same bytes each time.

Bodies are encoded here rather than by `email`, so that a placeholder is never cut by a soft
line break and no line begins with a dot: a sender may then replace bytes and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from newsletter import permalinks
from newsletter.content.config import SiteSettings
from newsletter.content.words.web import ascii_domain, ascii_host
from newsletter.mail.letter import Letter, unsubscribe_mailto, unsubscribe_url
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.regexes import regex

#: The longest encoded line, RFC 2045 §6.7 (5).
LINE = 76
#: When a letter goes out, in the site's time zone, on the day its edition is published.
HOUR = time(7, 0)
SUBSCRIBE_PAGE = "content/pages/subscribe.md"

_QUOTED = [chr(byte) if 32 <= byte < 127 and byte != ord("=") else f"={byte:02X}" for byte in range(256)]
#: The second and later bytes of a character in UTF-8.
_CONTINUED = regex("=[89AB]")
_PHRASE = regex(r"[A-Za-z0-9 ]+")


class _LetterPolicy(EmailPolicy):
    """SMTP's policy, with List- headers as given: the stock one turns long addresses into encoded words."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A header's name and value, as the message keeps them."""
        return (name, value) if name.lower().startswith("list-") else super().header_store_parse(name, value)


_POLICY = _LetterPolicy(linesep="\r\n", max_line_length=LINE, refold_source="none")


def message_bytes(letter: Letter, html: str, text: str, sent: datetime | None = None) -> bytes:
    """The whole message with its placeholders, dated when it was `sent`, or else the day of its edition.

    Raises ValueError for an address that mail cannot carry.
    """
    return in_two_parts(_headers(letter, sent or _hour_of(letter)), html, text)


def in_two_parts(headers: Iterable[tuple[str, Any]], html: str, text: str) -> bytes:
    """A message with these headers, its text first and its HTML last (RFC 2046 §5.1.4); the same bytes each time."""
    message = EmailMessage(policy=_POLICY)
    for name, value in headers:
        message[name] = value
    boundary = "np-" + hashlib.sha256(f"{text}\0{html}".encode()).hexdigest()[:32]
    message["Content-Type"] = f'multipart/alternative; boundary="{boundary}"'
    message.attach(_part("plain", text))
    message.attach(_part("html", html))
    return message.as_bytes()


def ascii_address(address: str) -> str:
    """A mail address with its domain as DNS has it. Raises ValueError if it cannot be had in ASCII."""
    local, _, domain = address.rpartition("@")
    if not local or not local.isascii():
        raise ValueError(f"`{address}` is not an address every mail server takes")
    return f"{local}@{ascii_domain(domain)}"


def ascii_url(url: str) -> str:
    """An address as headers carry it: ASCII only. Raises ValueError if it is none."""
    parts = urlsplit(url)
    host = ascii_host(parts.hostname) if parts.hostname else ""
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # a port with the token at its end
        raise ValueError(f"`{url}` is not a web address") from None
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~?") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host + port if host else parts.netloc, path, query, ""))


def letter_domain(site: SiteSettings) -> str:
    """The domain the letter comes from; List-Id and Message-ID stand under it."""
    return ascii_domain(site.sender.email.rpartition("@")[2])


def quoted_printable(text: str) -> str:
    """`text` encoded by RFC 2045 §6.7 in lines of at most 76, with placeholders whole and no dot in front."""
    return "\r\n".join(_encoded_line(line) for line in text.split("\n"))


def _part(subtype: str, text: str) -> EmailMessage:
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(quoted_printable(text))
    return part


def _hour_of(letter: Letter) -> datetime:
    day = letter.edition.entry.record.published
    return datetime.combine(day, HOUR, ZoneInfo(letter.site.time_zone))


def _headers(letter: Letter, sent: datetime) -> Iterator[tuple[str, Any]]:
    site, domain = letter.site, letter_domain(letter.site)
    sender = site.sender
    contact = ascii_address(site.contact)
    yield "From", Address(sender.name, addr_spec=ascii_address(sender.email))
    yield "To", Address(addr_spec=RECIPIENT)
    yield "Reply-To", Address(sender.name, addr_spec=ascii_address(sender.reply_to))
    yield "Subject", letter.subject
    yield "Date", sent
    yield "Message-ID", f"<{letter.edition.entry.slug}.{MESSAGE_KEY}@{domain}>"
    yield "MIME-Version", "1.0"
    yield "Content-Language", letter.lang
    yield (
        "List-Unsubscribe",
        f"<{ascii_url(unsubscribe_url(site))}>,\r\n <{_mailto(unsubscribe_mailto(site))}>",
    )
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "List-Id", f"{_phrase(site.name)} <edition.{domain}>"
    yield "List-Archive", f"<{ascii_url(letter.url(permalinks.EDITIONS))}>"
    yield "List-Help", f"<mailto:{contact}?subject=help>"
    yield "List-Owner", f"<mailto:{contact}>"
    yield "List-Subscribe", f"<{ascii_url(letter.url(permalinks.permalink(SUBSCRIBE_PAGE)))}>"
    yield "List-Post", "NO"
    yield "Precedence", "bulk"
    yield "X-Auto-Response-Suppress", "OOF, AutoReply"


def _mailto(url: str) -> str:
    address, _, query = url.removeprefix("mailto:").partition("?")
    return f"mailto:{ascii_address(address)}?{query}"


def _phrase(name: str) -> str:
    """A display name as a header takes it: plain, quoted, or encoded by RFC 2047."""
    if _PHRASE.fullmatch(name):
        return name
    if name.isascii():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return Header(name, "utf-8", maxlinelen=LINE, header_name="List-Id").encode(linesep="\r\n")


def _encoded_line(line: str) -> str:
    rest = _fit_to_begin("".join(map(_QUOTED.__getitem__, line.encode())))
    if rest.endswith((" ", "\t")):
        rest = rest[:-1] + f"={ord(rest[-1]):02X}"
    lines = []
    while len(rest) > LINE:
        cut = _cut(rest)
        lines.append(rest[:cut])
        rest = _fit_to_begin(rest[cut:])
    return "=\r\n".join([*lines, rest])


def _fit_to_begin(encoded: str) -> str:
    """SMTP doubles a dot in front of a line, and mailboxes put ">" before "From ": neither sees one."""
    if encoded.startswith((".", "From ")):
        return f"={ord(encoded[0]):02X}{encoded[1:]}"
    return encoded


def _cut(encoded: str) -> int:
    """Where a line ends, so that with "=" it has at most 76, and nothing that belongs together is parted."""
    cut = LINE - 1
    for placeholder in (TOKEN, MESSAGE_KEY):
        start = encoded.find(placeholder, max(0, cut - len(placeholder) + 1), cut + len(placeholder) - 1)
        if 0 < start < cut:
            return start
    if (escape := encoded.rfind("=", cut - 2, cut)) >= 0:
        cut = escape
    while _CONTINUED.match(encoded, cut):
        cut -= 3
    return cut
