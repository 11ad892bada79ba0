"""The plates: a sheet drawn at a size, with its pins.

`Spots → View → pins`. The shape of the country is a picture, one file for all pages; the rest is SVG in the page,
measured in sixteenths of a rem. A page is planned from what stands where; where pins go is found
out only when the page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from newsletter import permalinks
from newsletter.site.desk import Desk, View
from newsletter.site.map.placing import Dot, Pin, placed
from newsletter.site.map.shapes import Box
from newsletter.site.map.sheets import LONDON, UK, Point, Sheet
from newsletter.site.map.standing import Spot
from newsletter.site.views import counted

#: How wide a plate is drawn, in sixteenths of a rem: where a page is 320 px wide, and where the screen is wide.
SMALL, LARGE = 288, 528
#: The shape of a place that has a sheet of its own.
INSET = "inset"
#: Half the side of a place's dot.
_DOT = 7


def plate(desk: Desk, every: Sequence[Spot], sheet: Sheet, width: int = SMALL) -> View:
    """A sheet with the places that stand on it, those that more case studies begin with first.

    On that of the United Kingdom London is one place: it has a sheet of its own.
    """
    scale = width / sheet.width
    here = sorted(_on(desk, every, sheet), key=lambda spot: (-spot.first, -spot.count))
    return {
        "title": sheet.title,
        "width": width,
        "height": round(sheet.height * scale),
        "outline": sheet.outline,
        "list": desk.href(permalinks.MAP),
        "spots": [_spot_view(spot, scale) for spot in here],
    }


def pins(shown: View) -> list[View]:
    """The pins of a plate, placed: a filter of templates."""
    spots = shown["spots"]
    dots = tuple(Dot(Point(spot["x"], spot["y"]), spot["half"]) for spot in spots)
    names = tuple(spot["name"] for spot in spots)
    made = placed(dots, names, shown["width"], shown["height"])
    return [_pin(pin, [spots[number] for number in pin.dots], shown["list"]) for pin in made]


def plate_id(sheet: Sheet) -> str:
    """Where a sheet stands on the page of the map."""
    return f"map-{sheet.name}"


# Planned


def _on(desk: Desk, every: Iterable[Spot], sheet: Sheet) -> list[Spot]:
    """The places of a sheet; on that of the United Kingdom also London, as one."""
    here = [spot for spot in every if spot.sheet is sheet]
    inset = [spot for spot in every if spot.sheet is LONDON]
    if sheet is not UK or not inset:
        return here
    middle = Point(
        LONDON.west - UK.west + LONDON.width / 2,
        UK.north - LONDON.north + LONDON.height / 2,
    )
    london = replace(
        inset[0],
        name=LONDON.title,
        sheet=UK,
        at=middle,
        shape=INSET,
        says=counted(len(inset), "place", "places"),
        status="",
        link=desk.href(f"{permalinks.MAP}#{plate_id(LONDON)}"),
        count=sum(spot.count for spot in inset),
        first=sum(spot.first for spot in inset),
    )
    return [london, *here]


def _spot_view(spot: Spot, scale: float) -> View:
    half = LONDON.width * scale / 2 if spot.shape == INSET else _DOT
    return {
        "name": spot.name,
        "href": spot.link,
        "region": spot.region,
        "says": ", ".join(part for part in (spot.name, spot.says, spot.status.lower()) if part),
        "count": spot.count,
        "shape": spot.shape,
        "x": round(spot.at.x * scale),
        "y": round(spot.at.y * scale),
        "half": round(half),
    }


# Made


def _pin(pin: Pin, own: Sequence[View], of_list: str) -> View:
    """A pin as it is drawn, with what is said of it where it is read aloud."""
    first, name = own[0], pin.name
    return {
        "href": first["href"] if len(own) == 1 else f"{of_list}#{first['region']}",
        "says": first["says"] if len(own) == 1 else _all_said(own, name.text if name else ""),
        "target": _area(pin.target),
        "line": {"x": round(pin.aside.x), "y": round(pin.aside.y)} if pin.aside else None,
        "dots": own[::-1],  # the one that is named lies on top
        "first": first,
        "name": {"text": name.text, "x": round(name.x), "y": round(name.y), "anchor": name.anchor}
        if name
        else None,
    }


def _area(box: Box) -> View:
    left, top = round(box.left), round(box.top)
    return {"x": left, "y": top, "width": round(box.right) - left, "height": round(box.bottom) - top}


def _all_said(own: Sequence[View], written: str) -> str:
    """Several places: their names, and how many case studies; begins with what is written, so that it can be spoken."""
    names = ", ".join(spot["name"] for spot in own)
    total = counted(sum(spot["count"] for spot in own), "case study", "case studies")
    beginning = f"{written}: " if written and not names.startswith(written) else ""
    return f"{beginning}{names}, {total}, in the list"
