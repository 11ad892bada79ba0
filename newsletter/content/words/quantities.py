"""A value as its source prints it, read as a number: the twin by which it is drawn, which nobody is shown.

Serves `kinds.case_study_drawn`. Only what is certainly a number is one: of "balanced", "75% lower"
or "a few" nothing is drawn, and the words stand as they are.
"""

from __future__ import annotations

import re

from newsletter.regexes import regex
from newsletter.values import point

#: Words by which a source leaves a number open. They stay in what is shown; a bar ends at the number.
_HEDGE = regex(
    r"(?:(?:about|around|roughly|approximately|nearly|almost|over|above|under|below|up to|at least|at most|only|just"
    r"|more than|less than|fewer than|no more than|not more than|some|between)[ ])+",
    re.IGNORECASE,
)
_WORDS = "nought one two three four five six seven eight nine ten eleven twelve".split()
_WORD = "|".join(_WORDS)
#: As many digits as a float holds exactly.
_NUMBER = regex(
    r"(?:all[ ])?(?P<minus>[-–−]?)(?P<sign>[A-Z]{0,2}[£$€])?"
    rf"(?P<digits>(?:[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,3}}|[0-9]{{1,12}})(?:\.[0-9]{{1,3}})?|(?:{_WORD})\b)"
    r"(?P<scale>[ ]?(?:thousand|million|billion|trillion|k|m|bn|tn)\b)?"
    r"(?P<rest>%|[ ]?[A-Za-z](?:[ /]?[A-Za-z²³])*)?",
    re.IGNORECASE,
)
_PART = regex(
    rf"(?P<part>[0-9,]{{1,12}}|{_WORD})(?:[ ][a-z]+)?[ ](?:in|of|out of)[ ](?:every[ ])?(?P<whole>[0-9,]{{1,12}}|{_WORD})",
    re.IGNORECASE,
)
#: Between the ends of a range.
_TO = regex(r"(?<=[0-9a-z%])(?:[ ]?[-–][ ]?|[ ](?:to|and)[ ])(?=[A-Z]{0,2}[£$€]?[0-9])")
_SCALES = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_SCALES |= {"tn": 1e12, "trillion": 1e12}
#: Behind a number: what makes it the distance to another, or a place in a row.
_NO_COUNT = frozenset(
    "more fewer less lower higher up down above below better worse times fold extra over under s st nd rd th".split()
)


@point
class Quantity:
    """A number, or a range: `low` is never above `high`. What is `counted`, such as "£" or "%", is "" for a bare one."""

    low: float
    high: float
    counted: str


def quantity_of(text: str, unit: str) -> Quantity | None:
    """The number a value means, of which `unit` says what it counts; None where that is not certain.

    A part of a whole is a share: "9 in 10" counts as 90%. Words of the unit that the value repeats add nothing.
    """
    bare = _HEDGE.sub("", text, 1) if _HEDGE.match(text) else text
    if part := _PART.fullmatch(bare):
        return _share(_count(part["part"]), _count(part["whole"]))
    ends = _TO.split(bare)
    if " and " in bare and not re.match("between ", text, re.IGNORECASE):
        return None
    found = [_NUMBER.fullmatch(end) for end in ends]
    if len(found) > 2 or None in found:
        return None
    first, last = found[0], found[-1]
    assert first is not None
    assert last is not None
    if last is not first and (first["minus"] or last["minus"] or not _is_one_range(first, last)):
        return None
    counted = _counted(first, last, unit)
    if counted is None:
        return None
    low, high = _number(first, _scale(first) or _scale(last)), _number(last, _scale(last))
    return Quantity(low, high, counted) if low <= high else None


def hedge_of(text: str) -> str:
    """The words by which a value leaves its number open, such as "over"; "" where it does not."""
    found = _HEDGE.match(text)
    return found[0].rstrip() if found else ""


def _is_one_range(first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two numbers are ends of one range: of "£1 to £2m" nobody knows where it begins."""
    is_scaled_alike = _scale(first) == _scale(last) or not (_scale(first) or last["sign"])
    is_signed_alike = last["sign"] in (None, first["sign"])
    return is_scaled_alike and is_signed_alike and first["rest"] in (None, last["rest"])


def _counted(first: re.Match[str], last: re.Match[str], unit: str) -> str | None:
    """What a value says it counts, beyond what its unit does; None if it is no count."""
    rest = (last["rest"] or "").strip()
    words = rest.lower().split()
    if _NO_COUNT.intersection(words):
        return None
    if words in (["per", "cent"], ["percent"]):
        rest = "%"
    elif {word.removesuffix("s") for word in words} <= {word.removesuffix("s") for word in unit.split()}:
        rest = ""
    elif words[1:] and not (words[0] in ("a", "an", "per") and len(words) == 2):
        return None  # "ten or so", "£6.9m overspend forecast"
    return f"{first['sign'] or ''}{rest}"


def _scale(found: re.Match[str]) -> str:
    return (found["scale"] or "").strip().lower()


def _number(found: re.Match[str], scale: str) -> float:
    size = round(_count(found["digits"]) * _SCALES[scale], 3)
    return -size if found["minus"] else size


def _count(digits: str) -> float:
    """A number in digits or in a word; -1 for a comma without digits."""
    if digits.lower() in _WORDS:
        return float(_WORDS.index(digits.lower()))
    plain = digits.replace(",", "")
    return float(plain) if plain else -1.0


def _share(part: float, whole: float) -> Quantity | None:
    if not 0 <= part <= whole or not whole:
        return None
    share = 100 * part / whole
    return Quantity(share, share, "%")
