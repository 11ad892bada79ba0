"""Which case studies have a place on the compass: the newest of them, as many as a drawing can hold."""

from __future__ import annotations

from itertools import islice

from newsletter.content.entry import Entry
from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.library import Library

#: The most that an eye can tell apart in one drawing.
MOST = 40
#: Of so many, the newest, it is looked whether they have one: a record that was read back is small until it is looked into.
_LOOKED_AT = 100


def placed(library: Library) -> tuple[Entry[CaseStudy], ...]:
    """The newest case studies with a compass, at most `MOST`; none where none of the newest hundred has one."""
    newest = library.of(CaseStudy)[:_LOOKED_AT]
    return tuple(islice((study for study in newest if study.record.compass), MOST))
