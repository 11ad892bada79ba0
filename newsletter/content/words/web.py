"""Addresses of the web and of mail in the one form everything understands: ASCII, the rest percent-encoded.

Pages, feeds and both parts of a letter are given the same form, whatever an editor typed.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from newsletter.regexes import regex

#: What may stand in a path, a query or a fragment besides letters and digits (RFC 3986 §3.3–3.5);
#: "%" stays, since what is encoded already is not encoded again.
_SAFE = "!$&'()*+,;=:@/?-._~%"
_LONE_PERCENT = regex(r"%(?![0-9a-fA-F]{2})")

_LINK = regex(r"!?\[[^\]]*\]\(\s*<?(?P<address>[^\s()<>]+)>?[^()]*\)|<(?P<bare>[^\s<>]+)>")
_WHOLE = regex(r"https?://[^\s\"'<>()\[\]“”‘’]*[^\s\"'<>()\[\]“”‘’.,;:]", re.IGNORECASE)
_DOI = regex(r"(?:doi: ?)?(?P<doi>10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
#: `https//`, `htps://`, `https:/`, or nothing at all before a name with a dot in it.
#: A note behind an address, as references have it: `(accessed 20 November 2026)`.
_BEHIND = regex(r"\s+[(\[,–—-]|[,;]?\s+(?:accessed|retrieved|viewed|last|seen|on|at)\b", re.IGNORECASE)
_MISSPELT = regex(
    r"(?:(?P<scheme>h?t+ps?)(?:[:;][/\\]*|[/\\]+)|//)?(?P<rest>(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w.-])[^\s\"<>]*)",
    re.IGNORECASE,
)
#: A name and a password before the host, or a number behind it that no door has.
_BESIDE_HOST = regex(
    r"(?P<scheme>https?://)(?:[^\s/?#@]*@)?(?P<host>(?:[\w-]+\.)+[^\W\d_]{2,})(?::\d*)?(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)
#: An address that begins twice, as one is pasted behind what is typed already.
TWICE = regex(r"(?:https?:?/*)+(?<=/)(https?://)", re.IGNORECASE)
#: Where a preview shows a site.
OWN_MACHINE = regex(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::\d*)?(?![^/?#])", re.IGNORECASE
)


#: Signs that nobody sees, pasted along with an address: spaces without width, soft hyphens, marks of direction. Those that
#: join and part letters are none of them: Persian addresses hold them.
UNSEEN = regex(
    r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|%(?:C2%AD|E2%80%8[BEF]|E2%81%A0|EF%BB%BF)",
    re.IGNORECASE,
)
UNSEEN_HINT = "a sign that nobody sees stands in it: type the address anew, or paste it as plain text: {}"


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


def how_to_write(text: str) -> str:
    """What to type in place of what is no web address."""
    links, inside = _WHOLE.findall(text), _LINK.fullmatch(text)
    if inside and (address := inside["address"] or inside["bare"]):
        where = "in the round brackets" if inside["address"] else "between the angle brackets"
        return f"write only what stands {where}: {address}"
    if len(links) > 1:
        return "write one address alone"
    if links and not text.startswith(links[0]):
        return f"write the address alone: {links[0]}"
    if re.search(r"\s", text) and links:
        if _BEHIND.match(text[len(links[0]) :]):
            return f"write the address alone: {links[0]}"
        return "a space stands in it: take it out, or write `%20` where the address itself has one"
    if doi := _DOI.fullmatch(text):
        return f"write https://doi.org/{doi['doi']}"
    if "@" in text and "/" not in text.partition("@")[0]:
        return "that is a mail address, and the address of a page is wanted, such as https://newpower.example"
    return _with_its_scheme(text)


def _with_its_scheme(text: str) -> str:
    """The address that is meant where only how it begins is wrong; else what one is made of."""
    if twice := TWICE.match(text):
        return f"it begins twice: write {twice[1].lower()}{text[twice.end() :]}"
    beside = _BESIDE_HOST.fullmatch(text)
    if beside and (meant := f"{beside['scheme']}{beside['host']}{beside['rest'] or ''}") != text:
        return f"write {meant}"
    misspelt = None if text.endswith(".md") else _MISSPELT.fullmatch(text)
    if misspelt and "@" not in text:
        secure = "" if (misspelt["scheme"] or "s")[-1] not in "sS" else "s"
        return f"write http{secure}://{misspelt['rest']}"
    if re.match(r"https?://", text, re.IGNORECASE):
        return "look at the name of the site in it, such as www.gov.uk, and at signs that no address has"
    return "a web address begins with https:// or http://"


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
