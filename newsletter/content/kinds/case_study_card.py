"""How a case study stands in an edition: what it was, who decided before and after, and one figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.content.blocks import Card, Fact, Figure, Step, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study_drawn import drawn
from newsletter.content.words.marks import plain
from newsletter.content.words.vocabularies import REGION_TITLES, STATUS_TITLES
from newsletter.content.words.when import When

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.case_study import CaseStudy
    from newsletter.content.kinds.case_study_parts import Outcome
    from newsletter.content.kinds.edition import Feature
    from newsletter.content.kinds.shared import Citation

BEFORE_TITLE = "Who decided before"
AFTER_TITLE = "Who decided after"
LESSON_TITLE = "What it taught"

#: What a reader should know of whoever published a figure.
_STANDINGS = {
    "independent": "",
    "funder": "which was a funder",
    "adviser": "which was an adviser",
    "self": "about itself",
}


def case_study_card(study: Entry[CaseStudy], feature: Feature, config: Config) -> Card:
    """The case study as `feature` shows it: why now, and the outcome it names."""
    record = study.record
    facts = (
        (BEFORE_TITLE, record.power.before),
        (AFTER_TITLE, record.power.after),
        (LESSON_TITLE, record.lesson),
    )
    return Card(
        title=record.title,
        permalink=study.permalink,
        line=". ".join(filter(None, (_where(record, config), _state(record)))) + ".",
        told=told(record.summary, feature.why),
        facts=tuple(Fact(label, plain(text)) for label, text in facts if text),
        figure=_figure(feature, record),
        status=record.status,
    )


def _where(record: CaseStudy, config: Config) -> str:
    places = [config.places[key] for key in record.places if key in config.places]
    if len(places) == 1 and places[0].name != REGION_TITLES[places[0].region]:
        area = places[0].nation if places[0].region == "elsewhere" else REGION_TITLES[places[0].region]
        return f"{places[0].name}, {area}"
    names = [place.name for place in places]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _state(record: CaseStudy) -> str:
    if record.status == "ended" and record.ended:
        return f"Began {_dated(record.started)}; ended {_dated(record.ended)}"
    if record.status == "active" and not record.started.is_by:
        return f"Active since {record.started}"
    if record.status == "unknown":
        return f"Began {_dated(record.started)}; not known whether it still runs"
    return f"{STATUS_TITLES[record.status]}; began {_dated(record.started)}"


def _dated(when: When) -> str:
    if when.is_by or when.is_about:
        return str(when)
    return f"on {when}" if when.day else f"in {when}"


def _figure(feature: Feature, record: CaseStudy) -> Figure | None:
    """The outcome the editors chose; None if they chose none, or one that is not there."""
    if feature.figure is None or feature.figure > len(record.outcomes):
        return None
    outcome = record.outcomes[feature.figure - 1]
    source = "".join(_told(source) for source in record.sources if source.id == outcome.source)
    notes = (f"Of: {outcome.of}", plain(outcome.caveat or ""), source and f"Source: {source}")
    words, found = _change(outcome), drawn(outcome)
    bars = (found.before, found.after) if found else ()
    steps = tuple(Step(part, bar.low, bar.high) for part, bar in zip(words, bars, strict=False))
    return Figure(outcome.measure, " ".join(words), tuple(note for note in notes if note), steps)


def _change(outcome: Outcome) -> tuple[str, ...]:
    """The change in words, an end at a time."""
    after = f"{outcome.after.value} {_dated(outcome.after.when)}"
    if outcome.before is None:
        return (after[0].upper() + after[1:],)
    return f"From {outcome.before.value} {_dated(outcome.before.when)}", f"to {after}"


def _told(source: Citation) -> str:
    standing = _STANDINGS[source.relationship]
    return source.publisher + (f", {standing}" if standing else "")
