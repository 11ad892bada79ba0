"""An edition as a booklet on paper: its page of A5 sheets, from the blocks that its letter and its web page are made of.

`Desk → SitePage`. No build makes it: whoever asks for it has it printed (printing.py).
"""

from __future__ import annotations

from dataclasses import replace

import lxml.html

from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.site.desk import Desk
from newsletter.site.pages import SitePage, entry_page

#: Sheets are folded once: a booklet has as many pages as stand on whole sheets.
PAGES_OF_A_SHEET = 4
#: It stands on no site.
TEMPLATE = "site/booklet.html"


def booklet(desk: Desk, entry: Entry[Edition], blank: int = 0) -> SitePage:
    """The booklet of an edition, with so many pages left blank before its last one; every link is a whole address."""
    page = entry_page(desk.for_feeds(), entry)
    around = {**page.around, "blank": [""] * blank}
    return replace(page, template=TEMPLATE, around=around)


def with_addresses(html: str) -> str:
    """The booklet with each link's address behind it, for the foot of its page: on paper it can only be typed.

    A heading's stays away, since the same link stands at the end of what it heads.
    """
    tree = lxml.html.document_fromstring(html)
    for main in tree.iter("main"):
        for link in [*main.iter("a")]:
            href = link.get("href") or ""
            if href.startswith("http") and next(link.iterancestors("h3"), None) is None:
                address = lxml.html.Element("span", {"class": "address"})
                address.text, address.tail, link.tail = href, link.tail, None
                link.addnext(address)
    return str(lxml.html.tostring(tree, encoding="unicode", doctype="<!doctype html>"))
