"""newpower as it would be without its map, which no option leaves out: what the map adds is held against this.

`python -m benchmarks.without_map build …` makes no page of the map, no plate on the front page, and
no small map on any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsletter.site.map import locators

if TYPE_CHECKING:
    from newsletter.site.desk import Desk, View
    from newsletter.site.pages import SitePage, Stock


def _no_view(desk: Desk, sheets: Sequence[View]) -> None:
    """No small map, wherever one would be."""


def _no_plate(desk: Desk) -> None:
    """No map on the front page."""


def _no_pages(stock: Stock) -> tuple[SitePage, ...]:
    """No page of the map."""
    return ()


if __name__ == "__main__":
    locators._view = _no_view  # in which every small map ends
    from newsletter.site.map import page  # before those who take its functions over

    page.map_pages, page.front_map = _no_pages, _no_plate  # type: ignore[assignment]
    from newsletter.cli import main

    main()
