"""Dates as sources give them: a day, a month, a year, "by" one of these, or "about" a year or a month."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Any

from newsletter.content.words.unfit import UnfitError
from newsletter.regexes import regex
from newsletter.values import point

PATTERN = r"^((by )?\d{4}(-\d{2}(-\d{2})?)?|about \d{4}(-\d{2})?)$"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_FORMS = "write 2013, 2013-09, 2013-09-17, by 2025 or about 2012"
_YEAR, _DAY = r"(?P<y>[0-9]{4})", r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?"
_NAMED, _HOUR = r"(?P<m>[a-z]{3,9})\.?", r"(?:[t ][0-9]{1,2}[:.h].*)?"
#: What stands before a date, in small letters, that is not known for certain.
_ROUGHLY = regex(
    r"(?:about|around|approximately|approx\.?|roughly|some ?time in|circa|ca\.?|c\.?|~) ?(?=[a-z0-9])"
)
#: How dates are written elsewhere, in small letters, with single spaces and no comma.
_OTHER_FORMS = (
    rf"{_YEAR}([-/. ])(?P<m>[0-9]{{1,2}})\2(?P<d>[0-9]{{1,2}}){_HOUR}",
    rf"{_YEAR}-?(?P<m>[0-9]{{2}})-?(?P<d>[0-9]{{2}}){_HOUR}",  # one hyphen or both are lost
    rf"(?P<one>[0-9]{{1,2}})([-/. ])(?P<other>[0-9]{{1,2}})\2{_YEAR}{_HOUR}",
    rf"(?:the )?{_DAY}(?: of)?[- ]{_NAMED}[- ]{_YEAR}{_HOUR}",
    rf"{_NAMED} (?:the )?{_DAY} {_YEAR}{_HOUR}",
    rf"{_YEAR}[- ]{_NAMED}[- ]{_DAY}{_HOUR}",
    rf"{_NAMED}[- ]{_YEAR}",
    rf"{_YEAR}[- ]{_NAMED}",
    rf"{_YEAR}[-/.](?P<m>[0-9]{{1,2}})",
    rf"(?P<m>[0-9]{{1,2}})[-/.]{_YEAR}",
    _YEAR,
)

#: A financial year as sources print it: 2011/12, 2011-12, 2011–12 or 2011/2012.
_TWO_YEARS = regex(
    r"(?:(?P<before>by|about) |FY ?)?(?P<first>[0-9]{4}) ?[-/–] ?(?:[0-9]{2})?(?P<second>[0-9]{2})",
    re.ASCII | re.IGNORECASE,
)

#: Dates from one to another, from one on, of a decade, and parts of a year, as people type them.
_ONE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_SPAN = regex(
    rf"(?:from |between )?(?P<first>{_ONE}) ?(?:[-/–—]| to | and | until | till ) ?"
    rf"(?P<last>{_ONE}|(?<=\b[0-9]{{4}}[-/–—])[0-9]{{2}})",
    re.IGNORECASE,
)
_SINCE = regex(
    rf"(?:since|from|in|after) (?P<since>{_ONE})(?: ?[-–—]| onwards?)?"
    rf"|(?P<from>{_ONE}) ?(?:[-–—]|to|until)? ?(?:present|today|now|date|ongoing|onwards?|)",
    re.IGNORECASE,
)
_DECADE = regex(r"(?:the )?(?:early |mid[- ]|late )?(?P<decade>[0-9]{3})0['’]?s", re.IGNORECASE)
_PART_OF_YEAR = regex(
    r"(?:(?:the )?(?:early|mid|late|beginning of|end of|spring|summer|autumn|winter|fall|christmas|easter|Q[1-4]|H[12]|FY)"
    r"[ -]?(?:of |in )?(?P<year>[0-9]{4})|(?P<late>[0-9]{4}),? ?(?:Q[1-4]|H[12]|early|mid|late|spring|summer|autumn|winter))",
    re.IGNORECASE,
)


@point
class When:
    """A date as precise as is known, e.g. `2013`, `2013-09`, `2013-09-17`, `by 2025` or `about 2012`.

    About a year is in order as that year is.
    """

    year: int
    month: int | None = None
    day: int | None = None
    is_by: bool = False
    is_about: bool = False

    @classmethod
    def of(cls, day: date) -> When:
        """A whole day."""
        return cls(day.year, day.month, day.day)

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
        words += [MONTHS[self.month - 1]] if self.month else []
        before = "by " if self.is_by else "about " if self.is_about else ""
        return before + " ".join([*words, str(self.year)])

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
            "examples": ["2013", "2013-09", "2013-09-17", "by 2025", "about 2012"],
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


def whole_months(day: date, today: date) -> int:
    """How many months are over since a day; the same day of a later month still belongs to the last of them."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day <= day.day)


