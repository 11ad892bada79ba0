"""How a letter's HTML looks to the eye: for each piece of text its colours and size, light and dark.

Only what mail programs honour counts: styles in the elements, and for dark the rules under
`prefers-color-scheme: dark`, whose selectors are kept simple (`.class`, `tag`, `.class tag`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from newsletter.mail.words import is_hidden

_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)\s*\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_HEX = re.compile(r"#([0-9a-fA-F]{6})\b")
_PIXELS = re.compile(r"(\d+(?:\.\d+)?)px")

Declarations = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """The colours, as #rrggbb, and the size in pixels of a piece of text."""

    ink: str = "#000000"
    ground: str = "#ffffff"
    size: float = 16.0


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: tuple[str, ...]
    declarations: Declarations


def looks(tree: HtmlElement, *, dark: bool = False) -> Iterator[tuple[HtmlElement, Look]]:
    """Each element that shows text of its own, and its look."""
    yield from _looks(tree, Look(), _dark_rules(tree) if dark else ())


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def declarations(style: str) -> Declarations:
    """A style attribute as its properties; the last of a name counts."""
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs}


def _looks(
    element: HtmlElement, around: Look, rules: tuple[_Rule, ...]
) -> Iterator[tuple[HtmlElement, Look]]:
    if not isinstance(element.tag, str) or is_hidden(element):
        return
    look = _changed(around, declarations(str(element.get("style", ""))), str(element.get("bgcolor", "")))
    for rule in rules:
        if _matches(element, rule.selector):
            look = _changed(look, rule.declarations)
    if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
        yield element, look
    for child in element:
        yield from _looks(child, look, rules)


def _changed(look: Look, style: Declarations, ground: str = "") -> Look:
    ink = _HEX.search(style.get("color", ""))
    behind = _HEX.search(style.get("background-color", "") or style.get("background", "") or ground)
    size = _PIXELS.search(style.get("font-size", "") or style.get("font", ""))
    return replace(
        look,
        ink=ink[0] if ink else look.ink,
        ground=behind[0] if behind else look.ground,
        size=float(size[1]) if size else look.size,
    )


def _dark_rules(tree: HtmlElement) -> tuple[_Rule, ...]:
    css = "".join(style.text or "" for style in tree.iter("style"))
    rules = [
        _Rule(tuple(selector.split()), declarations(body))
        for block in _DARK.findall(css)
        for selectors, body in _RULE.findall(block)
        for selector in selectors.split(",")
    ]
    return tuple(sorted(rules, key=lambda rule: sum(part.startswith(".") for part in rule.selector)))


def _matches(element: HtmlElement, selector: tuple[str, ...]) -> bool:
    *before, last = selector
    if not _is(element, last):
        return False
    return not before or any(_matches(outer, tuple(before)) for outer in element.iterancestors())


def _is(element: HtmlElement, simple: str) -> bool:
    if simple.startswith("."):
        return simple[1:] in str(element.get("class", "")).split()
    return bool(element.tag == simple)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
