"""Pictures in the widths that screens ask for: never wider than they are, the same each time, and silent."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image

from newsletter.pictures.developed import Developed
from newsletter.pictures.developing import developed
from newsletter.pictures.kinds import kind_of
from newsletter.pictures.versions import WIDTHS, Version, versions
from tests.pictures import SECRET, from_a_camera, noise, photograph, saved


def made(content: bytes) -> tuple[Version, ...]:
    """The versions of a picture as it is published."""
    found = developed(content)
    assert isinstance(found, Developed)
    assert found.width is not None
    assert found.height is not None
    return versions(content, found.kind, (found.width, found.height))


def widths(of: tuple[Version, ...]) -> dict[str, list[int]]:
    """The widths of each kind, in order."""
    found: dict[str, list[int]] = {}
    for one in of:
        found.setdefault(one.kind, []).append(one.width)
    return found


def clear(width: int, height: int) -> Image.Image:
    image = photograph(width, height).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def test_a_photograph_is_made_in_three_kinds_and_four_widths() -> None:
    found = made(from_a_camera(1500, 600))
    assert widths(found) == {kind: [1280, 960, 640, 320] for kind in ("AVIF", "WebP", "JPEG")}
    for one in found:
        with Image.open(BytesIO(one.content)) as image:
            assert kind_of(one.content) == one.kind
            assert image.size == (one.width, round(600 * one.width / 1500))


@pytest.mark.parametrize("width", [320, 321, 377, 700, 1000, 1300])
def test_none_is_wider_than_the_picture_and_the_widest_is_as_wide(width: int) -> None:
    for found in widths(made(saved(photograph(width, 80), "JPEG"))).values():
        assert found[0] == min(width, WIDTHS[-1])
        assert all(narrow <= wide * 0.85 for wide, narrow in pairwise(found))


@pytest.mark.parametrize("content", [from_a_camera(500, 330), saved(clear(400, 300), "WEBP")])
def test_what_a_picture_tells_besides_is_in_no_version(content: bytes) -> None:
    found = made(content)
    assert found
    assert not [one for one in found if SECRET in one.content]
    for one in found:
        with Image.open(BytesIO(one.content)) as image:
            assert not {"exif", "xmp", "comment", "photoshop"} & set(image.info)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_each_is_upright(orientation: int) -> None:
    size = (700, 400) if orientation == 3 else (400, 700)
    narrow = [one for one in made(from_a_camera(700, 400, orientation)) if one.width == 320]
    assert narrow
    for one in narrow:
        with Image.open(BytesIO(one.content)) as image:
            assert image.size == (320, round(size[1] * 320 / size[0]))


def test_what_is_drawn_is_kept_without_loss_and_what_shows_something_behind_it_stays_clear() -> None:
    drawn = Image.new("RGB", (640, 400), "white")
    drawn.paste("navy", (10, 10, 300, 200))
    found = made(saved(drawn, "PNG"))
    assert set(widths(found)) == {"WebP", "PNG"}
    for one in found:
        with Image.open(BytesIO(one.content)) as image:
            assert one.width < 640 or image.convert("RGB").tobytes() == drawn.tobytes()
    through = made(saved(clear(640, 400), "WEBP"))
    assert set(widths(through)) - {"AVIF"} == {"WebP", "PNG"}
    for one in through:
        with Image.open(BytesIO(one.content)) as image:
            assert image.convert("RGBA").getchannel("A").getextrema()[0] < 20


def test_avif_is_made_only_where_it_is_smaller() -> None:
    for content in (from_a_camera(400, 300), saved(Image.merge("RGB", [noise(330, 200)] * 3), "JPEG")):
        found = made(content)
        weight = {kind: sum(len(one.content) for one in found if one.kind == kind) for kind in widths(found)}
        assert {"WebP", "JPEG"} <= set(weight)
        assert weight.get("AVIF", 0) < weight["WebP"]


def test_a_narrower_version_is_always_fewer_bytes() -> None:
    few = photograph(900, 600).quantize(16)
    for content in (saved(few, "PNG"), from_a_camera(900, 600)):
        found = made(content)
        for kind in widths(found):
            sizes = [len(one.content) for one in found if one.kind == kind]
            assert sizes == sorted(set(sizes), reverse=True)


@pytest.mark.parametrize(
    ("form", "options"),
    [("GIF", {}), ("WEBP", {"save_all": True, "append_images": [photograph(400, 300).rotate(180)]})],
)
def test_what_moves_stays_as_it_is(form: str, options: dict[str, Any]) -> None:
    assert made(saved(photograph(400, 300), form, **options)) == ()


def test_a_small_picture_and_a_drawing_in_svg_stay_as_they_are() -> None:
    assert made(saved(photograph(319, 900), "JPEG")) == ()
    assert versions(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 2"/>', "SVG", (800, 2)) == ()


@pytest.mark.parametrize("mode", ["L", "1", "P", "I;16", "CMYK", "LA"])
def test_every_mode_becomes_something_browsers_show(mode: str) -> None:
    plain = photograph(400, 300)
    image = plain.convert("L").convert("I").convert("I;16") if mode == "I;16" else plain.convert(mode)
    found = made(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert {"WebP"} < set(widths(found))


def test_the_same_picture_becomes_the_same_bytes() -> None:
    content = from_a_camera(700, 500)
    assert made(content) == made(content)


def test_a_picture_one_pixel_high_has_versions_one_pixel_high() -> None:
    for one in made(saved(photograph(1000, 1), "PNG")):
        with Image.open(BytesIO(one.content)) as image:
            assert image.size == (one.width, 1)
