"""Drawings as pixels, for letters: the same on every machine, and nothing lost without a word."""

from __future__ import annotations

from io import BytesIO
from math import inf
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from newsletter.pictures import drawings
from newsletter.pictures.painting import LETTERS, painted
from newsletter.pictures.unfit import Unfit
from tests.projects import REPOSITORY

#: Drawings that take long on purpose: `make test-quick` leaves them out.
pytestmark = pytest.mark.slow

BOX = (1072, 1600)
FONTS = REPOSITORY / "newsletter" / "pictures" / "fonts"


def svg(inside: str, size: str = 'viewBox="0 0 200 100"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'.encode()


def picture(content: bytes) -> Image.Image:
    made = painted(content, BOX)
    assert isinstance(made, bytes), made
    return Image.open(BytesIO(made)).convert("RGBA")


def told(content: bytes) -> str:
    made = painted(content, BOX)
    assert isinstance(made, Unfit)
    assert made.code == "picture-in-letter"
    assert "PNG" in made.hint
    return made.message


def dark(image: Image.Image) -> int:
    """How many pixels are painted black."""
    return sum(
        count
        for count, colour in image.getcolors(1 << 20) or ()
        if colour[:3] < (60, 60, 60) and colour[3] > 200
    )


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('viewBox="0 0 200 100"', (200, 100)),
        ('width="2144" height="1072"', (1072, 536)),
        ('width="100" height="6400"', (25, 1600)),
        ('viewBox="0 0 1 100000"', (1, 1600)),
        ('width="30px" height="20px" viewBox="0 0 300 200"', (30, 20)),
        ('width="210mm" height="297mm" viewBox="0 0 210 297"', (210, 297)),
        ('width="100%" height="100%" viewBox="0 0 640 480"', (640, 480)),
        ('width="1%" height="100%" viewBox="0 0 1072 1072"', (1072, 1072)),
    ],
)
def test_a_drawing_is_as_large_as_it_says_and_fits_the_letter(size: str, expected: tuple[int, int]) -> None:
    assert picture(svg('<rect width="10" height="10"/>', size)).size == expected


def test_shapes_and_words_are_painted_whatever_font_they_name() -> None:
    nothing = picture(svg("<g/>"))
    words = picture(
        svg('<text x="5" y="40" font-family="Nobody Has This, monospace" font-size="30">£20 – Môn</text>')
    )
    bold = picture(svg('<text x="5" y="40" font-weight="bold" font-size="30">£20 – Môn</text>'))
    box = picture(svg('<rect x="10" y="10" width="50" height="20"/>'))
    assert (dark(nothing), dark(box)) == (0, 1000)
    assert 300 < dark(words) < dark(bold)


def test_the_same_drawing_is_the_same_bytes() -> None:
    content = svg('<circle cx="50.3" cy="50.7" r="33.1"/><text x="5" y="40">Words</text>')
    assert painted(content, BOX) == painted(content, BOX)


@pytest.mark.parametrize("weight", [400, 700])
def test_the_letters_are_those_of_the_fonts(weight: int) -> None:
    assert set(map(chr, TTFont(FONTS / f"atkinson-{weight}.ttf").getBestCmap())) == LETTERS


def test_a_sign_the_fonts_lack_is_told() -> None:
    assert "`ŷ`" in told(svg('<text x="5" y="40">Tŷ</text>'))
    assert "`Ω`" in told(svg("<text><tspan>1 Ω</tspan></text>"))
    picture(svg("<title>Ω</title><desc>Tŷ</desc><text>Plain\n\twords</text>"))


def test_a_drawing_without_a_size_is_told() -> None:
    assert "without a size" in told(svg("<g/>", ""))


MILLIONS = "".join(f'<g id="a{n}">{f"""<use href=" #a{n - 1}"/>""" * 10}</g>' for n in range(1, 10))
TOO_MUCH = {
    "names": f'<g id="a0"><rect width="1" height="1"/></g>{MILLIONS}',
    "the first of two": f'<g id="a0">{"<rect/>" * 20_000}</g><g id="a0"/>{MILLIONS}',
    "noise": '<filter id="f"><feTurbulence baseFrequency="0.01" numOctaves="100000"/></filter>'
    '<rect width="200" height="100" filter="url(#f)"/>',
}


def test_nothing_of_the_folder_somebody_stands_in_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resvg_py.py").write_text("raise SystemExit(1)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert picture(svg("<g/>")).size == (200, 100)


@pytest.mark.parametrize("what", TOO_MUCH)
def test_a_drawing_that_takes_too_much_is_told_and_nothing_else_suffers(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "_MOST_DRAWN", inf)  # what no page shows holds nobody up here either
    assert "takes too long" in told(svg(TOO_MUCH[what], 'viewBox="0 0 1072 1072"'))


def test_what_cannot_be_painted_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "_MOST_DRAWN", inf)
    ring = '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'
    assert "cannot be drawn" in told(svg(ring))
    damaged = painted(b"<svg", BOX)
    assert isinstance(damaged, Unfit)
    assert damaged.code == "unreadable-picture"
