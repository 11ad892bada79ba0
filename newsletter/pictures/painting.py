"""A drawing as pixels, for letters: mail programs show no SVG.

resvg paints it with the two fonts beside this module and none of the machine's, so that every
machine sends the same letter. What those fonts cannot write is told, not left out.
"""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from typing import Any

from lxml import etree

from newsletter.pictures.drawings import drawing
from newsletter.pictures.unfit import Unfit
from newsletter.told.codes import Code

#: What the fonts can write: letters, figures, British punctuation, the accents of our neighbours.
LETTERS = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    "\u00a0£§©°·½ÀÁÂÄÇÈÉÊËÍÎÑÓÔÖ×ÚÜàáâäåçèéêëíîïñóôöøúûü\u2013—\u2018\u2019“”…€\u2212"
)
#: Elements a drawing may come to, what it names counted each time it is named: a short file can name millions.
_MOST_ELEMENTS = 50_000
_FAMILY = "Atkinson Hyperlegible Next"
_SVG = "{http://www.w3.org/2000/svg}"
_NAMED = re.compile(r"url\(\s*['\"]?#([^'\"()\s]+)|^#(\S+)$")
_CODE: Code = "picture-in-letter"
_HINT = "save it as PNG too, 1,072 pixels wide, and name that in the edition"


def painted(content: bytes, box: tuple[int, int]) -> bytes | Unfit:
    """The drawing as a PNG, as large as it says it is and no larger than `box`; or why it cannot be painted."""
    drawn = drawing(content)
    if isinstance(drawn, Unfit):
        return drawn
    root = etree.fromstring(drawn.content)
    if drawn.size is None:
        return Unfit(
            _CODE, "is a drawing without a size, and a letter needs one", f"give it a `viewBox`, or {_HINT}"
        )
    if strange := sorted(_words(root) - LETTERS):
        message = f"is a drawing with a sign in it that letters cannot draw: `{strange[0]}`"
        return Unfit(_CODE, message, f"turn its words into paths, or {_HINT}")
    if _elements(root) > _MOST_ELEMENTS:
        return Unfit(_CODE, "is a drawing of too many parts to be drawn for a letter", _HINT)
    return _pixels(drawn.content, drawn.size, box)


def _pixels(content: bytes, size: tuple[int, int], box: tuple[int, int]) -> bytes | Unfit:
    from resvg_py import svg_to_bytes

    scale = min(1.0, box[0] / size[0], box[1] / size[1])
    is_wide = size[0] / box[0] >= size[1] / box[1]  # one side is given, and the other follows
    side = max(1, round(size[0 if is_wide else 1] * scale))
    fonts = files("newsletter.pictures") / "fonts"
    with as_file(fonts / "atkinson-400.ttf") as regular, as_file(fonts / "atkinson-700.ttf") as bold:
        try:
            return bytes(
                svg_to_bytes(
                    svg_string=content.decode(),
                    width=side if is_wide else None,
                    height=None if is_wide else side,
                    skip_system_fonts=True,
                    font_files=[str(regular), str(bold)],
                    font_family=_FAMILY,
                    serif_family=_FAMILY,
                    sans_serif_family=_FAMILY,
                    cursive_family=_FAMILY,
                    fantasy_family=_FAMILY,
                    monospace_family=_FAMILY,
                )
            )
        except BaseException as error:
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise  # a panic in Rust is no Exception to Python
            return Unfit(_CODE, "is a drawing that cannot be drawn for a letter", _HINT)


def _words(root: Any) -> set[str]:
    """Every sign that is written in the drawing; white space is a space there."""
    return {
        " " if sign.isspace() and sign != "\u00a0" else sign
        for text in root.iter(f"{_SVG}text")
        for sign in "".join(text.itertext())
    }


def _elements(root: Any) -> int:
    """How many elements there are to draw, those that are named each time anew; never much more than the most."""
    by_id = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    known: dict[Any, int] = {}

    def count(element: Any) -> int:
        if element not in known:
            known[element] = 0  # a ring is drawn by nobody
            named = (by_id.get(name) for name in _names(element))
            inside = sum(map(count, element)) + sum(count(one) for one in named if one is not None)
            known[element] = min(1 + inside, _MOST_ELEMENTS + 1)
        return known[element]

    try:
        return count(root)
    except RecursionError:
        return _MOST_ELEMENTS + 1


def _names(element: Any) -> list[str]:
    """The ids that an element's attributes name, and a style's words."""
    texts = [str(value) for value in element.values()]
    if element.tag == f"{_SVG}style":
        texts.append(element.text or "")
    return [first or second for text in texts for first, second in _NAMED.findall(text)]
