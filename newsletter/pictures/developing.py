"""A picture as an editor saved it becomes the one that is published, and another for letters where they need one.

Where nothing has to change but what it tells besides, its pixels are not touched. Else it is
turned upright and made smaller, always into the same bytes.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from newsletter.pictures.bare import bare
from newsletter.pictures.kinds import PUBLISHED, kind_of
from newsletter.pictures.unfit import Unfit
from newsletter.values import point

if TYPE_CHECKING:
    from PIL.Image import Image

#: Pixels: the longer side of what is published, twice the 800 that a page shows.
LONGEST_SIDE = 1_600
#: Bytes of what is published.
LARGEST = 500_000
#: Pixels of what is opened at all: a small file can hold billions, and fill the memory of whoever draws it.
MOST_PIXELS = 50_000_000
#: The same, of all the pictures of an animation together.
_MOST_MOVING = 1_000_000_000
#: Bytes of what is read at all. 50 megapixels, as bare as can be, are 200 MB; no camera writes half of it.
MOST_BYTES = 200_000_000
#: Pixels: width and height of what is made for a letter, twice the 536 that it shows.
_BOX_IN_LETTERS = (1_072, LONGEST_SIDE)

_ORIENTATION = 0x0112  # EXIF 3.0, 4.6.5
_UPRIGHT = 1
_LYING = 5  # from here on width and height change places
#: What a JPEG is written with, the best that is small enough.
_QUALITIES = (85, 78, 70, 62)
#: Bytes of a PNG that ten times the work may make small enough: it saves a tenth or so.
_WORTH_A_TRY = 700_000
#: The longest side that is let be, where no quality makes it small enough.
_SMALL = 320


@point
class Developed:
    """A picture that may be published: its kind, and its size in pixels if it has one.

    `content` is None where it is the file as it was read, but for metadata: `bare` makes that.
    """

    kind: str
    width: int | None
    height: int | None
    content: bytes | None = None


def developed(content: bytes) -> Developed | Unfit:
    """The picture as pages show it, or why they cannot."""
    if (kind := kind_of(content)) not in PUBLISHED or len(content) > MOST_BYTES:
        return _unfit_kind(kind, len(content))
    if kind == "SVG":
        return _drawn(content)
    with _told(kind) as told:
        without = bare(kind, content)
        orientation = _UPRIGHT if kind == "AVIF" else _orientation(kind, content)
        with _opened(kind, without) as image:
            if (problem := _too_large(image)) is not None:
                return problem
            is_small = max(image.size) <= LONGEST_SIDE and len(without) <= LARGEST
            if is_small and orientation == _UPRIGHT:
                _look_at(image)
                return Developed(kind, *_as_shown(kind, image))
            made = _remade(image, kind, orientation, lossless=_is_lossless(kind, without))
            if orientation == _UPRIGHT and max(image.size) <= LONGEST_SIDE and _is_no_gain(made, without):
                return Developed(kind, *_as_shown(kind, image))
            return made
    return told[0]


def developed_for_letters(content: bytes) -> Developed | Unfit:
    """The same picture as a JPEG or PNG, the first of several if it moves."""
    kind = kind_of(content)
    if is_drawn := kind == "SVG":
        from newsletter.pictures.painting import painted

        pixels = painted(content, _BOX_IN_LETTERS)
        if isinstance(pixels, Unfit):
            return pixels
        kind, content = "PNG", pixels
    with _told(kind) as told, _opened(kind, content) as image:
        if (problem := _too_large(image)) is not None:
            return problem
        still = _turned(_fitted(image, _BOX_IN_LETTERS), _orientation(kind, content))
        return _written(
            still, "PNG" if is_drawn or _is_lossless(kind, content) or _is_clear(still) else "JPEG"
        )
    return told[0]


def as_it_is(content: bytes) -> bytes | Unfit:
    """The picture's own pixels without what it tells besides; where it is to be turned, made anew and fitted."""
    kind = kind_of(content)
    with _told(kind) as told:
        without = bare(kind, content)
        orientation = _UPRIGHT if kind == "AVIF" else _orientation(kind, content)
        if orientation == _UPRIGHT:
            return without
        with _opened(kind, without) as image:
            turned = _too_large(image) or _remade(
                image, kind, orientation, lossless=_is_lossless(kind, without)
            )
            return turned if isinstance(turned, Unfit) else turned.content or without
    return told[0]


