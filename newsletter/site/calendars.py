"""Calendars: a file for each event, and one of all, as RFC 5545 has them.

Times stand in UTC, so that no calendar needs to know a time zone; a day without a time is a
whole day. The stamp of each is the day its page last changed: the same content is the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from newsletter import permalinks
from newsletter.content.entry import Entry
from newsletter.content.kinds.event import Event
from newsletter.content.words.marks import plain
from newsletter.engine.output import Artifact
from newsletter.engine.pieces import Piece
from newsletter.site.dates import last_changed
from newsletter.site.desk import Desk
from newsletter.told.diagnostics import Checked


def calendar_pieces(desk: Desk) -> Iterator[Piece]:
    """The file of each event, and that of all events."""
    events = desk.library.of(Event)
    host = urlsplit(desk.base_url).hostname or ""
    name = desk.library.config.site.name
    for entry in events:
        yield _piece(permalinks.event_calendar(entry.permalink), (entry,), name, host, desk.base_url)
    yield _piece(permalinks.calendar_feed(permalinks.EVENTS), events, name, host, desk.base_url)


def _piece(link: str, events: tuple[Entry[Event], ...], name: str, host: str, base_url: str) -> Piece:
    path = permalinks.output_path(link)
    plain_of = ("calendar", name, base_url, tuple((one.permalink, one.content_digest) for one in events))
    return Piece((path,), plain_of, partial(_made, path, events, name, host, base_url))


def _made(
    path: str, events: Iterable[Entry[Event]], name: str, host: str, base_url: str
) -> Checked[tuple[Artifact, ...]]:
    return Checked((Artifact(path, calendar(events, name, host, base_url)),))


def calendar(events: Iterable[Entry[Event]], name: str, host: str, base_url: str) -> bytes:
    """The calendar of these events, in UTF-8."""
    from icalendar import Calendar  # 60 ms to load, and only events need it

    made = Calendar()
    made.add("prodid", f"-//{name}//Events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{name}: events")
    for entry in events:
        made.add_component(_event(entry, host, base_url))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry[Event], host: str, base_url: str) -> Any:
    from icalendar import Event as Component

    record, made = entry.record, Component()
    made.add("uid", f"{entry.slug}@{host}")
    made.add("dtstamp", datetime.combine(last_changed(record) or record.published, time(), UTC))
    for name, moment in _span(record):
        made.add(name, moment)
    made.add("summary", record.title)
    made.add("location", record.where)
    made.add("description", plain(record.summary))
    made.add("url", base_url + entry.permalink)
    made.add("status", "CANCELLED" if record.cancelled else "CONFIRMED")
    return made


def _span(record: Event) -> Iterator[tuple[str, date]]:
    """When it begins and ends: both days or both times, and a day that is the end is the one behind (RFC 5545 §3.6.1)."""
    if record.starts.minute is None:
        yield "dtstart", record.starts.day
        yield "dtend", record.last_day + timedelta(1)
    else:
        yield "dtstart", record.starts.utc(record.time_zone)
        if record.ends:
            yield "dtend", record.ends.end_utc(record.time_zone)
