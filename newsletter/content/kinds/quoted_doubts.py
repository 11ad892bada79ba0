"""What the fields of a quotation say against each other: said after it was printed, a name among the words.

Serves `source_rules`: case studies have several, a voice is one. All of it is told as a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from newsletter.content.kinds.rule_context import RuleContext
from newsletter.content.words.when import When
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning

#: A name behind a dash, at the end of what was said.
_NAMED = regex(
    r".*?(?P<behind>[ ]?(?:[–—]|(?<=[ .!?…\"”’])--?)[ ]?(?P<name>[A-Z][\w.’'-]*(?:[ ](?:de|van|von|of|[A-Z][\w.’'-]*)){0,4}"
    r"(?:,[ ][^.!?]{2,60}|[ ]\([^()]{2,60}\))?)\.?)"
)
_WORD = regex(r"[^\W\d_]{3,}")


class _Quoted(NamedTuple):
    """A quotation, where its fields stand, and the name of the field that says whose it is."""

    at: tuple[str | int, ...]
    words: str
    who: str
    whose: str
    said_on: When
    source: str


def quoted_doubts(file: RuleContext) -> Iterator[Diagnostic]:
    """A warning for each contradiction in a quotation."""
    published = {one.id: one.published for one in file.record.sources}
    for quoted in _quotations(file.record):
        printed = published.get(quoted.source)
        is_certain = printed is not None and not (printed.is_by or printed.is_about or quoted.said_on.is_by)
        if (
            printed
            and is_certain
            and not quoted.said_on.is_about
            and quoted.said_on.first_day > printed.last_day
        ):
            day = f"{'on' if printed.day else 'in'} {printed}"
            message = f"it was said later than `{quoted.source}` printed it: that came out {day}"
            hint = "look up which of the two is right, `said_on` or `published` of the source"
            yield warning(file.value_at(*quoted.at, "said_on"), "dates-out-of-order", message, hint)
        found = _NAMED.fullmatch(quoted.words)
        if found and set(_WORD.findall(found["name"])) & set(_WORD.findall(quoted.who)):
            behind = found["behind"].strip()
            message = f"`{behind}` is shown within what was said, and `{quoted.whose}` names them already"
            yield warning(file.value_at(*quoted.at, "words"), "given-twice", message, f"take `{behind}` out")


def _quotations(record: Any) -> Iterator[_Quoted]:
    for number, one in enumerate(getattr(record, "quotes", ())):
        yield _Quoted(("quotes", number), one.words, one.who, "who", one.said_on, one.source)
    if getattr(record, "speaker", None) and record.words:
        yield _Quoted((), record.words, record.speaker, "speaker", record.said_on, record.source)