def bytes_of(kind: str, content: bytes) -> bytes:
    """What is published of a picture whose pixels stay as they are."""
    if kind != "SVG":
        return bare(kind, content)
    from newsletter.pictures.drawings import Drawing, drawing

    drawn = drawing(content)
    assert isinstance(drawn, Drawing), "it was looked at before"
    return drawn.content


# What cannot be published


def _unfit_kind(kind: str, size: int) -> Unfit:
    if kind in PUBLISHED:
        words = f"has {size / 1e6:,.0f} MB; at most {MOST_BYTES // 10**6} are read"
        return Unfit("too-large", words, "save it smaller")
    if not kind:
        return Unfit("unreadable-picture", "does not open: there is no picture in this file", "save it again")
    hint = "save it as JPEG, or as PNG if it is drawn"
    if kind == "HEIC":
        hint = (
            "save it as JPEG; an iPhone takes such pictures with Settings, Camera, Formats, Most Compatible"
        )
    return Unfit("picture-kind", f"is of a kind that few browsers show: {kind}", hint)


def _too_large(image: Image) -> Unfit | None:
    pixels = image.width * image.height
    count = getattr(image, "n_frames", 1) if pixels <= MOST_PIXELS else 1
    if pixels <= MOST_PIXELS and pixels * count <= _MOST_MOVING:
        return None
    words = f"has {pixels * count / 1e6:,.0f} megapixels; at most {MOST_PIXELS // 10**6} are opened"
    return Unfit("too-large", words, "save it smaller: pages show at most 1,600 pixels a side")


#: What Pillow and its helpers raise on bytes that are no picture, besides OSError.
_OF_LIBRARIES = (
    *(ValueError, SyntaxError, KeyError, IndexError, TypeError, OverflowError, RuntimeError),
    *(struct.error, zlib.error),
)


@contextmanager
def _told(kind: str) -> Iterator[list[Unfit]]:
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


# Opening and turning


