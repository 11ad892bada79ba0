"""An hour at which an edition is to go: waited for, and never fired late, when nobody expects it any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from newsletter.post.database import List
from newsletter.post.sending import ledger
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.marks import Clock
from newsletter.post.sending.turns import seconds_until

#: How late an edition may still go by itself: a machine may be busy for a while.
GRACE = timedelta(minutes=10)

Standing: TypeAlias = Literal["early", "due", "missed"]


class NoSuchHourError(ValueError):
    """No clock of the site's zone shows this; its words say why."""


def read_hour(text: str, zone: str) -> datetime:
    """An hour as an editor types it, `2026-12-01 07:00`, by the clocks of the site's zone. Raises NoSuchHourError."""
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NoSuchHourError(f"`{text}` is no hour; write it as 2026-12-01 07:00") from None
    if typed.tzinfo is not None:
        return typed
    if len(text.strip()) <= len("2026-12-01"):
        raise NoSuchHourError(f"`{text}` is a day; say the hour too, as 2026-12-01 07:00")
    there = typed.replace(tzinfo=ZoneInfo(zone))
    back = there.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if back != typed:
        raise NoSuchHourError(f"`{text}` is on no clock in {zone}: it is put forward that night")
    return there


def standing(appointed: str, now: datetime) -> Standing:
    """Whether an hour is still to come, is here, or passed while nothing ran."""
    left = seconds_until(appointed, now)
    if left > 0:
        return "early"
    return "due" if -left <= GRACE.total_seconds() else "missed"


def wait_for(
    at: List, edition: Edition, clock: Clock, sleep: Callable[[float], None], tell: Callable[[float], None]
) -> Edition:
    """The edition once its hour has come: sending, with its people frozen; or held or as an editor left it meanwhile.

    `tell` is told the seconds that are left, about once a second.
    """
    while edition.state == "waiting" and edition.appointed is not None:
        now = clock()
        match standing(edition.appointed, now):
            case "due":
                return ledger.begin_now(at, edition, now)
            case "missed":
                reason = f"its hour ({edition.appointed}) passed while nothing ran"
                ledger.set_state(at, edition, "held", reason, ("waiting",))
            case "early":
                left = seconds_until(edition.appointed, now)
                tell(left)
                sleep(min(1.0, left))
        found = ledger.edition_of(at, edition.slug, edition.transport)
        assert found is not None
        edition = found
    return edition
