"""SVG that only draws: what is not on the list is told, and what drawing programs note for themselves is left out.

A drawing is a web page of its own for whoever opens its address, so a script in it would run in
the site's origin. What passes is written anew from its tree: nobody else's parser sees another one.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newsletter.pictures.unfit import Unfit
from newsletter.regexes import regex
from newsletter.told.codes import Code
from newsletter.values import point

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: In these, browsers run scripts and load pages; other names than SVG's own are a program's notes.
_RUNS = (
    "{http://www.w3.org/1999/xhtml}",
    "{http://www.w3.org/1998/Math/MathML}",
    "{http://www.w3.org/2001/xml-events}",
)

_ELEMENTS = frozenset(
    (
        "svg g defs symbol use title desc style switch path rect circle ellipse line polyline polygon text tspan"
        " textPath linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix"
        " feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight"
        " feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology"
        " feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence"
    ).split()
)
#: Words about the drawing: they stay where readers hear them read out, and go where they are a program's.
_NOTES = frozenset({"metadata"})
_ATTRIBUTES = frozenset(
    (
        "id class style transform viewBox version baseProfile width height x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d"
        " points pathLength preserveAspectRatio lang role tabindex focusable enable-background dx dy rotate"
        " textLength lengthAdjust startOffset method spacing side gradientUnits gradientTransform spreadMethod"
        " offset patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits"
        " markerUnits markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result mode type"
        " values tableValues slope intercept amplitude exponent operator k1 k2 k3 k4 order kernelMatrix divisor"
        " bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale diffuseConstant scale"
        " xChannelSelector yChannelSelector azimuth elevation stdDeviation radius z pointsAtX pointsAtY pointsAtZ"
        " specularExponent specularConstant limitingConeAngle baseFrequency numOctaves seed stitchTiles"
        " requiredFeatures systemLanguage requiredExtensions media title href"
        " alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation"
        " color-interpolation-filters color-rendering direction display dominant-baseline fill fill-opacity"
        " fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust font-stretch"
        " font-style font-variant font-weight image-rendering isolation kerning letter-spacing lighting-color"
        " marker marker-start marker-mid marker-end mask mask-type mix-blend-mode opacity overflow paint-order"
        " pointer-events shape-rendering solid-color solid-opacity stop-color stop-opacity stroke"
        " stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity"
        " stroke-width text-align text-anchor text-decoration text-rendering unicode-bidi vector-effect"
        " visibility white-space word-spacing writing-mode"
    ).split()
)
#: A part of the same drawing, the only thing that may be named.
_OWN = regex(r"#[^\s'\"()\\]+")
_URL = regex(r"url\(\s*(['\"]?)(#[^\s'\"()\\]+)\1\s*\)", re.IGNORECASE)
#: In a style: all that names something, hides a word from whoever looks for it, or does more than look.
_ACTIVE_STYLE = regex(
    r"url|(?:src|image|image-set|expression)\s*\(|@(?!media\b)|behavior\s*:|-moz-binding|\\|<|javascript:",
    re.IGNORECASE,
)
_ACTIVE_VALUE = regex(r"url\s*\(|image-set|\\|javascript:|data:", re.IGNORECASE)
#: Elements of a drawing with all repetitions, and parts within parts: maps of whole countries have a tenth of it.
_MOST_DRAWN, _DEEPEST_USE = 200_000, 64
_LENGTH = regex(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")
_HINT = "save it as plain SVG without scripts, links and pictures inside, or save it as PNG"


@point
class Drawing:
    """A drawing that may be published; its size in pixels where it says one."""

    content: bytes
    size: tuple[int, int] | None


def drawing(content: bytes) -> Drawing | Unfit:
    """The SVG as it may be published, or why it may not."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_blank_text=False
    )
    try:
        root: Any = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Unfit("unreadable-picture", "does not open: this SVG is damaged", "save it again")
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None and tree.docinfo.internalDTD.entities():
        return _active("`<!ENTITY>`", 1)
    if root.tag != f"{_SVG}svg":
        return Unfit("unreadable-picture", "does not open: there is no drawing in this SVG", _HINT)
    if (before := root.getprevious()) is not None:
        return _active(f"`<?{before.target}>`", before.sourceline or 1)
    if (told := _cleaned(root)) is not None:
        return told
    if _drawn(root) > _MOST_DRAWN:
        words = "repeats parts within parts until no browser can draw them all"
        return Unfit("too-large", words, "save it without clones (`<use>`), or save it as PNG")
    etree.cleanup_namespaces(root)
    return Drawing(etree.tostring(root, encoding="utf-8") + b"\n", _size(root))


