"""What a reader of the HTML gets: its words and its links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from newsletter.mail.tree_text import BLOCKS
from newsletter.regexes import regex

_WORD = regex(r"[^\W_]+")
#: Elements whose words nobody is shown.
_UNSEEN = frozenset({"head", "title", "style", "script"})
_HIDDEN = regex(r"display:\s*none")


def html_words(tree: HtmlElement) -> Counter[str]:
    """Each word a reader of the HTML sees or hears, and how often."""
    return Counter(_WORD.findall("".join(_seen(tree))))


def html_links(tree: HtmlElement) -> tuple[str, ...]:
    """The address of each link, in order."""
    return tuple(str(link.get("href")) for link in tree.iter("a") if "href" in link.attrib)


def is_hidden(element: HtmlElement) -> bool:
    """Whether an element and all in it are kept from the reader."""
    return element.tag in _UNSEEN or bool(_HIDDEN.search(str(element.get("style", ""))))


def visible_text(element: HtmlElement) -> str:
    """An element's words in one line."""
    return " ".join("".join(_seen(element)).split())


def _seen(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or is_hidden(element):
        return
    # A new block begins a new word, and so does what follows a link: its number stands between.
    gap = " " if _stands_apart(element) or element.tag in {"br", "img"} else ""
    yield gap
    if element.tag == "img":
        yield str(element.get("alt") or "")
    yield element.text or ""
    for child in element:
        yield from _seen(child)
        yield child.tail or ""
    yield " " if element.tag == "a" and "href" in element.attrib else gap


def _stands_apart(element: HtmlElement) -> bool:
    """As in the text part: a block, or a link with one in it."""
    return element.tag in BLOCKS or (
        element.tag == "a" and any(inner.tag in BLOCKS for inner in element.iter())
    )
