"""What a case study is made of: who decides, figures, money, how to start, its place on the compass, disputes, people."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Len

from newsletter.content.kinds.shared import (
    STRICT,
    AxisPosition,
    Line,
    Short,
    SourcedText,
    SourceId,
    Text,
    Url,
    Utterance,
)
from newsletter.content.words.when import PastDay, PastWhen, When
from newsletter.values import value


@value
class Power:
    """Who decided before, and who decides now."""

    __pydantic_config__ = STRICT
    before: Text
    """Who decided before it began."""
    after: Text
    """Who decides now."""


@value
class Deciders:
    """Who takes part in deciding, and how a decision falls."""

    __pydantic_config__ = STRICT
    who: SourcedText
    """Who takes part in deciding."""
    how_many: SourcedText | None = None
    """How many they are."""
    chosen: SourcedText | None = None
    """How they come to it: by election, by lot, by turning up."""
    how_decided: SourcedText | None = None
    """How a decision falls: by vote, by consent, by whom if they do not agree."""
    source: SourceId
    """The id of the source for it."""


@value
class Share:
    """How much of the money, or of the matter, they decide."""

    __pydantic_config__ = STRICT
    of: Line
    """Of what: the council's spending, the homes in the parish."""
    value: Short
    """The share as the source prints it, such as "5%" or "6 of 36 homes"."""
    when: PastWhen
    """When it was so."""
    source: SourceId
    """The id of the source."""


@value
class Quote:
    """A few words of somebody in the story, as they said them."""

    __pydantic_config__ = STRICT
    words: Annotated[Line, Utterance(25)]
    """What they said, word for word and without quotation marks, at most 25 words."""
    who: Line
    """Who said it, with their part in the story."""
    said_on: PastWhen
    """When it was said or printed."""
    source: SourceId
    """The id of the source that prints it."""


@value
class Reading:
    """One end of a measured change."""

    __pydantic_config__ = STRICT
    value: Short
    """The value as the source prints it, such as "18.2%" or "£112m"."""
    when: PastWhen
    """When it was measured."""


@value
class Earlier(Reading):
    """The end from which a change is measured."""

    __pydantic_config__ = STRICT
    source: SourceId | None = None
    """The id of its source, where that is another than the outcome's."""


@value
class Outcome:
    """A change that somebody measured."""

    __pydantic_config__ = STRICT
    measure: Line
    """What was measured."""
    of: Line
    """Of what: whose spending, whose homes."""
    before: Earlier | None = None
    """The value before, where the source gives one."""
    after: Reading
    """The value after."""
    unit: Short
    """What the values count, such as "per cent" or "pounds a year"."""
    source: SourceId
    """The id of the source that prints the values."""
    caveat: Text | None = None
    """What a careful reader should know about the figure."""


@value
class Help:
    """Somebody who helps people start."""

    __pydantic_config__ = STRICT
    name: Line
    """Who they are and what they offer."""
    url: Url | None = None
    """Where to find them."""


@value
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


@value
class Position:
    """A point on the compass: -2 is old power, 2 is new power."""

    __pydantic_config__ = STRICT
    model: AxisPosition
    """How power is used: held by few (-2) or made by many (2)."""
    values: AxisPosition
    """What people hold right: managed and closed (-2) or open and shared (2)."""
    reason: Text
    """Why we place it there."""


@value
class Compass:
    """The editors' judgement of where the case stands; never computed."""

    __pydantic_config__ = STRICT
    start: Position | None = None
    """Where it stood when it began."""
    now: Position
    """Where it stands, or stood at its end."""
    date: PastDay
    """The day of the judgement."""


@value
class Side:
    """One side of a dispute."""

    __pydantic_config__ = STRICT
    says: SourcedText
    """What they say, in our words."""
    source: SourceId
    """The id of the source for it."""


@value
class Dispute:
    """Something people disagree about, with both sides told."""

    __pydantic_config__ = STRICT
    question: Line
    """What they disagree about."""
    sides: Annotated[tuple[Side, ...], Len(2, 6)]
    """Two or more sides, each with its source."""


@value
class Sum:
    """An amount of money, what it was for and who says so."""

    __pydantic_config__ = STRICT
    what: Line
    """What it was for."""
    amount: Short
    """The amount as the source prints it."""
    when: When | None = None
    """When."""
    source: SourceId
    """The id of the source."""


@value
class Organisation:
    """An organisation in the story."""

    __pydantic_config__ = STRICT
    name: Line
    """Its name."""
    role: Line
    """What it did."""
    url: Url | None = None
    """Its web address."""


@value
class Person:
    """Somebody in the story, in the office they held then."""

    __pydantic_config__ = STRICT
    name: Line
    """Their name."""
    role: Line
    """Their office or part, with its years."""
    source: SourceId | None = None
    """The id of the source."""
