"""Makes the outlines of the map, templates/static/maps/*.svg, from Natural Earth's: `.venv/bin/python tools/outline.py`.

No build runs it: what it makes is in the repository. It fetches one npm package by npm, or takes the
folder of one that is unpacked already: `python tools/outline.py package/`. The same version of
the package gives the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from newsletter.site.map.sheets import LONDON, UK, WORLD, Point, Sheet, sheet_of

ROOT = Path(__file__).parents[1]
MADE = ROOT / "templates/static/maps"
PACKAGE = "world-atlas@2.0.2"

Ring = list[Point]
Arcs = dict[int, Ring]
#: What all is drawn in, more or less see-through: over paper it is land as the style has it, light and dark.
TONE = "#977E4C"
LAND = 0.3

#: The course of the Thames through London, degrees north and east, upstream first: drawn by eye after its
#: bridges and bends, good to about half a kilometre. Natural Earth's rivers end above London.
THAMES = (
    (51.389, -0.455), (51.396, -0.417), (51.408, -0.386), (51.404, -0.343), (51.394, -0.325), (51.411, -0.308),
    (51.431, -0.325), (51.447, -0.305), (51.462, -0.313), (51.474, -0.321), (51.486, -0.297), (51.484, -0.276),
    (51.469, -0.264), (51.474, -0.249), (51.488, -0.236), (51.482, -0.223), (51.467, -0.212), (51.466, -0.190),
    (51.480, -0.172), (51.484, -0.150), (51.486, -0.129), (51.501, -0.122), (51.509, -0.112), (51.508, -0.093),
    (51.505, -0.074), (51.500, -0.060), (51.507, -0.046), (51.510, -0.033), (51.498, -0.028), (51.486, -0.020),
    (51.484, -0.005), (51.495, 0.000), (51.508, 0.004), (51.500, 0.017), (51.495, 0.038), (51.496, 0.066),
    (51.508, 0.086), (51.513, 0.105), (51.506, 0.125), (51.512, 0.150), (51.500, 0.170), (51.487, 0.185),
    (51.480, 0.215), (51.466, 0.250), (51.457, 0.290),
)  # fmt: skip

#: Islands of ours that Natural Earth leaves out, drawn by eye the same way: Eigg, some 30 km².
ISLANDS = (
    (
        (56.937, -6.145), (56.925, -6.116), (56.905, -6.108), (56.887, -6.112), (56.875, -6.131), (56.866, -6.165),
        (56.877, -6.205), (56.890, -6.205), (56.903, -6.180), (56.917, -6.170), (56.930, -6.176), (56.937, -6.145),
    ),
)  # fmt: skip


class Drawn(NamedTuple):
    """How a sheet is drawn: kilometres to a unit, square kilometres a corner or an island must be worth."""

    unit: float
    corner: float
    island: float


#: The countries of the sheet of the United Kingdom.
_COUNTRIES = ("United Kingdom", "Ireland", "Isle of Man")
DRAWN = {"uk": Drawn(1, 12, 15), "london": Drawn(0.1, 0, 0), "world": Drawn(40, 9_000, 30_000)}


# What the package holds


def unpacked(place: Path) -> Path:
    """The folder of the package, fetched from the npm registry by npm."""
    told = subprocess.run(["npm", "pack", PACKAGE], cwd=place, check=True, capture_output=True, text=True)
    with tarfile.open(place / told.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(place, filter="data")
    return place / "package"


def arcs_of(topology: dict[str, Any], sheet: Sheet) -> Arcs:
    """Every arc as it is drawn on a sheet: TopoJSON 1.0 §2.1.3, quantised and delta-encoded."""
    (across, up), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    found: Arcs = {}
    for number, arc in enumerate(topology["arcs"]):
        x = y = 0
        ring: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            ring.append(sheet.drawn(y * up + south, x * across + west))
        found[number] = ring
    return found


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """The polygons of a country, each as its rings, each as the numbers of its arcs."""
    return [geometry["arcs"]] if geometry["type"] == "Polygon" else list(geometry["arcs"])


def joined(numbers: Iterable[int], arcs: Arcs) -> Ring:
    """A ring of arcs; one whose number is below zero runs backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


# Simpler


def area(ring: Sequence[Point]) -> float:
    """Square kilometres in a ring, whichever way it runs."""
    pairs = zip(ring, (*ring[1:], ring[0]), strict=True)
    return abs(sum(a.x * b.y - b.x * a.y for a, b in pairs)) / 2


def simpler(line: Ring, least: float) -> Ring:
    """A line without the corners that enclose less than `least`, its ends kept: Visvalingam and Whyatt 1993."""
    line = list(line)
    worth = [area(line[i - 1 : i + 2]) for i in range(1, len(line) - 1)]
    while worth and len(line) > 4 and (smallest := min(worth)) < least:
        at = worth.index(smallest)
        del line[at + 1], worth[at]
        for near in (at - 1, at):
            if 0 <= near < len(worth):  # no corner counts less than what went before it
                worth[near] = max(smallest, area(line[near : near + 3]))
    return line


def rings_of(
    topology: dict[str, Any], geometry: dict[str, Any], sheet: Sheet, kept: Sequence[Point]
) -> Iterator[Ring]:
    """The coast of a country, simplified, without its small islands: but those near a place that is kept stay."""
    how, arcs = DRAWN[sheet.name], arcs_of(topology, sheet)
    slim = {number: simpler(arc, how.corner) for number, arc in arcs.items() if _is_near(arc, sheet)}
    for polygon in polygons(geometry):
        numbers = polygon[0]  # the first is its coast, all others are lakes
        if any((n if n >= 0 else ~n) not in slim for n in numbers):
            continue
        whole = joined(numbers, arcs)
        if area(whole) >= how.island or any(_holds(whole, point) for point in kept):
            yield from parted(joined(numbers, slim), sheet)


