"""Days and years in words that cannot be: no day of their month or of their week, spans that run backwards."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from newsletter.content.words.proofreading.proof import Proof
from newsletter.content.words.when import MONTHS
from newsletter.regexes import regex

_MONTH = f"(?P<month>{'|'.join(MONTHS)})"
_YEAR = r"(?:,?[ ](?P<year>\d{4})\b)?"
_DAY_FIRST = regex(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTH}\b{_YEAR}")
_MONTH_FIRST = regex(rf"{_MONTH}[ ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}")
#: What a day begins with that some months have not. (Each begins with letters of its own: that makes a search quick.)
_LATE = tuple(
    regex(pattern)
    for pattern in (
        r"31(?:st)?[ ](?:of[ ])?(?:Feb|Apr|Jun|Sep|Nov)",
        r"30(?:th)?[ ](?:of[ ])?Feb",
        r"29(?:th)?[ ](?:of[ ])?Feb",
        r"(?:February|April|June|September|November)[ ](?:29|3[01])",
        r"day(?:,|[ ]the|,[ ]the)?[ ](?:\d|[JFMASOND])",
    )
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: A weekday right before a date.
_ON = regex(rf"\b(?P<name>{'|'.join(_WEEKDAYS)})(?:,|[ ]the|,[ ]the)?[ ]\Z")
#: Years of which weekdays are certain: Russia kept the old calendar until 1918, Greece until 1923.
_CERTAIN_SINCE = 1924
_BACKWARDS = tuple(
    regex(rf"(?P<first>{century}\d\d)(?:–|-{{1,2}})(?P<second>(?:19|20)\d\d)(?![\d–/-]|\.\d)")
    for century in ("19", "20")
)
#: From one year to another, in words. What falls from 2019 to 2011 may be a number of people.
_SPAN_BEGINS = regex(r"(?:rom|etween)[ ](?:[A-Z][a-z]+[ ])?(?:19|20)\d\d[ ]")
_SPAN = regex(
    rf"(?<!fell )(?<!fallen )(?<!falling )(?<!fall )(?<!dropped )(?<!drop )(?<!cut )(?<!down )(?<!back )(?<!declined )"
    rf"(?<!reduced )(?<!shrank )(?<!shrunk )(?<!numbers )(?<!went )\b(?P<lead>[Ff]rom|[Bb]etween)[ ]"
    rf"(?P<first>(?:(?:{'|'.join(MONTHS)})[ ])?(?P<year>(?:19|20)\d\d))[ ](?P<link>(?<=.)(?:to|until|till|and))[ ]"
    rf"(?P<second>(?:(?:{'|'.join(MONTHS)})[ ])?(?P<later>(?:19|20)\d\d))(?![\w/]|[.,–-]\d|%|[ ][a-z]{{3,}}s\b|[ ]people\b)"
)

#: A year with a digit too many, behind what stands before a year; a round number may count what follows.
_LONG_YEAR_HERE = regex(r"[ ](?:19|20)\d{3}\b")
_LONG_YEAR = r"(?P<year>(?:19|20)\d{3})(?<!00)"
_LONG_YEARS = (
    regex(
        rf"(?<![^\W_])(?:{'|'.join(MONTHS)}|In|By|Since|Until|in|since|until)[ ]{_LONG_YEAR}"
        r"(?=,?[ ](?:the|they|it|its|he|she|we|a|an|this|that|there|and|but|when|was|is)\b)"
    ),
    regex(rf"(?<![^\W_])(?:{'|'.join(MONTHS)})[ ]{_LONG_YEAR}(?=†|\[\^|\s*\Z|[.;:)?!](?:\s|†|\[\^|\Z))"),
)


def days_said(words: str) -> Iterator[Proof]:
    """Each day that never was, and each two years of which the second is the earlier."""
    if any(late.search(words) for late in _LATE):
        yield from _days(words)
    if "–" in words or "-" in words:
        yield from _years(words)
    if _SPAN_BEGINS.search(words):
        yield from _spans(words)
    if _LONG_YEAR_HERE.search(words):
        for found in (one for form in _LONG_YEARS for one in form.finditer(words)):
            message = f"`{found['year']}` has a digit too many for a year"
            yield Proof(
                found.start("year"), found["year"], "bad-date", message, "look up which year is meant"
            )


def _days(words: str) -> Iterator[Proof]:
    """Days that their month has not, and days that were, or will be, another day of the week."""
    for form in (_DAY_FIRST, _MONTH_FIRST):
        for found in form.finditer(words):
            before = words[found.start() - 1 : found.start()]
            if before and (before.isalnum() or before in ".,:£$€/-–"):
                continue
            day, month = int(found["day"]), MONTHS.index(found["month"]) + 1
            year = int(found["year"]) if found["year"] else None
            last = monthrange(year, month)[1] if year else monthrange(2000, month)[1]
            if last < day <= 31:
                in_year = f" {year}" if year and month == 2 else ""
                message = f"{found['month']}{in_year} has no day {day}"
                hint = f"its last day is {last}: look the date up"
                yield Proof(found.start(), found[0], "bad-date", message, hint)
            elif year and year >= _CERTAIN_SINCE and 0 < day <= last:
                yield from _weekday(words, found.start(), found[0], date(year, month, day))


def _weekday(words: str, start: int, written: str, day: date) -> Iterator[Proof]:
    before = _ON.search(words, max(0, start - 20), start)
    right = _WEEKDAYS[day.weekday()]
    if before and before["name"] != right:
        message = f"{written} is not a {before['name']} but a {right}"
        hint = f"look up which of the two is right: if the date is, write `{right}`"
        yield Proof(before.start(), before[0] + written, "bad-date", message, hint)


def _years(words: str) -> Iterator[Proof]:
    for pattern in _BACKWARDS:
        for found in pattern.finditer(words):
            first, second = found["first"], found["second"]
            before = words[found.start() - 1 : found.start()]
            if int(second) >= int(first) or (before and (before.isalnum() or before in "-–./:£$€,")):
                continue
            if words[found.start() - 2 : found.start() - 1].isdigit():
                continue  # of a telephone
            message = f"these years run backwards: {second} is before {first}"
            hint = f"if they are exchanged, write `{second}–{first}`"
            yield Proof(found.start(), found[0], "dates-out-of-order", message, hint)


def _spans(words: str) -> Iterator[Proof]:
    """Years of which the second is before the first, as words tell them."""
    for found in _SPAN.finditer(words):
        is_between = found["lead"].lower() == "between"
        if int(found["later"]) < int(found["year"]) and is_between == (found["link"] == "and"):
            message = f"these years run backwards: {found['later']} is before {found['year']}"
            hint = f"if they are exchanged, write `{found['lead']} {found['second']} {found['link']} {found['first']}`"
            yield Proof(found.start(), found[0], "dates-out-of-order", message, hint)
