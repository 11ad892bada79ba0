"""Quotation marks and apostrophes of plain fields, as the publication sets them: ‘so’, “so” and it’s so.

Bodies get theirs where Markdown is rendered.
"""

from __future__ import annotations

import re

_OPENING = r"(?:^|(?<=[\s(\[–—“‘]))"
_RULES = (
    (re.compile(_OPENING + r"'(?=\d\ds?\b)"), "’"),  # the ’90s
    (re.compile(_OPENING + r"'(?=\S)"), "‘"),
    (re.compile("'"), "’"),
    (re.compile(_OPENING + r'"(?=\S)'), "“"),
    (re.compile('"'), "”"),
)


def typeset(text: str) -> str:
    """`text` with curly quotation marks and apostrophes."""
    if "'" not in text and '"' not in text:
        return text
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text