def parted(ring: Ring, sheet: Sheet) -> Iterator[Ring]:
    """A ring; where it leaves the world at one side to come back at the other, the part on each side."""
    jumps = [n for n in range(len(ring)) if abs(ring[n].x - ring[n - 1].x) > sheet.width / 2]
    if not jumps:
        yield ring
        return
    ring = ring[jumps[0] :] + ring[: jumps[0]]
    cuts = [*(n - jumps[0] for n in jumps), len(ring)]
    sides: dict[bool, Ring] = {False: [], True: []}
    for start, end in pairwise(cuts):
        part = ring[start:end]
        sides[part[0].x > sheet.width / 2] += part
    yield from (part for part in sides.values() if part)


def _is_near(arc: Ring, sheet: Sheet) -> bool:
    return any(-0.2 * sheet.width <= p.x <= 1.2 * sheet.width and 0 <= p.y <= sheet.height for p in arc)


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a point lies within 5 km of a ring's extent."""
    xs, ys = [p.x for p in ring], [p.y for p in ring]
    return min(xs) - 5 <= point.x <= max(xs) + 5 and min(ys) - 5 <= point.y <= max(ys) + 5


# Drawn


def path(rings: Iterable[Ring], unit: float, *, is_closed: bool = True) -> str:
    """The `d` of a path: whole units, each from the one before."""
    parts = []
    for ring in rings:
        points = [(round(p.x / unit), round(p.y / unit)) for p in ring]
        points = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        if is_closed and points[0] == points[-1]:
            points.pop()
        if len(points) < 3:
            continue
        steps = zip(points[1:], points, strict=False)
        moves = "".join(_signed(to[0] - at[0]) + _signed(to[1] - at[1]) for to, at in steps)
        parts.append(f"M{points[0][0]} {points[0][1]}l{moves.lstrip()}{'z' if is_closed else ''}")
    return "".join(parts)


def _signed(number: int) -> str:
    return str(number) if number < 0 else f" {number}"


def drawing(sheet: Sheet, *paths: str) -> str:
    """The file of a sheet."""
    unit = DRAWN[sheet.name].unit
    width, height = round(sheet.width / unit), round(sheet.height / unit)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n' + "".join(f"{p}\n" for p in paths) + "</svg>\n"
    )


def _ground(sheet: Sheet) -> str:
    """Land from edge to edge."""
    unit = DRAWN[sheet.name].unit
    edges = f"M0 0H{sheet.width / unit:g}V{sheet.height / unit:g}H0z"
    return f'<path d="{edges}" fill="{TONE}" fill-opacity="{LAND:g}"/>'


def _land(d: str, fill: float, stroke: float, width: float) -> str:
    look = f'fill="{TONE}" fill-opacity="{fill:g}" stroke="{TONE}" stroke-opacity="{stroke:g}"'
    return f'<path d="{d}" {look} stroke-width="{width:g}" stroke-linejoin="round"/>'


def _river(d: str) -> str:
    look = f'fill="none" stroke="{TONE}" stroke-opacity=".55" stroke-width="7" stroke-linejoin="round"'
    return f'<path d="{d}" {look}/>'


def outlines(package: Path) -> Iterator[tuple[Sheet, str]]:
    """Each sheet with its file."""
    countries = json.loads((package / "countries-10m.json").read_text(encoding="utf-8"))
    named = {one["properties"]["name"]: one for one in countries["objects"]["countries"]["geometries"]}
    places = yaml.safe_load((ROOT / "content/places.yaml").read_text(encoding="utf-8")).values()
    kept = [
        point
        for one in places
        if sheet_of(one["region"], one["lat"], one["lon"]) is UK and (point := UK.at(one["lat"], one["lon"]))
    ]
    of_name = {name: list(rings_of(countries, named[name], UK, kept)) for name in _COUNTRIES}
    left_out = [[UK.drawn(*at) for at in island] for island in ISLANDS]
    uk = path((*of_name["United Kingdom"], *left_out), DRAWN["uk"].unit)
    faint = path((*of_name["Ireland"], *of_name["Isle of Man"]), DRAWN["uk"].unit)
    yield UK, drawing(UK, _land(faint, LAND / 3, 0.3, 0.75), _land(uk, LAND, 0.9, 1))
    course = path([[LONDON.drawn(*at) for at in THAMES]], DRAWN["london"].unit, is_closed=False)
    yield LONDON, drawing(LONDON, _ground(LONDON), _river(course))
    land = json.loads((package / "land-110m.json").read_text(encoding="utf-8"))
    whole = land["objects"]["land"]
    coast = [ring for one in whole.get("geometries", [whole]) for ring in rings_of(land, one, WORLD, ())]
    yield WORLD, drawing(WORLD, _land(path(coast, DRAWN["world"].unit), LAND, 0.7, 2))


def main() -> None:
    """Writes the files."""
    with tempfile.TemporaryDirectory() as place:
        package = Path(sys.argv[1]) if len(sys.argv) > 1 else unpacked(Path(place))
        for sheet, text in outlines(package):
            (MADE / f"{sheet.name}.svg").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