def _drawn(root: Any) -> int:
    """How many elements a browser draws, with all that `use` shows again; more than `_MOST_DRAWN` where that has no end."""
    wanted = set(_shown_again(root)[1])
    every = reversed(list(root.iter())) if wanted else ()  # of two of one name, the first is shown
    parts = {name: one for one in every if (name := f"#{one.get('id')}") in wanted}
    shown = {name: _shown_again(one) for name, one in (*parts.items(), ("", root))}
    drawn = dict.fromkeys(shown, 0)
    for _ in range(_DEEPEST_USE):
        before = drawn
        drawn = {name: own + sum(before.get(one, 0) for one in uses) for name, (own, uses) in shown.items()}
        if drawn == before or drawn[""] > _MOST_DRAWN:
            return drawn[""]
    return _MOST_DRAWN + 1


def _shown_again(element: Any) -> tuple[int, list[str]]:
    """How many elements stand in one, and the names of the parts that `use` shows there."""
    uses = element.iter(f"{_SVG}use")
    return sum(1 for _ in element.iter()), [str(one.get("href") or one.get(_XLINK)).strip() for one in uses]


def _cleaned(root: Any) -> Unfit | None:
    """Takes out what programs noted for themselves; what may not stand, if anything does."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if isinstance(element, etree._Entity):
                return _active(f"`&{element.name};`", element.sourceline or 1)
            _take_out(element)
            continue
        name = element.tag.removeprefix(_SVG)
        line = int(element.sourceline or 1)
        if name in _NOTES or (name.startswith("{") and not name.startswith(_RUNS)):
            if any(isinstance(inner.tag, str) and _may_run(inner) for inner in element.iter()):
                return _active(f"`<{etree.QName(element).localname}>`", line)
            _take_out(element)
        elif name not in _ELEMENTS or element.tag == name:
            return _active(f"`<{etree.QName(element).localname}>`", line)
        elif name == "style" and (len(element) or _is_active(element.text or "", _ACTIVE_STYLE)):
            return _active("a style that names something outside it", line)
        elif (attribute := _active_attribute(element)) is not None:
            return _active(f"`{attribute}`", line)
    return None


def _may_run(element: Any) -> bool:
    tag = str(element.tag)
    return tag.startswith(_RUNS) or (
        tag.startswith(_SVG) and tag.removeprefix(_SVG) in ("script", "foreignObject")
    )


def _take_out(element: Any) -> None:
    """The element goes; the words behind it stay."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _active_attribute(element: Any) -> str | None:
    """The first attribute that may not stand; those of programs are taken out."""
    for name, value in list(element.attrib.items()):
        key, text = str(name), str(value)
        if key in ("href", _XLINK):
            if not _OWN.fullmatch(text.strip()):
                return "href"
        elif key in (_SPACE, _LANG):
            continue
        elif key.startswith("{http://www.w3.org/XML/1998/namespace}"):
            return "xml:" + etree.QName(key).localname
        elif key.startswith(("{", "data-")):
            del element.attrib[name]
        elif not _is_still(key, text):
            return key
    return None


def _is_still(key: str, text: str) -> bool:
    """Whether an attribute only says how something looks."""
    if key not in _ATTRIBUTES and not key.startswith("aria-"):
        return False
    return not _is_active(text, _ACTIVE_STYLE if key == "style" else _ACTIVE_VALUE)


def _is_active(text: str, pattern: re.Pattern[str]) -> bool:
    return pattern.search(_URL.sub("", text)) is not None


def _active(what: str, line: int) -> Unfit:
    code: Code = "active-file"
    return Unfit(code, f"holds {what} (line {line} of it), which browsers run or follow", _HINT)


def _size(root: Any) -> tuple[int, int] | None:
    found = [_LENGTH.fullmatch(str(root.get(name, ""))) for name in ("width", "height")]
    if all(found):
        sides = [float(one[1]) for one in found if one]
    else:
        box = str(root.get("viewBox", "")).replace(",", " ").split()
        if len(box) != 4 or not all(re.fullmatch(r"-?\d{1,9}(\.\d+)?", part) for part in box):
            return None
        sides = [float(part) for part in box[2:]]
    width, height = (round(side) for side in sides)
    return (width, height) if width > 0 and height > 0 else None
