"""A report: something others published, with what it found and on which page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from annotated_types import Len

from newsletter.content.blocks import Card, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import (
    SHARED_STAND_INS,
    SOURCE_STAND_IN,
    STRICT,
    Citation,
    Line,
    Once,
    Shared,
    Short,
    Text,
    Url,
)
from newsletter.content.kinds.source_rules import source_rules
from newsletter.content.words.when import Day, PastWhen, When
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, warning
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


_WITH_ITS_WORD = regex(r"(?:pages?|pp?\.?)[ ]*(?P<page>\d.*)", re.IGNORECASE)


@value
class Finding:
    """Something a report found or asks for."""

    __pydantic_config__ = STRICT
    text: Text
    """What it found, in our words."""
    page: Short | None = None
    """The page it stands on, such as 12 or 12 to 14."""


@value
class Report(Shared):
    """What others published, told."""

    __pydantic_config__ = STRICT
    LATE = frozenset({"findings", "sources"})

    published: Day
    """The day our page on it was first out."""
    publisher: Line
    """Who published the report."""
    issued: PastWhen
    """When the report came out."""
    url: Annotated[Url, Once()] | None = None
    """Where to read the report."""
    findings: tuple[Finding, ...] = ()
    """What it found, each with its page."""
    sources: Annotated[tuple[Citation, ...], Len(1)]
    """What our page rests on."""


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    yield from source_rules(file)
    for number, finding in enumerate(file.record.findings):
        if found := _WITH_ITS_WORD.fullmatch(finding.page or ""):
            message = "`Page` stands before it on our page already"
            where = file.value_at("findings", number, "page")
            yield warning(where, "given-twice", message, f"write `page: {found['page']}`")


def _card(entry: Entry[Report], feature: Feature, config: Config) -> Card:
    record = entry.record
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"{record.publisher}, {record.issued}.",
        told=told(record.summary, feature.why),
    )


def _happened(report: Report) -> Iterator[tuple[When, str]]:
    yield report.issued, f"was published by {report.publisher}"


def _organisations(report: Report) -> Iterator[tuple[str, str]]:
    yield report.publisher, "publisher"


_BLANK = """\
<!-- Say here what the report argues, for whom it was written, and what is disputed in it. After each
     figure put the mark of its source, such as [^report]. Readers do not see this note; delete it
     when you are done. -->
"""

KIND = Kind(
    name="report",
    folder="reports",
    title="report",
    plural="reports",
    record=Report,
    rules=_rules,
    stand_ins={
        **SHARED_STAND_INS,
        "published": "0001-01-01",
        "publisher": "-",
        "issued": "0001",
        "sources": [SOURCE_STAND_IN],
    },
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Reports", _card),
    needs_words=True,
    happened=_happened,
    organisations=_organisations,
)
