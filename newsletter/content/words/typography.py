"""How the publication's words are set: its language, which way others run, its quotation marks.

Plain fields are set here: ‘so’, “so” and it’s so. Bodies get their marks where Markdown is rendered.
"""

from __future__ import annotations

import re

#: The publication's own language, in which all that is not an entry's own words is written.
LANGUAGE = "en-GB"

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_OPENING = r"(?:^|(?<=[\s(\[–—“‘]))"
_RULES = (
    (re.compile(_OPENING + r"'(?=\d\ds?\b)"), "’"),  # the ’90s
    (re.compile(_OPENING + r"'(?=\S)"), "‘"),
    (re.compile("'"), "’"),
    (re.compile(_OPENING + r'"(?=\S)'), "“"),
    (re.compile('"'), "”"),
)


def direction(lang: str) -> str:
    """How a language is written: "ltr" or "rtl"."""
    return "rtl" if lang.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def typeset(text: str) -> str:
    """`text` with curly quotation marks and apostrophes."""
    if "'" not in text and '"' not in text:
        return text
    for pattern, mark in _RULES:
        text = pattern.sub(mark, text)
    return text
