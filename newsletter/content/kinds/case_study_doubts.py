"""What the fields of a case study say against each other: days in no possible order, ends that count different things.

Serves `case_study`. Only what is certain is told: of a date that is "by" or "about" a year, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsletter.content.kinds.rules import RuleContext
from newsletter.content.kinds.source_rules import certain
from newsletter.content.words.amounts import HASHED, is_day, number_meant, pounds_meant
from newsletter.content.words.marks import MARK
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Location, warning

_MARK = regex(MARK)
_BARE_NUMBER = regex(r"[\d][\d.,]{0,20}(?:[ ]?(?:m|bn|tn|k|million|billion|thousand))?")
_SENTENCE = 20
#: Characters of before and after that the first screen of a small phone holds, under a title of three lines.
_FIRST_SCREEN = 370
_COUNTED = regex(r"[1-9]")
#: A number, and words behind it.
_NUMBER_AND_WORDS = regex(
    r"(?P<number>[£$€]?\d[\d,.]*(?:[ ]?(?:m|bn|k|million|billion|thousand))?)[ ]?"
    r"(?P<words>(?P<cent>%|per[ ]?cent)?(?:[ ][A-Za-z][A-Za-z’'-]*)*)"
)
#: What stands before a name, or behind it, and is no part of it.
_TITLES = regex(
    r"^(?:(?:cllr|councillor|dr|sir|dame|lord|lady|baroness|prof(?:essor)?|rev(?:erend)?|mr|mrs|ms|miss|mx|alderman|the)\.?[ ]+)+"
    r"|,?[ ](?:mp|msp|mep|ms|mbe|obe|cbe|phd)$",
    re.IGNORECASE,
)
#: What somebody types where there is nothing to type.
_SAYS_NOTHING = frozenset(
    (
        "",
        "-",
        "–",
        "—",
        "?",
        "n/a",
        "na",
        "yes",
        "no",
        "y",
        "n",
        "true",
        "false",
        "null",
        "nil",
        "x",
        "unknown",
        "see report",
        "see source",
    )
)
_BARE_SHARE = regex(r"(?P<minus>[-–−]?)(?P<number>\d{1,6}(?:\.\d{1,3})?)[ ]?(?:%|per cent)?")
_SIGN_FIRST = regex(r"%[ ]?(?P<number>\d[\d.,]*)")
_STOP_BEHIND = regex(r"(?P<number>[£$€]?\d[\d,.]*\d[ ]?(?:%|m|bn|k)?|[£$€]?\d[ ]?(?:%|m|bn|k)?)\.")
_SHARE = regex(r"^(?:%|per[ ]?cent)\s*", 0)

if TYPE_CHECKING:
    from newsletter.content.kinds.case_study import CaseStudy
    from newsletter.content.kinds.case_study_parts import Organisation, Person


def doubts(file: RuleContext) -> Iterator[Diagnostic]:
    """A warning for each contradiction."""
    yield from _published_before_it_began(file)
    yield from _begun_after_its_outcomes(file)
    yield from _power_unmoved(file)
    yield from _power_at_length(file)
    yield from _sums_of_nothing(file)
    yield from _units_apart(file)
    yield from _counted_by_two(file)
    yield from _other_signs(file)
    yield from _counted_again(file)
    yield from _no_values(file)
    yield from _named_twice(file)


def _published_before_it_began(file: RuleContext) -> Iterator[Diagnostic]:
    """What was published as planned and has begun since says so by `updated`."""
    study: CaseStudy = file.record
    began = certain(study.started)
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


def _begun_after_its_outcomes(file: RuleContext) -> Iterator[Diagnostic]:
    """What came of it cannot have been measured before it began; what is only planned has been measured for its sake."""
    study: CaseStudy = file.record
    if study.status == "planned":
        return
    began = certain(study.started)
    measured = [
        when
        for one in study.outcomes
        if (when := certain(one.after.when))
        and not (one.before and one.before.when.first_day >= when.first_day)
    ]
    if began is not None and measured and max(when.last_day for when in measured) < began.first_day:
        message = f"it began in {began}, and all that came of it was measured before"
        hint = "check `started`, and `when` of the outcomes"
        yield warning(file.value_at("started"), "dates-out-of-order", message, hint)


def _power_unmoved(file: RuleContext) -> Iterator[Diagnostic]:
    power = file.record.power
    is_sentence = len(power.after) >= _SENTENCE  # `Nobody knows.` may be so before and after
    if (
        is_sentence
        and _plain(power.before) == _plain(power.after)
        and file.fields.at(("power", "after")).value
    ):
        hint = "write in `before` who decided when it began, and in `after` who decides now"
        yield warning(
            file.value_at("power", "after"), "given-twice", "`before` and `after` say the same", hint
        )


def _power_at_length(file: RuleContext) -> Iterator[Diagnostic]:
    """Who decided before and who decides now is seen at once, or it is not what a reader remembers."""
    power = file.record.power
    count = sum(len(_MARK.sub("", text)) for text in (power.before, power.after))
    if count > _FIRST_SCREEN:
        message = (
            f"`before` and `after` are {count} characters together; "
            f"the first screen of a phone has room for about {_FIRST_SCREEN}"
        )
        hint = "say who decided and who decides, and leave the rest to the story"
        yield warning(file.key_at("power"), "too-long", message, hint)


def _sums_of_nothing(file: RuleContext) -> Iterator[Diagnostic]:
    """Amounts of money without a currency."""
    study: CaseStudy = file.record
    for number, one in enumerate(study.money):
        if _BARE_NUMBER.fullmatch(one.amount):
            message = f"`{one.amount}` has no currency"
            hint = f'write it as the source prints it, such as `"£{_with_commas(one.amount)}"`'
            yield warning(file.value_at("money", number, "amount"), "bad-number", message, hint)
        elif (meant := pounds_meant(one.amount, is_sum=True)) and not HASHED.search(one.amount):
            yield _hashed(file.value_at("money", number, "amount"), one.amount, meant)


def _hashed(where: Location, written: str, meant: str) -> Diagnostic:
    message = f"`{written}` has no currency: `#` stands where `£` does on another keyboard"
    return warning(where, "bad-number", message, f'write `"{meant}"`')


def _units_apart(file: RuleContext) -> Iterator[Diagnostic]:
    """Two ends of a change that count different things: money and none, shares and none."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        if outcome.before is None:
            continue
        before, after = outcome.before.value, outcome.after.value
        if not (_COUNTED.search(before) and _COUNTED.search(after)) or is_day(before) or is_day(after):
            continue  # nought of anything is nought, and words are words
        hashed = next((end for end, one in (("before", before), ("after", after)) if one.startswith("#")), "")
        if hashed and (before + after).count("£") == 1:
            written = before if hashed == "before" else after
            if not HASHED.search(written):  # told where words are read over
                where = file.value_at("outcomes", number, hashed, "value")
                yield _hashed(where, written, f"£{written[1:]}")
            continue
        for sign, what in (("£$€", "a sum of money"), ("%", "a share")):
            has, had = any(one in after for one in sign), any(one in before for one in sign)
            if has != had:
                message = f"`{after if has else before}` is {what}, and `{before if has else after}` is none"
                hint = "write both as the source prints them, and in `unit` what they count"
                yield warning(
                    file.value_at("outcomes", number, "after", "value"), "bad-number", message, hint
                )
                break


