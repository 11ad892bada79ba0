"""The page of the compass: where each case study stands between old and new power, and the way it came, drawn and as a table.

Nothing is computed but places on paper: the points are the editors' judgement. A number stands
for a case study, in the drawing and in the table beside it, which says the same in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, sin

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.case_study_parts import Compass, Position
from newsletter.content.library.placed import MOST, placed
from newsletter.site.desk import Desk, View
from newsletter.site.drawing import position
from newsletter.site.frame import head_view
from newsletter.site.pages import SitePage, Stock, page_of

TITLE = "The compass"
_ABOUT = (
    "Where each case stands between old and new power, and the way it came: the editors’ judgement, drawn."
)
#: The side of the drawing, in units of a pixel on a phone, what stays free along its edges, and the size of a disc.
SIDE, _EDGE, DISC = 360, 24, 10
#: How long the head of an arrow is, and how far it spreads to each side.
_HEAD, _SPREAD = 7, 4

Spot = tuple[float, float]


def compass_page(stock: Stock) -> Iterator[SitePage]:
    """The page of the compass; none while no case study has a place on it."""
    desk = stock.desk
    if not (shown := placed(desk.library)):
        return
    head = head_view(
        desk,
        permalinks.COMPASS,
        TITLE,
        _ABOUT,
        kind="list",
        schema="CollectionPage",
        crumbs=(("Library", permalinks.LIBRARY),),
    )
    yield page_of(
        permalinks.COMPASS,
        "compass.html",
        head,
        title=TITLE,
        description=_ABOUT,
        rows=[_row(desk, number, study) for number, study in enumerate(shown, 1)],
        is_whole=len(shown) < MOST,
        plate={"side": SIDE, "disc": DISC, "cases": _drawn([_compass(study) for study in shown])},
    )


def _compass(study: Entry[CaseStudy]) -> Compass:
    assert study.record.compass is not None, "only those with a compass are asked"
    return study.record.compass


def _row(desk: Desk, number: int, study: Entry[CaseStudy]) -> View:
    compass = _compass(study)
    card = desk.cards[study.path]
    return {
        "number": number,
        "title": card["title"],
        "href": card["href"],
        "banner": card["banner"],
        "start": _in_words(compass.start) if compass.start else None,
        "now": _in_words(compass.now),
    }


def _in_words(point: Position) -> View:
    return {"model": position(point.model), "values": position(point.values)}


def _drawn(compasses: Sequence[Compass]) -> list[View]:
    """Each as a disc where it stands, with a line and a head from where it stood, if it moved."""
    discs = _discs([_spot(compass.now) for compass in compasses])
    return [
        {
            "number": number,
            "x": _said(disc[0]),
            "y": _said(disc[1]),
            **_way(_spot(compass.start) if compass.start else disc, disc, compass),
        }
        for number, (compass, disc) in enumerate(zip(compasses, discs, strict=True), 1)
    ]


def _discs(points: Sequence[Spot]) -> list[Spot]:
    """Where discs go: on their point, or round it where several have the same."""
    sharing: dict[Spot, list[int]] = defaultdict(list)
    for index, point in enumerate(points):
        sharing[point].append(index)
    discs = list(points)
    for (x, y), those in sharing.items():
        if len(those) > 1:
            ring = (DISC + 0.5) / sin(pi / len(those))
            for turn, index in enumerate(those):
                angle = pi + 2 * pi * turn / len(those)
                discs[index] = (x + ring * cos(angle), y + ring * sin(angle))
    return discs


def _way(start: Spot, disc: Spot, compass: Compass) -> View:
    """A line from where a case stood to the edge of its disc, and a head there; none where it did not move."""
    moved = compass.start is not None and _spot(compass.start) != _spot(compass.now)
    long = hypot(disc[0] - start[0], disc[1] - start[1])
    if not moved or long <= DISC + _HEAD:
        return {"shaft": "", "head": ""}
    along = ((disc[0] - start[0]) / long, (disc[1] - start[1]) / long)
    tip = (disc[0] - DISC * along[0], disc[1] - DISC * along[1])
    back = (tip[0] - _HEAD * along[0], tip[1] - _HEAD * along[1])
    corners = (
        tip,
        (back[0] - _SPREAD * along[1], back[1] + _SPREAD * along[0]),
        (back[0] + _SPREAD * along[1], back[1] - _SPREAD * along[0]),
    )
    return {
        "shaft": f"M{_pair(start)}L{_pair(back)}",
        "head": "M" + "L".join(map(_pair, corners)) + "z",
    }


def _spot(point: Position) -> Spot:
    """Where a point lies in the drawing: old to new goes right and up, and an SVG counts down."""
    half = SIDE / 2
    unit = (half - _EDGE) / 2
    return half + float(point.model) * unit, half - float(point.values) * unit


def _pair(spot: Spot) -> str:
    return f"{_said(spot[0])} {_said(spot[1])}"


def _said(number: float) -> str:
    """A number of a drawing: to a tenth, as short as it can be."""
    return f"{round(number, 1):g}"
