"""Where pins and their names go on a drawing, so that no two are in each other's way.

Pure geometry, in units of the drawing: `Dots → Pins`. Who comes first in the input has first choice,
so the same places are drawn the same way whatever else is in the publication. There are no more pins
than a drawing has room for, and a name looks only at what is near: the cost grows with the places alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from newsletter.site.map.shapes import Box, Line, extent_of, is_free, middle, square
from newsletter.site.map.sheets import Point

#: The side of the square that takes a finger: WCAG 2.2, 2.5.5.
TARGET = 44
#: How near names come to an edge of the drawing, and the room between a dot and its name.
_EDGE, _GAP = 2, 3
#: The size of the letters of names, and the height of their line.
LETTERS = 14
_LINE = 18
#: Of more dots than these none is called out: there is no room left, and each would be tried in vain.
_CROWD = 80
#: Where pins may stand that have no room beside their dots: rightwards and downwards of them, the nearest first.
_AWAY = (24, 36, 48, 60, 72, 90, 108, 132, 160, 190, 220)
_DOWN = (*range(0, 67, 11), 88, 110, 132)
_ASIDE = sorted(
    {(side * away, way * down) for side in (1, -1) for way in (1, -1) for away in _AWAY for down in _DOWN},
    key=lambda step: (step[0] ** 2 + 2 * step[1] ** 2, step),
)
#: How wide letters are, in parts of their size, at most: of Atkinson and of what stands in for it.
_NARROW, _WIDE = frozenset(" '’.,:;|!ijlftIrJ()-"), frozenset("mwMWQO%@&")


class Dot(NamedTuple):
    """Where a place is drawn, and half the side of the square it fills."""

    at: Point
    half: float = 7


class Name(NamedTuple):
    """A name as it is written: where its line begins, is centred or ends, as `anchor` says in SVG's words."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


class Pin(NamedTuple):
    """One target: the numbers of its dots, its own first; its square; its name if there is room.

    One that stands aside of its dot has its name within its square, and a line leads from the dot to `aside`.
    """

    dots: tuple[int, ...]
    target: Box
    name: Name | None
    aside: Point | None = None


@lru_cache(maxsize=16)
def placed(dots: tuple[Dot, ...], names: tuple[str, ...], width: int, height: int) -> tuple[Pin, ...]:
    """A pin for each dot that has room for one, beside it or aside; those of all others go with the nearest.

    No two targets, and no two names, have more than an edge in common, and none is cut by an edge of the drawing.
    """
    half = TARGET / 2
    middles = [Point(_within(x, half, width - half), _within(y, half, height - half)) for (x, y), _ in dots]
    groups: dict[int, list[int]] = {}
    for number, own_middle in enumerate(middles):
        if all(_apart(own_middle, middles[other]) >= TARGET for other in groups):
            groups[number] = [number]
    board = _Board(
        Box(_EDGE, _EDGE, width - _EDGE, height - _EDGE),
        {number: square(middles[number], half) for number in groups},
        tuple(square(*dot) for dot in dots),
    )
    plain: dict[int, Name] = {}
    for number in groups:  # before any is called out: who is first in the input is named first
        if name := _beside([number], [names[number]], board):
            plain[number], board = name, board.with_name(name)
    aside: list[Pin] = []
    for number in range(len(dots)):
        if number in groups:
            continue
        if len(dots) <= _CROWD and (pin := _called_out([number], names[number], board)):
            aside.append(pin)
            board = board.with_pin(pin)
        else:
            groups[min(groups, key=lambda other: _apart(dots[number].at, middles[other]))].append(number)
    beside: list[Pin] = []
    for number, own in groups.items():
        pin, board = _finished(own, names, plain.get(number), board)
        beside.append(pin)
    return (*beside, *aside)


def _finished(own: list[int], names: Sequence[str], plain: Name | None, board: _Board) -> tuple[Pin, _Board]:
    """A pin with all its dots, named as fully as there is room for, and the board with it."""
    told = [names[number] for number in own]
    without = board.without_name(plain)
    name = _beside(own, told, without) or plain
    if name is None and len(board.dots) <= _CROWD and (pin := _called_out(own, wordings(told)[-1], board)):
        return pin, board.with_pin(pin)
    return Pin(tuple(own), board.targets[own[0]], name), without.with_name(name)


