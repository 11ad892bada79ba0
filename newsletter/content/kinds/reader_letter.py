"""A reader's letter: what somebody wrote to us, or wrote elsewhere and we report, with our reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from newsletter.content.blocks import Card, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    STRICT,
    ContentPath,
    Line,
    Shared,
    Text,
    Unshown,
)
from newsletter.content.kinds.shared_parts import FirstPublished
from newsletter.content.words.when import Day, PastWhen, When
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


@value
class ReaderLetter(Shared):
    """What a reader wrote."""

    __pydantic_config__ = STRICT
    published: Day
    """The day it was first out here."""
    writer: Line
    """Who wrote it, as they wish to be named."""
    received: PastWhen
    """When it came, or stood elsewhere."""
    consent: Annotated[
        Line | None, Unshown("it is kept as evidence; to readers it says nothing but that we asked")
    ] = None
    """How and when they agreed that we print it, such as by mail, 3 March 2026."""
    first_published: FirstPublished | None = None
    """Where it was printed before; of such a letter we tell in our own words."""
    about: ContentPath | None = None
    """Path of what it is about, such as ../case-studies/preston.md."""
    in_reply_to: ContentPath | None = None
    """Path of the letter or article that it answers."""
    reply: Text | None = None
    """What we answer."""


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    letter: ReaderLetter = file.record
    if letter.consent is None and letter.first_published is None:
        yield Diagnostic(
            file.key_at("writer"),
            "missing-consent",
            "nothing says that they agreed to be printed, or where they were printed before",
            "add `consent: by mail, 3 March 2026`, or `first_published` with `where` and `date`",
        )


def _card(entry: Entry[ReaderLetter], feature: Feature, config: Config) -> Card:
    record = entry.record
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"From {record.writer}, {record.received}.",
        told=told(record.summary, feature.why),
    )


def _happened(letter: ReaderLetter) -> Iterator[tuple[When, str]]:
    yield letter.received, f"was written by {letter.writer}"


_BLANK = """\
<!-- Put the letter here, as it was written; of one that was printed elsewhere tell in your own words.
     Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="reader-letter",
    folder="reader-letters",
    title="reader’s letter",
    plural="readers’ letters",
    record=ReaderLetter,
    rules=_rules,
    stand_ins={
        **SHARED_STAND_INS,
        "published": "0001-01-01",
        "writer": "-",
        "received": "0001",
        "consent": "-",
    },
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("From our readers", _card),
    needs_words=True,
    missed_by={"missing-consent": "consent"},
    happened=_happened,
)
