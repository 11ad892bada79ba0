"""A notice: something readers can come to, with its day and its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsletter.content.blocks import Card
from newsletter.content.entry import Entry
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import SHARED_STAND_INS, STRICT, Line, Shared
from newsletter.content.words.marks import plain
from newsletter.content.words.when import Day, long_date
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


@value
class Notice(Shared):
    """Something readers can come to."""

    __pydantic_config__ = STRICT
    published: Day
    """The day it is announced."""
    day: Day
    """The day it takes place."""
    place: Line
    """Where it takes place."""


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    if file.record.day < file.record.published:
        yield Diagnostic(
            file.value_at("day"),
            "dates-out-of-order",
            "it takes place before it is announced",
            "check both days",
        )


def _card(entry: Entry[Notice], feature: Feature, config: Config) -> Card:
    record = entry.record
    told = (record.summary, feature.why)
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"{long_date(record.day)}, {record.place}.",
        told=tuple(plain(text) for text in told if text),
    )


_BLANK = """\
<!-- Say below what people can expect. Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="notice",
    folder="notices",
    title="notice",
    plural="notices",
    record=Notice,
    rules=_rules,
    stand_ins={**SHARED_STAND_INS, "published": "0001-01-01", "day": "9999-12-31", "place": "-"},
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Notices", _card),
)
