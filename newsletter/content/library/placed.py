"""Which case studies have a place on the compass: the newest of them, as many as a drawing can hold."""

from __future__ import annotations

from itertools import islice

from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library import Library

#: The most that an eye can tell apart in one drawing.
MOST = 40


def placed(library: Library) -> tuple[Entry[CaseStudy], ...]:
    """The newest case studies with a compass, at most `MOST`."""
    return tuple(islice((study for study in library.of(CaseStudy) if study.record.compass), MOST))
