"""An event as its page shows it: when and where, who speaks, and what is asked."""

from __future__ import annotations

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds import event
from newsletter.content.kinds.event import Event
from newsletter.content.words.moments import Moment
from newsletter.site.desk import Desk, View
from newsletter.site.faces.face import Face, Listing
from newsletter.site.piece import piece_around, piece_own
from newsletter.site.sourced import sources_own
from newsletter.site.views import date_unless_blank, entry_card, page_of, unless_blank

_LIST = permalinks.listing(event.KIND.folder)


def _own(entry: Entry[Event]) -> View:
    record, own = entry.record, piece_own(entry)
    named = [
        (source, f"speaker-{number}")
        for number, speaker in enumerate(record.speakers, start=1)
        for source in speaker.listed_in
    ]
    return {
        **own,
        **sources_own(
            entry,
            before=named,
            after=[(text, f"question-{number}") for number, text in enumerate(record.questions, start=1)],
        ),
        "page": {**own["page"], "event": _structured(record)},
        "starts": date_unless_blank(entry, "starts", moment_view(record.starts, record.time_zone)),
        "ends": moment_view(record.ends, record.time_zone) if record.ends else None,
        "time_zone": record.time_zone,
        "where": unless_blank(entry, "where", record.where),
        "organisers": [to for to in record.organisers if "organisers" not in entry.blanks],
        "speakers": [
            {"name": one.name, "role": one.role, "listed_in": list(one.listed_in)} for one in record.speakers
        ],
        "questions": list(record.questions),
        "cancelled": record.cancelled,
    }


def _structured(record: Event) -> View:
    """What schema.org's Event says beyond its name: https://schema.org/Event."""
    return {
        "startDate": record.starts.iso(record.time_zone),
        **({"endDate": record.ends.iso(record.time_zone)} if record.ends else {}),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if record.cancelled else 'Scheduled'}",
        "location": {"@type": "Place", "name": record.where, "address": record.where},
        "organizer": [{"@type": "Organization", "name": name} for name in record.organisers],
        **(
            {"performer": [{"@type": "Person", "name": one.name} for one in record.speakers]}
            if record.speakers
            else {}
        ),
    }


def _around(desk: Desk, entry: Entry[Event]) -> View:
    record = entry.record
    is_over = record.last_day < desk.library.build_date
    return {
        **piece_around(desk, entry, (LISTING.label, _LIST)),
        "over": is_over,
        "register": None if is_over or record.cancelled else record.register,
        "named": {
            "speakers": [page_of(desk, permalinks.PEOPLE, one.name) for one in record.speakers],
            "organisers": [page_of(desk, permalinks.ORGANISATIONS, name) for name in record.organisers],
        },
        "calendar": desk.href(permalinks.event_calendar(entry.permalink)),
    }


def _card(desk: Desk, entry: Entry[Event]) -> View:
    record = entry.record
    is_over = record.last_day < desk.library.build_date
    state = "Cancelled: " if record.cancelled else ""
    when = unless_blank(entry, "starts", str(record.starts))
    where = unless_blank(entry, "where", record.where)
    return {**entry_card(desk, entry), "line": f"{state}{when}, {where}", "when": None, "over": is_over}


def moment_view(moment: Moment, zone: str) -> View:
    """A moment: its words and its ISO twin."""
    return {"words": str(moment), "iso": moment.iso(zone)}


def _is_to_come(desk: Desk, entry: Entry[Event]) -> bool:
    return entry.record.last_day >= desk.library.build_date


LISTING = Listing(
    title="Events",
    label="Events",
    about="Where people meet to talk of power shared: what is to come, and what was.",
    template="events.html",
    home_title="Coming events",
    on_home=3,
    fits_home=_is_to_come,
)

FACE = Face(
    kind=event.KIND,
    name="event",
    template="event.html",
    schema_type="Event",
    own=_own,
    around=_around,
    card=_card,
    feed_template="feed_event.html",
    listing=LISTING,
)