def parse_day(text: object) -> date:
    """The day `text` means. Raises UnfitError where it is none, or no such day exists."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        meant = meant_date(text)
        is_day = meant is not None and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", meant)
        hint = f"write {meant}" if is_day else "write the year first, then the month, then the day"
        raise UnfitError("bad-date", "a day in the form 2026-11-15", hint)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnfitError("bad-date", "a day that exists", _last_of_month(text)) from None


def _last_of_month(text: str) -> str:
    """What to say of a day of the right form that no month has."""
    year, month, _ = map(int, text.split("-"))
    if not year or not 1 <= month <= 12:
        return "write the year first, then the month, 01 to 12, then the day"
    return f"the last day of that month is {year:04d}-{month:02d}-{monthrange(year, month)[1]}"


def parse_when(text: object) -> When:
    """The date `text` means. Raises UnfitError where it is none, or no such day exists."""
    if isinstance(text, When):
        return text
    if not isinstance(text, str) or not re.fullmatch(PATTERN, text, re.ASCII):
        meant = meant_date(text)
        hint = _of_a_financial_year(text) or (f"write {meant}" if meant else _of_a_span(text) or _FORMS)
        raise UnfitError("bad-date", "a date as one is written here", hint)
    is_by, is_about = text.startswith("by "), text.startswith("about ")
    parts = [int(part) for part in text.rpartition(" ")[2].split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:  # 2026-02-30, or month 13
        hint = _of_a_financial_year(text) or _FORMS
        raise UnfitError("bad-date", "a date that exists", hint) from None
    month, day = (*parts[1:], None, None)[:2]
    return When(parts[0], month, day, is_by, is_about)


def financial_year_end(text: object) -> str | None:
    """The year a financial year such as 2011/12 ends in, with "by" or "about" if that was said; None if it is none."""
    match = _TWO_YEARS.fullmatch(str(text).strip())
    if match is None or (int(match["first"]) + 1) % 100 != int(match["second"]):
        return None
    before = f"{match['before'].lower()} " if match["before"] else ""
    return f"{before}{int(match['first']) + 1:04}"


def _of_a_financial_year(text: object) -> str:
    """What to write for a financial year; nothing where the text is none. The month that looks like it is no guess."""
    end = financial_year_end(text)
    return (
        f"that reads as a financial year: write the year it ends, {end}, "
        "and name the span in words, such as in `of` or `caveat`"
        if end
        else ""
    )


def _of_a_span(text: object) -> str:
    """What to write for more than one date, or for part of a year or a decade; nothing where the text is none."""
    said = " ".join(str(text).split())
    if span := _SPAN.fullmatch(said):
        first, last = span["first"], span["last"]
        last = first[: len(first) - len(last)] + last if last.isdigit() and len(last) == 2 else last
        return (
            f"that is a span: write one date, {first} where the field asks for a beginning and {last} where it asks"
            " for an end or a count; words such as `of` or `caveat` can name the span"
        )
    if begun := _SINCE.fullmatch(said):
        return f"a date is one: write {begun['since'] or begun['from']}"
    if decade := _DECADE.fullmatch(said):
        return f"that is a decade: write `about {decade['decade']}5`, or `by {decade['decade']}9`"
    if part := _PART_OF_YEAR.fullmatch(said):
        year = part["year"] or part["late"]
        return f"no date is that exact here: write {year}, and say more in words"
    return ""


def meant_date(text: object) -> str | None:
    """What somebody means who writes a date in another form, as we write it; None where that is not certain.

    So 25/10/2026 is 2026-10-25, but 02/10/2026 is in October here and in February elsewhere.
    """
    said = " ".join(str(text).lower().replace(",", " ").replace("–", "-").replace("—", "-").split())
    is_by, said = said.startswith("by "), said.removeprefix("by ")
    certain = re.sub(
        r"(?<=[0-9]{4})(?: ?\(?\?\)?| or so)$",
        "",
        _ROUGHLY.sub("", said, 1) if _ROUGHLY.match(said) else said,
    )
    is_about, said = certain != said and not is_by, certain
    said = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? ", "", said)
    for form in _OTHER_FORMS:
        if not (match := re.fullmatch(form, said, re.ASCII)):
            continue
        found = match.groupdict()
        parts = [found["y"], _month(found.get("m")), found.get("d")]
        if one := found.get("one"):
            day, month = sorted((one, found["other"]), key=int, reverse=True)
            if int(month) > 12 or (int(day) <= 12 and int(day) != int(month)):
                return None
            parts[1:] = month, day
        known = [int(part) for part in parts if part]
        try:
            date(*[*known, 1, 1][:3])
        except ValueError:
            return None
        if is_about:
            known = known[:2]  # nobody says about which day
        before = "by " if is_by else "about " if is_about else ""
        return before + "-".join([f"{known[0]:04}", *(f"{part:02}" for part in known[1:])])
    return None


def _month(text: str | None) -> str | None:
    """The number of a month, given as one or by its name or the beginning of it."""
    if text is None or text.isdigit():
        return text
    return next((str(n) for n, name in enumerate(MONTHS, 1) if name.lower().startswith(text)), "13")


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
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_name(slug: str) -> str:
    """`2026-11` as November 2026."""
    year, month = slug.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"
