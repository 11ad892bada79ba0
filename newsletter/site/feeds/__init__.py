"""Which feeds there are and what stands in them; no feed library is needed to know it.

`Library → FeedPlan → Piece`. An entry in a feed holds all that its page tells, made from the
same values, so what names the page names it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.site.dates import first_published
from newsletter.site.desk import Desk
from newsletter.site.faces import listed_faces
from newsletter.site.lists import SHELF_FORMS
from newsletter.site.shelves import SHELVES

#: A shelf's feed is for following, not for reading all there is.
SHELF_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """A feed to be made. `listing` is the permalink of the page it follows; `entries` are newest first.

    `icon` is a whole address, or empty; `forms` are keys of `permalinks.FEED_FORMS`.
    """

    listing: str
    title: str
    description: str
    base_url: str
    publisher: str
    rights: str
    icon: str
    tags: tuple[tuple[str, str], ...]
    forms: tuple[str, ...]
    entries: tuple[Entry[Any], ...]

    def plain(self, names: Mapping[str, str]) -> tuple[object, ...]:
        """All that decides its bytes; `names` are those of the pages, by the path of their entry."""
        words = (self.listing, self.title, self.description, self.base_url, self.publisher)
        shown = tuple(names[entry.path] for entry in self.entries)
        return *words, self.rights, self.icon, self.tags, self.forms, shown

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it becomes, relative to the output folder, in the order of its forms."""
        return tuple(permalinks.output_path(permalinks.feed(self.listing, form)) for form in self.forms)


def plan_feeds(desk: Desk) -> Iterator[FeedPlan]:
    """Every feed: of all, of each kind that has a list, then of each value on a shelf.

    What is shown only as a preview is in no feed: readers keep what they once fetched.
    """
    site, library = desk.library.config.site, desk.library
    ranks = _ranks(desk)
    every_form, most = tuple(permalinks.FEED_FORMS), site.limits.feed_entries

    def plan(
        listing: str, title: str, about: str, entries: Iterable[Entry[Any]], forms: tuple[str, ...], most: int
    ) -> FeedPlan:
        newest = sorted((e for e in entries if e.path in ranks), key=lambda entry: ranks[entry.path])
        icon = desk.assets.addresses.get("icon.png", "")
        return FeedPlan(
            listing=listing,
            title=title,
            description=about,
            base_url=desk.base_url,
            publisher=site.publisher,
            rights=f"{site.publisher}, {site.licence}: {site.licence_url}",
            icon=desk.url(icon) if icon else "",
            tags=tuple((key, tag.title) for key, tag in library.config.tags.items()),
            forms=forms,
            entries=tuple(newest[:most]),
        )

    everything = [entry for face, _ in listed_faces() for entry in library.by_kind[face.kind.name]]
    yield plan(permalinks.HOME, site.name, site.strapline, everything, every_form, most)
    for face, listing in listed_faces():
        about = (listing.feed_about or listing.about).replace("{promise}", site.promise)
        title, entries = f"{site.name}: {face.kind.plural}", library.by_kind[face.kind.name]
        yield plan(permalinks.listing(face.kind.folder), title, about, entries, every_form, most)
    for shelf in SHELVES:
        for value, studies in shelf.rows(library):
            title = f"{site.name}: {shelf.title_of(value, library.config)}"
            about = shelf.describe(value, studies, library.config)
            yield plan(shelf.link(value), title, about, studies, SHELF_FORMS, min(most, SHELF_ENTRIES))


def _ranks(desk: Desk) -> dict[str, int]:
    """The place of each published entry by its date, newest first; of one day, later kinds first, then as the library has it."""
    library = desk.library
    kinds = [library.by_kind[face.kind.name] for face, _ in listed_faces()]
    published = [
        entry for entries in reversed(kinds) for entry in entries if entry.path not in library.held_back
    ]
    published.sort(key=lambda entry: first_published(entry.record) or date.min, reverse=True)
    return {entry.path: rank for rank, entry in enumerate(published)}
