"""Small records that several kinds have: the series something belongs to, and where it stood before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from annotated_types import Ge

from newsletter.content.kinds.rule_context import RuleContext
from newsletter.content.kinds.shared import STRICT, Line, Url
from newsletter.content.words.when import PastWhen
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value


@value
class Series:
    """A row of pieces that belong together, in their order."""

    __pydantic_config__ = STRICT
    name: Line
    """The name of the series, alike in each of its pieces."""
    number: Annotated[int, Ge(1)]
    """Which piece of it this is, counted from 1."""
    of: Annotated[int, Ge(1)] | None = None
    """How many there are, where that is known: those that are not here are shown as gaps."""


@value
class FirstPublished:
    """Where it stood before it stood here."""

    __pydantic_config__ = STRICT
    where: Line
    """Who printed it, and in what."""
    date: PastWhen
    """When it came out there."""
    url: Url | None = None
    """Where to read it there."""


def series_rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What a schema cannot say of one file's place in a series."""
    series: Any = file.record.series
    if series and series.of and series.number > series.of:
        yield Diagnostic(
            file.value_at("series", "number"),
            "out-of-range",
            f"this is number {series.number} of a series of {series.of}",
            "check both numbers; leave `of` out where nobody knows how many there are",
        )
