"""The card that other programs show of a page: a picture with its title, drawn from plain values.

`Card → Mark → PNG`. Its words are in the publication's fonts, cut for this in the folder beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from newsletter.pictures.lettering import (
    BOLD,
    PLAIN,
    TITLE,
    can_write,
    in_one_line,
    set_in,
    spelt,
    width,
)
from newsletter.pictures.plate import Box, Mark, Plate, Shape, Words, painted
from newsletter.values import point

#: Pixels: what those who show cards ask for, https://developers.facebook.com/docs/sharing/webmasters/images.
WIDTH, HEIGHT = 1_200, 630
_PAPER, _TINT, _INK, _SOFT, _RULE = "#FBF6EC", "#F3EBDB", "#211C16", "#4B4337", "#8A7F6E"
_BRICK, _MOSS = "#86290B", "#2B4F1E"
_STEPS = ((_INK, 12), (_SOFT, 6), (_RULE, 3), (_BRICK, 6), (_MOSS, 5), (_TINT, 1))
_PLATE = Plate((WIDTH, HEIGHT), _PAPER, _STEPS)
_LEFT, _RIGHT = 72, WIDTH - 72
#: The box of the title: its top and height, the sizes its letters may have, and how far lines are apart.
_TOP, _TALL, _SIZES, _LEADING = 154, 326, (108, 98, 90, 82, 74, 68, 62, 56, 50), 1.12
_LINE_SIZES = (36, 33, 30)
#: The square of the compass: its side, where it stands, and what stays free along its edges.
_SIDE, _MARK_TOP, _FREE = 234, 202, 24
_MARK_LEFT = _RIGHT - _SIDE
#: How long the head of an arrow is, how far it spreads to each side, how thick its shaft is, and how large its ring.
_HEAD, _SPREAD, _SHAFT, _RING = 46, 23, 12, 16


@point
class Card:
    """What a card says. `name` is the publication's; `status` a word, and its key for colour and shape.

    `way` is a place on the compass, or the way from one to another: the model and the values of each,
    from -2 to 2. Where there is none, `is_own` has the publication's sign stand there.
    """

    name: str
    kicker: str
    title: str
    line: str = ""
    status: str = ""
    status_key: str = ""
    way: tuple[float, ...] = ()
    is_own: bool = False

    @property
    def is_writable(self) -> bool:
        """Whether the fonts have every letter of it; one with gaps helps nobody."""
        return all(map(can_write, (self.name, self.kicker, self.title, self.line, self.status)))


def card_png(card: Card) -> bytes:
    """The card as a PNG of few colours; it must be writable."""
    return painted(_PLATE, composed(card))


# What stands on it


def composed(card: Card) -> tuple[Mark, ...]:
    """All that stands on a card."""
    return (*_head(card), *_title(card), *_foot(card), *_compass(card))


def _head(card: Card) -> Iterator[Mark]:
    """The name with the publication's sign, what kind of page it is, and the rule below both."""
    kicker = spelt(card.kicker)
    right = _RIGHT - width(kicker, BOLD, 34)
    yield from _sign(_LEFT, 42, 54)
    yield Words(
        _LEFT + 74, 85, TITLE, 46, _INK, in_one_line(spelt(card.name), TITLE, 46, right - _LEFT - 114)
    )
    yield Words(right, 84, BOLD, 34, _SOFT, kicker)
    yield Box(_LEFT, 116, _RIGHT, 124, _INK)


def _sign(left: int, top: int, side: int) -> Iterator[Mark]:
    """The publication's sign, as in the icon: the compass in its simplest form, its new corner filled."""
    thick = side // 9
    middle, half = (side - thick) // 2, (side + thick) // 2
    yield from _frame(left, top, side, side, thick, _INK)
    yield from _cross(left, top, side, thick, _INK)
    yield Box(left + half, top + thick, left + side - thick, top + middle, _BRICK)


def _frame(left: int, top: int, wide: int, tall: int, thick: int, colour: str) -> Iterator[Mark]:
    right, bottom = left + wide, top + tall
    yield Box(left, top, right, top + thick, colour)
    yield Box(left, bottom - thick, right, bottom, colour)
    yield Box(left, top, left + thick, bottom, colour)
    yield Box(right - thick, top, right, bottom, colour)


def _cross(left: int, top: int, side: int, thick: int, colour: str) -> Iterator[Mark]:
    before = (side - thick) // 2
    yield Box(left, top + before, left + side, top + before + thick, colour)
    yield Box(left + before, top, left + before + thick, top + side, colour)


