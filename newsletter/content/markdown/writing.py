"""Python-Markdown's tree of blocks, written down as HTML, with the words inside set by `inline`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element

from markdown.extensions.attr_list import get_attrs_and_remainder
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from newsletter.content.markdown.inline import References, inline_html

#: The tag of an element whose text is HTML already.
RAW = "raw"
_VOID = frozenset(("hr", "br"))
_NAME = re.compile(r"[a-zA-Z][\w-]*\Z")


def written(root: Element, references: References, stored: Sequence[str | Element]) -> str:
    """The blocks in `root` as HTML; `stored` are the pieces its placeholders stand for."""
    pieces: list[str] = []
    _write_inside(root, references, pieces)
    html = "".join(pieces)
    if not stored:
        return html
    return HTML_PLACEHOLDER_RE.sub(lambda m: _stored(m, stored), html)


def attributes_html(inside: str) -> str:
    """The inside of an attribute list, such as `#id .class key="value"`, as HTML attributes."""
    found: dict[str, str] = {}
    for key, value in get_attrs_and_remainder(inside)[0]:
        if key == ".":
            found["class"] = f"{found.get('class', '')} {value}".strip()
        elif _NAME.match(key):
            found[key] = value or ""
    return _attributes(found)


def _attributes(found: dict[str, str]) -> str:
    return "".join([f' {key}="{escape(value or "")}"' for key, value in found.items()])


def _write_inside(element: Element, references: References, pieces: list[str]) -> None:
    """What stands between an element's tags."""
    text = element.text
    if text:
        pieces.append(
            text if isinstance(text, AtomicString) else inline_html(text, references, attributes_html)
        )
    for child in element:
        tag = child.tag
        if tag == RAW or (tag == "p" and HTML_PLACEHOLDER_RE.fullmatch(child.text or "")):
            pieces.append(f"{child.text}\n")
        else:
            pieces.append(f"<{tag}{_attributes(child.attrib)}>" if child.attrib else f"<{tag}>")
            if tag not in _VOID:
                _write_inside(child, references, pieces)
                pieces.append(f"</{tag}>\n")
        if child.tail:
            pieces.append(inline_html(child.tail, references, attributes_html))


def _stored(m: re.Match[str], stored: Sequence[str | Element]) -> str:
    place = int(m.group(1))
    return str(stored[place]) if place < len(stored) else ""
