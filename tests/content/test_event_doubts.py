"""Words of an event that say it is off, and those that only speak of such things."""

from __future__ import annotations

import pytest

from newsletter.content.kinds.event_doubts import event_doubts
from newsletter.content.kinds.rule_context import RuleContext
from newsletter.content.reading.field import Field
from newsletter.told.diagnostics import Location
from tests import made_up
from tests.made_up import EVENT


def _told(title: str, summary: str) -> list[str]:
    where = Location(EVENT)
    record = made_up.changed(EVENT, title=title, summary=summary).record
    return [one.code for one in event_doubts(RuleContext(EVENT, record, Field({}, where, where)))]


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("CANCELLED: a yard opens", "Come."),
        ("Cancelled", "Come."),
        ("A yard opens (cancelled)", "Come."),
        ("A yard opens – called off", "Come."),
        ("A yard opens", "This walk is cancelled."),
        ("A yard opens", "Sadly the evening has been called off: the hall is flooded."),
    ],
)
def test_an_event_that_only_words_call_off_is_told(title: str, summary: str) -> None:
    assert _told(title, summary) == ["status-contradicts"]


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Cancelled debts: a talk", "Come."),
        ("What was called off, and why", "Come."),
        ("A yard opens", "The fair that was cancelled comes back."),
        ("A yard opens", "It was cancelled in 2020, and is back."),
    ],
)
def test_an_event_that_speaks_of_such_things_is_not(title: str, summary: str) -> None:
    assert _told(title, summary) == []
