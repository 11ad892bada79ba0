"""Dates as sources give them: a day, a month, a year, or "by" one of these."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any

from newsletter.content.words.unfit import UnfitError
from newsletter.values import point

PATTERN = r"^(by )?\d{4}(-\d{2}(-\d{2})?)?$"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@point
class When:
    """A date as precise as is known, e.g. `2013`, `2013-09`, `2013-09-17` or `by 2025`."""

    year: int
    month: int | None = None
    day: int | None = None
    is_by: bool = False

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """As ISO 8601 writes it, to the precision known: for `datetime` attributes."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __str__(self) -> str:
        words = [str(self.day)] if self.day else []
        words += [_MONTHS[self.month - 1]] if self.month else []
        return ("by " if self.is_by else "") + " ".join([*words, str(self.year)])

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            parse_when, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        year = {"type": "integer", "minimum": 1, "maximum": 9999}  # what YAML takes 2013 for
        return {
            "anyOf": [{"type": "string", "pattern": PATTERN}, year],
            "examples": ["2013", "2013-09", "2013-09-17", "by 2025"],
        }


@point
class IsoDay:
    """Marks a field that holds one day, written as ISO 8601 does: 2026-11-15."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            parse_day, serialization=core_schema.to_string_ser_schema()
        )

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date", "examples": ["2026-11-15"]}


@point
class Past:
    """Marks a date by which something has happened: it cannot lie ahead of the day of the build."""


#: A whole day. Under this name a record may have a field called `date`.
Day = Annotated[date, IsoDay()]
PastDay = Annotated[date, IsoDay(), Past()]
PastWhen = Annotated[When, Past()]


def parse_day(text: object) -> date:
    """The day `text` means. Raises UnfitError where it is none, or no such day exists."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _no_day()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _no_day() from None


def parse_when(text: object) -> When:
    """The date `text` means. Raises UnfitError where it is none, or no such day exists."""
    if isinstance(text, When):
        return text
    if not isinstance(text, str) or not re.fullmatch(PATTERN, text, re.ASCII):
        raise _no_date()
    is_by = text.startswith("by ")
    parts = [int(part) for part in text.removeprefix("by ").split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:  # 2026-02-30, or month 13
        raise _no_date() from None
    month, day = (*parts[1:], None, None)[:2]
    return When(parts[0], month, day, is_by)


def _no_day() -> UnfitError:
    return UnfitError("bad-date", "a day that exists", "write a day as 2026-11-15")


def _no_date() -> UnfitError:
    return UnfitError("bad-date", "a date that exists", "write 2013, 2013-09, 2013-09-17 or by 2025")


def is_time_zone(name: str) -> bool:
    """Whether the machine's IANA data base knows the time zone."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there; a path; a folder of them
        return False
    return True


def long_date(day: date) -> str:
    """A day as the publication writes it: 15 November 2026, whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_name(slug: str) -> str:
    """`2026-11` as November 2026."""
    year, month = slug.split("-")
    return f"{_MONTHS[int(month) - 1]} {year}"
