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
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature

#: All that is said of a consent, where there is none.
_NONE = regex(
    r"(?:no|none|n/?a|not|unknown|unclear|tbc|tbd|pending|awaited|outstanding"
    r"|declined|refused|asked|\?+|-|to ask|will ask|to be \w+)"
    r"(?: (?:yet|given|asked|known|sure|now))*[.!?]?"
    r"|asked(?: (?:her|him|them|for it))?(?:,? (?:by|in|on|via) (?:(?!\b(?:and|who|she|he|they|said)\b)[^;.]){1,40})?\.?"
)
_NO = regex(
    r"\bno (?:answer|reply|response|word|consent)\b|\bnot (?:yet|asked|agreed|replied|answered|heard|given|obtained|received)\b"
    r"|\b(?:has|have|had|did)n'?t (?:yet )?(?:agreed?|replied|reply|answer(?:ed)?|heard|said)\b"
    r"|\b(?:awaiting|waiting (?:for|on)|pending|refused|declined|said no|never asked|still to (?:ask|come)|tbc|tbd)\b"
)
#: What they said at last.
_YES = regex(
    r"(?<!not )(?<!not yet )(?<!n't )(?<!to )\b(?:yes|agreed|gave|said yes|consented|allowed|confirmed|happy|glad)\b(?! to ask)"
)


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
    if letter.consent and letter.consent != "-" and says_no(letter.consent):  # that stands in for a blank
        hint = "wait with `draft: true` until they agree, and write here how and when, such as `by mail, 3 March 2026`"
        message = f"`{letter.consent}` says that they have not agreed to be printed"
        yield Diagnostic(file.value_at("consent"), "missing-consent", message, hint)


def says_no(consent: str) -> bool:
    """Whether what is said of a consent is that there is none, or none yet."""
    said = consent.strip().lower().replace("’", "'")
    return _NONE.fullmatch(said) is not None or (_NO.search(said) is not None and not _YES.search(said))


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
