"""What templates are shown: plain mappings with addresses, dates and labels already written out.

Each case study's card is made once and shared by every page that lists it. Words stay
text; whatever is HTML already has a name that ends in `html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from newsletter import permalinks
from newsletter.content.body import Body
from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.edition import Edition
from newsletter.content.kinds.shared import Shared
from newsletter.content.words.marks import plain
from newsletter.content.words.typography import typeset
from newsletter.content.words.vocabularies import REGION_TITLES, STATUS_TITLES
from newsletter.content.words.when import When, long_date, month_name
from newsletter.site.desk import Desk, View
from newsletter.site.frame import banner


@lru_cache(maxsize=4096)
def _when(year: int, month: int | None, day: int | None, is_by: bool) -> tuple[str, str]:
    when = When(year, month, day, is_by)
    return str(when), when.iso


@lru_cache(maxsize=4096)
def _day(day: date) -> tuple[str, str]:
    return long_date(day), day.isoformat()


def when_view(when: When | None) -> View | None:
    """A date as precise as is known: its words and its ISO twin; None if there is none."""
    if when is None:
        return None
    words, iso = _when(when.year, when.month, when.day, when.is_by)
    return {"words": words, "iso": iso}


def day_view(day: date | None) -> View | None:
    """A day: its words and its ISO twin; None if there is none."""
    if day is None:
        return None
    words, iso = _day(day)
    return {"words": words, "iso": iso}


def card_view(desk: Desk, study: Entry[CaseStudy], permalink: str) -> View:
    """A case study as lists show it."""
    record = study.record
    names = place_names(desk, record)
    return {
        "title": typeset(record.title),
        "href": desk.href(permalink),
        "summary": typeset(plain(record.summary)),
        "where": names[0] if len(names) == 1 else _several(names),
        "status": record.status,
        "status_title": STATUS_TITLES[record.status],
        "years": years(record),
        "tag": tag_view(desk, record.tags[0]),
        "banner": banner(desk, study) if desk.library.held_back else None,
    }


def years(record: CaseStudy) -> str:
    """The years it ran, in words: since 2011, 2009 to 2024."""
    started = f"{record.started.year}{' or earlier' if record.started.is_by else ''}"
    if record.ended is None:
        return f"since {started}"
    return f"{started} to {record.ended.year}{' or earlier' if record.ended.is_by else ''}"


def place_names(desk: Desk, record: CaseStudy) -> list[str]:
    """The names of its places, in its order. A key without a place stands for itself."""
    places = desk.library.config.places
    return [places[key].name if key in places else key for key in record.places]


def _several(names: list[str]) -> str:
    return f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} and {len(names) - 1} more places"


def tag_view(desk: Desk, key: str) -> View:
    """A tag and its page."""
    tag = desk.library.config.tags.get(key)
    return {"title": typeset(tag.title) if tag else key, "href": desk.href(permalinks.tag(key))}


def index_view(desk: Desk) -> View:
    """All tags and regions that hold case studies, with how many."""
    library = desk.library
    return {
        "tags": [
            {
                **tag_view(desk, key),
                "definition": typeset(tag.definition),
                "count": len(library.tagged[key]),
            }
            for key, tag in library.config.tags.items()
            if key in library.tagged
        ],
        "regions": [
            {"title": title, "href": desk.href(permalinks.region(key)), "count": len(library.regional[key])}
            for key, title in REGION_TITLES.items()
            if key in library.regional
        ],
    }


def edition_card(desk: Desk, edition: Entry[Edition]) -> View:
    """An edition as lists show it."""
    record = edition.record
    return {
        "number": record.number,
        "month": month_name(edition.slug),
        "title": typeset(record.title),
        "href": desk.href(edition.permalink),
        "summary": typeset(record.summary),
        "published": day_view(record.published),
        "banner": banner(desk, edition),
    }


def headings_view(body: Body) -> list[View]:
    """The second-level headings of a body, for a list of contents."""
    return [{"id": heading.id, "text": heading.text} for heading in body.headings if heading.level == 2]


def corrections_view(record: Shared) -> list[View]:
    """The corrections of an entry, newest first."""
    return [
        {
            "day": day_view(correction.date),
            "was": typeset(correction.was),
            "now": typeset(correction.now),
            "why": typeset(correction.why),
        }
        for correction in sorted(record.corrections, key=lambda correction: correction.date, reverse=True)
    ]


def corrected_lately(desk: Desk, most: int = 3) -> list[View]:
    """The newest corrections of the whole publication, with the page each was made on."""
    library = desk.library
    found = [
        (correction.date, entry)
        for entry in (*library.case_studies, *library.editions, *library.pages)
        for correction in entry.record.corrections
    ]
    newest: list[tuple[date, Entry[Any]]] = []
    for day, entry in sorted(found, key=lambda item: (-item[0].toordinal(), item[1].path)):
        if len(newest) < most and all(entry.path != seen.path for _, seen in newest):
            newest.append((day, entry))
    return [
        {
            "title": typeset(entry.record.title),
            "href": desk.href(entry.permalink),
            "newest": corrections_view(entry.record)[0],
        }
        for _, entry in newest
    ]


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun: 1 case study, 14 case studies, 1,200 case studies."""
    return f"{count:,} {one if count == 1 else many}"


def by_status(studies: Iterable[Entry[CaseStudy]]) -> Mapping[str, int]:
    """How many of the case studies have each status."""
    found: dict[str, int] = {}
    for study in studies:
        found[study.record.status] = found.get(study.record.status, 0) + 1
    return found
