"""Locators: where a page's places lie, as a small map with its dots. No outline stands in a page: it is one file for all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from newsletter import permalinks
from newsletter.content.config import Place
from newsletter.site.desk import Desk, View
from newsletter.site.map.sheets import LONDON, SHEETS, UK, Sheet, sheet_of

#: How wide a locator is drawn, in pixels.
_WIDTH = 144


def locator(desk: Desk, keys: Iterable[str], *, has_insets: bool = True) -> View | None:
    """The sheets that these places lie on, each with its dots; None where none of them is known.

    Without insets London is on no sheet of its own, only a dot in the country.
    """
    places = desk.library.config.places
    known = [places[key] for key in dict.fromkeys(keys) if key in places]
    on = [(sheet_of(place.region, place.lat, place.lon), place) for place in known]
    on += [
        (UK, place) for sheet, place in on if sheet is LONDON
    ]  # a part of town says little to who is far from it
    on = [pair for pair in on if has_insets or pair[0] is not LONDON]
    on.sort(key=lambda pair: SHEETS.index(pair[0]))
    sheets = [
        _sheet_view(sheet, [place for _, place in those])
        for sheet, those in groupby(on, key=lambda pair: pair[0])
    ]
    return {"sheets": sheets, "href": desk.href(permalinks.MAP)} if sheets else None


def _sheet_view(sheet: Sheet, places: Sequence[Place]) -> View:
    scale = _WIDTH / sheet.width
    drawn = (sheet.drawn(place.lat, place.lon) for place in places)
    return {
        "title": sheet.title,
        "outline": sheet.outline,
        "width": _WIDTH,
        "height": round(sheet.height * scale),
        "places": [place.name for place in places],
        "dots": [
            {"x": x, "y": y} for x, y in dict.fromkeys((round(x * scale), round(y * scale)) for x, y in drawn)
        ],
    }
