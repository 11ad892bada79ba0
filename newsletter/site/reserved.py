"""The addresses the site makes itself: no content file or former address may claim them."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.site.assets import FOLDER
from newsletter.site.faces import listed_faces
from newsletter.site.shelves import SHELVES

_NAMES = (permalinks.PEOPLE, permalinks.ORGANISATIONS)
_BESIDE_PAGES = (f"/{FOLDER}/", permalinks.MEDIA)


def reserved_addresses() -> frozenset[str]:
    """Single addresses: home, lists, shelves, timeline, map, those who are named, and what stands beside pages."""
    lists = (permalinks.listing(face.kind.folder) for face, _ in listed_faces())
    shelves = (shelf.address for shelf in SHELVES)
    single = (permalinks.HOME, permalinks.NOT_FOUND, "/404/", permalinks.TIMELINE, permalinks.MAP, *_NAMES)
    return frozenset((*single, *lists, *shelves, *_BESIDE_PAGES))


def reserved_folders() -> tuple[str, ...]:
    """Addresses that reserve all below them: the shelves, the numbered pages of lists, what stands beside pages."""
    numbered = (f"{permalinks.listing(face.kind.folder)}page/" for face, _ in listed_faces())
    return (*(shelf.address for shelf in SHELVES), *_NAMES, *numbered, *_BESIDE_PAGES)
