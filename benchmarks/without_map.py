"""newpower as it would be without its map, which no option leaves out: what the map adds is held against this.

`python -m benchmarks.without_map build …` makes no page of the map, no plate on the front page, and
no small map on any other.
"""

from __future__ import annotations

from collections.abc import Iterable

from newsletter.site.desk import Desk
from newsletter.site.map import locators
from newsletter.site.pages import SitePage, Stock


def _no_places(desk: Desk, keys: Iterable[str]) -> None:
    """No small map, wherever one would be."""


def _no_plate(desk: Desk) -> None:
    """No map on the front page."""


def _no_pages(stock: Stock) -> Iterable[SitePage]:
    return ()


if __name__ == "__main__":
    locators.locator = locators.locator_of_first = _no_places  # type: ignore[assignment]
    from newsletter.site.map import page  # what it imports finds no small maps, and who imports it no others

    page.map_pages, page.front_map = _no_pages, _no_plate  # type: ignore[assignment]
    from newsletter.cli import main

    main()
