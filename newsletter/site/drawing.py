"""What pages draw: bars and a tiny arrow, as plain numbers for the SVG of the templates, and the words that say the same.

The policy of the pages allows no style within them: a bar is as long as its path says, and its
colour comes from the style sheet.
"""

from __future__ import annotations

from math import hypot

from newsletter.content.entry import Emblem
from newsletter.content.kinds.case_study_drawn import Bar, Drawn
from newsletter.content.words.quantities import hedge_of
from newsletter.site.desk import View

#: The square an arrow is drawn in: its side, and what stays free along its edges.
SIDE, EDGE = 48, 5
#: How long the head of an arrow is, and how far it spreads to each side.
_HEAD, _SPREAD = 8, 5
#: Shorter than this, a way has no direction an eye could see.
_LEAST = 8.5


def bars_view(found: Drawn | None) -> View | None:
    """Two bars, each sure to `low` and perhaps to `high`, of a width of a thousand; None where nothing is drawn."""
    if found is None:
        return None
    return {"before": _bar(found.before), "after": _bar(found.after), "is_share": found.is_share}


def _bar(bar: Bar) -> View:
    return {"low": bar.low, "high": bar.high}


def emblem_view(emblem: Emblem, *, is_over: bool) -> View:
    """A figure with what it is, or the arrow of a shift with what moved, in words."""
    if emblem.figure:
        hedge = hedge_of(emblem.figure)
        figure = emblem.figure.removeprefix(hedge).strip()
        return {"hedge": hedge, "figure": figure, "what": emblem.what, "arrow": None, "map": None}
    what = moved(emblem.shift, "at the end" if is_over else "now")
    return {"hedge": "", "figure": "", "what": what, "arrow": arrow_view(emblem.shift), "map": None}


def moved(shift: tuple[float, ...], end: str) -> str:
    """How power is used or, where that stayed and what people hold right moved, that; first, and at the `end`."""
    for axis, places in (("How power is used", shift[::2]), ("What people hold right", shift[1::2])):
        start, now = map(position, places)
        if start != now:
            return f"{axis}: {start} first, {now} {end}"
    return f"How power is used: {position(shift[-2])}"


def position(value: float) -> str:
    """A place on an axis of the compass, from -2 to 2, in words."""
    if abs(value) < 0.5:
        return "between old and new"
    side = "new" if value > 0 else "old"
    return f"{'wholly' if abs(value) >= 1.75 else 'mostly' if abs(value) >= 1 else 'somewhat'} {side}"


def arrow_view(shift: tuple[float, ...]) -> View | None:
    """The way from one point of the compass to another: a shaft and a head, or a dot where nothing moved."""
    if not shift:
        return None
    x, to_x = (_place(model) for model in shift[::2])
    y, to_y = (_place(-values) for values in shift[1::2])  # old to new goes up, and an SVG counts down
    long = hypot(to_x - x, to_y - y)
    if long < _LEAST:
        return {"dot": [_said(to_x), _said(to_y)], "shaft": "", "head": ""}
    along_x, along_y = (to_x - x) / long, (to_y - y) / long
    back_x, back_y = to_x - _HEAD * along_x, to_y - _HEAD * along_y
    corners = [
        (to_x, to_y),
        (back_x - _SPREAD * along_y, back_y + _SPREAD * along_x),
        (back_x + _SPREAD * along_y, back_y - _SPREAD * along_x),
    ]
    return {
        "dot": [],
        "shaft": f"M{_said(x)} {_said(y)}L{_said(back_x)} {_said(back_y)}",
        "head": "M" + "L".join(f"{_said(one)} {_said(other)}" for one, other in corners) + "z",
    }


def _place(axis: float) -> float:
    """Where -2 to 2 of an axis lies along the square."""
    return EDGE + (axis + 2) / 4 * (SIDE - 2 * EDGE)


def _said(number: float) -> str:
    """A number of a path: to a tenth, as short as it can be."""
    return f"{round(number, 1):g}"
