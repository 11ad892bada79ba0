"""What a page shows of the sources that it carries, whatever kind of page it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from newsletter.content.entry import Entry
from newsletter.content.kinds.shared import Citation
from newsletter.content.words.vocabularies import EVIDENCE_TITLES, RELATIONSHIP_TITLES
from newsletter.site.desk import View
from newsletter.site.marks import marks_in
from newsletter.site.views import when_view


def sources_own(
    entry: Entry[Any], before: Sequence[tuple[str, str]] = (), after: Sequence[tuple[str, str]] = ()
) -> View:
    """The sources of an entry, their numbers, and the ids of the places that cite each, in the page's order.

    `before` are the sources that fields before the body name, `after` the texts with marks that
    stand behind it; each with what the template calls that place.
    """
    sources = entry.record.sources
    cited: dict[str, list[str]] = {source.id: [] for source in sources}
    for source, field in before:
        if source in cited:
            cited[source].append(f"cite-{source}-{field}")
    for source, times in entry.body.citations:
        if source in cited:
            cited[source] += [f"cite-{source}-{number}" for number in range(1, times + 1)]
    for text, field in after:
        for source, place in marks_in(text, field):
            if source in cited:
                cited[source].append(place)
    return {
        "sources": [source_view(source) for source in sources],
        "numbers": {source.id: number for number, source in enumerate(sources, start=1)},
        "cited": cited,
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
