"""When the sources of a page were looked at, and which of them have no lasting copy.

What an entry keeps of it is two plain values: a page that lists what is due need not look into
the record of every entry for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from newsletter.content.kinds.shared import Citation
from newsletter.content.words.when import whole_months


def looked_at(sources: Iterable[Citation]) -> tuple[int, str]:
    """How many are on the web without a lasting copy, and the day by which the one was looked at that was longest ago.

    The day is as ISO 8601 writes it; "" where there is no source.
    """
    every = tuple(sources)
    days = [_by(source).isoformat() for source in every]
    return sum(is_unkept(source) for source in every), min(days, default="")


def is_unkept(source: Citation) -> bool:
    """Whether a source is on the web, and nowhere else that we know of."""
    return source.url is not None and source.archive is None


def is_due(day: str, today: date, months: int) -> bool:
    """Whether what was looked at by this day, as ISO 8601 writes it, was so more than `months` months ago."""
    return bool(day) and whole_months(date.fromisoformat(day), today) >= months


def is_source_due(source: Citation, today: date, months: int) -> bool:
    """The same of a source; one of which nobody says when is due."""
    return is_due(_by(source).isoformat(), today, months)


def _by(source: Citation) -> date:
    """The last day on which a source can have been looked at as it says."""
    return source.checked.last_day if source.checked else date.min