class _Board(NamedTuple):
    """What is on a drawing so far: nothing new may meet it. `lines` are those to pins that stand aside."""

    edges: Box
    targets: Mapping[int, Box]
    dots: tuple[Box, ...]
    names: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()

    def with_pin(self, pin: Pin) -> _Board:
        line = (Line(middle(self.dots[pin.dots[0]]), pin.aside),) if pin.aside else ()
        return self._replace(names=(*self.names, pin.target), lines=(*self.lines, *line))

    def with_name(self, name: Name | None) -> _Board:
        return self._replace(names=(*self.names, name.box)) if name else self

    def without_name(self, name: Name | None) -> _Board:
        return self._replace(names=tuple(box for box in self.names if not name or box is not name.box))

    def near(self, reach: Box, own: Sequence[int]) -> _Board:
        """The same with only what meets `reach` and is not of these dots."""
        mine = set(own)
        return self._replace(
            targets={n: box for n, box in self.targets.items() if n not in mine and reach.meets(box)},
            dots=tuple(box for n, box in enumerate(self.dots) if n not in mine and reach.meets(box)),
            names=tuple(box for box in self.names if reach.meets(box)),
        )

    def has_room(self, box: Box) -> bool:
        """Whether a box can stand here."""
        return (
            box.is_in(self.edges)
            and is_free(box, self.names)
            and is_free(box, self.targets.values())
            and is_free(box, self.dots)
            and not any(line.crosses(box) for line in self.lines)
        )

    def lets_by(self, line: Line) -> bool:
        """Whether a line meets no name, no other line and no dot."""
        way = line.extent
        return not (
            any(line.meets(other) for other in self.lines)
            or any(line.crosses(box) for box in self.names if way.meets(box))
            or any(line.crosses(box) for box in self.dots if way.meets(box))
        )


def _called_out(own: Sequence[int], text: str, board: _Board) -> Pin | None:
    """A pin aside of its dots: the nearest there is room for, with a line that meets nothing on its way."""
    dot = middle(board.dots[own[0]])
    wide, half = max(width_of(text) + 2 * _GAP, TARGET), TARGET / 2
    far, high = _AWAY[-1], _DOWN[-1]
    reach = Box(dot.x - far - wide, dot.y - high - half, dot.x + far + wide, dot.y + high + half)
    near = board.near(reach, own)
    for away, up in _ASIDE:
        end = Point(dot.x + away, dot.y + up)
        left = end.x if away > 0 else end.x - wide
        box = Box(left, end.y - half, left + wide, end.y + half)
        if near.has_room(box) and near.lets_by(Line(dot, end)):
            start = end.x + _GAP if away > 0 else end.x - _GAP
            return Pin(tuple(own), box, Name(text, start, end.y, "start" if away > 0 else "end", box), end)
    return None


def _beside(own: Sequence[int], names: Sequence[str], board: _Board) -> Name | None:
    """The fullest wording for which there is room beside these dots; None if there is none for any."""
    around, told = extent_of([board.dots[n] for n in own]), wordings(names)
    wide = max(map(width_of, told)) + _GAP
    reach = Box(around.left - wide, around.top - _LINE, around.right + wide, around.bottom + _LINE)
    near = board.near(reach, own)
    every = (name for text in told for name in _around_dots(text, around))
    return next((name for name in every if near.has_room(name.box)), None)


def wordings(names: Sequence[str]) -> list[str]:
    """What may stand beside a pin, the fullest first."""
    if len(names) == 1:
        return [names[0]]
    first, more = names[0], len(names) - 1
    both = [f"{first} and {names[1]}"] if more == 1 else []
    return [*both, f"{first} and {more} more", f"{first} +{more}"]


def width_of(text: str) -> float:
    """How wide a name is at most."""
    parts = (0.36 if c in _NARROW else 0.92 if c in _WIDE else 0.74 if c.isupper() else 0.59 for c in text)
    return LETTERS * sum(parts)


def _around_dots(text: str, around: Box) -> Iterator[Name]:
    """Right, left, below and above its dots, then at their corners."""
    wide, (across, level) = width_of(text), middle(around)
    right, left = around.right + _GAP, around.left - _GAP
    above, below = around.top - _LINE / 2, around.bottom + _LINE / 2
    for anchor, x, y in (
        ("start", right, level),
        ("end", left, level),
        ("middle", across, below),
        ("middle", across, above),
        ("start", across, below),
        ("start", across, above),
        ("end", across, below),
        ("end", across, above),
    ):
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
        yield Name(text, x, y, anchor, Box(start, y - _LINE / 2, start + wide, y + _LINE / 2))


def _within(number: float, least: float, most: float) -> float:
    return min(max(number, least), most)


def _apart(one: Point, other: Point) -> float:
    """How far apart two middles are, as squares see it: the greater of across and up."""
    return max(abs(one.x - other.x), abs(one.y - other.y))
