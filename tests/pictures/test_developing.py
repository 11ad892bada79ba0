"""Turned upright, made smaller, or left as it is; and what cannot be published is told as what it is."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from newsletter.pictures.bare import bare
from newsletter.pictures.developed import Developed
from newsletter.pictures.developing import developed, developed_for_letters
from newsletter.pictures.shrinking import LARGEST, LONGEST_SIDE
from newsletter.pictures.unfit import Unfit
from tests.pictures import HEIC, SECRET, bomb, exif, from_a_camera, noise, photograph, profile, saved


def good(content: bytes) -> Developed:
    """What is published of a picture that can be."""
    made = developed(content)
    assert isinstance(made, Developed), made
    return made


def unfit(content: bytes) -> Unfit:
    """Why a picture cannot be published."""
    made = developed(content)
    assert isinstance(made, Unfit), made
    return made


def opened(made: Developed) -> Image.Image:
    """What was made anew, decoded; it is what it says it is, and tells nothing besides."""
    assert made.content is not None
    assert SECRET not in made.content
    image = Image.open(BytesIO(made.content))
    image.load()
    assert image.format == made.kind.upper()
    assert image.size == (made.width, made.height)
    assert not image.getexif()
    return image


def white_corner(image: Image.Image) -> str:
    """Where the white corner of a photograph is now: its upper left, when it stands upright."""
    across, down = image.width - 1, image.height - 1
    places = {
        "upper left": (1, 1),
        "upper right": (across, 1),
        "lower left": (1, down),
        "lower right": (across, down),
    }
    return max(places, key=lambda name: sum(image.convert("RGB").getpixel(places[name])))  # type: ignore[arg-type]


def held(orientation: int) -> bytes:
    """A photograph as a camera stores it that was held in some way: upright once turned as it says."""
    turns = {
        1: lambda i: i,
        2: lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda i: i.transpose(Image.Transpose.ROTATE_180),
        4: lambda i: i.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda i: i.transpose(Image.Transpose.TRANSPOSE),
        6: lambda i: i.transpose(Image.Transpose.ROTATE_90),
        7: lambda i: i.transpose(Image.Transpose.TRANSVERSE),
        8: lambda i: i.transpose(Image.Transpose.ROTATE_270),
    }
    return saved(turns[orientation](photograph(90, 60)), "JPEG", quality=92, exif=exif(orientation))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation: int) -> None:
    content = held(orientation)
    made = good(content)
    assert (made.kind, made.width, made.height) == ("JPEG", 90, 60)
    if orientation == 1:
        assert made.content is None
    else:
        assert white_corner(opened(made)) == "upper left"


def test_a_small_picture_is_left_as_it_is() -> None:
    made = good(from_a_camera(640, 480))
    assert made == Developed("JPEG", 640, 480)


def test_a_cameras_picture_is_made_smaller_and_keeps_its_colours() -> None:
    made = good(from_a_camera(6000, 4000, orientation=6, quality=90))
    image = opened(made)
    assert (made.width, made.height) == (1067, 1600)
    assert image.info["icc_profile"] == profile()
    assert made.content is not None
    assert len(made.content) <= LARGEST


def test_the_same_picture_becomes_the_same_bytes() -> None:
    content = from_a_camera(2400, 1600)
    assert developed(content) == developed(content)


@pytest.mark.parametrize(
    ("mode", "form", "kind"),
    [
        ("RGB", "JPEG", "JPEG"),
        ("L", "JPEG", "JPEG"),
        ("CMYK", "JPEG", "JPEG"),
        ("1", "PNG", "PNG"),
        ("P", "PNG", "PNG"),
        ("RGBA", "PNG", "PNG"),
        ("LA", "PNG", "PNG"),
        ("I;16", "PNG", "PNG"),
        ("RGB", "WEBP", "WebP"),
        ("RGBA", "WEBP", "WebP"),
        ("P", "GIF", "GIF"),
        ("RGB", "AVIF", "AVIF"),
    ],
)
def test_one_that_is_too_wide_is_made_smaller_in_its_own_kind(mode: str, form: str, kind: str) -> None:
    image = photograph(1800, 90).convert("L" if mode == "I;16" else mode)
    image = Image.new("I;16", (1800, 90), 40_000) if mode == "I;16" else image
    if mode in ("RGBA", "LA"):
        image.putalpha(Image.linear_gradient("L").resize((1800, 90)))
    made = good(saved(image, form))
    assert made.kind == kind
    shown = opened(made)
    assert shown.size == (LONGEST_SIDE, 80)
    assert shown.mode != "CMYK"
    assert shown.has_transparency_data == (mode in ("RGBA", "LA"))
    if mode == "I;16":
        assert shown.getpixel((5, 5)) == 40_000 // 256


def test_a_photograph_saved_as_png_becomes_a_jpeg_if_it_must() -> None:
    heavy = Image.merge("RGB", [noise(500, 500 + shift).crop((0, 0, 500, 500)) for shift in range(3)])
    made = good(saved(heavy, "PNG"))
    opened(made)
    assert (made.kind, made.width, made.height) == ("JPEG", 500, 500)
    clear = heavy.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize((500, 500)))
    made = good(saved(clear, "PNG"))
    assert made.kind == "PNG"
    assert opened(made).has_transparency_data
    assert made.content is not None
    assert len(made.content) <= LARGEST


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_an_animation_goes_on_moving_when_made_smaller(form: str) -> None:
    frames = [photograph(1800, 60).rotate(turn) for turn in (0, 90, 180)]
    content = saved(
        frames[0], form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0
    )
    image = opened(good(content))
    assert image.n_frames == 3  # type: ignore[attr-defined]
    assert image.width == LONGEST_SIDE
    assert image.info["loop"] == 0
    times = []
    for number in range(3):
        image.seek(number)
        image.load()
        times.append(image.info["duration"])
    assert times == [100, 200, 300]


def test_an_avif_that_says_how_it_is_turned_says_its_size_so() -> None:
    made = good(saved(photograph(90, 60), "AVIF", exif=exif(6)))
    assert made == Developed("AVIF", 60, 90)


# For letters


@pytest.mark.parametrize("form", ["WEBP", "AVIF"])
def test_a_letter_gets_a_jpeg_for_a_photograph_and_a_png_where_something_shows_through(form: str) -> None:
    image = photograph(1400, 70)
    for picture, kind in ((image, "JPEG"), (_with_alpha(image), "PNG")):
        made = developed_for_letters(saved(picture, form))
        assert isinstance(made, Developed)
        assert made.kind == kind
        assert opened(made).size == (1072, 54)


def test_a_drawing_in_webp_stays_sharp_in_a_letter() -> None:
    made = developed_for_letters(saved(photograph(80, 60).quantize(8).convert("RGB"), "WEBP", lossless=True))
    assert isinstance(made, Developed)
    assert made.kind == "PNG"


def test_a_letter_shows_the_first_of_a_moving_picture() -> None:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    made = developed_for_letters(
        saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    )
    assert isinstance(made, Developed)
    assert opened(made).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def _with_alpha(image: Image.Image) -> Image.Image:
    clear = image.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(image.size))
    return clear


# What cannot be published


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (from_a_camera()[:20_000], "unreadable-picture", "breaks off"),
        (from_a_camera(2400, 1600)[:-9_000], "unreadable-picture", "breaks off"),
        (saved(photograph(90, 60), "JPEG", progressive=True)[:-300], "unreadable-picture", "breaks off"),
        (saved(photograph(90, 60), "PNG")[:-300], "unreadable-picture", "breaks off"),
        (saved(photograph(90, 60), "WEBP")[:-300], "unreadable-picture", "breaks off"),
        (saved(photograph(90, 60), "GIF")[:-300], "unreadable-picture", "breaks off"),
        (saved(photograph(90, 60), "AVIF")[:-300], "unreadable-picture", "breaks off"),
        (bomb(), "too-large", "2,500 megapixels; at most 50"),
        (HEIC, "picture-kind", "HEIC"),
        (saved(photograph(9, 6), "TIFF"), "picture-kind", "TIFF"),
        (saved(photograph(9, 6), "BMP"), "picture-kind", "BMP"),
        (b"", "unreadable-picture", "no picture"),
        (b"not a picture", "unreadable-picture", "no picture"),
        (b"\x89PNG\r\n\x1a\nnot a picture at all", "unreadable-picture", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "active-file", "<script>"),
    ],
)
def test_what_cannot_be_published_is_told_as_what_it_is(content: bytes, code: str, words: str) -> None:
    found = unfit(content)
    assert found.code == code
    assert words in found.message
    assert found.hint


def test_just_too_many_pixels_are_told_and_just_few_enough_are_not() -> None:
    assert unfit(saved(Image.new("1", (8_000, 6_251)), "PNG")).code == "too-large"
    assert good(saved(Image.new("1", (8_000, 6_250)), "PNG")).width == LONGEST_SIDE


@given(kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF"]), data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_happened_to_a_file_it_is_published_whole_or_told(kind: str, data: st.DataObject) -> None:
    noted: dict[str, Any] = {} if kind == "GIF" else {"exif": exif(data.draw(st.integers(1, 8)))}
    content = bytearray(saved(photograph(40, 30), kind, **noted))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    for _ in range(data.draw(st.integers(0, 4)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    made = developed(bytes(content))
    if isinstance(made, Developed):
        shown = made.content if made.content is not None else bare(made.kind, bytes(content))
        with Image.open(BytesIO(shown)) as image:
            image.load()
    else:
        assert made.hint
