"""What a page shows of the sources that it carries, whatever kind of page it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Citation
from newsletter.content.words.vocabularies import EVIDENCE_TITLES, RELATIONSHIP_TITLES
from newsletter.site.desk import View
from newsletter.site.marks import marks_in, numbered
from newsletter.site.views import when_view


def sources_own(
    entry: Entry[Any], before: Sequence[tuple[str, str]] = (), after: Sequence[tuple[str, str]] = ()
) -> View:
    """The sources of an entry, and their numbers.

    `before` are the sources that fields before the body name, `after` the texts with marks that
    stand behind it; each with what the template calls that place.
    """
    sources = entry.record.sources
    behind = (mention for text, field in after for mention in marks_in(text, field))
    return {
        "sources": [source_view(source) for source in sources],
        "numbers": numbered([source.id for source in sources], entry.body.citations, (*before, *behind)),
    }


def source_view(source: Citation) -> View:
    """A source as the list at the end of a page has it."""
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "published": when_view(source.published),
        "checked": when_view(source.checked),
        "evidence": EVIDENCE_TITLES[source.evidence],
        "relationship": RELATIONSHIP_TITLES[source.relationship],
        "independent": source.relationship == "independent",
        "archive": source.archive,
    }
