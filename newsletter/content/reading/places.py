"""What the fields of a place say of each other: its region, its nation, and where on the globe it is.

Serves `entries`, on content/places.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.content.config import Place
from newsletter.content.reading.field import UNREAD, Field
from newsletter.content.words.vocabularies import NATIONS
from newsletter.regexes import regex
from newsletter.told.diagnostics import Checked, Diagnostic

#: Degrees north and east that the United Kingdom lies between, Lizard Point to Shetland.
_SOUTH, _NORTH, _WEST, _EAST = 49.8, 60.9, -8.7, 1.8


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
    for key, place in places.items():
        written = fields.at((key,))
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


def _is_here(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST
