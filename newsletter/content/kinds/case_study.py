"""A case study: who decided before, who decides now, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as calendar_day
from typing import Annotated

from annotated_types import Len

from newsletter.content.kinds.case_study_card import case_study_card
from newsletter.content.kinds.case_study_doubts import doubts
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    STRICT,
    AxisPosition,
    Citation,
    Line,
    Names,
    Shared,
    Short,
    SourceId,
    StudyPath,
    Text,
    Url,
)
from newsletter.content.words.keys import better_key, is_key
from newsletter.content.words.vocabularies import Governance, Scale, Status
from newsletter.content.words.when import PastDay, PastWhen, When
from newsletter.told.diagnostics import Diagnostic, Location, warning
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
class Reading:
    """One end of a measured change."""

    __pydantic_config__ = STRICT
    value: Short
    """The value as the source prints it, such as "18.2%" or "£112m"."""
    when: PastWhen
    """When it was measured."""


@value
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


@value
class Compass:
    """The editors' judgement of where the case stands; never computed."""

    __pydantic_config__ = STRICT
    start: Position | None = None
    """Where it stood when it began."""
    now: Position
    """Where it stands, or stood at its end."""
    reason: Text
    """Why we place it there."""
    date: PastDay
    """The day of the judgement."""


@value
class Side:
    """One side of a dispute."""

    __pydantic_config__ = STRICT
    says: Text
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


@value
class CaseStudy(Shared):
    """One place or movement in which power was shared, or was meant to be."""

    __pydantic_config__ = STRICT
    LATE = frozenset(
        {
            "organisations",
            "people",
            "power",
            "outcomes",
            "money",
            "start_here",
            "compass",
            "disputed",
            "sources",
        }
    )

    places: Annotated[tuple[Annotated[str, Names("place")], ...], Len(1)]
    """Keys from content/places.yaml; the first is where the map puts it."""
    tags: Annotated[tuple[Annotated[str, Names("tag")], ...], Len(1)]
    """Keys from content/tags.yaml; the first is the one it stands under."""
    status: Status
    """Whether it still runs."""
    started: When
    """When it began."""
    ended: PastWhen | None = None
    """When it ended; needed once its status is ended."""
    lesson: Text | None = None
    """What it taught; needed once its status is ended."""
    checked: PastDay
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
    sources: Annotated[tuple[Citation, ...], Len(1)]
    """Everything the page rests on."""
    related: tuple[StudyPath, ...] = ()
    """Case studies to read with it, as paths such as wigan.md."""


STAND_INS = {
    **SHARED_STAND_INS,
    "places": ["-"],
    "tags": ["-"],
    "status": "unknown",
    "started": "0001",
    "checked": "0001-01-01",
    "governance": "mixed",
    "power": {"before": "-", "after": "-"},
    "sources": [
        {"id": "a", "title": "-", "publisher": "-", "evidence": "press", "relationship": "independent"}
    ],
}


def rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What a schema cannot say of a case study."""
    yield from shared_rules(file)
    yield from _rules_of_an_end(file)
    yield from _rules_of_figures(file)
    yield from _financial_years(file)
    yield from _rules_of_sources(file)
    yield from doubts(file)


def _rules_of_an_end(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    if study.status == "ended" and study.ended is None:
        yield Diagnostic(
            file.value_at("status"),
            "ended-needs-date",
            "it has ended, but `ended` does not say when",
            "add `ended: 2019`, as precisely as is known",
        )
    if study.status == "ended" and study.lesson is None:
        yield Diagnostic(
            file.value_at("status"),
            "ended-needs-lesson",
            "it has ended, but `lesson` does not say what it taught",
            "add `lesson:` and a sentence or two",
        )
    if study.ended and study.status in ("active", "planned"):
        yield Diagnostic(
            file.key_at("ended"),
            "status-contradicts",
            f"it has an end, but its status is `{study.status}`",
            "take `ended` out, or change the status",
        )
    if study.ended and study.ended.last_day < study.started.first_day:
        yield Diagnostic(
            file.value_at("ended"),
            "dates-out-of-order",
            "it ended before it started",
            "check `started` and `ended`",
        )


def _rules_of_figures(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        if outcome.before and outcome.after.when.first_day <= outcome.before.when.first_day:
            yield Diagnostic(
                file.value_at("outcomes", number, "after", "when"),
                "dates-out-of-order",
                f"the value after ({outcome.after.when}) is not later than the one before ({outcome.before.when})",
                "check both dates; a change needs time",
            )


def _financial_years(file: RuleContext) -> Iterator[Diagnostic]:
    """Months that look like financial years, where figures are told by those; a month beside them says what they are."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        ends = {"before": outcome.before and outcome.before.when, "after": outcome.after.when}
        if any(when and when.month and not _is_like_two_years(when) for when in ends.values()):
            continue
        for name, when in ends.items():
            if when and _is_like_two_years(when):
                where = file.value_at("outcomes", number, name, "when")
                yield _financial_year(where, when, "`of` or `caveat`")
    for number, one in enumerate(study.money):
        if one.when and _is_like_two_years(one.when):
            yield _financial_year(file.value_at("money", number, "when"), one.when, "`what`")


def _is_like_two_years(when: When) -> bool:
    return when.day is None and when.month is not None and (when.year + 1) % 100 == when.month


def _financial_year(where: Location, when: When, field: str) -> Diagnostic:
    month = When(when.year, when.month)
    return warning(
        where,
        "financial-year",
        f"this is {month}, and is written like the financial year {when.year}/{when.month:02}",
        f"if the financial year is meant, write the year it ends, {when.year + 1}, and name the span in {field}; "
        f"if the month is, write its last day, {month.last_day.isoformat()}",
    )


def _rules_of_sources(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    seen: set[str] = set()
    for number, source in enumerate(study.sources):
        where = file.value_at("sources", number, "id")
        if not is_key(source.id):
            better = better_key(source.id)
            yield Diagnostic(
                where,
                "bad-key",
                f"`{source.id}` cannot be used as a key",
                f"write `{better}`, here and in its marks"
                if better
                else "use lower-case letters, digits and hyphens",
            )
        if source.id in seen:
            yield Diagnostic(
                where,
                "duplicate-source",
                f"there is already a source `{source.id}`",
                "give each source an id of its own",
            )
        seen.add(source.id)
        if source.relationship == "self" and source.evidence == "evaluation":
            yield Diagnostic(
                file.value_at("sources", number, "evidence"),
                "self-evaluation",
                "nobody can evaluate their own work",
                "what a case says of itself is an `own-report`",
            )


def is_stale(study: CaseStudy, today: calendar_day, months: int) -> bool:
    """Whether an active case study has gone unchecked for more than `months` months."""
    age = (
        (today.year - study.checked.year) * 12
        + today.month
        - study.checked.month
        - (today.day <= study.checked.day)  # to the day is still within
    )
    return study.status == "active" and (age >= months)


_BLANK = """\
<!-- Write the story here, below this note: 500 to 900 words, in sections with headings such as
     "## What was wrong", "## What they did", "## What went wrong". After each figure put the mark
     of its source, such as [^council], whose id stands under `sources` above. Readers do not see
     this note; delete it when you are done. -->
"""

KIND = Kind(
    name="case-study",
    folder="case-studies",
    title="case study",
    plural="case studies",
    record=CaseStudy,
    rules=rules,
    stand_ins=STAND_INS,
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Case studies in this edition", case_study_card),
    needs_words=True,
    missed_by={"ended-needs-date": "ended", "ended-needs-lesson": "lesson"},
)
