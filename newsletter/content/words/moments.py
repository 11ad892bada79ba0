"""Moments: a day and, where it is known, the time of it, as the clocks of the place show it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from newsletter.content.words.unfit import UnfitError
from newsletter.content.words.when import is_time_zone, long_date, meant_date, parse_day
from newsletter.regexes import regex
from newsletter.values import point

PATTERN = r"^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d)?$"

_FORM = "write 2026-11-15 18:30, or the day alone"
#: A time as people type it behind a day: T18:30, 18.30, 6:30 pm, 18h30, with seconds or not.
_TIMED = regex(
    r"(?P<day>[^\s:][^:]*?)(?:[ T]+|, ?)(?:at )?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?"
    r"(?::\d{2})?[ ]?(?P<half>[ap]\.?m\.?)?",
)
#: From one time to another, on one day.
_UNTIL = regex(
    r"(?P<from>(?P<day>[^\s:][^:]*?)(?:[ T]+|, ?)(?:from |at )?\d{1,2}(?:[:.h]\d{2})?[ ]?(?:[ap]\.?m\.?)?)"
    r"[ ]?(?:[-–—]|to|until|till)[ ]?(?P<to>\d{1,2}(?:[:.h]\d{2})?[ ]?(?P<half>[ap]\.?m\.?)?)"
)
_HALF = regex(r"[ap]\.?m\.?$")


@point
class Moment:
    """A day, and the minute of it, counted from midnight; without the minute the whole day is meant."""

    day: date
    minute: int | None = None

    def __str__(self) -> str:
        if self.minute is None:
            return long_date(self.day)
        return f"{long_date(self.day)}, {self.minute // 60}:{self.minute % 60:02}"

    def iso(self, zone: str) -> str:
        """As ISO 8601 writes it, with what the clocks of `zone` are apart from UTC on that day."""
        if self.minute is None:
            return self.day.isoformat()
        return self._there(zone).isoformat(timespec="minutes")

    def utc(self, zone: str) -> datetime:
        """The same in UTC; of a day without a time, its first minute there."""
        return self._there(zone).astimezone(UTC)

    def is_skipped(self, zone: str) -> bool:
        """Whether the clocks of `zone` never show it, since they are put forward then."""
        if self.minute is None or self.day.year == date.min.year:
            return False
        there = self._there(zone)
        return there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None) != there.replace(
            tzinfo=None
        )

    def end_utc(self, zone: str) -> datetime:
        """The same in UTC as the end of something; of a day without a time, the midnight behind it."""
        behind = Moment(self.day + timedelta(1)) if self.minute is None else self
        return behind.utc(zone)

    def _there(self, zone: str) -> datetime:
        from zoneinfo import ZoneInfo  # few entries have a time of day

        hour, minute = divmod(self.minute or 0, 60)
        day = self.day
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            parse_moment, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": PATTERN, "examples": ["2026-11-15 18:30", "2026-11-15"]}


@point
class TimeZone:
    """Marks the name of a time zone, as IANA's data base has it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(_parse_time_zone, handler(source))


def parse_moment(text: object) -> Moment:
    """The moment `text` means. Raises UnfitError where it is none, or no such day or time exists."""
    if isinstance(text, Moment):
        return text
    written = text if isinstance(text, str) else ""
    if len(written) == 10:
        return _held(Moment(parse_day(written)))
    day, _, clock = written.partition(" ")
    hour, _, minute = clock.partition(":")
    if len(day) != 10 or len(hour) != 2 or len(minute) != 2 or not (hour + minute).isascii():
        raise UnfitError("bad-date", "a day and a time in the form 2026-11-15 18:30", _meant(written))
    if not (hour + minute).isdigit() or int(hour) > 23 or int(minute) > 59:
        raise UnfitError("bad-date", "a time that exists", _meant(written))
    try:
        whole = parse_day(day)
    except UnfitError as unfit:
        hint = _meant(written) if meant_date(day) else unfit.hint
        raise UnfitError(unfit.code, unfit.what, hint) from None
    return _held(Moment(whole, int(hour) * 60 + int(minute)))


def _held(moment: Moment) -> Moment:
    """The moment, if the midnight behind it is one everywhere on earth; a blank's is year 1, and has no time."""
    if moment.day.year == date.max.year or (moment.minute is not None and moment.day.year == date.min.year):
        raise UnfitError("bad-date", "a day that calendars can hold", "look the year up")
    return moment


def _meant(text: str) -> str:
    """What to write for a moment in another form; the form itself where that is not certain."""
    if until := _UNTIL.fullmatch(text.strip()):
        half = until["half"] if not _HALF.search(until["from"]) else None
        starts, ends = (
            _meant(until["from"] + (f" {half}" if half else "")),
            _meant(f"{until['day']} {until['to']}"),
        )
        if _FORM not in (starts, ends):
            return f"{starts}, and on a line of its own `ends: {ends.removeprefix('write ')}`"
        return "write the day and the time it begins, such as 2026-11-15 18:30, and the end under `ends` in the same way"
    found = _TIMED.fullmatch(text.strip())
    if found is None:
        return _FORM
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        day = parse_day(meant_date(found["day"]) or found["day"])
    except UnfitError:
        return _FORM
    return f"write {day.isoformat()} {hour:02}:{minute:02}" if hour < 24 and minute < 60 else _FORM


def _parse_time_zone(text: str) -> str:
    if not is_time_zone(text):
        raise UnfitError("unknown-time-zone", "a time zone", "write it as Europe/London or Europe/Dublin")
    return text
