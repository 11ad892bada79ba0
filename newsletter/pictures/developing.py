"""A picture as an editor saved it becomes the one that is published, and another for letters where they need one.

Where nothing has to change but what it tells besides, its pixels are not touched. Else it is
turned upright (`opening`) and made smaller (`shrinking`), always into the same bytes.
"""

from __future__ import annotations

from newsletter.pictures.bare import bare
from newsletter.pictures.developed import Developed
from newsletter.pictures.kinds import PUBLISHED, kind_of
from newsletter.pictures.opening import (
    UPRIGHT,
    look_at,
    opened,
    orientation_of,
    size_shown,
    too_large,
    turned,
    unreadable,
)
from newsletter.pictures.shrinking import (
    LARGEST,
    LONGEST_SIDE,
    fitted,
    is_clear,
    is_lossless,
    remade,
    written,
)
from newsletter.pictures.unfit import Unfit

#: Bytes of what is read at all. 50 megapixels, as bare as can be, are 200 MB; no camera writes half of it.
MOST_BYTES = 200_000_000
#: Pixels: width and height of what is made for a letter, twice the 536 that it shows.
_BOX_IN_LETTERS = (1_072, LONGEST_SIDE)


def developed(content: bytes) -> Developed | Unfit:
    """The picture as pages show it, or why they cannot."""
    if (kind := kind_of(content)) not in PUBLISHED or len(content) > MOST_BYTES:
        return _unfit_kind(kind, len(content))
    if kind == "SVG":
        return _drawn(content)
    with unreadable(kind) as told:
        without = bare(kind, content)
        orientation = UPRIGHT if kind == "AVIF" else orientation_of(kind, content)
        with opened(kind, without) as image:
            if (problem := too_large(image)) is not None:
                return problem
            is_small = max(image.size) <= LONGEST_SIDE and len(without) <= LARGEST
            if is_small and orientation == UPRIGHT:
                look_at(image)
                return Developed(kind, *size_shown(kind, image))
            made = remade(image, kind, orientation, lossless=is_lossless(kind, without))
            if orientation == UPRIGHT and max(image.size) <= LONGEST_SIDE and _is_no_gain(made, without):
                return Developed(kind, *size_shown(kind, image))
            return made
    return told[0]


def developed_for_letters(content: bytes) -> Developed | Unfit:
    """The same picture as a JPEG or PNG, the first of several if it moves."""
    kind = kind_of(content)
    if is_drawn := kind == "SVG":
        from newsletter.pictures.painting import painted

        pixels = painted(content, _BOX_IN_LETTERS)
        if isinstance(pixels, Unfit):
            return pixels
        kind, content = "PNG", pixels
    with unreadable(kind) as told, opened(kind, content) as image:
        if (problem := too_large(image)) is not None:
            return problem
        still = turned(fitted(image, _BOX_IN_LETTERS), orientation_of(kind, content))
        return written(still, "PNG" if is_drawn or is_lossless(kind, content) or is_clear(still) else "JPEG")
    return told[0]


def as_it_is(content: bytes) -> bytes | Unfit:
    """The picture's own pixels without what it tells besides; where it is to be turned, made anew and fitted."""
    kind = kind_of(content)
    with unreadable(kind) as told:
        without = bare(kind, content)
        orientation = UPRIGHT if kind == "AVIF" else orientation_of(kind, content)
        if orientation == UPRIGHT:
            return without
        with opened(kind, without) as image:
            is_drawn = is_lossless(kind, without)
            anew = too_large(image) or remade(image, kind, orientation, lossless=is_drawn)
            return anew if isinstance(anew, Unfit) else anew.content or without
    return told[0]


def bytes_of(kind: str, content: bytes) -> bytes:
    """What is published of a picture whose pixels stay as they are."""
    if kind != "SVG":
        return bare(kind, content)
    from newsletter.pictures.drawings import Drawing, drawing

    drawn = drawing(content)
    assert isinstance(drawn, Drawing), "it was looked at before"
    return drawn.content


def _unfit_kind(kind: str, size: int) -> Unfit:
    if kind in PUBLISHED:
        words = f"has {size / 1e6:,.0f} MB; at most {MOST_BYTES // 10**6} are read"
        return Unfit("too-large", words, "save it smaller")
    if not kind:
        return Unfit("unreadable-picture", "does not open: there is no picture in this file", "save it again")
    hint = "save it as JPEG, or as PNG if it is drawn"
    if kind == "HEIC":
        hint = (
            "save it as JPEG; an iPhone takes such pictures with Settings, Camera, Formats, Most Compatible"
        )
    return Unfit("picture-kind", f"is of a kind that few browsers show: {kind}", hint)


def _is_no_gain(made: Developed, former: bytes) -> bool:
    return made.content is not None and len(made.content) >= len(former)


def _drawn(content: bytes) -> Developed | Unfit:
    from newsletter.pictures.drawings import drawing

    drawn = drawing(content)
    if isinstance(drawn, Unfit):
        return drawn
    return Developed("SVG", *(drawn.size or (None, None)))
