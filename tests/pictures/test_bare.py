"""What a picture tells besides what it shows is left out, and what it shows stays as it was, pixel by pixel."""

from __future__ import annotations

import struct
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from newsletter.pictures.bare import bare
from newsletter.pictures.kinds import PUBLISHED, kind_of
from tests.pictures import SECRET, chunk, exif, from_a_camera, photograph, profile, saved

XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf>" + SECRET + b"</rdf></x:xmpmeta>"
KINDS = ("JPEG", "PNG", "WebP", "GIF", "AVIF")
MOVING = ("PNG", "WebP", "GIF", "AVIF")


def pixels(content: bytes) -> list[Any]:
    """Every frame as browsers would draw it, with how long it is shown."""
    with Image.open(BytesIO(content)) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            frames.append((image.size, image.info.get("duration"), image.convert("RGBA").tobytes()))
        return [image.info.get("loop"), *frames]


def noted(kind: str, frames: list[Image.Image]) -> bytes:
    """A picture of a kind, with notes wherever it can have some."""
    options: dict[str, Any] = {}
    if len(frames) > 1:
        options = {"save_all": True, "append_images": frames[1:], "duration": 80, "loop": 3}
    if kind == "GIF":
        content = saved(frames[0], "GIF", comment=SECRET, **options)
        words = b"\x21\xff\x0bXMP DataXMP" + bytes((len(XMP),)) + XMP + b"\0"
        return content[:-1] + words + b"\x21\xfe" + bytes((len(SECRET),)) + SECRET + b"\0;" + SECRET
    content = saved(frames[0], kind.upper(), exif=exif(), xmp=XMP, icc_profile=profile(), **options)
    if kind == "PNG":
        words = chunk(b"tEXt", b"Author\0" + SECRET) + chunk(b"tIME", SECRET[:7]) + chunk(b"prIv", SECRET)
        return content[:33] + words + content[33:] + SECRET
    if kind == "WebP":
        own = b"PRIV" + struct.pack("<I", len(SECRET)) + SECRET + b"\0" * (len(SECRET) % 2)
        return b"RIFF" + struct.pack("<I", len(content) - 8 + len(own)) + content[8:] + own + SECRET
    if kind == "AVIF":
        return content + struct.pack(">I", 8 + len(SECRET)) + b"uuid" + SECRET
    return content


drawn = st.builds(
    lambda mode, width, height, alpha: _drawn(mode, width, height, alpha),
    st.sampled_from(("RGB", "L", "RGBA", "P")),
    st.integers(1, 70),
    st.integers(1, 70),
    st.integers(0, 255),
)


def _drawn(mode: str, width: int, height: int, alpha: int) -> Image.Image:
    image = photograph(width, height)
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize((width, height)).point(lambda v: max(v - alpha, 0)))
    return image.convert(mode)


@pytest.mark.parametrize("kind", KINDS)
@given(image=drawn)
@settings(max_examples=25, deadline=None)
def test_every_pixel_stays_and_no_note_does(kind: str, image: Image.Image) -> None:
    if kind == "JPEG" and image.mode in ("RGBA", "P"):
        image = image.convert("RGB")
    content = noted(kind, [image])
    assert kind_of(content) == kind
    assert SECRET in content
    without = bare(kind, content)
    assert SECRET not in without
    assert pixels(without) == pixels(content)
    assert bare(kind, without) == without
    with Image.open(BytesIO(without)) as opened:
        assert not opened.getexif()
        assert not {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & opened.info.keys()
        assert kind == "GIF" or opened.info["icc_profile"] == profile()


@pytest.mark.parametrize("kind", MOVING)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_an_animation_goes_on_moving(kind: str, mode: str) -> None:
    frames = [photograph(48, 32).convert(mode).rotate(turn) for turn in (0, 20, 40, 60)]
    content = noted(kind, frames)
    assert len(pixels(content)) == 5
    without = bare(kind, content)
    assert SECRET not in without
    assert pixels(without) == pixels(content)


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_a_phones_picture_keeps_its_pixels_alone(options: dict[str, Any]) -> None:
    content = from_a_camera(200, 120, **options)
    without = bare("JPEG", content)
    assert SECRET not in without
    assert b"Exif" not in without
    assert without.endswith(b"\xff\xd9")
    assert without.count(b"\xff\xd8") == 1, (
        "the small picture inside is another, perhaps of more than this shows"
    )
    assert pixels(without) == pixels(content)


def test_a_picture_for_the_press_keeps_its_colours() -> None:
    content = saved(photograph(60, 40).convert("CMYK"), "JPEG", comment=SECRET)
    assert pixels(bare("JPEG", content)) == pixels(content)
    with Image.open(BytesIO(bare("JPEG", content))) as opened:
        assert opened.mode == "CMYK"


def test_a_thumbnail_in_the_head_of_a_jpeg_goes() -> None:
    content = saved(photograph(20, 20), "JPEG")
    assert content[2:4] == b"\xff\xe0"
    head = b"JFIF\0\1\2\0\0\1\0\1" + b"\1\1" + SECRET[:3]
    with_one = content[:2] + b"\xff\xe0" + struct.pack(">H", len(head) + 2) + head + content[20:]
    without = bare("JPEG", with_one)
    assert SECRET[:3] not in without[:40]
    assert pixels(without) == pixels(content)


def test_the_times_in_a_moving_avif_go() -> None:
    content = saved(
        photograph(32, 32), "AVIF", save_all=True, append_images=[photograph(32, 32)], duration=50
    )
    without = bare("AVIF", content)
    at = without.index(b"mvhd") + 8
    assert not any(without[at : at + (16 if without[at - 4] else 8)])


@given(kind=st.sampled_from(KINDS), share=st.floats(0, 1), data=st.data())
@settings(max_examples=150, deadline=None)
def test_damage_is_said_to_be_damage(kind: str, share: float, data: st.DataObject) -> None:
    content = bytearray(noted(kind, [photograph(40, 30)]))
    if data.draw(st.booleans()):
        del content[int(len(content) * share) :]
    for _ in range(data.draw(st.integers(0, 4)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(EOFError, ValueError):
        bare(kind, bytes(content))


def test_each_kind_is_known_by_its_first_bytes() -> None:
    assert set(PUBLISHED) == {*KINDS, "SVG"}
    assert kind_of(b"") == ""
    assert kind_of(b"Words.") == ""
    assert kind_of(b"<html><svg></svg></html>") == ""