@contextmanager
def _opened(kind: str, content: bytes) -> Iterator[Any]:
    """The picture, not decoded yet. How many pixels are too many is for us to say."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they are for programmers: editors are told in our words
        try:
            opened = Image.open(BytesIO(content), formats=[kind.upper()])
        except Image.DecompressionBombError:
            former, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
            try:
                opened = Image.open(
                    BytesIO(content), formats=[kind.upper()]
                )  # for its size: nobody decodes it
            finally:
                Image.MAX_IMAGE_PIXELS = former
        with opened:
            yield opened


def _orientation(kind: str, content: bytes) -> int:
    """How the picture is to be turned, as EXIF counts; upright where that cannot be read."""
    with suppress(Exception), _opened(kind, content) as image:
        found = image.getexif().get(_ORIENTATION, _UPRIGHT)
        return found if found in range(1, 9) else _UPRIGHT
    return _UPRIGHT


def _turned(image: Image, orientation: int) -> Image:
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
    return image if orientation == _UPRIGHT else image.transpose(turns[orientation - 2])


def _as_shown(kind: str, image: Image) -> tuple[int, int]:
    """Width and height as browsers show them: an AVIF says itself that it is to be turned."""
    if kind == "AVIF" and image.getexif().get(_ORIENTATION, _UPRIGHT) >= _LYING:
        return image.height, image.width
    return image.size


def _look_at(image: Image) -> None:
    """Decodes all of it. Raises what Pillow does where it breaks off."""
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        image.load()


# Making smaller


def _remade(image: Any, kind: str, orientation: int, *, lossless: bool) -> Developed:
    if kind == "AVIF":
        orientation = image.getexif().get(_ORIENTATION, _UPRIGHT)
    if getattr(image, "n_frames", 1) > 1:
        return _moving(image, kind, orientation)
    still = _turned(_fitted(image, (LONGEST_SIDE, LONGEST_SIDE)), orientation)
    return _written(still, kind, lossless=lossless)


def _is_lossless(kind: str, content: bytes) -> bool:
    """Whether a WebP keeps each pixel as it was drawn (RFC 9649 §2.6)."""
    return kind == "WebP" and b"VP8L" in content and b"VP8 " not in content


def _fitted(image: Any, box: tuple[int, int]) -> Image:
    """The picture no larger than `box`, in a mode that can be made smaller and written."""
    from PIL.Image import Resampling

    is_over = image.width > box[0] or image.height > box[1]
    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        image = _in_rgb(image, profile)
        profile = None
    elif image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode not in ("L", "RGB", "RGBA") and (is_over or image.mode != "P"):
        image = image.convert("RGBA" if image.has_transparency_data else "L" if image.mode == "1" else "RGB")
    elif image.mode in ("L", "RGB") and image.has_transparency_data:
        image = image.convert("RGBA")
    if is_over:
        image.thumbnail(box, Resampling.LANCZOS, reducing_gap=3.0)
    image.load()
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:
        image = image.convert("RGB")
    made: Image = image.copy()
    kept: dict[Any, Any] = (
        {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    )
    if profile:
        kept["icc_profile"] = profile
    made.info = kept  # no comment finds its way back
    return made


def _in_rgb(image: Image, profile: bytes | None) -> Image:
    """What was made for the press, as screens show it."""
    from PIL import ImageCms

    if profile:
        with suppress(ImageCms.PyCMSError, OSError):
            made = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            assert made is not None
            return made
    return image.convert("RGB")


def _is_clear(image: Image) -> bool:
    """Whether something behind the picture shows through."""
    return image.has_transparency_data


def _written(image: Image, kind: str, *, lossless: bool = False) -> Developed:
    """The picture in as few bytes as it may have; a photograph that was saved as PNG becomes a JPEG."""
    while True:
        for written_as, content in _attempts(image, kind, lossless=lossless):
            if len(content) <= LARGEST:
                return Developed(written_as, *image.size, bare(written_as, content))
        if max(image.size) <= _SMALL:
            return Developed(written_as, *image.size, bare(written_as, content))
        image = _shrunk(image, len(content))


def _attempts(image: Image, kind: str, *, lossless: bool) -> Iterator[tuple[str, bytes]]:
    profile = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    if kind in ("PNG", "GIF"):
        content = _saved(image, kind, **profile)
        if LARGEST < len(content) < _WORTH_A_TRY:
            content = _saved(image, kind, optimize=True, **profile)
        yield kind, content
        if _is_clear(image):
            return
        kind, image = "JPEG", image.convert("RGB") if image.mode == "P" else image
    if kind == "WebP" and lossless:
        yield kind, _saved(image, kind, lossless=True, method=4, **profile)
    for quality in _QUALITIES:
        if kind == "JPEG":
            flat = image.convert("RGB") if image.mode not in ("L", "RGB") else image
            yield kind, _saved(flat, kind, quality=quality, optimize=True, progressive=True, **profile)
        elif kind == "WebP":
            yield kind, _saved(image, kind, quality=quality, method=4, **profile)
        else:
            yield kind, _saved(image, kind, quality=quality, max_threads=1, **profile)


def _saved(image: Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind.upper(), **options)
    return file.getvalue()


def _shrunk(image: Image, size: int) -> Image:
    """The picture with as much less on each side as should bring its `size` in bytes down to the largest."""
    from PIL.Image import Resampling

    if image.mode == "P":
        image = image.convert("RGBA" if _is_clear(image) else "RGB")
    part = max(min((LARGEST / size) ** 0.5, 0.9), _SMALL / max(image.size))
    box = max(1, int(image.width * part)), max(1, int(image.height * part))
    made = image.resize(box, Resampling.LANCZOS)
    made.info = {name: image.info[name] for name in ("icc_profile",) if name in image.info}
    return made


def _moving(image: Any, kind: str, orientation: int) -> Developed:
    """An animation, each of its pictures made smaller; how long each is shown stays."""
    loops = {"loop": image.info["loop"]} if "loop" in image.info else {}
    frames, times = [], []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        times.append(image.info.get("duration", 0))
        frame = image.convert("RGBA")
        frame.info = {}
        frame.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=3.0)
        frames.append(_turned(frame, orientation))
    options: dict[str, Any] = {"duration": times, "save_all": True, **loops}
    if kind == "GIF":
        options["disposal"] = 2
    elif kind == "AVIF":
        options["max_threads"] = 1
    while True:
        content = _saved(frames[0], kind, append_images=frames[1:], **options)
        if len(content) <= LARGEST or max(frames[0].size) <= _SMALL:
            return Developed(kind, *frames[0].size, bare(kind, content))
        frames = [_shrunk(frame, len(content)) for frame in frames]


def _is_no_gain(made: Developed, former: bytes) -> bool:
    return made.content is not None and len(made.content) >= len(former)


def _drawn(content: bytes) -> Developed | Unfit:
    from newsletter.pictures.drawings import drawing

    drawn = drawing(content)
    if isinstance(drawn, Unfit):
        return drawn
    return Developed("SVG", *(drawn.size or (None, None)))
