"""An edition in its order and words, so that its page and its letter can only agree.

The Library knows the edition; the outline says what stands in it, resolved and ready to
show: site/ renders it as a page, mail/ as HTML and as text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsletter.content.body import Section as BodySection
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy, Outcome
from newsletter.content.kinds.edition import Edition, Feature, Pointer, Section
from newsletter.content.kinds.shared import Citation, Correction, Shared
from newsletter.content.library import Library
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import typeset
from newsletter.content.words.vocabularies import REGION_TITLES, STATUS_TITLES
from newsletter.content.words.when import When, long_date, month_name
from newsletter.permalinks import resolved

FEATURES_TITLE = "Case studies in this edition"
BEFORE_TITLE = "Who decided before"
AFTER_TITLE = "Who decided after"
LESSON_TITLE = "What it taught"
OF = "Of"
SOURCE = "Source"
READ_ON = "Read on"
TRY_THIS_TITLE = "Try this"
FROM_STUDY = "It comes from"
CORRECTIONS_TITLE = "Corrections"

#: What a reader should know of whoever published a figure.
_STANDINGS = {
    "independent": "",
    "funder": "which was a funder",
    "adviser": "which was an adviser",
    "self": "about itself",
}

FEATURES_ID = "edition-case-studies"
TRY_THIS_ID = "edition-try-this"
CORRECTIONS_ID = "edition-corrections"


@dataclass(frozen=True, slots=True)
class Figure:
    """One outcome of a case study, in words."""

    measure: str
    change: str
    """Its values and dates, such as "From 5% in 2012 to 18.2% in 2016"."""
    of: str
    caveat: str
    source: str
    """Who published it, and how they stand to the case: "CLES, which was an adviser"."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FeaturedStudy:
    """A case study in the edition. All texts are plain: no marks, no markup."""

    id: str
    study: Entry[CaseStudy]
    title: str
    permalink: str
    where: str
    """Such as "Preston, North West"."""
    state: str
    """Such as "Active since 2011"."""
    summary: str
    why: str
    before: str
    after: str
    lesson: str
    """What it taught, if it ended; else empty."""
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class LinkTo:
    """A link to something else in the publication; `text` is the note on it, or its summary."""

    entry: Entry[Shared]
    title: str
    permalink: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkSection:
    """A heading with links under it."""

    id: str
    title: str
    links: tuple[LinkTo, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing a reader can do this month; `study` is the case study it comes from."""

    title: str
    text: str
    study: LinkTo | None


@dataclass(frozen=True, slots=True)
class MendedMistake:
    """A correction, and the page it was made on."""

    title: str
    permalink: str
    day: str
    words: str
    """What it said, what it says now, and why."""
    correction: Correction


@dataclass(frozen=True, slots=True)
class Outline:
    """An edition in its order: intro, features, body sections, link sections, try this, corrections."""

    edition: Entry[Edition]
    number: int
    month: str
    day: str
    """The day it goes out, in words."""
    title: str
    summary: str
    intro: BodySection
    """The body before its first heading."""
    features: tuple[FeaturedStudy, ...]
    sections: tuple[BodySection, ...]
    link_sections: tuple[LinkSection, ...]
    try_this: Suggestion | None
    corrections: tuple[MendedMistake, ...]

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Id and title of each second-level heading, in order."""
        items = [(FEATURES_ID, FEATURES_TITLE)] if self.features else []
        items += [(section.id, section.title) for section in self.sections]
        items += [(section.id, section.title) for section in self.link_sections]
        items += [(TRY_THIS_ID, f"{TRY_THIS_TITLE}: {self.try_this.title}")] if self.try_this else []
        items += [(CORRECTIONS_ID, CORRECTIONS_TITLE)] if self.corrections else []
        return tuple(items)


def edition_outline(edition: Entry[Edition], library: Library) -> Outline:
    """What stands in the edition, in order. What it names but is not published is left out."""
    record = edition.record
    intro, *sections = edition.body.sections
    return Outline(
        edition=edition,
        number=record.number,
        month=month_name(edition.slug),
        day=long_date(record.published),
        title=typeset(record.title),
        summary=_words(record.summary),
        intro=intro,
        features=tuple(_features(edition, library)),
        sections=tuple(sections),
        link_sections=tuple(_link_sections(edition, library)),
        try_this=_try_this(edition, library),
        corrections=_corrections(edition, library),
    )


def previous_edition(edition: Entry[Edition], library: Library) -> Entry[Edition] | None:
    """The last edition that went out before this one; None for the first."""
    earlier = [e for e in library.editions if e.record.published < edition.record.published]
    return max(earlier, key=lambda e: (e.record.published, e.path), default=None)


def _features(edition: Entry[Edition], library: Library) -> Iterator[FeaturedStudy]:
    for feature in edition.record.features:
        study = library.entry(resolved(edition.path, feature.study)[0])
        if study is not None and isinstance(study.record, CaseStudy):
            yield _featured(feature, study, library)


def _featured(feature: Feature, study: Entry[CaseStudy], library: Library) -> FeaturedStudy:
    record = study.record
    return FeaturedStudy(
        id=f"edition-{study.slug}",
        study=study,
        title=typeset(record.title),
        permalink=study.permalink,
        where=_where(record, library),
        state=_state(record),
        summary=_words(record.summary),
        why=_words(feature.why),
        before=_words(record.power.before),
        after=_words(record.power.after),
        lesson=_words(record.lesson),
        figure=_figure(feature, record),
    )


def _where(record: CaseStudy, library: Library) -> str:
    places = [library.config.places[key] for key in record.places if key in library.config.places]
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
    if when.is_by:
        return str(when)
    return f"on {when}" if when.day else f"in {when}"


def _figure(feature: Feature, record: CaseStudy) -> Figure | None:
    """The outcome the editors chose; None if they chose none, or one that is not there."""
    if feature.figure is None or feature.figure > len(record.outcomes):
        return None
    outcome = record.outcomes[feature.figure - 1]
    return Figure(
        measure=typeset(outcome.measure),
        change=_change(outcome),
        of=typeset(outcome.of),
        caveat=_words(outcome.caveat),
        source="".join(_told(source) for source in record.sources if source.id == outcome.source),
        outcome=outcome,
    )


def _change(outcome: Outcome) -> str:
    after = f"{outcome.after.value} {_dated(outcome.after.when)}"
    if outcome.before is None:
        return typeset(after[0].upper() + after[1:])
    return typeset(f"From {outcome.before.value} {_dated(outcome.before.when)} to {after}")


def _told(source: Citation) -> str:
    standing = _STANDINGS[source.relationship]
    return typeset(source.publisher) + (f", {standing}" if standing else "")


def _words(text: str | None) -> str:
    """A field as a reader of the edition sees it: no marks, set as the rest."""
    return typeset(plain(text or ""))


def _link_sections(edition: Entry[Edition], library: Library) -> Iterator[LinkSection]:
    for number, section in enumerate(edition.record.sections, start=1):
        links = tuple(_links(section, edition, library))
        if links:
            yield LinkSection(f"edition-links-{number}", typeset(section.title), links)


def _links(section: Section, edition: Entry[Edition], library: Library) -> Iterator[LinkTo]:
    for pointer in section.links:
        link = _link(pointer, edition, library)
        if link is not None:
            yield link


def _link(pointer: Pointer, edition: Entry[Edition], library: Library) -> LinkTo | None:
    path, anchor = resolved(edition.path, pointer.to)
    entry = library.entry(path)
    if entry is None:
        return None
    permalink = f"{entry.permalink}#{anchor}" if anchor else entry.permalink
    return LinkTo(entry, typeset(entry.record.title), permalink, _words(pointer.note or entry.record.summary))


def _try_this(edition: Entry[Edition], library: Library) -> Suggestion | None:
    suggestion = edition.record.try_this
    if suggestion is None:
        return None
    study = _link(Pointer(to=suggestion.study), edition, library) if suggestion.study else None
    return Suggestion(typeset(suggestion.title), _words(suggestion.text), study)


def _corrections(edition: Entry[Edition], library: Library) -> tuple[MendedMistake, ...]:
    """The edition's own, and all that was mended since the edition before it; oldest first."""
    previous = previous_edition(edition, library)
    since = previous.record.published if previous else date.min
    found = [
        (correction.date, entry.path, _mended(entry, correction))
        for entry in (*library.case_studies, *library.editions, *library.pages)
        for correction in entry.record.corrections
        if entry.path == edition.path or since < correction.date <= edition.record.published
    ]
    return tuple(mended for _, _, mended in sorted(found, key=lambda item: item[:2]))


def _mended(entry: Entry[Shared], correction: Correction) -> MendedMistake:
    was, now, why = (_sentence(text) for text in (correction.was, correction.now, correction.why))
    return MendedMistake(
        title=typeset(entry.record.title),
        permalink=entry.permalink,
        day=long_date(correction.date),
        words=f"It said: {was} It now says: {now} {why}",
        correction=correction,
    )


def _sentence(text: str) -> str:
    return typeset(text if text.endswith((".", "!", "?", "…")) else f"{text}.")
