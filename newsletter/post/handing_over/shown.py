"""Whether what an engine makes of a letter is the letter: its words, where its links lead, and nothing fetched besides."""

from __future__ import annotations

from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import html as lxml_html
from lxml.etree import ParserError

from newsletter.mail.words import html_links, html_words

#: How many of each kind are told.
_TOLD = 3


def differences(meant: str, shown: str) -> tuple[str, ...]:
    """In what a page that an engine shows is not the letter that was meant, in a line each; none: it is."""
    ours, theirs = _tree(meant), _tree(shown)
    lines = []
    words = html_words(theirs)
    if missing := html_words(ours) - words:
        lines.append(f"it does not show all of its words, such as `{next(iter(missing))}`")
    links = set(html_links(theirs))
    gone = [link for link in html_links(ours) if link and link not in links]
    lines += [f"no link leads to {link} any more" for link in islice(gone, _TOLD)]
    if gone:
        lines.append("if it counts who follows links, turn that off in its settings")
    fetched = sorted(_hosts(theirs) - _hosts(ours))
    lines += [f"it fetches something from {host}, and the letter does not" for host in fetched[:_TOLD]]
    return tuple(lines)


def _tree(html: str) -> Any:
    """The page, whatever it declares itself to be; an empty one where there is no element in it."""
    try:
        return lxml_html.document_fromstring(
            html.encode(errors="replace"), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (ParserError, ValueError):
        return lxml_html.document_fromstring("<html></html>")


def _hosts(tree: Any) -> set[str]:
    """From where a mail program would fetch something."""
    found = [*tree.xpath("//@src"), *tree.xpath("//@background"), *tree.xpath("//link/@href")]
    return {_host(str(one)) for one in found} - {""}


def _host(address: str) -> str:
    """The host of an address; all of one that is none, since nobody knows what a mail program makes of it."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return address
