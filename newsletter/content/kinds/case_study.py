"""A case study: who decided before, who decides now, and who says so.

Beside it stand `case_study_parts`, its small records, `case_study_rules`, `case_study_card`,
how an edition shows it, and `case_study_drawn`, what of its figures can be drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as calendar_day
from typing import Annotated

from annotated_types import Len

from newsletter.content.kinds.case_study_card import case_study_card
from newsletter.content.kinds.case_study_drawn import emblem
from newsletter.content.kinds.case_study_parts import (
    Compass,
    Deciders,
    Dispute,
    Organisation,
    Outcome,
    Person,
    Power,
    Quote,
    Share,
    StartHere,
    Sum,
)
from newsletter.content.kinds.case_study_rules import case_study_rules
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    SOURCE_STAND_IN,
    STRICT,
    Citation,
    Names,
    Shared,
    StudyPath,
    Text,
)
from newsletter.content.words.vocabularies import Governance, Scale, Status
from newsletter.content.words.when import PastDay, PastWhen, When, whole_months
from newsletter.values import value


@value
class CaseStudy(Shared):
    """One place or movement in which power was shared, or was meant to be."""

    __pydantic_config__ = STRICT
    LATE = frozenset(
        {
            "power",
            "deciders",
            "share",
            "quotes",
            "outcomes",
            "money",
            "start_here",
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
    seen: PastWhen | None = None
    """The date of the newest source that shows it running."""
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
    deciders: Deciders | None = None
    """Who takes part in deciding, and how a decision falls."""
    share: Share | None = None
    """How much of the money, or of the matter, they decide."""
    quotes: tuple[Quote, ...] = ()
    """What people in the story said, in a few words of theirs."""
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


#: For so many years the newest sight of a case is news of it.
_SEEN_YEARS = 2

STAND_INS = {
    **SHARED_STAND_INS,
    "places": ["-"],
    "tags": ["-"],
    "status": "unknown",
    "started": "0001",
    "checked": "0001-01-01",
    "governance": "mixed",
    "power": {"before": "-", "after": "-"},
    "sources": [SOURCE_STAND_IN],
}


def unseen_since(study: CaseStudy, today: calendar_day) -> When | None:
    """When an active case study was last seen running, if that is more than two years ago."""
    if study.status != "active" or study.seen is None:
        return None
    late = today.replace(year=today.year - _SEEN_YEARS, day=min(today.day, 28))
    return study.seen if study.seen.last_day < late else None


def is_stale(study: CaseStudy, today: calendar_day, months: int) -> bool:
    """Whether an active case study has gone unchecked for more than `months` months."""
    return study.status == "active" and whole_months(study.checked, today) >= months


def _happened(study: CaseStudy) -> Iterator[tuple[When, str]]:
    if study.status != "planned":
        yield study.started, "began"
    if study.ended:
        yield study.ended, "ended"


def _people(study: CaseStudy) -> Iterator[tuple[str, str]]:
    return ((one.name, one.role) for one in study.people)


def _organisations(study: CaseStudy) -> Iterator[tuple[str, str]]:
    return ((one.name, one.role) for one in study.organisations)


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
    rules=case_study_rules,
    stand_ins=STAND_INS,
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Case studies in this edition", case_study_card),
    needs_words=True,
    missed_by={"ended-needs-date": "ended", "ended-needs-lesson": "lesson"},
    happened=_happened,
    people=_people,
    organisations=_organisations,
    emblem=emblem,
)
