"""A voice: what somebody said about power, reported in our words, with a few of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from annotated_types import Len

from newsletter.content.blocks import Card, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    SOURCE_STAND_IN,
    STRICT,
    Citation,
    ContentPath,
    Line,
    Once,
    Shared,
    SourceId,
    Utterance,
)
from newsletter.content.kinds.shared_parts import Series, series_rules
from newsletter.content.kinds.source_rules import source_rules
from newsletter.content.words.when import Day, PastWhen, When
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


@value
class Voice(Shared):
    """What somebody said."""

    __pydantic_config__ = STRICT
    LATE = frozenset({"sources"})

    published: Day
    """The day it was first out here."""
    speaker: Line
    """Who said it, as they were then."""
    said_on: PastWhen
    """When it was said or printed."""
    words: Annotated[Line, Utterance(25), Once()] | None = None
    """What they said, word for word and without quotation marks, at most 25 words."""
    about: ContentPath | None = None
    """Path of what it is about, such as ../case-studies/preston.md."""
    series: Series | None = None
    """The series it belongs to."""
    source: SourceId
    """The id of the source that prints it."""
    sources: Annotated[tuple[Citation, ...], Len(1)]
    """Where it is printed, and what else we tell rests on."""


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    yield from series_rules(file)
    yield from source_rules(file)


def _card(entry: Entry[Voice], feature: Feature, config: Config) -> Card:
    record = entry.record
    said = f"“{record.words}”" if record.words else record.summary
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"{record.speaker}, {record.said_on}.",
        told=told(said, feature.why),
    )


def _happened(voice: Voice) -> Iterator[tuple[When, str]]:
    yield voice.said_on, f"was said by {voice.speaker}"


def _people(voice: Voice) -> Iterator[tuple[str, str]]:
    name, _, part = voice.speaker.partition(", ")
    yield name, part or "speaker"


_BLANK = """\
<!-- Tell here in your own words what they said, and when and to whom. After each figure put the
     mark of its source, such as [^record]. Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="voice",
    folder="voices",
    title="voice",
    plural="voices",
    record=Voice,
    rules=_rules,
    stand_ins={
        **SHARED_STAND_INS,
        "published": "0001-01-01",
        "speaker": "-",
        "said_on": "0001",
        "source": "a",
        "sources": [SOURCE_STAND_IN],
    },
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Voices", _card),
    needs_words=True,
    happened=_happened,
    people=_people,
)
