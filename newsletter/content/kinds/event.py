"""An event: people come together on a day, at a place; past or still to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from annotated_types import Len

from newsletter.content.blocks import Card, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.event_doubts import event_doubts
from newsletter.content.kinds.kind import InLetters, Kind
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    STRICT,
    Citation,
    Line,
    Recurring,
    Shared,
    SourceId,
    Text,
    Unshown,
    Url,
)
from newsletter.content.kinds.source_rules import source_rules
from newsletter.content.words.moments import Moment, TimeZone
from newsletter.content.words.when import Day, When
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


@value
class Speaker:
    """Somebody who speaks there, in the office they held then."""

    __pydantic_config__ = STRICT
    name: Line
    """Their name."""
    role: Line | None = None
    """Their office or part, as it was then."""
    listed_in: tuple[SourceId, ...] = ()
    """The ids of the sources that name them as a speaker, where sources differ."""


@value
class Event(Shared):
    """People come together."""

    __pydantic_config__ = STRICT
    LATE = frozenset({"speakers", "questions", "sources"})

    published: Day
    """The day it was first told of here."""
    starts: Moment
    """When it begins, on the clocks of the place: 2026-11-15 18:30, or the day alone."""
    ends: Moment | None = None
    """When it ends."""
    time_zone: Annotated[str, Len(1, 60), TimeZone()] = "Europe/London"
    """Whose clocks these are, such as Europe/London."""
    where: Line
    """Where it takes place."""
    organisers: Annotated[tuple[Line, ...], Len(1)]
    """Who invites."""
    speakers: tuple[Speaker, ...] = ()
    """Who speaks."""
    register: Url | None = None
    """Where to say that one comes; it is shown until the event is over."""
    questions: Annotated[tuple[Text, ...], Recurring("meetings of one row may ask the same each time")] = ()
    """What is asked there."""
    cancelled: Annotated[bool, Unshown("the page says so in words, and calendars take it out")] = False
    """True if it does not take place."""
    sources: tuple[Citation, ...] = ()
    """What our page rests on."""

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return (self.ends or self.starts).day


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    yield from source_rules(file)
    event: Event = file.record
    if event.ends and (ends := _order(event.ends, 24 * 60)) <= (starts := _order(event.starts, 0)):
        message = "it ends before it begins" if ends < starts else "it ends the minute it begins"
        yield Diagnostic(file.value_at("ends"), "dates-out-of-order", message, "check `starts` and `ends`")
    for name, moment in (("starts", event.starts), ("ends", event.ends)):
        if moment and moment.is_skipped(event.time_zone):
            message = f"in {event.time_zone} the clocks are put forward then: there is no {moment}"
            yield Diagnostic(file.value_at(name), "bad-date", message, "look the time up")
    yield from event_doubts(file)


def _order(moment: Moment, unknown: int) -> tuple[date, int]:
    return moment.day, unknown if moment.minute is None else moment.minute


def _newest_first(entry: Entry[Any]) -> tuple[int, int, str]:
    starts = entry.record.starts
    return -starts.day.toordinal(), -(starts.minute or 0), entry.path


def _card(entry: Entry[Event], feature: Feature, config: Config) -> Card:
    record = entry.record
    state = "It does not take place." if record.cancelled else None
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"{record.starts}, {record.where}.",
        told=told(state, record.summary, feature.why),
    )


def _happened(event: Event) -> Iterator[tuple[When, str]]:
    if not event.cancelled:
        # Said without a tense: the day may be still to come.
        yield When.of(event.starts.day), f"(event: {event.where})"


def _people(event: Event) -> Iterator[tuple[str, str]]:
    return ((one.name, one.role or "speaker") for one in event.speakers)


def _organisations(event: Event) -> Iterator[tuple[str, str]]:
    return ((name, "organiser") for name in event.organisers)


_BLANK = """\
<!-- Say here what people can expect, or, once it is over, what happened. Readers do not see this note;
     delete it when you are done. -->
"""

KIND = Kind(
    name="event",
    folder="events",
    title="event",
    plural="events",
    record=Event,
    rules=_rules,
    stand_ins={
        **SHARED_STAND_INS,
        "published": "0001-01-01",
        "starts": "0001-01-01",
        "where": "-",
        "organisers": ["-"],
    },
    blank=_BLANK,
    order=_newest_first,
    in_letters=InLetters("Events", _card),
    needs_words=True,
    links_figures=True,
    happened=_happened,
    people=_people,
    organisations=_organisations,
)
