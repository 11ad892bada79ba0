"""Pictures as editors save them, built here as their cameras and programs would."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageCms, ImageDraw

#: Stands in everything a picture tells besides what it shows.
SECRET = b"Jane's camera, 51.5033 N"

#: HEIC as an iPhone begins it.
HEIC = b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEmiafMiHBheic" + b"\0\0\1\0meta" + b"\0" * 400


def photograph(width: int, height: int) -> Image.Image:
    """Something with a sky, a ground and a grain, its upper left corner white: whoever turns it can be seen to."""
    image = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize((width, height)),
            Image.radial_gradient("L").resize((width, height)),
            noise(max(width // 8, 1), max(height // 8, 1)).resize((width, height)),
        ),
    )
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="white")
    return image


def noise(width: int, height: int) -> Image.Image:
    """Grain, the same each time: nothing makes it small."""
    return Image.frombytes("L", (width, height), Random(width * height).randbytes(width * height))


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone notes: maker, position, the way it was held."""
    noted = Image.Exif()
    noted[0x010F] = SECRET.decode()
    noted[0x0112] = orientation
    noted[0x8825] = {1: "N", 2: (51.0, 30.0, 12.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    noted[0x8769] = {0x9286: SECRET, 0x927C: SECRET}
    return noted


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """A picture's file."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@cache
def profile() -> bytes:
    """A colour profile; one made a second later has another date."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def from_a_camera(width: int = 640, height: int = 480, orientation: int = 1, **options: Any) -> bytes:
    """A JPEG with all that a phone puts into one: EXIF, XMP, IPTC, a comment, a small picture, a film behind its end."""
    plain = saved(
        photograph(width, height),
        "JPEG",
        exif=exif(orientation),
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        comment=SECRET,
        icc_profile=profile(),
        **options,
    )
    small = saved(Image.new("RGB", (16, 16), "red"), "JPEG", comment=SECRET)
    more = (
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xE0, b"JFXX\0\x10" + small),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xEC, SECRET),
        segment(0xFE, SECRET),
    )
    return plain[:2] + b"".join(more) + plain[2:] + small + b"MotionPhoto" + SECRET


def segment(marker: int, payload: bytes) -> bytes:
    """A part of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def chunk(name: bytes, payload: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def bomb() -> bytes:
    """A PNG of a few hundred bytes that holds 2.5 thousand million pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
