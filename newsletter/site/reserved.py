"""The addresses the site makes itself: no content file or former address may claim them."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.site import shelves
from newsletter.site.assets import FOLDER
from newsletter.site.faces import listed_faces

_NAMES = (permalinks.PEOPLE, permalinks.ORGANISATIONS)
_BESIDE_PAGES = (f"/{FOLDER}/", permalinks.MEDIA)


def reserved_addresses() -> frozenset[str]:
    """Single addresses: home, lists, shelves, what the site tells on pages of its own, and what stands beside pages."""
    lists = (permalinks.listing(face.kind.folder) for face, _ in listed_faces())
    indexes = (shelf.address for shelf in shelves.SHELVES)
    told = (permalinks.TIMELINE, permalinks.FOLLOW, permalinks.MAP, permalinks.NEAR, permalinks.SEARCH)
    single = (permalinks.HOME, permalinks.NOT_FOUND, "/404/", *told, *_NAMES)
    return frozenset((*single, *lists, *indexes, *_BESIDE_PAGES))


def reserved_folders() -> tuple[str, ...]:
    """Addresses that reserve all below them: the shelves, the numbered pages of lists, what stands beside pages."""
    numbered = (f"{permalinks.listing(face.kind.folder)}page/" for face, _ in listed_faces())
    return (
        *(shelf.address for shelf in shelves.SHELVES),
        *_NAMES,
        permalinks.NEAR,
        permalinks.SEARCH,
        *numbered,
        *_BESIDE_PAGES,
    )
