"""An event: what is to come and what was, for readers, calendars and search engines."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import lxml.html
import pytest
from icalendar import Calendar

from newsletter.content.words.moments import Moment, parse_moment
from newsletter.site.calendars import calendar
from tests import made_up
from tests.made_up import EVENT, MEETING

_PAGE, _LIST = "/events/a-yard-opens/", "/events/"
_REGISTER = "https://mill.example/come"


def _words(html: str) -> str:
    return " ".join(lxml.html.fromstring(html).text_content().split())


def _page(day: date, **changes: Any) -> str:
    return made_up.source(made_up.site(made_up.changed(EVENT, **changes), today=day), _PAGE)


def _at(day: int, hour: int, minute: int) -> datetime:
    """A time in June 2027, in UTC."""
    return datetime(2027, 6, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "is_over"), [(date(2026, 11, 22), False), (date(2026, 12, 12), False), (date(2026, 12, 13), True)]
)
def test_who_wants_to_come_can_say_so_until_it_is_over(day: date, is_over: bool) -> None:
    page = _page(day)
    assert (_REGISTER in page) is not is_over
    assert ("event.ics" in page) is not is_over
    assert ("When it was" in page) is is_over


def test_nobody_is_asked_to_come_to_what_does_not_take_place() -> None:
    page = _page(date(2026, 11, 22), cancelled=True)
    assert _REGISTER not in page
    assert "It does not take place" in page


def test_the_list_parts_what_is_to_come_from_what_was_each_in_its_order() -> None:
    later = made_up.changed(
        MEETING, as_="later", title="A later day", starts=Moment(date(2027, 1, 9)), ends=None
    )
    words = _words(made_up.source(made_up.site(later), _LIST))
    places = [words.index(part) for part in ("To come A yard", "A later day", "Past The first")]
    assert places == sorted(places)
    assert "No date is set." in _words(made_up.source(made_up.site(without=[EVENT]), _LIST))


def test_the_front_page_names_what_is_to_come_and_not_what_was() -> None:
    home = _words(made_up.source(made_up.the_site(), "/"))
    assert "Coming events A yard opens" in home
    assert "The first meeting" not in home
    assert "Coming events" not in _words(made_up.source(made_up.site(without=[EVENT]), "/"))


def test_a_search_engine_reads_an_event() -> None:
    tree = lxml.html.fromstring(made_up.source(made_up.the_site(), _PAGE))
    (graph,) = tree.xpath("//script[@type='application/ld+json']/text()")
    event = json.loads(graph)["@graph"][0]
    assert event["@type"] == "Event"
    assert event["startDate"] == "2026-12-12T18:30+00:00"
    assert event["endDate"] == "2026-12-12T20:00+00:00"
    assert event["location"]["name"] == "The Mill, Leeds"
    assert event["organizer"] == [{"@type": "Organization", "name": "The Mill Society"}]
    assert event["performer"] == [{"@type": "Person", "name": "A. Tenant"}]
    assert event["eventStatus"] == "https://schema.org/EventScheduled"


def test_a_calendar_reads_each_event_and_all_of_them() -> None:
    made = made_up.everything()
    one = Calendar.from_ical(made["events/a-yard-opens/event.ics"])
    every = Calendar.from_ical(made["events/calendar.ics"])
    (event,) = one.walk("VEVENT")
    assert event["SUMMARY"] == "A yard opens"
    assert event.decoded("DTSTART") == datetime(2026, 12, 12, 18, 30, tzinfo=UTC)
    assert event["UID"] == "a-yard-opens@commons.example"
    assert [one["SUMMARY"] for one in every.walk("VEVENT")] == ["A yard opens", "The first meeting"]
    assert every.walk("VEVENT")[1].decoded("DTSTART") == date(2013, 3, 16)


@pytest.mark.parametrize(
    ("starts", "ends", "span"),
    [
        ("2027-06-05", None, (date(2027, 6, 5), date(2027, 6, 6))),
        ("2027-06-05", "2027-06-06", (date(2027, 6, 5), date(2027, 6, 7))),
        ("2027-06-05", "2027-06-06 16:00", (date(2027, 6, 5), date(2027, 6, 7))),
        ("2027-06-05 18:30", "2027-06-06", (_at(5, 17, 30), _at(6, 23, 0))),
        ("2027-06-05 18:30", "2027-06-05 20:00", (_at(5, 17, 30), _at(5, 19, 0))),
        ("2027-06-05 18:30", None, (_at(5, 17, 30), None)),
    ],
)
def test_an_event_lasts_in_a_calendar_to_the_end_of_its_last_day(
    starts: str, ends: str | None, span: tuple[date, date | None]
) -> None:
    event = made_up.changed(EVENT, starts=parse_moment(starts), ends=ends and parse_moment(ends))
    made = calendar([event], "A", "a.example", "https://a.example")
    (read,) = Calendar.from_ical(made).walk("VEVENT")
    assert (read.decoded("DTSTART"), read.decoded("DTEND", None)) == span


def test_words_of_an_event_cannot_add_a_line_to_a_calendar() -> None:
    title = "A yard\\nDTSTART:20300101\r\nSUMMARY:Other; so, there " + "é" * 80
    made = calendar([made_up.changed(EVENT, title=title)], "A", "a.example", "https://a.example")
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert event.decoded("DTSTART") == datetime(2026, 12, 12, 18, 30, tzinfo=UTC)
    assert max(map(len, made.split(b"\r\n"))) <= 75, "RFC 5545 §3.1"


def test_what_does_not_take_place_is_taken_out_of_calendars() -> None:
    made = calendar([made_up.changed(EVENT, cancelled=True)], "A", "a.example", "https://a.example")
    assert Calendar.from_ical(made).walk("VEVENT")[0]["STATUS"] == "CANCELLED"
