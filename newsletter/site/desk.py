"""What pages are planned from: the Library on one desk, with its assets and its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from newsletter.content.blocks import ComposedEdition
from newsletter.content.library import Library
from newsletter.content.widths import Shown
from newsletter.engine.store import name_of
from newsletter.pictures.cards import Card as SocialCard
from newsletter.site.assets import Assets
from newsletter.values import point

View: TypeAlias = dict[str, Any]


@point
class Seen:
    """A view that many pages show. Its name stands for it in theirs, so that it is looked through once."""

    name: str
    view: View


def seen(view: View) -> Seen:
    """A view with its name."""
    return Seen(name_of(view), view)


@point
class Desk:
    """What every view is made from: the Library, its editions in blocks, assets, and the site's address in two parts.

    `pictures` are those of the content as pages show them, by `permalinks.picture`.

    `cards` are entries as lists show them, by path, once they are made, and `listed` the same with
    their names; `neighbours` the paths
    of those that stand before and after each in its kind's list, empty at an end. `shared` are the cards
    that other programs show of entries, by path too, and of the publication itself as "".
    """

    library: Library
    editions: Mapping[str, ComposedEdition]
    assets: Assets
    pictures: Mapping[str, Shown]
    base_path: str
    base_url: str
    neighbours: Mapping[str, tuple[str, str]]
    cards: Mapping[str, View] = field(default_factory=dict)
    listed: Mapping[str, Seen] = field(default_factory=dict)
    shared: Mapping[str, SocialCard] = field(default_factory=dict)

    def href(self, permalink: str) -> str:
        """A link to a page of ours, from any page of ours."""
        return self.base_path + permalink

    def url(self, permalink: str) -> str:
        """The whole address of a page of ours."""
        return self.base_url + permalink

    def for_feeds(self) -> Desk:
        """The same desk for what is read elsewhere: every link is a whole address, and every picture one file."""
        pictures = {link: replace(one, sources=()) for link, one in self.pictures.items()}
        return replace(self, base_path=self.base_url, pictures=pictures)


def open_desk(
    library: Library,
    editions: Mapping[str, ComposedEdition],
    assets: Assets,
    pictures: Mapping[str, Shown],
) -> Desk:
    """The desk of a Library; a base address such as https://x.example/power has /power as its path."""
    base_url = library.config.site.base_url.rstrip("/")
    return Desk(library, editions, assets, pictures, urlsplit(base_url).path, base_url, _neighbours(library))


def _neighbours(library: Library) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for entries in library.by_kind.values():
        paths = ["", *(entry.path for entry in entries), ""]
        found.update(zip(paths[1:-1], zip(paths, paths[2:], strict=False), strict=False))
    return found
