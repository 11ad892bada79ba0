"""When an entry was published and when its words last changed, as feeds and the sitemap say it."""

from __future__ import annotations

from datetime import date

from newsletter.content.kinds.case_study import CaseStudy
from newsletter.content.kinds.shared import Shared


def first_published(record: Shared) -> date | None:
    """The day it came out; for a case study without one, the day it was checked. None if nothing says."""
    return record.published or record.updated or (record.checked if isinstance(record, CaseStudy) else None)


def last_changed(record: Shared) -> date | None:
    """The newest of its publication, its last change and its corrections; None if nothing says."""
    days = [record.published, record.updated, *(correction.date for correction in record.corrections)]
    return max((day for day in days if day), default=first_published(record))
