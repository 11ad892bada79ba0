"""Everything that has a page, from A to Z: case studies and all other entries, people, places, subjects, lists.

`Library → Listed`. The page of search shows it, and so finds anything without a script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from newsletter import permalinks
from newsletter.content.kinds import kind_of
from newsletter.content.words.vocabularies import NATIONS, REGION_TITLES
from newsletter.site.desk import Desk, View
from newsletter.site.near import near_towns
from newsletter.site.pages import SitePage
from newsletter.site.shelves import SHELVES
from newsletter.site.views import banner, named_in
from newsletter.values import point

#: What a title is not sorted by: The old mill stands under O.
_ARTICLES = ("the ", "a ", "an ")
_DIGITS, _OTHERS = "0-9", "other"
_NAMED = ((permalinks.PEOPLE, "person"), (permalinks.ORGANISATIONS, "organisation"))


@point
class Listed:
    """Something that has a page: its title, permalink, and what it is, such as "place"; `banner` is a preview's."""

    title: str
    permalink: str
    what: str
    banner: str | None = None

    @property
    def plain(self) -> View:
        """The same as a template sees it, but for its address."""
        return {"title": self.title, "what": self.what, "banner": self.banner}


def listed_names(desk: Desk, pages: Iterable[SitePage]) -> tuple[Listed, ...]:
    """All that is no entry's: what has a name of its own, and of the other pages each that readers are to find."""
    named = tuple(_named(desk))
    known = {one.permalink for one in named} | {permalinks.HOME}
    return (*named, *_others(page for page in pages if page.permalink not in known))


def _named(desk: Desk) -> Iterator[Listed]:
    """Every value of every shelf, people and organisations, what is near a town or in a region."""
    for shelf in SHELVES:
        for key, title, _ in shelf.rows(desk.library):
            yield Listed(title, shelf.link(key), shelf.one)
    for address, what in _NAMED:
        for key, one in named_in(desk, address).items():
            yield Listed(one.name, f"{address}{key}/", what)
    for region, keys in near_towns(desk).items():
        if region in NATIONS:
            yield Listed(REGION_TITLES[region], permalinks.near_region(region), "what is in it or near")
        for key in keys:
            yield Listed(desk.library.config.places[key].name, permalinks.near_town(key), "what is near")


def _others(pages: Iterable[SitePage]) -> Iterator[Listed]:
    """Of lists the first page; what no search engine is led to, and the list from A to Z itself, are for nobody to find."""
    for page in pages:
        head, numbered = page.around["page"], page.around.get("numbered")
        is_later = numbered and numbered["number"] > 1
        if not (page.entry or head["noindex"] or is_later or page.permalink.startswith(permalinks.SEARCH)):
            yield Listed(head["title"], page.permalink, "list" if head["kind"] == "list" else "page")


def listed_entries(desk: Desk) -> Iterator[Listed]:
    """Every entry."""
    for entry in desk.library.all:
        kind = kind_of(entry.path)
        yield Listed(entry.record.title, entry.permalink, kind.title if kind else "page", banner(desk, entry))


def by_letter(listed: Iterable[Listed]) -> dict[str, tuple[Listed, ...]]:
    """These in their order, under the letter each stands under: `a` to `z`, then `0-9`, then `other`."""
    keyed = sorted((_order(one), one) for one in listed)
    return {letter: tuple(one for _, one in those) for letter, those in groupby(keyed, key=_letter)}


def _order(one: Listed) -> tuple[int, str, str, str]:
    folded = _folded(one.title.casefold()).lstrip("“‘'\"(")
    bare = next((folded.removeprefix(word) for word in _ARTICLES if folded.startswith(word)), folded)
    first = bare[:1]
    group = 0 if "a" <= first <= "z" else 1 if first.isdigit() else 2
    return group, bare, one.title, one.permalink


def _folded(title: str) -> str:
    """A title without what stands above and below its letters."""
    if title.isascii():
        return title
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))


def _letter(keyed: tuple[tuple[int, str, str, str], Listed]) -> str:
    group, bare, *_ = keyed[0]
    return (bare[:1], _DIGITS, _OTHERS)[group]
