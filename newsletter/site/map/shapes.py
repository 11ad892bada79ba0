"""Boxes and lines on a drawing, and whether they meet. Pure geometry, rightwards and downwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsletter.site.map.sheets import Point


class Box(NamedTuple):
    """A rectangle, by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they have more than an edge in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_in(self, other: Box) -> bool:
        """Whether all of it lies in the other."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


class Line(NamedTuple):
    """A straight line from one point to another."""

    start: Point
    end: Point

    @property
    def extent(self) -> Box:
        """The box from one end to the other."""
        (ax, ay), (bx, by) = self
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def crosses(self, box: Box) -> bool:
        """Whether any of it lies within a box."""
        corners = (
            Point(box.left, box.top),
            Point(box.right, box.top),
            Point(box.right, box.bottom),
            Point(box.left, box.bottom),
        )
        is_inside = box.left < self.start.x < box.right and box.top < self.start.y < box.bottom
        sides = zip(corners, (*corners[1:], corners[0]), strict=True)
        return is_inside or any(self.meets(Line(*side)) for side in sides)

    def meets(self, other: Line) -> bool:
        """Whether the two cross; two that touch at an end do not."""
        return (
            _turn(self.start, self.end, other.start) * _turn(self.start, self.end, other.end) < 0
            and _turn(other.start, other.end, self.start) * _turn(other.start, other.end, self.end) < 0
        )


def is_free(box: Box, others: Iterable[Box]) -> bool:
    """Whether a box meets none of the others; the innermost loop of all, hence not by `meets`."""
    left, top, right, bottom = box
    return not any(left < r and x < right and top < b and y < bottom for x, y, r, b in others)


def middle(box: Box) -> Point:
    """The middle of a box."""
    return Point((box.left + box.right) / 2, (box.top + box.bottom) / 2)


def square(at: Point, half: float) -> Box:
    """The square about a point, by half its side."""
    return Box(at.x - half, at.y - half, at.x + half, at.y + half)


def extent_of(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def _turn(a: Point, b: Point, c: Point) -> float:
    """Above zero where the way from a by b to c turns one way, below where it turns the other."""
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
