"""Locators: where a page's places lie, as a small map with its dots. No outline stands in a page: it is one file for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from newsletter import permalinks
from newsletter.content.config import Place
from newsletter.site.desk import Desk, View
from newsletter.site.map.sheets import LONDON, SHEETS, UK, Sheet, sheet_of

#: How wide a locator is drawn, in pixels.
_WIDTH = 144


def locator(desk: Desk, keys: Iterable[str]) -> View | None:
    """The sheets that these places lie on, each with its dots; None where none of them is known.

    What lies in London is in the country, too: a part of town says little to who is far from it.
    """
    places = _known(desk, keys)
    lies = [(sheet_of(place.region, place.lat, place.lon), place) for place in places]
    lies += [(UK, place) for sheet, place in lies if sheet is LONDON]
    lies.sort(key=lambda pair: SHEETS.index(pair[0]))
    by_sheet = groupby(lies, key=lambda pair: pair[0])
    return _view(desk, [_sheet_view(sheet, [place for _, place in those]) for sheet, those in by_sheet])


def locator_of_first(desk: Desk, keys: Iterable[str]) -> View | None:
    """The one sheet that the first of these places lies on, with all dots that are on it: the country, not its London."""
    places = _known(desk, keys)
    lies = [_in_country(sheet_of(place.region, place.lat, place.lon)) for place in places]
    on_it = [place for place, sheet in zip(places, lies, strict=True) if sheet is lies[0]]
    return _view(desk, [_sheet_view(lies[0], on_it)] if on_it else [])


def _known(desk: Desk, keys: Iterable[str]) -> list[Place]:
    places = desk.library.config.places
    return [places[key] for key in dict.fromkeys(keys) if key in places]


def _in_country(sheet: Sheet) -> Sheet:
    return UK if sheet is LONDON else sheet


def _view(desk: Desk, sheets: Sequence[View]) -> View | None:
    return {"sheets": list(sheets), "href": desk.href(permalinks.MAP)} if sheets else None


def _sheet_view(sheet: Sheet, places: Sequence[Place]) -> View:
    dots = dict.fromkeys(_dot(sheet, place.lat, place.lon) for place in places)
    return {
        "title": sheet.title,
        "outline": sheet.outline,
        "width": _WIDTH,
        "height": round(sheet.height * _WIDTH / sheet.width),
        "places": [place.name for place in places],
        "dots": [{"x": x, "y": y} for x, y in dots],
    }


@lru_cache(maxsize=8192)
def _dot(sheet: Sheet, lat: float, lon: float) -> tuple[int, int]:
    """Where a place is drawn, in pixels: looked up, since each page that names it has its own drawing."""
    scale, at = _WIDTH / sheet.width, sheet.drawn(lat, lon)
    return round(at.x * scale), round(at.y * scale)
