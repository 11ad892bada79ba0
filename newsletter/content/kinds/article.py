"""An article: what we, or a guest, have to say about power, or how an idea is to be understood."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from annotated_types import Len

from newsletter.content.blocks import Card, told
from newsletter.content.entry import Entry
from newsletter.content.kinds.kind import InLetters, Kind, newest_first
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.shared import SHARED_STAND_INS, STRICT, Citation, Line, Shared
from newsletter.content.kinds.shared_parts import FirstPublished, Series, series_rules
from newsletter.content.kinds.source_rules import source_rules
from newsletter.content.words.vocabularies import ARTICLE_TITLES, ArticleKind
from newsletter.content.words.when import Day, When
from newsletter.told.diagnostics import Diagnostic
from newsletter.values import value

if TYPE_CHECKING:
    from newsletter.content.config import Config
    from newsletter.content.kinds.edition import Feature


@value
class Article(Shared):
    """An editorial, a guest's piece, a piece of news, or an idea explained."""

    __pydantic_config__ = STRICT
    LATE = frozenset({"sources"})

    kind: ArticleKind
    """What kind of article it is."""
    authors: Annotated[tuple[Line, ...], Len(1)]
    """Who wrote it."""
    published: Day
    """The day it was first out here."""
    first_published: FirstPublished | None = None
    """Where and when it stood elsewhere before."""
    series: Series | None = None
    """The series it belongs to."""
    sources: tuple[Citation, ...] = ()
    """What it rests on."""


def _rules(file: RuleContext) -> Iterator[Diagnostic]:
    yield from shared_rules(file)
    yield from series_rules(file)
    yield from source_rules(file)


def _card(entry: Entry[Article], feature: Feature, config: Config) -> Card:
    record = entry.record
    return Card(
        title=record.title,
        permalink=entry.permalink,
        line=f"{ARTICLE_TITLES[record.kind]}, by {' and '.join(record.authors)}.",
        told=told(record.summary, feature.why),
    )


def _happened(article: Article) -> Iterator[tuple[When, str]]:
    if first := article.first_published:
        yield first.date, f"came out in {first.where}"
    else:
        yield When.of(article.published), "came out here"


_BLANK = """\
<!-- Write the article here, below this note, in sections with headings such as "## What they argue".
     Readers do not see this note; delete it when you are done. -->
"""

KIND = Kind(
    name="article",
    folder="articles",
    title="article",
    plural="articles",
    record=Article,
    rules=_rules,
    stand_ins={**SHARED_STAND_INS, "kind": "explainer", "authors": ["-"], "published": "0001-01-01"},
    blank=_BLANK,
    order=newest_first,
    in_letters=InLetters("Articles", _card),
    needs_words=True,
    links_figures=True,
    happened=_happened,
)
