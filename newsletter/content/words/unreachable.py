"""Addresses that lead others nowhere: cut short by a screen, or behind somebody's own door.

Serves bodies and fields alike.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address

from newsletter.regexes import regex

#: How an address ends that a screen had no room for.
_CUT = ("…", "%E2%80%A6", "...")
#: One address right behind another; an archive's goes on with a slash or a sign before it.
_TWO = regex(r"https?://[^\s?#]+[A-Za-z0-9]https?://", re.IGNORECASE)
_WWW = regex(r"(?P<scheme>https?://)(?P<www>wwww|ww)\.", re.IGNORECASE)
#: Where mail, files and drafts are shown to who is signed in, and networks that end at a house's door.
_PRIVATE = regex(
    r"https?://(?:mail\.google\.com|outlook\.(?:office(?:365)?|live|com)[^/]*/(?:mail|owa)|mail\.yahoo\.com|mail\.proton\.me"
    r"|drive\.google\.com/drive/(?:u/\d+/)?(?:my-drive|recent|shared-with-me|home|search)|calendar\.google\.com/calendar/u/"
    r"|[\w-]+-my\.sharepoint\.com|[\w-]+\.sharepoint\.com|onedrive\.live\.com/(?:edit|\?id=)|www\.dropbox\.com/(?:home|work)(?:[/?]|$)"
    r"|teams\.microsoft\.com/(?:l/(?:message|channel)|_)|app\.slack\.com|web\.whatsapp\.com"
    r"|(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}(?=[:/]|$)|[\w.-]+\.(?:local|lan|internal|localhost)(?=[:/]|$)"
    r"|[^/\s]+/wp-admin/|[^\s?]+\?(?:[^\s#]*&)?preview(?:_id)?=(?:true|\d))",
)
#: Papers that their owner may have shared with all, and most have not.
_PAPER = regex(r"https?://docs\.google\.com/(?:document|spreadsheets|presentation)/(?:u/\d+/)?d/[\w-]+/edit")


#: A site's name of one word; of one's own machine is told elsewhere.
_NO_DOT = regex(r"https?://(?!localhost\b)(?P<name>[A-Za-z][\w-]*)(?=[/?#]|$)")
#: What was to be filled in, and a sign beside the full stop in the name of a site.
_GAP = regex(
    r"(?:%3C|<)[A-Za-z][\w -]*(?:%3E|>)|(?:%7B|\{)[A-Za-z][\w -]*(?:%7D|\})|(?<=/)(?:XXX+|TODO|TBC)(?=/|$)"
)
_NUMBERED = regex(r"https?://(?P<host>\d+(?:\.\d+){3})(?=[:/?#]|$)")
_NO_HOST = regex(r"https?://(?P<host>[A-Za-z0-9][\w.-]*(?P<sign>[,;])[\w.,;-]*[A-Za-z])(?=[/:?#]|$)")


def unreachable(address: str) -> tuple[str, str] | None:
    """What is told of an address that leads nobody anywhere, and what to do; None of all others."""
    if address.endswith(_CUT):
        return "this address was cut short where it was shown", "copy the whole of it from where it stands"
    if _TWO.search(address):
        return "two addresses stand here with nothing between them", "write one of the two"
    if slip := _WWW.match(address):
        right = f"{slip['scheme']}www.{address[slip.end() :]}"
        return (
            f"`{slip['www']}` before the name of a site is hardly meant",
            f"write `{right}`, if it is `www`",
        )
    if gap := _GAP.search(address):
        shown = gap[0].replace("%3C", "<").replace("%3E", ">").replace("%7B", "{").replace("%7D", "}")
        return (
            f"`{shown}` in this address was to be filled in",
            "write the whole address, or take the link out",
        )
    if (numbered := _NUMBERED.match(address)) and not _is_number_of_a_host(numbered["host"]):
        return f"`{numbered['host']}` is no host: no machine has such a number", "copy the address anew"
    if _PRIVATE.match(address):
        message = "this address opens for those alone who are signed in there, or in the same building"
        return message, "write where everybody finds it; if that is nowhere, say in words what it is"
    return None


def _is_number_of_a_host(host: str) -> bool:
    try:
        return bool(IPv4Address(host))
    except AddressValueError:
        return False


def misnamed(address: str) -> tuple[str, str] | None:
    """The same of one in whose site's name a sign stands that no name has; a field refuses it."""
    if odd := _NO_HOST.match(address):
        message = f"no site is called `{odd['host']}`: `{odd['sign']}` stands in it"
        return (
            message,
            f"write `{address.replace(odd['host'], odd['host'].replace(odd['sign'], '.'), 1)}`, if that is it",
        )
    return None


def nameless(address: str) -> tuple[str, str] | None:
    """The same of one whose site has a name without a full stop, as no site on the web has."""
    if found := _NO_DOT.match(address):
        message = f"`{found['name']}` is no site on the web: its name has no ending, such as `.org`"
        return message, "write the whole of its name; a stroke may stand where a full stop should"
    return None


def shared_paper(address: str) -> tuple[str, str] | None:
    """The same of a paper that may be shared with few: of a source, that is worth a look."""
    if _PAPER.match(address):
        message = "this paper opens for those alone whom its owner let in"
        return message, "name where it is published, or an archive's copy of it"
    return None
