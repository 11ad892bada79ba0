"""A case study as its page shows it: every field of the record, its dates and labels written out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, Compass, Outcome, Side, StartHere, is_stale
from newsletter.content.kinds.shared import Citation
from newsletter.content.library import Related
from newsletter.content.words.vocabularies import (
    EVIDENCE_TITLES,
    GOVERNANCE_TITLES,
    REGION_TITLES,
    RELATIONSHIP_TITLES,
)
from newsletter.content.words.when import When
from newsletter.site.desk import Desk, View
from newsletter.site.views import (
    corrections_view,
    day_view,
    headings_view,
    place_names,
    tag_view,
    when_view,
)

WORDS_A_MINUTE = 220


def study_view(desk: Desk, study: Entry[CaseStudy], card: View) -> View:
    """All of a case study, some of it from its card.

    Prose keeps its source marks and its straight quotation marks: the template's filters see to
    both, so that only pages which are made anew pay for it.
    """
    record = study.record
    site = desk.library.config.site
    publishers = {source.id: source.publisher for source in record.sources} if record.money else {}
    return {
        "title": card["title"],
        "summary": card["summary"],
        "places": place_names(desk, record),
        "regions": _regions(desk, record),
        "tags": [tag_view(desk, key) for key in record.tags],
        "status": record.status,
        "status_title": card["status_title"],
        "started": when_view(record.started),
        "ended": when_view(record.ended),
        "until": _until(record.ended) if record.ended else None,
        "governance": GOVERNANCE_TITLES[record.governance],
        "checked": day_view(record.checked),
        "overdue": overdue(record, desk.library.build_date, site.limits.stale_months),
        "minutes": reading_minutes(study.body.words),
        "lesson": record.lesson or "",
        "before": record.power.before,
        "after": record.power.after,
        "outcomes": [_outcome(outcome) for outcome in record.outcomes],
        "html": desk.html(study.body),
        "headings": headings_view(study.body),
        "citations": [list(citation) for citation in study.body.citations],
        "people": [
            {"name": person.name, "role": person.role, "source": person.source} for person in record.people
        ],
        "organisations": [
            {"name": body.name, "role": body.role, "url": body.url} for body in record.organisations
        ],
        "disputed": [
            {
                "question": dispute.question,
                "sides": [_side(side) for side in dispute.sides],
            }
            for dispute in record.disputed
        ],
        "money": [
            {
                "what": entry.what,
                "amount": entry.amount,
                "when": when_view(entry.when),
                "source": entry.source,
                "publisher": publishers.get(entry.source, ""),
            }
            for entry in record.money
        ],
        "start": _start(record.start_here) if record.start_here else None,
        "compass": _compass(record.compass) if record.compass else None,
        "sources": [_source(source) for source in record.sources],
        "numbers": {source.id: number for number, source in enumerate(record.sources, start=1)},
        "corrections": corrections_view(record),
        "authors": list(record.authors),
        "published": day_view(record.published),
        "updated": day_view(record.updated),
    }


def related_views(related: Iterable[Related], cards: dict[str, View]) -> list[View]:
    """What to read next, as cards with the reason."""
    return [{"card": cards[next_one.study.path], "reason": next_one.reason} for next_one in related]


def reading_minutes(words: int) -> int:
    """Minutes it takes to read `words`, at least one."""
    return max(1, -(-words // WORDS_A_MINUTE))


def _regions(desk: Desk, record: CaseStudy) -> list[View]:
    places = (desk.library.config.places.get(key) for key in record.places)
    keys = dict.fromkeys(place.region for place in places if place)
    return [{"title": REGION_TITLES[key], "href": desk.href(permalinks.region(key))} for key in keys]


def overdue(record: CaseStudy, today: date, months: int) -> str | None:
    """How long ago an active case study was checked, in words that seldom change; None while it is fresh."""
    if not is_stale(record, today, months):
        return None
    checked = record.checked
    age = (today.year - checked.year) * 12 + today.month - checked.month - (today.day < checked.day)
    years = age // 12
    if years == 0:
        return f"more than {months} months ago" if months > 1 else "more than a month ago"
    return "more than a year ago" if years == 1 else f"more than {years} years ago"


def _until(ended: When) -> View:
    """The end as it stands after "to"."""
    view = {"words": str(ended), "iso": ended.iso}
    return {**view, "words": f"{view['words'].removeprefix('by ')} or earlier"} if ended.is_by else view


def _side(side: Side) -> View:
    """One side of a dispute; its source goes unsaid where its words end with the same mark."""
    return {"says": side.says, "source": None if f"[^{side.source}]" in side.says else side.source}


def _outcome(outcome: Outcome) -> View:
    before = outcome.before
    return {
        "measure": outcome.measure,
        "of": outcome.of,
        "before": {"value": before.value, "when": when_view(before.when)} if before else None,
        "after": {"value": outcome.after.value, "when": when_view(outcome.after.when)},
        "source": outcome.source,
        "caveat": outcome.caveat or "",
    }


def _start(start: StartHere) -> View:
    return {
        "first-step": start.first_step,
        "people": start.people,
        "time": start.time,
        "money": start.money,
        "pitfalls": list(start.pitfalls),
        "help": [{"name": one.name, "url": one.url} for one in start.help],
        "tried": list(start.tried_elsewhere),
    }


def _compass(compass: Compass) -> View:
    start, now = compass.start, compass.now
    return {
        "model": {"start": position(start.model) if start else None, "now": position(now.model)},
        "values": {"start": position(start.values) if start else None, "now": position(now.values)},
        "reason": compass.reason,
        "day": day_view(compass.date),
    }


def position(value: float) -> str:
    """A place on an axis of the compass, from -2 to 2, in words."""
    if abs(value) < 0.5:
        return "between old and new"
    side = "new" if value > 0 else "old"
    return f"{'wholly' if abs(value) >= 1.75 else 'mostly' if abs(value) >= 1 else 'somewhat'} {side}"


def _source(source: Citation) -> View:
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "published": when_view(source.published),
        "checked": when_view(source.checked),
        "evidence": EVIDENCE_TITLES[source.evidence],
        "relationship": RELATIONSHIP_TITLES[source.relationship],
        "independent": source.relationship == "independent",
        "archive": source.archive,
    }
