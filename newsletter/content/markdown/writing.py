"""Python-Markdown's tree of blocks, written down as HTML, with the words inside set by `inline`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from newsletter.content.markdown.inline import References, inline_html
from newsletter.content.markdown.sanitiser import are_own, is_known
from newsletter.content.markdown.stamps import PIPE
from newsletter.regexes import regex

_VOID = frozenset(("hr", "br"))
#: Quotation marks as word processors type them.
_CURLY = regex("[“”„]")
_TASK = regex(r"\[([ xX])\](?=\s+\S)")


def written(root: Element, references: References, stored: Sequence[str | Element]) -> str:
    """The blocks in `root` as HTML; `stored` are the pieces its placeholders stand for."""
    pieces: list[str] = []
    _write_inside(root, references, pieces)
    html = "".join(pieces)
    return HTML_PLACEHOLDER_RE.sub(lambda m: _stored(m, stored), html).replace(PIPE, "&#124;")


def attributes_html(inside: str, element: str) -> str | None:
    """The inside of an attribute list, such as `#id .class key="value"`, as HTML attributes.

    None where it holds words that are no attribute of this element: then they are words.
    """
    found: dict[str, str] = {}
    attributes, left = get_attrs_and_remainder(_CURLY.sub('"', inside))
    for key, value in attributes:
        if key == "." and are_own(value):
            found["class"] = f"{found.get('class', '')} {value}".strip()
        elif is_known(key, element) and (key != "class" or are_own(unescape(value or ""))):
            found[key] = unescape(value or "")
        else:
            return None
    return None if left.strip() or not found else _attributes(found)


def _attributes(found: dict[str, str]) -> str:
    return "".join([f' {key}="{escape(value or "")}"' for key, value in found.items()])


def _write_inside(
    element: Element, references: References, pieces: list[str], *, is_item: bool = False
) -> None:
    """What stands between an element's tags; an item may begin with the box of a task (GFM 5.3)."""
    text = element.text
    if text and text.startswith("[") and is_item:
        text = _TASK.sub(lambda m: "☐" if m[1] == " " else "☑", text, count=1)
    if text:
        pieces.append(
            text if isinstance(text, AtomicString) else inline_html(text, references, attributes_html)
        )
    for place, child in enumerate(element):
        tag = child.tag
        if tag == "p" and HTML_PLACEHOLDER_RE.fullmatch(child.text or ""):
            pieces.append(f"{child.text}\n")
        else:
            pieces.append(f"<{tag}{_attributes(child.attrib)}>" if child.attrib else f"<{tag}>")
            if tag not in _VOID:
                begins = tag == "li" or (is_item and tag == "p" and not place)
                _write_inside(child, references, pieces, is_item=begins)
                pieces.append(f"</{tag}>\n")
        if child.tail:
            pieces.append(inline_html(child.tail, references, attributes_html))


def _stored(m: re.Match[str], stored: Sequence[str | Element]) -> str:
    place = int(m.group(1))
    return str(stored[place]) if place < len(stored) else ""
