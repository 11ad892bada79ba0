"""Cards: calm whatever they say, the same bytes each time, and small."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from newsletter.pictures import lettering
from newsletter.pictures.cards import HEIGHT, WIDTH, Card, card_png, composed
from newsletter.pictures.lettering import BOLD, FONTS, PLAIN, TITLE, can_write, set_in, spelt, width
from newsletter.pictures.plate import Shape, Words

CUTS = (TITLE, PLAIN, BOLD)
MILL = Card(
    "The Commons", "Case study", "The old mill", "Leeds, 2013 to 2020", "Ended", "ended", (-2, -1, 1.5, 2)
)
#: Titles that nobody should write, and somebody will.
ODD = (
    "",
    " ",
    "W" * 200,
    "Who decides, " * 40,
    "a" * 79 + " b",
    "Tŷ Gwydr, Łódź and Iğdır",
    "<script>alert(1)</script> & 'quotes' \"everywhere\"",
    "soft\u00adhyphen and no\u00a0break and thin\u2009space",
    "e\u0301cole",
    "£1,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000,000",
)


def picture(card: Card) -> Image.Image:
    return Image.open(BytesIO(card_png(card)))


def written(card: Card) -> list[str]:
    return [mark.text for mark in composed(card) if isinstance(mark, Words)]


def test_a_card_says_title_place_and_status_and_shows_the_way_of_power() -> None:
    for said in ("The Commons", "Case study", "The old mill", "Leeds, 2013 to 2020", "Ended", "old power"):
        assert said in written(MILL)
    image = picture(MILL)
    assert image.size == (WIDTH, HEIGHT) == (1200, 630)
    assert "old power" not in written(replace(MILL, way=()))


def test_the_same_card_is_the_same_bytes_and_few_of_them() -> None:
    first = card_png(MILL)
    assert first == card_png(MILL)
    assert len(first) < 30_000
    assert not Image.open(BytesIO(first)).info


def test_what_ended_has_another_shape_than_what_runs_not_only_another_colour() -> None:
    def shapes(key: str) -> list[object]:
        marks = composed(replace(MILL, status_key=key, way=()))
        return [(len(mark.corners), mark.radius) for mark in marks if isinstance(mark, Shape)]

    assert shapes("active") != shapes("ended") != shapes("unknown") != shapes("active")


@pytest.mark.parametrize("title", ODD)
def test_any_title_stays_within_the_card(title: str) -> None:
    card = replace(MILL, title=title, line=title, name=title or "x", kicker="Case study")
    assert card.is_writable
    card_png(card)
    for mark in composed(card):
        if isinstance(mark, Words):
            assert mark.x >= 72
            assert mark.x + width(mark.text, mark.cut, mark.size) <= WIDTH - 71
            assert mark.y < HEIGHT


@settings(max_examples=60, deadline=None)
@given(title=st.text(st.sampled_from("aWi .,’–éŷ"), max_size=220), way=st.booleans())
def test_a_title_never_runs_into_the_compass_or_the_foot(title: str, way: bool) -> None:
    card = replace(MILL, title=title, way=MILL.way if way else ())
    lines = [mark for mark in composed(card) if isinstance(mark, Words) and mark.cut == TITLE][1:]
    for line in lines:
        assert line.x + width(line.text, TITLE, line.size) <= (838 if way else WIDTH - 72)
        assert line.y - line.size * 0.75 > 124
        assert line.y + line.size * 0.3 < 508


def test_what_is_too_long_is_cut_at_a_word_and_says_so() -> None:
    long = "How neighbours, tenants and councillors came to decide together " * 4
    found = set_in(spelt(long), TITLE, (766, 326), (60, 50), 1.12)
    assert found.size == 50
    assert found.lines[-1].endswith("…")
    kept = " ".join(found.lines).removesuffix("…")
    assert long.startswith(kept)
    assert long[len(kept)] in " ,"


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "שלום", "Ω", "東京", "🦊", "\u202eevil", "a\x07b", "a\ud800"]
)
def test_letters_that_the_fonts_lack_make_no_card(text: str) -> None:
    assert not can_write(text)
    assert not replace(MILL, title=text).is_writable
    assert not replace(MILL, line=text).is_writable


@pytest.mark.parametrize(
    "way", [(0, 0, 0, 0), (0, 0, 0.5, 0), (1, 1, 1.5, 2), (2, 2, -2, -2), (-2, 0, 2, 0), (0.25, 0, 0.5, 0)]
)
def test_any_way_stays_within_its_square(way: tuple[float, ...]) -> None:
    shapes = [mark for mark in composed(replace(MILL, way=way, status="")) if isinstance(mark, Shape)]
    assert shapes
    for shape in shapes:
        for x, y in shape.corners:
            assert x - shape.radius >= 894
            assert x + shape.radius <= 1128
            assert y - shape.radius >= 202
            assert y + shape.radius <= 436


@pytest.mark.parametrize("cut", CUTS)
def test_what_is_known_of_letters_is_what_the_fonts_say(cut: str) -> None:
    font = TTFont(FONTS / f"{cut}.ttf")
    units, told = font["head"].unitsPerEm, lettering._cuts()[cut]
    assert set(map(chr, font.getBestCmap())) == set(told["advances"])
    for code, glyph in font.getBestCmap().items():
        assert told["advances"][chr(code)] == round(font["hmtx"][glyph][0] * 1000 / units)
    assert told["kerning"]["To"] < 0
    assert {sign for pair in told["kerning"] for sign in pair} <= set(told["advances"])