def _counted_by_two(file: RuleContext) -> Iterator[Diagnostic]:
    """Two ends of a change that two sources counted, each in its own way, without a word on it."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        before = outcome.before
        if before and before.source and before.source != outcome.source and not outcome.caveat:
            message = f"`{before.source}` counted what was before, and `{outcome.source}` what came after"
            hint = "say in `caveat` how the two compare; if they do not, take `before` out"
            where = file.value_at("outcomes", number, "before", "source")
            yield warning(where, "not-comparable", message, hint)


def _other_signs(file: RuleContext) -> Iterator[Diagnostic]:
    """Thousands parted by a stop or a space, as on the continent, and fractions behind a comma."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        for end in ("before", "after"):
            reading = getattr(outcome, end)
            if reading is not None and (told := number_meant(reading.value)):
                yield warning(file.value_at("outcomes", number, end, "value"), "bad-number", *told)
    for number, one in enumerate(study.money):
        if not _BARE_NUMBER.fullmatch(one.amount) and (told := number_meant(one.amount)):
            yield warning(file.value_at("money", number, "amount"), "bad-number", *told)


def _counted_again(file: RuleContext) -> Iterator[Diagnostic]:
    """Words behind a number that `unit` says again: the page shows both, one below the other."""
    study: CaseStudy = file.record
    for number, outcome in enumerate(study.outcomes):
        for end in ("before", "after"):
            reading = getattr(outcome, end)
            found = _NUMBER_AND_WORDS.fullmatch(reading.value) if reading is not None else None
            if found is None:
                continue
            words, unit = _counted_words(found["words"]), _counted_words(outcome.unit.partition(",")[0])
            if words[1:] and unit[: len(words)] == words:
                alone = f"{found['number']}{'%' if found['cent'] else ''}"
                message = f"`{reading.value}` says what it counts, and `unit` says it again"
                hint = f'write `"{alone}"` here: `unit` stands beside it on the page'
                yield warning(file.value_at("outcomes", number, end, "value"), "given-twice", message, hint)


