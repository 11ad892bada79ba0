"""What the fields of a place say of each other: its region, its nation, and where on the globe it is.

Serves `entries`, on content/places.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.content.config import Place
from newsletter.content.reading.field import UNREAD, Field
from newsletter.content.words.vocabularies import NATIONS
from newsletter.regexes import regex
from newsletter.told.diagnostics import Checked, Diagnostic, warning

#: Degrees north and east that the United Kingdom lies between, Lizard Point to Shetland.
_SOUTH, _NORTH, _WEST, _EAST = 49.8, 60.9, -8.7, 1.8


#: The same of each region, half a degree and less beyond its borders.
EXTENTS = {
    "north-east": (54.3, 55.9, -2.8, -0.7),
    "north-west": (52.8, 55.3, -3.8, -1.8),
    "yorkshire-and-the-humber": (53.2, 54.7, -2.7, 0.3),
    "east-midlands": (51.9, 53.8, -2.2, 0.5),
    "west-midlands": (51.7, 53.3, -3.3, -1.1),
    "east-of-england": (51.3, 53.1, -0.9, 1.9),
    "london": (51.2, 51.8, -0.6, 0.4),
    "south-east": (50.5, 52.3, -2.1, 1.6),
    "south-west": (49.8, 52.2, -6.6, -1.4),
    "scotland": (54.5, 60.9, -8.7, -0.6),
    "wales": (51.3, 53.5, -5.8, -2.5),
    "northern-ireland": (53.9, 55.4, -8.3, -5.3),
}
#: Both coordinates, as a map gives them for copying.
_BOTH = regex(r"(-?[0-9.]+)\s*,\s*(-?[0-9.]+)")


def coordinates_apart(fields: Field) -> Checked[Field]:
    """The same, but for places with both coordinates in one field, of which it is told: both count as unread."""
    places = dict(fields.named)
    told: list[Diagnostic] = []
    for key, place in places.items():
        lat = place.named.get("lat")
        both = _BOTH.fullmatch(lat.value) if lat and isinstance(lat.value, str) else None
        if lat and both and "lon" not in place.named:
            hint = f"write `lat: {both[1]}, lon: {both[2]}`"
            told.append(Diagnostic(lat.location, "bad-number", "both coordinates stand in `lat`", hint))
            unread = lat._replace(value=UNREAD)
            places[key] = place._replace(value={**place.named, "lat": unread, "lon": unread})
    return Checked(fields._replace(value=places) if told else fields, tuple(told))


def place_problems(fields: Field, places: Mapping[str, Place]) -> Iterator[Diagnostic]:
    """What contradicts the region of a place; of one elsewhere in the world nothing is known."""
    first: dict[tuple[float, float], str] = {}
    for key, place in places.items():
        written = fields.at((key,))
        before = first.setdefault((place.lat, place.lon), key)
        if before != key:
            message = f"`{before}` has this very point already"
            yield warning(written.at(("lat",)).location, "misplaced", message, f"look up where `{key}` lies")
        nation = NATIONS.get(place.region)
        if nation is None:
            continue
        if place.nation != nation:
            yield Diagnostic(
                written.at(("nation",)).location,
                "unknown-nation",
                f"`{place.nation}` is not the nation that `{place.region}` is in",
                f"write `nation: {nation}`, or choose another region",
            )
        if not _is_here(place.lat, place.lon) and _is_here(place.lat, -place.lon):
            lon = written.at(("lon",))
            yield Diagnostic(
                lon.location,
                "misplaced",
                f"{place.lat:g} north, {place.lon:g} east does not lie in `{place.region}`: west of Greenwich is negative",
                f"write `lon: -{str(lon.value).lstrip('+')}`",
            )
        elif not _is_here(place.lat, place.lon):
            is_exchanged = _is_here(place.lon, place.lat)
            yield Diagnostic(
                written.at(("lat",)).location,
                "misplaced",
                "latitude and longitude are exchanged"
                if is_exchanged
                else f"{place.lat:g} north, {place.lon:g} east does not lie in `{place.region}`",
                f"write `lat: {place.lon:g}` and `lon: {place.lat:g}`"
                if is_exchanged
                else "`lat` is degrees north, `lon` degrees east; west of Greenwich is negative",
            )
        elif not _is_in(place.region, place.lat, place.lon):
            yield _out_of_region(written, place)


def _out_of_region(written: Field, place: Place) -> Diagnostic:
    """Of a point in the country, and far from the region it is said to be in."""
    lon = written.at(("lon",))
    if _is_in(place.region, place.lat, -place.lon):
        east = "east" if place.lon > 0 else "west"
        message = f"this lies {east} of Greenwich, far outside `{place.region}`"
        return warning(lon.location, "misplaced", message, f"write `lon: {-place.lon:g}`")
    lies = [region for region in EXTENTS if _is_in(region, place.lat, place.lon)]
    at = f"{place.lat:g} north, {abs(place.lon):g} {'west' if place.lon < 0 else 'east'}"
    message = f"{at} lies far outside `{place.region}`"
    if lies:
        hint = f"if the point is right, write {' or '.join(f'`region: {one}`' for one in lies)}; else look the point up"
        return warning(written.at(("region",)).location, "misplaced", message, hint)
    return warning(
        written.at(("lat",)).location, "misplaced", message, "look up its point, and which region it is in"
    )


def _is_in(region: str, lat: float, lon: float) -> bool:
    south, north, west, east = EXTENTS[region]
    return south <= lat <= north and west <= lon <= east


def _is_here(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST
