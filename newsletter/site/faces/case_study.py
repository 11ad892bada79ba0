"""A case study as its page shows it: every field of the record, its dates and labels written out."""

from __future__ import annotations

from datetime import date

from newsletter import permalinks
from newsletter.content.entry import Entry, to_come
from newsletter.content.kinds import case_study
from newsletter.content.kinds.case_study import CaseStudy, is_stale, unseen_since
from newsletter.content.kinds.case_study_drawn import drawn
from newsletter.content.kinds.case_study_parts import (
    Compass,
    Deciders,
    Earlier,
    Outcome,
    Position,
    Quote,
    Reading,
    Share,
    Side,
    StartHere,
    Sum,
)
from newsletter.content.words.vocabularies import (
    GOVERNANCE_TITLES,
    REGION_TITLES,
    SCALE_TITLES,
    STATUS_TITLES,
)
from newsletter.content.words.when import When
from newsletter.regexes import regex
from newsletter.site.desk import Desk, View
from newsletter.site.drawing import arrow_view, bars_view, emblem_view, position
from newsletter.site.faces.face import Face, Listing
from newsletter.site.map.locators import locator_of_first
from newsletter.site.marks import mentions, numbered
from newsletter.site.sourced import source_view
from newsletter.site.views import (
    Crumbs,
    corrections_view,
    date_unless_blank,
    day_view,
    entry_around,
    entry_card,
    entry_own,
    headings_view,
    neighbours,
    page_of,
    reading_minutes,
    tag_view,
    unless_blank,
    when_view,
)

#: What a page shows of what to read next: of the rest of its card it does not depend.
_OF_RELATED = ("href", "title", "status", "status_title", "banner")
#: How wide the small map on a card is, if it is higher than wide.
_UPRIGHT = 48
#: What a body may hold that takes a style of its own: anything but paragraphs, headings and words.
_BEYOND_PARAGRAPHS = regex(r"<(?!/?(?:p|h[2-6]|a|ul|ol|li|sup|em|strong|b|i|br)\b)")


def _own(entry: Entry[CaseStudy]) -> View:
    """All that its file tells. Prose keeps its source marks: the template turns them into links."""
    record = entry.record
    publishers = {source.id: source.publisher for source in record.sources} if record.money else {}
    study = {
        "title": record.title,
        "summary": record.summary,
        "status": record.status,
        "status_title": unless_blank(entry, "status", STATUS_TITLES[record.status]),
        "scale": SCALE_TITLES[record.scale],
        "started": date_unless_blank(entry, "started", when_view(record.started)),
        "ended": when_view(record.ended),
        "until": _until(record.ended) if record.ended else None,
        "governance": unless_blank(entry, "governance", GOVERNANCE_TITLES[record.governance]),
        "checked": date_unless_blank(entry, "checked", day_view(record.checked)),
        "seen": when_view(record.seen),
        "minutes": reading_minutes(entry.body.words),
        "lesson": record.lesson or "",
        "before": record.power.before,
        "after": record.power.after,
        "deciders": _deciders(record.deciders) if record.deciders else None,
        "share": _share(record.share) if record.share else None,
        "quotes": [_quote(quote) for quote in record.quotes],
        "outcomes": [_outcome(outcome) for outcome in record.outcomes],
        "body": entry.body,
        "plain": not _BEYOND_PARAGRAPHS.search(entry.body.html),
        "headings": headings_view(entry.body),
        "people": [{"name": one.name, "role": one.role, "source": one.source} for one in record.people],
        "organisations": [
            {"name": one.name, "role": one.role, "url": one.url} for one in record.organisations
        ],
        "disputed": [
            {"question": dispute.question, "sides": [_side(side) for side in dispute.sides]}
            for dispute in record.disputed
        ],
        "money": [_sum(entry, publishers) for entry in record.money],
        "start": _start(record.start_here) if record.start_here else None,
        "compass": _compass(record.compass) if record.compass else None,
        "sources": [source_view(source) for source in record.sources],
        "authors": list(record.authors),
        "published": day_view(record.published),
        "updated": day_view(record.updated),
    }
    ids = [source.id for source in record.sources]
    study["numbers"] = numbered(ids, entry.body.citations, mentions(study))
    return {**entry_own(entry), "study": study}


def _around(desk: Desk, entry: Entry[CaseStudy]) -> View:
    """What it shows of its places and tags, of the day, and of other case studies."""
    record, library = entry.record, desk.library
    months = library.config.site.limits.stale_months
    related = library.related(entry)
    return {
        **entry_around(desk, entry, crumbs=_crumbs(desk, record)),
        "corrected": _corrected(entry),
        "places": _places(desk, record),
        "locator": locator_of_first(desk, record.places),
        "named": {
            "people": [page_of(desk, permalinks.PEOPLE, one.name) for one in record.people],
            "organisations": [
                page_of(desk, permalinks.ORGANISATIONS, one.name) for one in record.organisations
            ],
        },
        "regions": _regions(desk, record),
        "run_alike": None
        if "governance" in entry.blanks
        else desk.href(permalinks.governance(record.governance)),
        "tags": [tag_view(desk, key) for key in record.tags],
        "overdue": None if "checked" in entry.blanks else overdue(record, library.build_date, months),
        "unseen": _unseen(record, library.build_date),
        "related": [
            {"reason": one.reason, **{key: desk.cards[one.study.path][key] for key in _OF_RELATED}}
            for one in related
        ],
        **neighbours(desk, entry),
    }


def _corrected(entry: Entry[CaseStudy]) -> View:
    """How many corrections it has had, and the newest: they only ever grow, and all stand on a page of their own."""
    every = corrections_view(entry.record)
    return {"count": len(every), "newest": every[:1]}


def _card(desk: Desk, entry: Entry[CaseStudy]) -> View:
    record = entry.record
    names = place_names(desk, record) or [to_come("places")]
    return {
        **entry_card(desk, entry),
        "where": names[0] if len(names) == 1 else _several(names),
        "status": record.status,
        "status_title": unless_blank(entry, "status", STATUS_TITLES[record.status]),
        "years": unless_blank(entry, "started", years(record)),
        "emblem": emblem_view(entry.emblem, is_over=record.ended is not None)
        if entry.emblem
        else _on_map(desk, record),
    }


def _on_map(desk: Desk, record: CaseStudy) -> View | None:
    """What a case study is known by that tells no figure and no shift: its dot on a small map, if its place is known."""
    found = locator_of_first(desk, record.places[:1])
    if found is None:
        return None
    sheet, place = found["sheets"][0], desk.library.config.places[record.places[0]]
    drawn = {
        **sheet,
        "outline": desk.href(desk.assets.addresses[sheet["outline"]]),
        "across": _UPRIGHT if sheet["height"] > sheet["width"] else 2 * _UPRIGHT,
    }
    what = place.nation if place.region == "elsewhere" else REGION_TITLES[place.region]
    return {"hedge": "", "figure": "", "what": what, "arrow": None, "map": drawn}


def _crumbs(desk: Desk, record: CaseStudy) -> Crumbs:
    first = next(iter(record.tags), "")
    tag = desk.library.config.tags.get(first)
    above = ((LISTING.label, permalinks.LIBRARY),)
    return (*above, (tag.title, permalinks.tag(first))) if tag else above


def _places(desk: Desk, record: CaseStudy) -> list[View]:
    """Its places, each with its page; one that is not known has none."""
    known, names = desk.library.facets["place"], place_names(desk, record)
    found = [
        {"name": name, "href": desk.href(permalinks.place_page(key)) if key in known else None}
        for key, name in zip(record.places, names, strict=True)
    ]
    return found or [{"name": to_come("places"), "href": None}]


def place_names(desk: Desk, record: CaseStudy) -> list[str]:
    """The names of its places, in its order. A key without a place stands for itself."""
    places = desk.library.config.places
    return [places[key].name if key in places else key for key in record.places]


