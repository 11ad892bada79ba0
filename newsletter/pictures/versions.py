"""A picture in the widths that screens ask for, each in the kinds that browsers take, the smallest kind first.

Never wider than it is published itself, and the same picture becomes the same bytes each time. What
is drawn stays sharp: a PNG is made smaller without loss, as PNG and WebP; a photograph becomes AVIF,
if that is smaller than WebP, WebP and JPEG.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newsletter.pictures.bare import bare
from newsletter.pictures.kinds import kind_of
from newsletter.pictures.opening import UPRIGHT, opened, orientation_of, own_orientation, turned
from newsletter.pictures.shrinking import LONGEST_SIDE, fitted, is_clear, is_lossless, saved
from newsletter.values import point

if TYPE_CHECKING:
    from PIL.Image import Image

#: Pixels: a phone's column, the same on its finer screen, and a page's column of 640 on fine screens.
WIDTHS = (320, 640, 960, 1_280)
#: How much narrower a version is than the widest, to be worth its name on the page.
_APART = 0.85
#: How well each kind is kept; of AVIF also how long to look for it: 6 takes twice the time of 8, and is a third smaller.
_PHOTOGRAPH: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 60, "speed": 6, "max_threads": 1},
    "WebP": {"quality": 78, "method": 4},
    "JPEG": {"quality": 80, "optimize": True, "progressive": True},
}
_DRAWING: dict[str, dict[str, Any]] = {"WebP": {"lossless": True, "method": 4}, "PNG": {"optimize": True}}
#: Of what shows something behind it no JPEG can be made.
_CLEAR = {name: _PHOTOGRAPH[name] for name in ("AVIF", "WebP")} | {"PNG": _DRAWING["PNG"]}


@point
class Version:
    """A picture of one kind and width."""

    kind: str
    width: int
    content: bytes


def versions(content: bytes, published: str, size: tuple[int, int]) -> tuple[Version, ...]:
    """A whole picture in its widths, kind by kind; it is published itself as a `published` of this `size`.

    None where it moves, is a GIF or an SVG, or is narrower than the least width.
    """
    kind = kind_of(content)
    if kind in ("GIF", "SVG") or size[0] < WIDTHS[0]:
        return ()
    with opened(kind, bare(kind, content)) as image:
        if getattr(image, "n_frames", 1) > 1:
            return ()
        is_few = image.mode == "P"
        orientation = own_orientation(image) if kind == "AVIF" else orientation_of(kind, content)
        still = turned(fitted(image, (LONGEST_SIDE, LONGEST_SIDE)), orientation or UPRIGHT)
    is_drawn = published == "PNG" or is_lossless(kind, content)
    ways = _DRAWING if is_drawn else _CLEAR if is_clear(still) else _PHOTOGRAPH
    found = {name: tuple(_of_kind(still, name, size, is_few=is_few, **ways[name])) for name in ways}
    if "AVIF" in found and _weight(found["AVIF"]) >= _weight(found["WebP"]):
        del found["AVIF"]
    return tuple(one for of_kind in found.values() for one in of_kind)


def _weight(of_kind: tuple[Version, ...]) -> int:
    return sum(len(one.content) for one in of_kind)


def _of_kind(
    image: Image, kind: str, size: tuple[int, int], *, is_few: bool, **how: Any
) -> Iterator[Version]:
    """The widest first; one that is no smaller in bytes than a wider one helps nobody."""
    least: int | None = None
    widest = min(size[0], WIDTHS[-1])
    for width in (widest, *(one for one in reversed(WIDTHS) if one <= widest * _APART)):
        content = bare(kind, _resized(image, kind, width, size, is_few=is_few, **how))
        if least is None or len(content) < least:
            least = len(content)
            yield Version(kind, width, content)


def _resized(
    image: Image, kind: str, width: int, size: tuple[int, int], *, is_few: bool, **how: Any
) -> bytes:
    from PIL.Image import Resampling

    small = image
    if image.width != width:
        small = image.convert("RGBA" if is_clear(image) else "RGB") if image.mode == "P" else image
        small = small.resize((width, max(1, round(size[1] * width / size[0]))), Resampling.LANCZOS)
        if is_few and kind == "PNG":
            small = small.quantize()
    if kind != "PNG" and small.mode == "P":
        small = small.convert("RGBA" if is_clear(small) else "RGB")
    profile = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    return saved(small, kind, **how, **profile)
