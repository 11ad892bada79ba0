"""How the publication's words are set: its language, which way others run, its quotation marks.

Plain fields are set here: ‘so’, “so” and it’s so, but 5'10" as it is. Bodies get their marks where Markdown is rendered.
"""

from __future__ import annotations

from newsletter.regexes import regex

#: The publication's own language, in which all that is not an entry's own words is written.
LANGUAGE = "en-GB"

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_OPENING = r"(?:^|(?<=[\s(\[–—“‘]))"
_RULES = (
    (regex(_OPENING + r"'(?=\d\ds?\b)"), "’"),  # the ’90s
    (regex(_OPENING + r"'(?=\S)"), "‘"),
    (regex(r"(?<!\d)'|'(?!\d)"), "’"),
    (regex(_OPENING + r'"(?=\S)'), "“"),
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
    return _closed(text) if '"' in text else text


def uncapitalised(title: str) -> str:
    """A title after other words: energy, but NHS and European Union.

    One with a capital further in stays as it is. Nothing tells a name of one word, so Brexit becomes brexit.
    """
    return title if any(letter.isupper() for letter in title[1:]) else title[:1].lower() + title[1:]


def _closed(text: str) -> str:
    """`text` with each quotation closed; behind a digit where none is open, it is inches: a 24" pipe."""
    first, *others = text.split('"')
    said = first
    for piece in others:
        is_inches = said[-1:].isdigit() and said.count("“") <= said.count("”")
        said += ('"' if is_inches else "”") + piece
    return said