def _several(names: list[str]) -> str:
    return f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]} and {len(names) - 1} more places"


def years(record: CaseStudy) -> str:
    """The years it ran, in words: since 2011, 2009 to 2024."""
    if record.ended is None:
        return f"since {_year(record.started)}"
    return f"{_year(record.started)} to {_year(record.ended)}"


def _year(when: When) -> str:
    return f"{'about ' if when.is_about else ''}{when.year}{' or earlier' if when.is_by else ''}"


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


def _unseen(record: CaseStudy, today: date) -> str | None:
    """When an active case study was last seen at work, if that is long ago, as it stands after "since"."""
    seen = unseen_since(record, today)
    return _until(seen)["words"] if seen else None


def _until(ended: When) -> View:
    """The end as it stands after "to"."""
    view = {"words": str(ended), "iso": ended.iso}
    return {**view, "words": f"{view['words'].removeprefix('by ')} or earlier"} if ended.is_by else view


def _side(side: Side) -> View:
    """One side of a dispute; its source goes unsaid where its words end with the same mark."""
    return {"says": side.says, "source": None if f"[^{side.source}]" in side.says else side.source}


def _deciders(deciders: Deciders) -> View:
    """Who decides, as terms and what is said under each; those that nothing is known of are left out."""
    told = (
        ("Who takes part", "who", deciders.who),
        ("How many", "how-many", deciders.how_many),
        ("How they come to it", "chosen", deciders.chosen),
        ("How a decision falls", "how-decided", deciders.how_decided),
    )
    terms = [{"label": label, "name": name, "text": text} for label, name, text in told if text]
    is_marked = any(f"[^{deciders.source}]" in term["text"] for term in terms)
    return {"terms": terms, "source": None if is_marked else deciders.source}


def _share(share: Share) -> View:
    return {"of": share.of, "value": share.value, "when": when_view(share.when), "source": share.source}


def _quote(quote: Quote) -> View:
    return {"words": quote.words, "who": quote.who, "day": when_view(quote.said_on), "source": quote.source}


def _outcome(outcome: Outcome) -> View:
    return {
        "measure": outcome.measure,
        "of": outcome.of,
        "before": _before(outcome.before, outcome.source) if outcome.before else None,
        "after": _reading(outcome.after),
        "unit": outcome.unit,
        "drawn": bars_view(drawn(outcome)),
        "source": outcome.source,
        "caveat": outcome.caveat or "",
    }


def _reading(reading: Reading) -> View:
    return {"value": reading.value, "when": when_view(reading.when)}


def _before(before: Earlier, source: str) -> View:
    """The value before and its date; its source where that is another than the outcome's."""
    return {**_reading(before), "source": before.source if before.source != source else None}


def _sum(entry: Sum, publishers: dict[str, str]) -> View:
    return {
        "what": entry.what,
        "amount": entry.amount,
        "when": when_view(entry.when),
        "source": entry.source,
        "publisher": publishers.get(entry.source, ""),
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
    points = (("start", compass.start), ("now", compass.now))
    start, now = compass.start or compass.now, compass.now
    return {
        "points": [{"name": name, **_point(point)} for name, point in points if point],
        "arrow": arrow_view((*map(float, (start.model, start.values, now.model, now.values)),)),
        "day": day_view(compass.date),
    }


def _point(point: Position) -> View:
    return {
        "model": position(point.model),
        "values": position(point.values),
        "reason": point.reason,
    }


LISTING = Listing(
    title="The library",
    label="Library",
    about="Each case study tells who decided before, who decides now, what changed, and who says so.",
    template="list.html",
    feed_about="{promise}",
)

FACE = Face(
    kind=case_study.KIND,
    name="study",
    template="study.html",
    schema_type="Article",
    own=_own,
    around=_around,
    card=_card,
    says=lambda entry, card: f"{card['where']}, {card['years']}",
    feed_template="feed_study.html",
    listing=LISTING,
)
