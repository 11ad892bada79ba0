"""The three sheets of the map: the United Kingdom, London, the world; and where a point lies on each.

A sheet is measured in kilometres from its upper left corner. Its outline, a file in
templates/static/maps made by tools/outline.py, has the same measure, so a point stands where it should.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from newsletter.values import point

#: The Earth as a sphere, in kilometres: the mean radius of GRS 80.
EARTH = 6371.0088
#: What the National Grid is drawn about, degrees east and north.
_MERIDIAN, _PARALLEL = -2.0, 49.0
#: The Equal Earth projection: Šavrič, Patterson and Jenny 2018, doi 10.1080/13658816.2018.1504949, equation 8.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_ROOT = math.sqrt(3) / 2


class Point(NamedTuple):
    """A place on a sheet: rightwards and downwards, in kilometres or in units of a drawing."""

    x: float
    y: float


@point
class Sheet:
    """A part of the world as it is drawn. `project` gives kilometres east and north of its origin.

    `west` and `north` are its upper left corner in these, `width` and `height` its size.
    """

    name: str
    title: str
    project: Callable[[float, float], Point]
    west: float
    north: float
    width: float
    height: float

    @property
    def outline(self) -> str:
        """Its outline, a file below templates/static."""
        return f"maps/{self.name}.svg"

    def drawn(self, lat: float, lon: float) -> Point:
        """Where degrees north and east are drawn on it, inside its edges or not."""
        east, north = self.project(lat, lon)
        return Point(east - self.west, self.north - north)

    def at(self, lat: float, lon: float) -> Point | None:
        """The same, to 100 metres; None for what lies outside its edges."""
        x, y = self.drawn(lat, lon)
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return None
        return Point(round(x, 1), round(y, 1))


@lru_cache(maxsize=8192)
def transverse_mercator(lat: float, lon: float) -> Point:
    """Kilometres east of 2° W and north of 49° N, on a sphere: Snyder 1987, equations 8-1 and 8-3, scale 1."""
    up, across = math.radians(lat), math.radians(lon - _MERIDIAN)
    east = math.atanh(math.cos(up) * math.sin(across))
    north = math.atan2(math.tan(up), math.cos(across)) - math.radians(_PARALLEL)
    return Point(EARTH * east, EARTH * north)


@lru_cache(maxsize=8192)
def equal_earth(lat: float, lon: float) -> Point:
    """Kilometres east of Greenwich and north of the equator, where every country has its true area."""
    t = math.asin(_ROOT * math.sin(math.radians(lat)))
    square, sixth = t * t, t**6
    slope = 9 * _A4 * t**8 + 7 * _A3 * sixth + 3 * _A2 * square + _A1
    east = math.radians(lon) * math.cos(t) / (_ROOT * slope)
    north = t * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))
    return Point(EARTH * east, EARTH * north)


#: From the west of Ulster to Lowestoft, from the Scillies to Shetland.
UK = Sheet("uk", "United Kingdom", transverse_mercator, -465, 1330, 735, 1245)
#: The thirty-three boroughs.
LONDON = Sheet("london", "London", transverse_mercator, 101, 303, 64, 52)
#: Every continent but Antarctica.
WORLD = Sheet("world", "Elsewhere", equal_earth, -14_500, 8_400, 31_400, 15_200)

SHEETS = (UK, LONDON, WORLD)


@lru_cache(maxsize=8192)
def sheet_of(region: str, lat: float, lon: float) -> Sheet:
    """The sheet a place is shown on: what lies outside of that of its region is shown in the world."""
    near = {"elsewhere": WORLD, "london": LONDON}.get(region, UK)
    return next(sheet for sheet in (near, UK, WORLD) if sheet is WORLD or sheet.at(lat, lon))
