"""A case study: who decided before, who decides now, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Len

from newsletter.content.records.shared import (
    STRICT,
    AxisPosition,
    ContentPath,
    Key,
    Line,
    Names,
    Shared,
    Source,
    SourceId,
    Text,
    Url,
)
from newsletter.content.vocabularies import Governance, Scale, Status
from newsletter.content.when import Day, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """Who decided before, and who decides now."""

    __pydantic_config__ = STRICT
    before: Text
    """Who decided before it began."""
    after: Text
    """Who decides now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One end of a measured change."""

    __pydantic_config__ = STRICT
    value: Annotated[str, Len(1, 60)]
    """The value as the source prints it, such as "18.2%" or "£112m"."""
    when: When
    """When it was measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A change that somebody measured."""

    __pydantic_config__ = STRICT
    measure: Line
    """What was measured."""
    of: Line
    """Of what: whose spending, whose homes."""
    before: Reading | None = None
    """The value before, where the source gives one."""
    after: Reading
    """The value after."""
    unit: Annotated[str, Len(1, 60)]
    """What the values count, such as "per cent" or "pounds a year"."""
    source: SourceId
    """The id of the source that prints the values."""
    caveat: Text | None = None
    """What a careful reader should know about the figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Somebody who helps people start."""

    __pydantic_config__ = STRICT
    name: Line
    """Who they are and what they offer."""
    url: Url | None = None
    """Where to find them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartHere:
    """How to begin the same where you live."""

    __pydantic_config__ = STRICT
    first_step: Text
    """What to do on Monday: the first phone call or visit."""
    people: Text
    """Who and how many it takes."""
    time: Text
    """How long before it stands."""
    money: Text
    """What it costs, and where that came from."""
    pitfalls: tuple[Text, ...] = ()
    """What went wrong for others."""
    help: tuple[Help, ...] = ()
    """Who helps people start."""
    tried_elsewhere: tuple[Text, ...] = ()
    """Where else it was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A point on the compass: -2 is old power, 2 is new power."""

    __pydantic_config__ = STRICT
    model: AxisPosition
    """How power is used: held by few (-2) or made by many (2)."""
    values: AxisPosition
    """What people hold right: managed and closed (-2) or open and shared (2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compass:
    """The editors' judgement of where the case stands; never computed."""

    __pydantic_config__ = STRICT
    start: Position | None = None
    """Where it stood when it began."""
    now: Position
    """Where it stands, or stood at its end."""
    reason: Text
    """Why we place it there."""
    date: Day
    """The day of the judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a dispute."""

    __pydantic_config__ = STRICT
    says: Text
    """What they say, in our words."""
    source: SourceId
    """The id of the source for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Something people disagree about, with both sides told."""

    __pydantic_config__ = STRICT
    question: Line
    """What they disagree about."""
    sides: Annotated[tuple[Side, ...], Len(2, 6)]
    """Two or more sides, each with its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An amount of money, what it was for and who says so."""

    __pydantic_config__ = STRICT
    what: Line
    """What it was for."""
    amount: Annotated[str, Len(1, 60)]
    """The amount as the source prints it."""
    when: When | None = None
    """When."""
    source: SourceId
    """The id of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation in the story."""

    __pydantic_config__ = STRICT
    name: Line
    """Its name."""
    role: Line
    """What it did."""
    url: Url | None = None
    """Its web address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the story, in the office they held then."""

    __pydantic_config__ = STRICT
    name: Line
    """Their name."""
    role: Line
    """Their office or part, with its years."""
    source: SourceId | None = None
    """The id of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStudy(Shared):
    """One place or movement in which power was shared, or was meant to be."""

    __pydantic_config__ = STRICT
    places: Annotated[tuple[Annotated[str, Names("place")], ...], Len(1)]
    """Keys from content/places.yaml; the first is where the map puts it."""
    tags: Annotated[tuple[Annotated[str, Names("tag")], ...], Len(1)]
    """Keys from content/tags.yaml; the first is the one it stands under."""
    status: Status
    """Whether it still runs."""
    started: When
    """When it began."""
    ended: When | None = None
    """When it ended; needed once its status is ended."""
    lesson: Text | None = None
    """What it taught; needed once its status is ended."""
    checked: Day
    """The day somebody last held the page against its sources."""
    governance: Governance
    """Who runs it."""
    scale: Scale = "place"
    """One place, or a movement in many."""
    organisations: tuple[Organisation, ...] = ()
    """Organisations in the story."""
    people: tuple[Person, ...] = ()
    """People in the story, in the offices they held then."""
    power: Power
    """Who decided before, and who decides now."""
    outcomes: tuple[Outcome, ...] = ()
    """What changed by how much, and who says so."""
    money: tuple[Sum, ...] = ()
    """What it cost and what came in."""
    start_here: StartHere | None = None
    """How to begin the same where you live."""
    compass: Compass | None = None
    """Where it stands between old and new power."""
    disputed: tuple[Dispute, ...] = ()
    """What people disagree about."""
    sources: Annotated[tuple[Source, ...], Len(1)]
    """Everything the page rests on."""
    related: tuple[ContentPath, ...] = ()
    """Case studies to read with it, as paths such as wigan.md."""
