"""A picture opened, and turned as it was meant to be seen; what is said where it does not open, or not whole."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from newsletter.pictures.unfit import Unfit

if TYPE_CHECKING:
    from PIL.Image import Image

#: Pixels of what is opened at all: a small file can hold billions, and fill the memory of whoever draws it.
MOST_PIXELS = 50_000_000
#: The same, of all the pictures of an animation together.
_MOST_MOVING = 1_000_000_000

_ORIENTATION = 0x0112  # EXIF 3.0, 4.6.5
UPRIGHT = 1
_LYING = 5  # from here on width and height change places

#: What Pillow and its helpers raise on bytes that are no picture, besides OSError.
_OF_LIBRARIES = (
    *(ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, RuntimeError),
    *(struct.error, zlib.error),
)


@contextmanager
def unreadable(kind: str) -> Iterator[list[Unfit]]:
    """What a library says of a file that is none or not whole, in our words."""
    told: list[Unfit] = []
    hint = "save it again from where it came"
    try:
        yield told
    except (EOFError, OSError) as error:
        if isinstance(error, EOFError) or "truncated" in str(error) or "broken" in str(error):
            told.append(Unfit("unreadable-picture", "breaks off: a part of it is missing", hint))
        else:
            told.append(Unfit("unreadable-picture", f"does not open: this {kind} is damaged", hint))
    except _OF_LIBRARIES:
        told.append(Unfit("unreadable-picture", f"does not open: this {kind} is damaged", hint))


@contextmanager
def opened(kind: str, content: bytes) -> Iterator[Any]:
    """The picture, not decoded yet. How many pixels are too many is for us to say."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are for programmers: editors are told in our words
        try:
            image = Image.open(BytesIO(content), formats=[kind.upper()])
        except Image.DecompressionBombError:
            former, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                # for its size: nobody decodes it
                image = Image.open(BytesIO(content), formats=[kind.upper()])
            finally:
                Image.MAX_IMAGE_PIXELS = former
        with image:
            yield image


def too_large(image: Image) -> Unfit | None:
    """Why a picture is not to be decoded; None if it can be."""
    pixels = image.width * image.height
    count = getattr(image, "n_frames", 1) if pixels <= MOST_PIXELS else 1
    if pixels <= MOST_PIXELS and pixels * count <= _MOST_MOVING:
        return None
    words = f"has {pixels * count / 1e6:,.0f} megapixels; at most {MOST_PIXELS // 10**6} are opened"
    return Unfit("too-large", words, "save it smaller: pages show at most 1,600 pixels a side")


def orientation_of(kind: str, content: bytes) -> int:
    """How the picture is to be turned, as EXIF counts; upright where that cannot be read."""
    with suppress(Exception), opened(kind, content) as image:
        found = own_orientation(image)
        return found if found in range(1, 9) else UPRIGHT
    return UPRIGHT


def own_orientation(image: Image) -> Any:
    """What an opened picture says itself of how it is to be turned; it may be nonsense."""
    return image.getexif().get(_ORIENTATION, UPRIGHT)


def turned(image: Image, orientation: int) -> Image:
    """The picture upright, of one with this orientation."""
    from PIL.Image import Transpose

    turns = (
        Transpose.FLIP_LEFT_RIGHT,
        Transpose.ROTATE_180,
        Transpose.FLIP_TOP_BOTTOM,
        Transpose.TRANSPOSE,
        Transpose.ROTATE_270,
        Transpose.TRANSVERSE,
        Transpose.ROTATE_90,
    )
    return image if orientation == UPRIGHT else image.transpose(turns[orientation - 2])


def size_shown(kind: str, image: Image) -> tuple[int, int]:
    """Width and height as browsers show them: an AVIF says itself that it is to be turned."""
    if kind == "AVIF" and own_orientation(image) >= _LYING:
        return image.height, image.width
    return image.size


def look_at(image: Image) -> None:
    """Decodes all of it. Raises what Pillow does where it breaks off."""
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()
