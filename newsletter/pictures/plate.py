"""Marks on a plate: words, boxes and shapes, painted in few colours.

`Mark → PNG`. The same marks are the same bytes: words are set letter by letter, by what `lettering` knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from newsletter.pictures.lettering import FONTS, placed
from newsletter.values import point

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

#: How much larger shapes are painted first, to have smooth edges.
_FINE = 4
#: Into how many parts of a pixel letters are moved.
_PARTS = 4


@point
class Words:
    """A line of words from `x` on, on the baseline `y`."""

    x: float
    y: float
    cut: str
    size: int
    colour: str
    text: str


@point
class Box:
    """A rectangle, by its corners."""

    left: int
    top: int
    right: int
    bottom: int
    colour: str


@point
class Shape:
    """Something with smooth edges: the corners of a polygon, or the middle of a disc of `radius`."""

    corners: tuple[tuple[float, float], ...]
    colour: str
    radius: float = 0


Mark: TypeAlias = Words | Box | Shape


@point
class Plate:
    """What marks are painted on: its size in pixels, its colour, and in how many steps it goes over into each other one.

    Letters and shapes need a few steps to have smooth edges; few colours make the file small.
    """

    size: tuple[int, int]
    paper: str
    steps: tuple[tuple[str, int], ...]


def painted(plate: Plate, marks: Iterable[Mark]) -> bytes:
    """The plate with its marks as a PNG."""
    from PIL.Image import Dither

    few = _in_colours(plate, marks).quantize(palette=_palette(plate), dither=Dither.NONE)
    file = BytesIO()
    few.save(file, "PNG", compress_level=7)  # 9 saves a tenth of the bytes, and takes six times as long
    return file.getvalue()


def _in_colours(plate: Plate, marks: Iterable[Mark]) -> Image:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", plate.size, plate.paper)
    brush = ImageDraw.Draw(image)
    for mark in marks:
        match mark:
            case Words():
                _set(image, mark)
            case Box():
                brush.rectangle((mark.left, mark.top, mark.right - 1, mark.bottom - 1), mark.colour)
            case Shape():
                _smooth(image, mark)
    return image


def _set(image: Image, words: Words) -> None:
    """Set words letter by letter, each to a quarter of a pixel, so that few have to be drawn anew."""
    for sign, far in placed(words.text, words.cut, words.size):
        if sign.strip():
            whole, quarters = divmod(round((words.x + far) * _PARTS), _PARTS)
            drawn, left, top = _letter(words.cut, words.size, sign, quarters)
            image.paste(words.colour, (whole + left, round(words.y) + top), drawn)


@lru_cache(maxsize=4096)
def _letter(cut: str, size: int, sign: str, quarters: int) -> tuple[Image, int, int]:
    """A letter as a mask, and where its left upper corner stands, seen from where the letter begins on its line."""
    from PIL import Image, ImageDraw

    font = _font(cut, size)
    left, top, right, bottom = (int(side) for side in font.getbbox(sign, anchor="ls"))
    mask = Image.new("L", (right - left + 3, bottom - top + 2))
    place = 1 - left + quarters / _PARTS, 1 - top
    ImageDraw.Draw(mask).text(place, sign, 255, font, anchor="ls")
    return mask, left - 1, top - 1


def _smooth(image: Image, shape: Shape) -> None:
    """Paint a shape several times as large, and then as a mask of its own size."""
    from PIL import Image, ImageDraw

    far = shape.radius + 2
    left, top = (int(min(one[axis] for one in shape.corners) - far) for axis in (0, 1))
    right, bottom = (int(max(one[axis] for one in shape.corners) + far) + 1 for axis in (0, 1))
    mask = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
    corners = [((x - left) * _FINE, (y - top) * _FINE) for x, y in shape.corners]
    if shape.radius:
        ImageDraw.Draw(mask).circle(corners[0], shape.radius * _FINE, 255)
    else:
        ImageDraw.Draw(mask).polygon(corners, 255)
    image.paste(shape.colour, (left, top), mask.reduce(_FINE))


@cache
def _font(cut: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # letters are set here one by one: the other engine is not everywhere, and would only get in the way
    return ImageFont.truetype(FONTS / f"{cut}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _palette(plate: Plate) -> Image:
    """An image whose palette is every colour of a plate."""
    from PIL import Image

    paper = _rgb(plate.paper)
    colours = [paper]
    for name, steps in plate.steps:
        colour = _rgb(name)
        for step in range(1, steps + 1):
            colours.append(tuple(a + (b - a) * step // steps for a, b in zip(paper, colour, strict=True)))
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in dict.fromkeys(colours) for part in colour])
    return made


def _rgb(colour: str) -> tuple[int, ...]:
    """The parts of a colour such as #FBF6EC."""
    return tuple(bytes.fromhex(colour[1:]))
