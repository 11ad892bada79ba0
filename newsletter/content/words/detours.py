"""Addresses that lead by way of somebody who notes down who follows them: whose they are, and where they lead.

Mail programs, chats and search engines put them in place of the address itself, and so they are
copied. A row of the table is one of them; nothing is asked of the web.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from newsletter.regexes import regex

#: What the host ends in, what the path begins with, and the names in the query that may hold the real address.
_TABLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("google", "/url", ("q", "url")),
    ("google", "/amp/s/", ()),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("statics.teams.cdn.office.net", "/evergreen-assets/safelinks/", ("url",)),
    ("facebook.com", "/l.php", ("u",)),
    ("instagram.com", "/", ("u",)),
    ("linkedin.com", "/redir/", ("url",)),
    ("linkedin.com", "/safety/go", ("url",)),
    ("lnkd.in", "/", ()),
    ("t.co", "/", ()),
    ("youtube.com", "/redirect", ("q",)),
    ("out.reddit.com", "/", ("url",)),
    ("slack-redir.net", "/link", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("bing.com", "/ck/a", ("u",)),
    ("duckduckgo.com", "/l/", ("uddg",)),
    ("urldefense.com", "/v3/", ()),
    ("urldefense.proofpoint.com", "/", ("u",)),
    ("urldefense.us", "/v3/", ()),
    ("linkprotect.cudasvc.com", "/url", ("a",)),
    ("secure-web.cisco.com", "/", ()),
    ("fireeye.com", "/", ("u",)),
    ("mimecast.com", "/s/", ("domain",)),
    ("mimecastprotect.com", "/s/", ()),
    ("safe.menlosecurity.com", "/", ()),
    ("deref-gmx.net", "/", ("redirectUrl",)),
    ("deref-web.de", "/", ("redirectUrl",)),
    ("list-manage.com", "/track/click", ()),
    ("mandrillapp.com", "/track/click", ("p",)),
    ("ct.sendgrid.net", "/", ()),
    ("awstrack.me", "/L0/", ()),
    ("govdelivery.com", "/CL0/", ()),
    ("lnks.gd", "/", ()),
    ("rs6.net", "/tn.jsp", ()),
    ("hubspotlinks.com", "/", ()),
    ("substack.com", "/redirect/", ()),
    ("mlsend.com", "/", ()),
    ("createsend.com", "/t/", ()),
    ("createsend1.com", "/t/", ()),
    ("klclick.com", "/", ()),
    ("klclick1.com", "/", ()),
    ("convertkit-mail.com", "/", ()),
    ("convertkit-mail2.com", "/", ()),
    ("clicks.aweber.com", "/", ()),
    ("mailtrack.io", "/trace/link", ("url",)),
)
#: Hosts of these shapes alone: `facebook.com` itself has pages, `l.facebook.com` leads on.
_SHAPES = {
    "google": regex(r"(?:www\.)?google\.[a-z.]{2,6}"),
    "facebook.com": regex(r"(?:l|lm|www)\.facebook\.com"),
    "instagram.com": regex(r"l\.instagram\.com"),
    "linkedin.com": regex(r"(?:www\.)?linkedin\.com"),
    "t.co": regex(r"t\.co"),
    "vk.com": regex(r"(?:m\.)?vk\.com"),
    "fireeye.com": regex(r"protect\d*\.fireeye\.com"),
    "mimecast.com": regex(r"protect[\w-]*\.mimecast\.com"),
    "mlsend.com": regex(r"clicks?\.mlsend\.com"),
}
#: Names in a link's query that say who followed it.
_TRACKERS = frozenset(
    "fbclid gclid dclid msclkid yclid twclid igshid _hsenc _hsmi mkt_tok vero_id mc_eid mc_cid".split()
)
_HOST = regex(r"https?://([^/?#:@]+)", re.IGNORECASE)
_INSIDE = regex(r"https?(?::|%3A)(?:(?:%2F){2}[^\s/]+|//?\S+)", re.IGNORECASE)
_TRACKED = regex(rf"[?&](?:utm_\w*|{'|'.join(sorted(_TRACKERS))})=", re.IGNORECASE)
_DEFENDED = regex(r"/v3/__(.+?)__;")
_AMP = "/amp/s/"


class Detour(NamedTuple):
    """Who would know of whoever follows an address, and where it leads; "" where only they know."""

    host: str
    real: str

    @property
    def hint(self) -> str:
        """What to write in its place."""
        return f"write `{self.real}`" if self.real else "open it, and write the address it leads to"


def detour(address: str) -> Detour | None:
    """By whose way an address leads; None where it leads there itself."""
    found = _HOST.match(address)
    host = found[1].lower() if found else ""
    names = _KNOWN.get(".".join(host.split(".")[-2:]), ())
    if "google." in host:
        names = _KNOWN["google"]
    for end, path, parameters in names:
        shape = _SHAPES.get(end)
        is_host = shape.fullmatch(host) if shape else host == end or host.endswith(f".{end}")
        if is_host and (parts := urlsplit(address)).path.startswith(path):
            return Detour(host, _real(parts.path, parts.query, parameters))
    return None


def is_tracker(name: str) -> bool:
    """Whether a name in a query is there to say who followed the link."""
    return name.lower() in _TRACKERS or name.lower().startswith("utm_")


def untracked(address: str) -> tuple[str, str] | None:
    """The first name in an address that says who followed it, and the address without any; None if there is none."""
    if "=" not in address or not _TRACKED.search(address):
        return None
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    tracking = [name for name, _ in pairs if is_tracker(name)]
    if not tracking:  # it stands behind the `#`
        return None
    kept = "&".join(
        piece for piece in parts.query.split("&") if not is_tracker(unquote(piece.partition("=")[0]))
    )
    return tracking[0], urlunsplit(parts._replace(query=kept))


def _real(path: str, query: str, parameters: tuple[str, ...]) -> str:
    """The address that stands in another, decoded; "" if none does."""
    if defended := _DEFENDED.search(f"{path}?{query}"):
        return _whole(defended[1])
    if path.startswith(_AMP):
        return _whole(f"https://{path.removeprefix(_AMP)}")
    values = dict(reversed(parse_qsl(query)))
    for name in parameters:
        value = values.get(name, "")
        if value.startswith("a1"):  # as Bing has it
            value = _from_base64(value[2:])
        elif value.startswith(("http-3A", "https-3A")):  # as Proofpoint had it
            value = unquote(value.replace("-", "%").replace("_", "/"))
        if real := _whole(value):
            return real
    inside = _INSIDE.search(path)
    return _whole(unquote(inside[0])) if inside else ""


def _whole(address: str) -> str:
    """A web address as it is written, without what tells on who follows it; "" for what is none."""
    if not _HOST.match(address) or re.search(r"[\s<>\"]", address):
        return ""
    address = address.replace("(", "%28").replace(")", "%29")
    found = untracked(address)
    return found[1] if found else address


def _from_base64(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""


def _by_end() -> dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]:
    """The table by the last two names of the host."""
    found: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {}
    for row in _TABLE:
        end = ".".join(row[0].split(".")[-2:])
        found[end] = (*found.get(end, ()), row)
    return found


_KNOWN = _by_end()
