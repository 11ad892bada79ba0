"""What of an outcome can be drawn, and how: bars from nought, as whole numbers free of any medium.

Serves `case_study_card` and the page. What cannot be drawn truly is left to its words: two values
that count different things, one that is no number, one below nought, and two that two sources
counted without a word on how they compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsletter.content.entry import Emblem
from newsletter.content.words.quantities import Quantity, quantity_of
from newsletter.values import point

if TYPE_CHECKING:
    from newsletter.content.kinds.case_study import CaseStudy
    from newsletter.content.kinds.case_study_parts import Compass, Outcome, Reading

#: The full width of a drawing.
FULL = 1000
#: Characters of a value that can be set large; a longer one is a phrase.
_LARGE = 18


@point
class Bar:
    """A bar from nought: sure as far as `low`, and as far as `high` if the value is a range. Both count from 0 to FULL."""

    low: int
    high: int


@point
class Drawn:
    """Two bars on one axis from nought. Where it `is_share` the full width is the whole, else the larger value."""

    before: Bar
    after: Bar
    is_share: bool


def drawn(outcome: Outcome) -> Drawn | None:
    """The bars of an outcome; None where two bars would say what its numbers do not."""
    if outcome.before is None or not _is_comparable(outcome):
        return None
    before, after = _quantity(outcome.before, outcome), _quantity(outcome.after, outcome)
    if before is None or after is None or before.counted != after.counted:
        return None
    most = max(before.high, after.high)
    if min(before.low, after.low) < 0 or most == 0:
        return None
    is_share = before.counted == "%" and most <= 100 and _is_part(outcome.unit)
    width = 100.0 if is_share else most
    return Drawn(_bar(before, width), _bar(after, width), is_share)


def emblem(study: CaseStudy) -> Emblem | None:
    """What a case study is known by: its first outcome that ends in a figure, and its way on the compass."""
    shift = _shift(study.compass)
    for outcome in study.outcomes:
        after = _quantity(outcome.after, outcome)
        if after is not None and after.low >= 0 and len(outcome.after.value) <= _LARGE:
            return Emblem(outcome.after.value, f"{outcome.measure}, {outcome.after.when}", shift)
    return Emblem("", "", shift) if shift else None


def _shift(compass: Compass | None) -> tuple[float, ...]:
    if compass is None:
        return ()
    points = (compass.start or compass.now, compass.now)
    return tuple(axis for point in points for axis in (float(point.model), float(point.values)))


def _is_comparable(outcome: Outcome) -> bool:
    """Whether one source counted both ends, or a caveat says how the two compare."""
    before = outcome.before
    return bool(outcome.caveat) or before is None or before.source in (None, outcome.source)


def _quantity(reading: Reading, outcome: Outcome) -> Quantity | None:
    return quantity_of(reading.value, outcome.unit)


def _is_part(unit: str) -> bool:
    """Whether the unit names the whole that shares are of: "per cent" alone may be of growth."""
    return unit.lower().startswith(("per cent of ", "% of ", "share of "))


def _bar(quantity: Quantity, width: float) -> Bar:
    return Bar(*(round(FULL * end / width) for end in (quantity.low, quantity.high)))
