"""What a schema cannot say of a case study: its end, its figures with their dates, its sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from newsletter.content.kinds.case_study_doubts import doubts
from newsletter.content.kinds.rules import RuleContext, shared_rules
from newsletter.content.kinds.source_rules import certain, source_rules
from newsletter.content.words.when import When
from newsletter.told.diagnostics import Diagnostic, Location, warning

if TYPE_CHECKING:
    from newsletter.content.kinds.case_study import CaseStudy


def case_study_rules(file: RuleContext) -> Iterator[Diagnostic]:
    """What a schema cannot say of a case study."""
    yield from shared_rules(file)
    yield from _rules_of_an_end(file)
    yield from _looked_at_before_it_began(file)
    yield from _seen_at_odd_times(file)
    yield from _rules_of_figures(file)
    yield from _financial_years(file)
    yield from source_rules(file)
    yield from doubts(file)


def _rules_of_an_end(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    if study.status == "ended" and study.ended is None:
        yield Diagnostic(
            file.value_at("status"),
            "ended-needs-date",
            "it has ended, but `ended` does not say when",
            "add `ended: 2019`, as precisely as is known",
        )
    if study.status == "ended" and study.lesson is None:
        yield Diagnostic(
            file.value_at("status"),
            "ended-needs-lesson",
            "it has ended, but `lesson` does not say what it taught",
            "add `lesson:` and a sentence or two",
        )
    if study.ended and study.status in ("active", "planned"):
        yield Diagnostic(
            file.key_at("ended"),
            "status-contradicts",
            f"it has an end, but its status is `{study.status}`",
            "take `ended` out, or change the status",
        )
    if study.ended and study.ended.last_day < study.started.first_day:
        yield Diagnostic(
            file.value_at("ended"),
            "dates-out-of-order",
            "it ended before it started",
            "check `started` and `ended`",
        )


def _looked_at_before_it_began(file: RuleContext) -> Iterator[Diagnostic]:
    """Days of looking before there was anything to see, of what is out and has begun: else another day is told."""
    study: CaseStudy = file.record
    began = None if study.status in ("planned", "unknown") else certain(study.started)
    if began is None or study.published is None or study.published < began.first_day:
        return
    looked = ((("checked",), study.checked), (("compass", "date"), study.compass and study.compass.date))
    # a day that could not be read is told as that, and stands for the first of all
    early = [(path, day) for path, day in looked if day and date.min < day < began.first_day]
    for path, day in early[:1]:
        message = f"somebody looked on {day}, and it began later ({began})"
        yield warning(file.value_at(*path), "dates-out-of-order", message, "check this day and `started`")


def _seen_at_odd_times(file: RuleContext) -> Iterator[Diagnostic]:
    """It cannot be seen at work after its end; nor is it checked that it runs while a newer source is not looked at."""
    study: CaseStudy = file.record
    seen, ended = study.seen and certain(study.seen), study.ended and certain(study.ended)
    if seen is None or study.checked < study.started.first_day:
        return
    where = file.value_at("seen")
    if ended and seen.first_day > ended.last_day >= study.started.first_day:
        message = f"it was seen at work ({seen}) after its end ({ended})"
        yield warning(where, "dates-out-of-order", message, "check this date and `ended`")
    elif seen.first_day > study.checked:
        message = f"it was seen at work ({seen}) since it was last checked ({study.checked})"
        hint = "hold it against that source, too, and set `checked` to the day you did"
        yield warning(where, "dates-out-of-order", message, hint)


def _rules_of_figures(file: RuleContext) -> Iterator[Diagnostic]:
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        if outcome.before and outcome.after.when.first_day <= outcome.before.when.first_day:
            yield Diagnostic(
                file.value_at("outcomes", number, "after", "when"),
                "dates-out-of-order",
                f"the value after ({outcome.after.when}) is not later than the one before ({outcome.before.when})",
                "check both dates; a change needs time",
            )


def _financial_years(file: RuleContext) -> Iterator[Diagnostic]:
    """Months that look like financial years, where figures are told by those; a month beside them says what they are."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        ends = {"before": outcome.before and outcome.before.when, "after": outcome.after.when}
        if any(when and when.month and not _is_like_two_years(when) for when in ends.values()):
            continue
        for name, when in ends.items():
            if when and _is_like_two_years(when):
                where = file.value_at("outcomes", number, name, "when")
                yield _financial_year(where, when, "`of` or `caveat`")
    for number, one in enumerate(study.money):
        if one.when and _is_like_two_years(one.when):
            yield _financial_year(file.value_at("money", number, "when"), one.when, "`what`")


def _is_like_two_years(when: When) -> bool:
    return when.day is None and when.month is not None and (when.year + 1) % 100 == when.month


def _financial_year(where: Location, when: When, field: str) -> Diagnostic:
    month = When(when.year, when.month)
    return warning(
        where,
        "financial-year",
        f"this is {month}, and is written like the financial year {when.year}/{when.month:02}",
        f"if the financial year is meant, write the year it ends, {when.year + 1}, and name the span in {field}; "
        f"if the month is, write its last day, {month.last_day.isoformat()}",
    )
