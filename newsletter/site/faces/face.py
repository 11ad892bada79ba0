"""What a face says: which template, what it is shown, and where its entries are listed.

What a page shows comes in two parts. `own` is told from the entry's file alone, so the name of
the file's bytes names it too; `around` is all else, and is named by what it is. So nothing a
page shows can be left out of its key, and an unchanged page costs no more than its `around`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from newsletter.content.entry import Entry
from newsletter.content.kinds import Kind
from newsletter.site.desk import Desk, View
from newsletter.values import value


@value
class Listing:
    """The list of all entries of a kind, and its feed. It stands at the address of the kind's folder.

    `label` names it in the menu, `feed_about` says in its feed what it holds; `{promise}` in
    it is the publication's own. `on_home` is how many of the newest the front page names;
    `fits_home` says which of them may stand there, and `home_title` what stands above them if not
    `title`. `place` is the bar it stands in.
    """

    title: str
    label: str
    about: str
    template: str = "entries.html"
    feed_about: str = ""
    on_home: int = 0
    home_title: str = ""
    fits_home: Callable[[Desk, Entry[Any]], bool] = lambda desk, entry: True
    place: Literal["header", "footer"] = "header"


def line_and_day(entry: Entry[Any], card: View) -> str:
    """What lists say of an entry besides its words: a line, and its day."""
    day = card["when"]["words"] if card["when"] else ""
    return ", ".join(filter(None, (card["line"], day)))


@value
class Face:
    """How entries of a kind are shown.

    `name` is the class of the page's body; `schema_type` its type in schema.org's words. `own`,
    `around` and `card` (an entry as lists show it) give plain values only. `says` is what stands below
    the title on its picture for other programs, made of its card. Without `listing`
    entries stand in no list and no feed, and `unlisted` says why.
    """

    kind: Kind
    name: str
    template: str
    schema_type: str
    own: Callable[[Entry[Any]], View]
    around: Callable[[Desk, Entry[Any]], View]
    card: Callable[[Desk, Entry[Any]], View]
    says: Callable[[Entry[Any], View], str] = line_and_day
    feed_template: str = "feed_entry.html"
    listing: Listing | None = None
    unlisted: str = ""