def _named_twice(file: RuleContext) -> Iterator[Diagnostic]:
    """Somebody in two entries of one list, perhaps with a title in one; an entry pasted twice is told as that."""
    study: CaseStudy = file.record
    lists: dict[str, Sequence[Person | Organisation]] = {
        "people": study.people,
        "organisations": study.organisations,
    }
    for name, entries in lists.items():
        first: dict[str, int] = {}
        for number, one in enumerate(entries):
            same = first.setdefault(_TITLES.sub("", one.name).casefold(), number)
            if same != number and entries[same] != one:
                other = entries[same].name
                what = "this very name" if other == one.name else f"the same name, `{other}`,"
                message = f"`{one.name}`: {what} stands in `{name}` already, on line {file.value_at(name, same, 'name').line}"
                hint = "make one entry of the two: `role` has room for both; if they are two, let the names say so"
                yield warning(file.value_at(name, number, "name"), "given-twice", message, hint)


def _no_values(file: RuleContext) -> Iterator[Diagnostic]:
    """Ends of a change that say nothing, or a number with a sign on its wrong side."""
    study: CaseStudy = file.record
    first: dict[tuple[str, str], int] = {}
    for number, outcome in enumerate(study.outcomes):
        if first.setdefault((outcome.measure.casefold(), outcome.of.casefold()), number) != number:
            message = f"`{outcome.measure}` is measured above already, of the same"
            hint = "say what differs in `measure` or in `of`, or take one of the two out"
            yield warning(file.value_at("outcomes", number, "measure"), "given-twice", message, hint)
        for end in ("before", "after"):
            reading = getattr(outcome, end)
            if reading is None:
                continue
            where = file.value_at("outcomes", number, end, "value")
            if reading.value.casefold().strip(" .") in _SAYS_NOTHING:
                message = f"`{reading.value}` is no value: readers would see it as one"
                out = "take `before` out" if end == "before" else "take the outcome out"
                hint = f"write the value as the source prints it; if it prints none, {out}"
                yield warning(where, "bad-number", message, hint)
            elif (share := _BARE_SHARE.fullmatch(reading.value)) and outcome.unit.startswith("per cent of"):
                size = float(share["number"])
                if share["minus"] or size > 100:
                    message = f"`{reading.value}` is no part of a whole: `unit` says `{outcome.unit}`"
                    hint = "look it up: a change in per cent is told in words, such as `13% more`"
                    yield warning(where, "out-of-range", message, hint)
            elif turned := _SIGN_FIRST.fullmatch(reading.value):
                message = f"`{reading.value}` has its sign before the number"
                yield warning(where, "bad-number", message, f'write `"{turned["number"]}%"`')
            elif stopped := _STOP_BEHIND.fullmatch(reading.value):
                message = f"a full stop ends `{reading.value}`, which is no sentence"
                yield warning(where, "bad-number", message, f'write `"{stopped["number"]}"`')


def _counted_words(text: str) -> list[str]:
    """The words of what is counted, without a share's sign."""
    return _SHARE.sub("", text).casefold().split()


def _plain(words: str) -> str:
    """Words without marks, stops and capitals."""
    return " ".join(_MARK.sub("", words).split()).rstrip(".").casefold()


def _with_commas(amount: str) -> str:
    return f"{int(amount):,}" if amount.isascii() and amount.isdigit() else amount