def _title(card: Card) -> Iterator[Mark]:
    wide = (_MARK_LEFT - 56 if card.way or card.is_own else _RIGHT) - _LEFT
    found = set_in(spelt(card.title), TITLE, (wide, _TALL), _SIZES, _LEADING)
    step = found.size * _LEADING
    free = _TALL - found.size - step * (len(found.lines) - 1)
    for number, line in enumerate(found.lines):
        baseline = round(_TOP + found.size * 0.86 + free * 0.4 + number * step)
        yield Words(_LEFT, baseline, TITLE, found.size, _INK, line)


def _foot(card: Card) -> Iterator[Mark]:
    """Whether it still runs, with its shape, and where; or what else there is to say in a line."""
    yield Box(_LEFT, 506, _RIGHT, 508, _RULE)
    x, status = _LEFT, spelt(card.status)
    if status:
        colour = {"active": _MOSS, "ended": _BRICK}.get(card.status_key, _INK)
        wide = round(width(status, BOLD, 36)) + 76
        yield from _frame(x, 528, wide, 56, 4, colour)
        yield _shape(card.status_key, x + 30, 556, colour)
        yield Words(x + 54, 568, BOLD, 36, colour, status)
        x += wide + 30
    found = set_in(spelt(card.line), PLAIN, (_RIGHT - x, 1), _LINE_SIZES, 1)
    yield Words(x, 568, PLAIN, found.size, _INK, found.lines[0])


def _shape(key: str, x: float, y: float, colour: str) -> Mark:
    """A disc for what runs, a square for what ended, a diamond for the rest, as on the map."""
    if key == "active":
        return Shape(((x, y),), colour, 10)
    if key == "ended":
        return Box(int(x) - 10, int(y) - 10, int(x) + 10, int(y) + 10, colour)
    return Shape(((x, y - 13), (x + 13, y), (x, y + 13), (x - 13, y)), colour)


def _compass(card: Card) -> Iterator[Mark]:
    """The way of a case study between old and new power; the publication's sign on its own card."""
    if not card.way:
        yield from _sign(_MARK_LEFT, _MARK_TOP, _SIDE) if card.is_own else ()
        return
    half, bottom = _SIDE // 2, _MARK_TOP + _SIDE
    yield Box(_MARK_LEFT + half, _MARK_TOP, _RIGHT, _MARK_TOP + half, _TINT)
    yield from _frame(_MARK_LEFT, _MARK_TOP, _SIDE, _SIDE, 4, _RULE)
    yield from _cross(_MARK_LEFT, _MARK_TOP, _SIDE, 4, _RULE)
    yield Words(_RIGHT - width("new power", PLAIN, 28), _MARK_TOP - 14, PLAIN, 28, _SOFT, "new power")
    yield Words(_MARK_LEFT, bottom + 34, PLAIN, 28, _SOFT, "old power")
    places = [_place(*card.way[at : at + 2]) for at in range(0, len(card.way), 2)]
    yield from _arrow(places[0], places[-1])


def _place(model: float, values: float) -> tuple[float, float]:
    """Where a place on the compass lies: old to new goes right and up, and pixels count down."""
    unit = (_SIDE - 2 * _FREE) / 4
    return _MARK_LEFT + _SIDE / 2 + model * unit, _MARK_TOP + _SIDE / 2 - values * unit


def _arrow(start: tuple[float, float], to: tuple[float, float]) -> Iterator[Mark]:
    """An arrow from a ring where it began, its head alone where the way is short, and a disc where nothing moved."""
    long = hypot(to[0] - start[0], to[1] - start[1])
    if long < _HEAD / 4:
        yield Shape((to,), _BRICK, _RING + 2)
        return
    x, y = (to[0] - start[0]) / long, (to[1] - start[1]) / long
    head = min(_HEAD, max(long, _HEAD * 0.7))
    back = to[0] - head * x, to[1] - head * y
    if long > head + _RING:
        yield Shape((*_beside(start, x, y, _SHAFT / 2), *reversed(_beside(back, x, y, _SHAFT / 2))), _BRICK)
        yield Shape((start,), _BRICK, _RING)
        yield Shape((start,), _PAPER, _RING - 7)
    yield Shape((to, *_beside(back, x, y, _SPREAD * head / _HEAD)), _BRICK)


def _beside(at: tuple[float, float], x: float, y: float, far: float) -> tuple[tuple[float, float], ...]:
    """The two points beside a way that goes along x and y."""
    return (at[0] - far * y, at[1] + far * x), (at[0] + far * y, at[1] - far * x)
