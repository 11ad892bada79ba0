"""A drawing as pixels, for letters: mail programs show no SVG.

resvg paints it with the two fonts beside this module and none of the machine's, so that every
machine sends the same letter. What those fonts cannot write is told, not left out. A drawing is
a stranger's: it is painted by a process of its own, which the system ends if it wants too much.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from newsletter.pictures.drawings import drawing
from newsletter.pictures.unfit import Unfit
from newsletter.told.codes import Code

#: What the fonts can write: letters, figures, British punctuation, the accents of our neighbours.
LETTERS = frozenset(
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
    "\u00a0£§©°·½ÀÁÂÄÇÈÉÊËÍÎÑÓÔÖ×ÚÜàáâäåçèéêëíîïñóôöøúûü\u2013—\u2018\u2019“”…€\u2212"
)
#: Seconds of a processor, and bytes of memory, that one drawing may take: a chart takes a hundredth of either.
_MOST_SECONDS, _MOST_MEMORY = 5, 1_000_000_000
_FAMILY = "Atkinson Hyperlegible Next"
_SVG = "{http://www.w3.org/2000/svg}"
_CODE: Code = "picture-in-letter"
_HINT = "save it as PNG too, 1,072 pixels wide, and name that in the edition"


def painted(content: bytes, box: tuple[int, int]) -> bytes | Unfit:
    """The drawing as a PNG, as large as it says it is and no larger than `box`; or why it cannot be painted."""
    from lxml import etree

    drawn = drawing(content)
    if isinstance(drawn, Unfit):
        return drawn
    if drawn.size is None:
        told = "is a drawing without a size, and a letter needs one"
        return Unfit(_CODE, told, f"give it a `viewBox`, or {_HINT}")
    root: Any = etree.fromstring(drawn.content)
    if strange := sorted(_words(root) - LETTERS):
        message = f"is a drawing with a sign in it that letters cannot draw: `{strange[0]}`"
        return Unfit(_CODE, message, f"turn its words into paths, or {_HINT}")
    scale = min(1.0, box[0] / drawn.size[0], box[1] / drawn.size[1])
    if root.get("viewBox") is None:
        root.set("viewBox", f"0 0 {drawn.size[0]} {drawn.size[1]}")
    for name, side in zip(("width", "height"), drawn.size, strict=True):  # in pixels, whatever unit it had
        root.set(name, str(max(1, round(side * scale))))
    return _painted_beside(etree.tostring(root)) or Unfit(
        _CODE, "is a drawing that cannot be drawn for a letter: it is damaged, or takes too long", _HINT
    )


def _words(root: Any) -> set[str]:
    """Every sign that is written in the drawing; white space is a space there."""
    return {
        " " if sign.isspace() and sign != "\u00a0" else sign
        for text in root.iter(f"{_SVG}text")
        for sign in "".join(text.itertext())
    }


def _painted_beside(content: bytes) -> bytes:
    """The pixels; nothing where the process that makes them came to grief."""
    house = str(Path(__file__).parents[2])
    program = (
        f"import sys; sys.path.insert(0, {house!r}); from newsletter.pictures.painting import paint; paint()"
    )
    with suppress(subprocess.TimeoutExpired):
        made = subprocess.run(
            [sys.executable, "-P", "-c", program],  # -P: nothing of the folder somebody stands in is loaded
            input=content,
            capture_output=True,
            check=False,
            timeout=_MOST_SECONDS * 4,
        )
        return made.stdout if made.returncode == 0 else b""
    return b""


def paint() -> None:
    """Paint what comes in at standard input, as PNG to standard output: all that the process beside does."""
    from resvg_py import svg_to_bytes

    _hold_back()
    with open(0, "rb", closefd=False) as questions:
        asked = questions.read()
    fonts = files("newsletter.pictures") / "fonts"
    with as_file(fonts / "atkinson-400.ttf") as regular, as_file(fonts / "atkinson-700.ttf") as bold:
        made = svg_to_bytes(
            svg_string=asked.decode(),
            skip_system_fonts=True,
            font_files=[str(regular), str(bold)],
            font_family=_FAMILY,
            serif_family=_FAMILY,
            sans_serif_family=_FAMILY,
            cursive_family=_FAMILY,
            fantasy_family=_FAMILY,
            monospace_family=_FAMILY,
        )
    with open(1, "wb", closefd=False) as answers:
        answers.write(bytes(made))


def _hold_back() -> None:
    """Let the system end this process where it takes more than a drawing may; Windows has no such limits."""
    with suppress(ImportError):
        import resource

        for limit, most in (
            (resource.RLIMIT_CPU, _MOST_SECONDS),
            (resource.RLIMIT_AS, _MOST_MEMORY),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a system without that one, or with less
                resource.setrlimit(limit, (most, most))
