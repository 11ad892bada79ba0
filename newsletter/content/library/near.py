"""How far case studies are from a point: the shortest way over the ground, to the nearest of a case study's places.

Serves `site/near`. A point of content/places.yaml is good to a kilometre or a few, and so is every distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt

from newsletter.content.config import Config, Place
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.values import point

#: The mean radius of the Earth in kilometres (IUGG), of a sphere with which no distance is out by more than 0.6 %.
_RADIUS = 6371.0088


@point
class Distant:
    """A case study, how many kilometres it is away, the key of its place that is nearest, and from where."""

    study: Entry[CaseStudy]
    kilometres: float
    place: str
    origin: str


def kilometres(one: Place, other: Place) -> float:
    """How far two places are apart (haversine formula)."""
    north = radians(other.lat - one.lat) / 2
    east = radians(other.lon - one.lon) / 2
    half = sin(north) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east) ** 2
    return 2 * _RADIUS * asin(min(1.0, sqrt(half)))


def nearest_first(
    studies: Iterable[Entry[CaseStudy]], origins: Iterable[str], config: Config
) -> tuple[Distant, ...]:
    """The case studies, the nearest to any of the origins first, of two as near the one that was first.

    `origins` are keys of places, at least one. A case study none of whose places is known is left out.
    """
    ways = _ways(tuple(origins), config.places)
    found = []
    for study in studies:
        known = [(*ways[key], key) for key in study.record.places if key in ways]
        if known:
            far, origin, place = min(known, key=lambda way: way[0])
            found.append(Distant(study, far, place, origin))
    return tuple(sorted(found, key=lambda one: one.kilometres))


def _ways(origins: tuple[str, ...], places: Mapping[str, Place]) -> dict[str, tuple[float, str]]:
    """For each place, how far the nearest of the origins is, and which it is."""
    return {
        key: min(((kilometres(place, places[origin]), origin) for origin in origins), key=lambda way: way[0])
        for key, place in places.items()
    }
