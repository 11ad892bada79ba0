"""The addresses the site makes itself: no content file or former address may claim them."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.site import shelves
from newsletter.site.assets import FOLDER
from newsletter.site.faces import listed_faces

_NAMES = (permalinks.PEOPLE, permalinks.ORGANISATIONS)
#: What the site tells on pages of its own, as many as it takes.
_NUMBERED = (permalinks.CORRECTIONS, permalinks.TO_CHECK)
_BESIDE_PAGES = (f"/{FOLDER}/", permalinks.MEDIA)


def reserved_addresses() -> frozenset[str]:
    """Single addresses: home, lists, shelves, what the site tells on pages of its own, and what stands beside pages."""
    lists = (permalinks.listing(face.kind.folder) for face, _ in listed_faces())
    indexes = (shelf.address for shelf in shelves.SHELVES)
    told = (
        permalinks.TIMELINE,
        permalinks.FOLLOW,
        permalinks.MAP,
        permalinks.NEAR,
        permalinks.COMPASS,
        permalinks.DATA,
        permalinks.SEARCH,
        permalinks.OFFLINE,
        *_NUMBERED,
    )
    single = (permalinks.HOME, permalinks.NOT_FOUND, "/404/", *told, *_NAMES)
    return frozenset((*single, *lists, *indexes, *_BESIDE_PAGES))


def reserved_folders() -> tuple[str, ...]:
    """Addresses that reserve all below them: the shelves, the numbered pages of lists, what stands beside pages."""
    lists = (permalinks.listing(face.kind.folder) for face, _ in listed_faces())
    numbered = (f"{address}page/" for address in (*lists, *_NUMBERED))
    return (
        *(shelf.address for shelf in shelves.SHELVES),
        *_NAMES,
        permalinks.NEAR,
        permalinks.DATA,
        permalinks.SEARCH,
        permalinks.OFFLINE,
        *numbered,
        *_BESIDE_PAGES,
    )
