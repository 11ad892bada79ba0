"""The page of the map: a list of places first, then the same on three plates; and the map of the front page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsletter import permalinks
from newsletter.content.words.vocabularies import REGION_TITLES
from newsletter.site.desk import Desk, View
from newsletter.site.frame import head_view
from newsletter.site.map.plates import LARGE, plate, plate_id
from newsletter.site.map.sheets import SHEETS, UK, WORLD
from newsletter.site.map.standing import Spot, spots
from newsletter.site.near import near_towns
from newsletter.site.pages import SitePage, Stock, page_of
from newsletter.site.views import counted

TITLE = "The map"
_ABOUT = "Where the case studies of this library come from: a list of places, and the same on a map."
#: The region of what lies outside of the country, and its part of the list.
_ABROAD = "elsewhere"


def map_pages(stock: Stock) -> Iterator[SitePage]:
    """The page of the map."""
    desk, every = stock.desk, spots(stock.desk)
    head = head_view(
        desk,
        permalinks.MAP,
        TITLE,
        _ABOUT,
        kind="list",
        schema="CollectionPage",
        crumbs=(("Library", permalinks.LIBRARY),),
    )
    here = [sheet for sheet in SHEETS if any(spot.sheet is sheet for spot in every)]
    yield page_of(
        permalinks.MAP,
        "map.html",
        head,
        title=TITLE,
        description=_ABOUT,
        count=counted(len(every), "place", "places"),
        near=desk.href(permalinks.NEAR) if near_towns(desk) else "",
        regions=_by_region(every),
        sheets=[
            {
                "id": plate_id(sheet),
                "title": sheet.title,
                "wide": plate(desk, every, sheet, LARGE) if sheet is not WORLD else None,
                "narrow": plate(desk, every, sheet),
            }
            for sheet in here
        ],
    )


def front_map(desk: Desk) -> View | None:
    """The small plate of the United Kingdom, for the front page; None while there is nothing to show on it."""
    every = spots(desk)
    if not every:
        return None
    elsewhere = sum(spot.region == _ABROAD for spot in every)
    return {
        "plate": plate(desk, every, UK),
        "href": desk.href(permalinks.MAP),
        "count": counted(len(every), "place", "places"),
        "places": desk.href(permalinks.PLACES),
        "elsewhere": elsewhere,
        "list_elsewhere": f"{desk.href(permalinks.MAP)}#{_ABROAD}",
    }


def _by_region(every: Sequence[Spot]) -> list[View]:
    """The places of each region, in the order of regions and of content/places.yaml."""
    return [
        {
            "id": key,
            "title": title,
            "places": [
                {
                    "name": spot.name,
                    "href": spot.link,
                    "says": spot.says,
                    "status": spot.status,
                    "shape": spot.shape,
                }
                for spot in here
            ],
        }
        for key, title in REGION_TITLES.items()
        if (here := [spot for spot in every if spot.region == key])
    ]
