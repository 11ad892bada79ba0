"""Links and pictures that we understand and GitHub shows as words: why, and how both understand them.

Serves `links` and `findings`: the editor is told of the sign, and not only that page and preview part.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from newsletter.content.markdown.links_meant import MAIL
from newsletter.content.words.web import normal_address
from newsletter.regexes import regex

_SIZE = regex(r"\s+=\d*%?x?\d*%?$")
#: An address, and a title that ends before its bracket does.
_TITLE = regex(r'[^\s"()<>]*>?\s+"(?:[^"\\\n]|\\.)*"(?!\s*\))[^\n]*"\s*\)')

#: What is made a link of, of an address with its scheme twice.
_SCHEMES_ALONE = frozenset(f"{one}://{two}" for one in ("http", "https") for two in ("http", "https"))
_WITHOUT_END = regex(r"[^\s<>()\[\]]*[^\s<>()\[\].,:;!?*_~'\"]")

#: Words that are an address; `PeaceCorps.gov` may be the name of something.
_ADDRESS = regex(r"(?:https?://|www\.)[^\s…]+\.[^\s…]+", re.IGNORECASE)
_BEGIN = regex(r"^(?:mailto:|https?://)?(?:www\.)?")

#: Signs that no address ends in, and a dash that parts it from the words behind it.
_SWALLOWED = regex(r"(?=[”’>][.,;:!?”’]*$|—)(.)")


class Unlinked(NamedTuple):
    """Why GitHub makes nothing of an address, and what to do about it."""

    message: str
    hint: str


def unlinked(source: str, offset: int, address: str) -> Unlinked | None:
    """What is wrong with the address that stands at `offset`; None where GitHub understands it."""
    is_in_signs = source[offset - 1 : offset] in ("<", '"', "'")
    if " " in address and "{" not in address and source.startswith(address, offset) and not is_in_signs:
        return Unlinked(
            f"`{address}` has a space in it, and GitHub's preview makes nothing of it", _closed_up(address)
        )
    if '"' in source[offset : source.find("\n", offset) + 1 or None] and _TITLE.match(source, offset):
        message = "quotation marks end this title early, and GitHub's preview makes nothing of it"
        return Unlinked(message, 'write `\\"` for those that are part of it')
    return None


def whole(address: str, source: str, offset: int) -> str:
    """An address with what was typed behind it, where it ends at a second `https:`; else as it is."""
    if address.lower() not in _SCHEMES_ALONE or not (typed := _WITHOUT_END.match(source, offset)):
        return address
    return typed[0]


def swallowed(address: str) -> Unlinked | None:
    """What an address that is typed and no more takes with it of the words behind it; None if it takes nothing."""
    found = _SWALLOWED.search(address)
    if found is None:
        return None
    alone = address[: found.start()]
    scheme = "" if "://" in alone else "https://" if alone.startswith("www.") else "http://"
    message = f"`{found[1]}` is taken for a part of the address, which leads nowhere so"
    return Unlinked(message, f"put a space or `<…>` round the address: `<{scheme}{alone}>`")


def another_address(words: str, href: str) -> str:
    """The address that a link's words are, where it leads to another; "" where they are none, or the same."""
    mail = href.startswith("mailto:")
    found = (MAIL if mail else _ADDRESS).fullmatch(words.strip())
    if found is None or not href.startswith(("mailto:", "http")) or words.endswith("…"):
        return ""
    said, meant = _bare(_normal(words.strip())), _bare(href)
    if mail:
        return "" if said == meant.partition("?")[0] else words.strip()
    host, other = said.partition("/")[0], meant.partition("/")[0]
    if said in meant or host.endswith(f".{other}") or other.endswith(f".{host}"):
        return ""
    is_page = "://" in words and "/" in said
    return words.strip() if host != other or (is_page and not said.startswith(meant)) else ""


def _normal(words: str) -> str:
    """An address as it stands in links; the words themselves where they are none."""
    try:
        return normal_address(words if "://" in words else f"http://{words}")
    except ValueError:
        return words


def _bare(address: str) -> str:
    """An address by which it is compared with another: only host and path."""
    return _BEGIN.sub("", unquote(address).lower()).rstrip("/")


def _closed_up(address: str) -> str:
    """How an address is written without its spaces."""
    if size := _SIZE.search(address):
        return f"take out `{size[0]}`: how wide a picture is shown is set for the whole site"
    file, mark, anchor = address.partition("#")
    if address.startswith(("tel:", "mailto:")):
        boxes, question, words = file.partition("?")
        file = boxes.replace(" ", "") + question + words
    anchor = re.sub(r"\s+", "-", anchor).lower() if file.endswith(".md") else anchor.replace(" ", "%20")
    if address.startswith(("http://", "https://")) and not anchor.count("%20"):
        closed = f"{file.replace(' ', '')}{mark}{anchor}"
        kept = f"{file.replace(' ', '%20')}{mark}{anchor}"
        return f"take the space out: write `{closed}`; only if the address has one, write `{kept}`"
    return f"write `{file.replace(' ', '%20')}{mark}{anchor}`"
