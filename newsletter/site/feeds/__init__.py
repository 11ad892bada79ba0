"""Which feeds there are and what stands in them; no feed library is needed to know it.

`Library → FeedPlan → Piece`. An entry in a feed holds all that its page tells, made from the
same values, so what names the page names it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.words.marks import plain
from newsletter.engine.output import Artifact
from newsletter.site import shelves
from newsletter.site.dates import first_published, last_changed
from newsletter.site.desk import Desk
from newsletter.site.faces import listed_faces
from newsletter.site.shelves import SHELF_ENTRIES, SHELF_FORMS
from newsletter.told.diagnostics import Checked
from newsletter.values import point

#: The date of a feed with nothing in it: Atom asks for one, and a clock would change the bytes.
NOTHING_YET = "1970-01-01"


class Forms(NamedTuple):
    """A feed, its frame or an entry, in each form."""

    rss: bytes
    atom: bytes
    json: bytes


class Told(NamedTuple):
    """What a feed says of an entry besides its HTML. Dates are ISO days; no one is without an author."""

    id: str
    url: str
    title: str
    summary: str
    published: str
    updated: str
    tags: tuple[tuple[str, str], ...]
    authors: tuple[str, ...]
    lang: str


class Frame(NamedTuple):
    """What stands around a feed's entries. `icon` is a whole address, or empty; `updated` an ISO day."""

    listing: str
    title: str
    description: str
    base_url: str
    publisher: str
    rights: str
    icon: str
    updated: str


@point
class FeedPlan:
    """A feed to be made. `entries` are newest first; `forms` are keys of `permalinks.FEED_FORMS`."""

    frame: Frame
    forms: tuple[str, ...]
    tags: Mapping[str, str]
    entries: tuple[Entry[Any], ...]

    @property
    def listing(self) -> str:
        """The permalink of the page it follows."""
        return self.frame.listing

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
    tags = {key: tag.title for key, tag in library.config.tags.items()}
    every_form, most = tuple(permalinks.FEED_FORMS), site.limits.feed_entries

    def plan(
        listing: str, title: str, about: str, entries: Iterable[Entry[Any]], forms: tuple[str, ...], most: int
    ) -> FeedPlan:
        newest = sorted((e for e in entries if e.path in ranks), key=lambda entry: ranks[entry.path])
        shown = tuple(newest[:most])
        updated = max((_changed(entry) for entry in shown), default=NOTHING_YET)
        return FeedPlan(frame_of(desk, listing, title, about, updated), forms, tags, shown)

    everything = [entry for face, _ in listed_faces() for entry in library.by_kind[face.kind.name]]
    yield plan(permalinks.HOME, site.name, site.strapline, everything, every_form, most)
    for face, listing in listed_faces():
        about = (listing.feed_about or listing.about).replace("{promise}", site.promise)
        title, entries = f"{site.name}: {face.kind.plural}", library.by_kind[face.kind.name]
        yield plan(permalinks.listing(face.kind.folder), title, about, entries, every_form, most)
    for shelf in shelves.SHELVES:
        for value, title, studies in shelf.rows(library):
            about = shelf.describe(value, title, library.out(studies), library.config)
            called = f"{site.name}: {title}"
            yield plan(shelf.link(value), called, about, studies, SHELF_FORMS, min(most, SHELF_ENTRIES))


def frame_of(desk: Desk, listing: str, title: str, about: str, updated: str) -> Frame:
    """What stands around the entries of the feed that follows the page `listing`; `updated` is an ISO day."""
    site = desk.library.config.site
    icon = desk.assets.addresses.get("icon.png", "")
    return Frame(
        listing=listing,
        title=title,
        description=about,
        base_url=desk.base_url,
        publisher=site.publisher,
        rights=f"{site.publisher}, {site.licence}: {site.licence_url}",
        icon=desk.url(icon) if icon else "",
        updated=updated,
    )


def _ranks(desk: Desk) -> dict[str, int]:
    """The place of each published entry by its date, newest first; of one day, later kinds first, then as the library has it."""
    library = desk.library
    kinds = [library.by_kind[face.kind.name] for face, _ in listed_faces()]
    published = [
        entry for entries in reversed(kinds) for entry in entries if entry.path not in library.held_back
    ]
    published.sort(key=lambda entry: first_published(entry.record) or date.min, reverse=True)
    return {entry.path: rank for rank, entry in enumerate(published)}


def told_in_feeds(entry: Entry[Any], plan: FeedPlan) -> Told:
    """What every feed says of an entry, besides its HTML."""
    record, base_url = entry.record, plan.frame.base_url
    lasting = quote(lasting_address(entry.permalink, record.redirect_from), safe="/%")
    return Told(
        id=base_url + lasting,
        url=base_url + entry.permalink,
        title=record.title,
        summary=plain(record.summary),
        published=(first_published(record) or date.min).isoformat(),
        updated=_changed(entry),
        tags=tuple((key, plan.tags[key]) for key in record.tags if key in plan.tags),
        authors=record.authors or (plan.frame.publisher,),
        lang=record.lang,
    )


def _changed(entry: Entry[Any]) -> str:
    return (last_changed(entry.record) or date.min).isoformat()


def lasting_address(permalink: str, former: tuple[str, ...]) -> str:
    """The address a reader knows an entry by: its first former one in the same folder, or its permalink.

    A file that was renamed thus stays the same entry, and is not shown as new again.
    """
    folder = permalink[: permalink.rstrip("/").rfind("/") + 1]
    return next((address for address in former if address.startswith(folder)), permalink)


def put_together(plan: FeedPlan, frame: Forms, *entries: Forms) -> Checked[tuple[Artifact, ...]]:
    """The feed in the forms its plan asks for: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1."""
    whole = Forms(
        _filled(frame.rss, b"</channel>", b"", [entry.rss for entry in entries]),
        _filled(frame.atom, b"</feed>", b"", [entry.atom for entry in entries]),
        _filled(frame.json, b"]}", b",\n", [entry.json for entry in entries]),
    )._asdict()
    return Checked(
        tuple(Artifact(path, whole[form]) for form, path in zip(plan.forms, plan.paths, strict=True))
    )


def _filled(frame: bytes, end: bytes, between: bytes, entries: list[bytes]) -> bytes:
    """The frame with the entries before its last `end`."""
    before, end, after = frame.rpartition(end)
    return b"".join((before, between.join(entries), end, after, b"\n"))
