"""What stands where: each place that case studies come from, as the map and its list tell it.

`Library → Spot`. A place with one case study leads to it, one with several to the place's page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from newsletter import permalinks
from newsletter.content.library.facets import Studies
from newsletter.content.words.vocabularies import STATUS_TITLES
from newsletter.site.desk import Desk
from newsletter.site.map.sheets import Point, Sheet, sheet_of
from newsletter.site.views import counted
from newsletter.values import value

#: The statuses that have a shape of their own; all others share one, and so do case studies that differ.
_SHAPED = ("active", "ended")
OTHER = "other"


@value
class Spot:
    """A place on its sheet. `at` is where it is drawn there; `says` is what there is, `status` how it stands.

    `shape` is one of "active", "ended" and "other"; `count` of case studies name it, `first` of them before others.
    """

    name: str
    region: str
    sheet: Sheet
    at: Point
    shape: str
    says: str
    status: str
    link: str
    count: int
    first: int


def spots(desk: Desk) -> tuple[Spot, ...]:
    """Every place that a case study comes from, in the order of content/places.yaml."""
    return tuple(_spot(desk, key, studies) for key, studies in desk.library.facets["place"].items())


def _spot(desk: Desk, key: str, studies: Studies) -> Spot:
    place = desk.library.config.places[key]
    sheet = sheet_of(place.region, place.lat, place.lon)
    is_alone = len(studies) == 1
    return Spot(
        name=place.name,
        region=place.region,
        sheet=sheet,
        at=sheet.drawn(place.lat, place.lon),
        shape=_shape(study.record.status for study in studies),
        says=_short(studies[0].record.title, place.name)
        if is_alone
        else counted(len(studies), "case study", "case studies"),
        status=_statuses(studies),
        link=desk.href(studies[0].permalink if is_alone else permalinks.place_page(key)),
        count=len(studies),
        first=sum(study.record.places[0] == key for study in studies),
    )


def _shape(statuses: Iterable[str]) -> str:
    found = set(statuses)
    return found.pop() if len(found) == 1 and found <= set(_SHAPED) else OTHER


def _statuses(studies: Studies) -> str:
    """How they stand: Active; 2 active, 1 ended."""
    if len(studies) == 1:
        return STATUS_TITLES[studies[0].record.status]
    found = Counter[str](study.record.status for study in studies)
    return ", ".join(f"{found[key]} {STATUS_TITLES[key].lower()}" for key in STATUS_TITLES if key in found)


def _short(title: str, place: str) -> str:
    """What a title says before its colon, or after it where that is the place, which stands beside it anyway."""
    first, colon, rest = title.partition(": ")
    return rest if colon and first.removeprefix("The ") == place else first
