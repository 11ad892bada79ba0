"""What the fields of a case study say against each other: days in no possible order, a source listed twice.

Serves `case_study`. Only what is certain is told: of a date that is "by" or "about" a year, nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsletter.content.kinds.rules import RuleContext
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Diagnostic, warning

if TYPE_CHECKING:
    from newsletter.content.kinds.case_study import CaseStudy


def doubts(file: RuleContext) -> Iterator[Diagnostic]:
    """A warning for each contradiction."""
    yield from _published_before_it_began(file)
    yield from _checked_before_published(file)
    yield from _listed_twice(file)


def _published_before_it_began(file: RuleContext) -> Iterator[Diagnostic]:
    """What was published as planned and has begun since says so by `updated`."""
    study: CaseStudy = file.record
    began = _certain(study.started)
    if study.published is None or began is None or study.status in ("planned", "unknown"):
        return
    latest = max(filter(None, (study.published, study.updated)))
    if latest >= began.first_day:
        return
    # Sources that came out after the page tell that its day is the wrong one.
    came_out = [one.published for one in study.sources if one.published]
    is_day_wrong = any(when.first_day > latest for when in came_out) or study.checked.year > latest.year + 1
    name = "published" if is_day_wrong else "started"
    message = f"it is {study.status}, and was published before it began"
    hint = f"check `{name}` first, then `{'started' if is_day_wrong else 'published'}`; what is to come is `planned`"
    yield warning(file.value_at(name), "dates-out-of-order", message, hint)


def _checked_before_published(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    for number, source in enumerate(study.sources):
        out, looked_at = (
            source.published and _certain(source.published),
            source.checked and _certain(source.checked),
        )
        if out and looked_at and looked_at.last_day < out.first_day:
            where = file.value_at("sources", number, "checked")
            message = f"this was looked at ({looked_at}) before it came out ({out})"
            yield warning(where, "dates-out-of-order", message, "check both dates")


def _listed_twice(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    first: dict[tuple[str, ...], str] = {}
    for number, source in enumerate(study.sources):
        title = source.title.casefold()
        same = (
            (title, source.url) if source.url else (title, source.publisher.casefold(), str(source.published))
        )
        before = first.setdefault(same, source.id)
        if before != source.id:
            message = f"this is the source `{before}` again"
            hint = f"keep one of the two, and name that one everywhere: `[^{before}]` for `[^{source.id}]`"
            yield warning(file.value_at("sources", number, "id"), "duplicate-source", message, hint)


def _certain(when: When) -> When | None:
    return None if when.is_by or when.is_about else when
