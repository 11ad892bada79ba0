"""A picture made as small as pages need it: no larger than they show, in as few bytes as it may have.

The same picture becomes the same bytes each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from newsletter.pictures.bare import bare
from newsletter.pictures.developed import Developed
from newsletter.pictures.opening import own_orientation, turned

if TYPE_CHECKING:
    from PIL.Image import Image

#: Pixels: the longer side of what is published, twice the 800 that a page shows.
LONGEST_SIDE = 1_600
#: Bytes of what is published.
LARGEST = 500_000
#: What a JPEG is written with, the best that is small enough.
_QUALITIES = (85, 78, 70, 62)
#: Bytes of a PNG that ten times the work may make small enough: it saves a tenth or so.
_WORTH_A_TRY = 700_000
#: The longest side that is let be, where no quality makes it small enough.
_SMALL = 320


def remade(image: Any, kind: str, orientation: int, *, lossless: bool) -> Developed:
    """The picture turned upright and no larger than pages show it; an AVIF says itself how it is to be turned."""
    if kind == "AVIF":
        orientation = own_orientation(image)
    if getattr(image, "n_frames", 1) > 1:
        return _moving(image, kind, orientation)
    still = turned(fitted(image, (LONGEST_SIDE, LONGEST_SIDE)), orientation)
    return written(still, kind, lossless=lossless)


def fitted(image: Any, box: tuple[int, int]) -> Image:
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


def is_clear(image: Image) -> bool:
    """Whether something behind the picture shows through."""
    return image.has_transparency_data


def written(image: Image, kind: str, *, lossless: bool = False) -> Developed:
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
        content = saved(image, kind, **profile)
        if LARGEST < len(content) < _WORTH_A_TRY:
            content = saved(image, kind, optimize=True, **profile)
        yield kind, content
        if is_clear(image):
            return
        kind, image = "JPEG", image.convert("RGB") if image.mode == "P" else image
    if kind == "WebP" and lossless:
        yield kind, saved(image, kind, lossless=True, method=4, **profile)
    for quality in _QUALITIES:
        if kind == "JPEG":
            flat = image.convert("RGB") if image.mode not in ("L", "RGB") else image
            yield kind, saved(flat, kind, quality=quality, optimize=True, progressive=True, **profile)
        elif kind == "WebP":
            yield kind, saved(image, kind, quality=quality, method=4, **profile)
        else:
            yield kind, saved(image, kind, quality=quality, max_threads=1, **profile)


def is_lossless(kind: str, content: bytes) -> bool:
    """Whether a WebP keeps each pixel as it was drawn (RFC 9649 §2.6)."""
    return kind == "WebP" and b"VP8L" in content and b"VP8 " not in content


def saved(image: Image, kind: str, **options: Any) -> bytes:
    """The picture's file."""
    file = BytesIO()
    image.save(file, kind.upper(), **options)
    return file.getvalue()


def _shrunk(image: Image, size: int) -> Image:
    """The picture with as much less on each side as should bring its `size` in bytes down to the largest."""
    from PIL.Image import Resampling

    if image.mode == "P":
        image = image.convert("RGBA" if is_clear(image) else "RGB")
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
        frames.append(turned(frame, orientation))
    options: dict[str, Any] = {"duration": times, "save_all": True, **loops}
    if kind == "GIF":
        options["disposal"] = 2
    elif kind == "AVIF":
        options["max_threads"] = 1
    while True:
        content = saved(frames[0], kind, append_images=frames[1:], **options)
        if len(content) <= LARGEST or max(frames[0].size) <= _SMALL:
            return Developed(kind, *frames[0].size, bare(kind, content))
        frames = [_shrunk(frame, len(content)) for frame in frames]
