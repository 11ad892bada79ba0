"""Words set in lines for a card: how wide they are, which the fonts can write, and where a line ends.

How far each letter goes on, and how much nearer some stand to each other, is in
`fonts/card-letters.json`, which was made with the fonts: so lines are the same whatever else is installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import normalize

from newsletter.values import point

FONTS = Path(__file__).parent / "fonts"
#: The cuts of the fonts that cards are written with.
TITLE, PLAIN, BOLD = "card-literata-600", "card-atkinson-400", "card-atkinson-700"
#: How much nearer than usual letters stand in titles, as on pages: in thousandths of their size.
_TRACKING = {TITLE: -12}
_NO_BREAK = "\u00a0"
#: Signs that typography puts in, as the fonts have them; what joins or parts letters and shows nothing is left out.
_SPELT = str.maketrans(
    {"\u202f": _NO_BREAK, "\u2007": _NO_BREAK, "\u2011": "-", "\u00ad": "", "\u2060": "", "\u200b": ""}
)


@point
class Lines:
    """Words as they are set: the size of their letters in pixels, and each line."""

    size: int
    lines: tuple[str, ...]


@cache
def _cuts() -> dict[str, dict[str, dict[str, int]]]:
    """Of each cut the advances of its letters and its kerning, in thousandths of their size."""
    text = (FONTS / "card-letters.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, dict[str, int]]] = json.loads(text)
    return found


@cache
def letters() -> frozenset[str]:
    """What every cut can write."""
    return frozenset.intersection(*(frozenset(cut["advances"]) for cut in _cuts().values()))


def spelt(text: str) -> str:
    """The text in one line, its letters in the form that the fonts have them in."""
    one = normalize("NFC", text.translate(_SPELT))
    return _NO_BREAK.join(" ".join(part.split()) if part.strip() else "" for part in one.split(_NO_BREAK))


def can_write(text: str) -> bool:
    """Whether the fonts have every letter of a text as it is to be spelt."""
    return (text.isascii() and text.isprintable()) or letters().issuperset(spelt(text))


def placed(text: str, cut: str, size: int) -> Iterator[tuple[str, float]]:
    """Each letter of a line, with how far from its beginning it stands in pixels; at the end "" with the line's width."""
    advances, kerning = _cuts()[cut]["advances"], _cuts()[cut]["kerning"]
    x, last, nearer = 0, "", _TRACKING.get(cut, 0)
    for sign in text:
        x += kerning.get(last + sign, 0)
        yield sign, x * size / 1000
        x += advances[sign] + nearer
        last = sign
    yield "", x * size / 1000


def width(text: str, cut: str, size: int) -> float:
    """How wide a line is, in pixels."""
    *_, (_, end) = placed(text, cut, size)
    return end


def set_in(text: str, cut: str, box: tuple[int, int], sizes: tuple[int, ...], leading: float) -> Lines:
    """The text as large as it fits the box, in lines of about one length; what does not fit at the smallest is cut off."""
    for size in sizes:
        lines, most = _wrapped(text, cut, size, box[0]), _most(box[1], size, leading)
        if len(lines) <= most and all(width(line, cut, size) <= box[0] for line in lines):
            return Lines(size, _balanced(text, cut, size, box[0], len(lines)))
    return Lines(size, _cut_off(lines, cut, size, box[0], most))


def in_one_line(text: str, cut: str, size: int, most: float) -> str:
    """The text, cut off at a word where it is wider than `most`."""
    return text if width(text, cut, size) <= most else _ended(text, cut, size, most)


def _most(height: int, size: int, leading: float) -> int:
    """How many lines there is room for."""
    return max(1, int((height - size) // (size * leading)) + 1)


def _wrapped(text: str, cut: str, size: int, most: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, cut, size) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _balanced(text: str, cut: str, size: int, most: float, count: int) -> tuple[str, ...]:
    """The same number of lines, the longest of them as short as can be."""
    low, high = width(text, cut, size) / count, most
    while high - low > size / 8:
        middle = (low + high) / 2
        lines = _wrapped(text, cut, size, middle)
        fits = len(lines) <= count and all(width(line, cut, size) <= middle for line in lines)
        low, high = (low, middle) if fits else (middle, high)
    return tuple(_wrapped(text, cut, size, high))


def _cut_off(lines: list[str], cut: str, size: int, most: float, count: int) -> tuple[str, ...]:
    kept = [in_one_line(line, cut, size, most) for line in lines[:count]]
    if len(lines) > count:
        kept[-1] = _ended(kept[-1], cut, size, most)
    return tuple(kept)


def _ended(text: str, cut: str, size: int, most: float) -> str:
    """As much of the text as leaves room for the sign that something is left out."""
    while text and width(f"{text}…", cut, size) > most:
        text = text.rpartition(" ")[0] or text[:-1]
    return f"{text.rstrip(' ,.;:–—-…')}…"
