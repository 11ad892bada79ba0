"""How fast letters may go: a pace that eases off when the relay asks for it, and quotas of an hour and a day. Pure.

What was spent is kept in the list, so that a new start has no new quota. Moments are seconds since 1970.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from newsletter.values import point

#: Seconds of a window and how many slots it is counted in: never more than the limit in any window at all.
_HOUR, _DAY = (3600, 60), (86400, 96)
#: Letters a second below which no relay is obeyed.
_SLOWEST = 0.1
#: Seconds after which a pace that was eased off goes up by a tenth.
_STEP = 10.0


@point
class Pace:
    """Letters a second: at most `limit` if there is one, and `eased` if the relay asked; `free_at` is the next one's moment.

    Nobody is obeyed who asks for fewer than the `slowest`.
    """

    limit: float | None = None
    eased: float | None = None
    changed: float = 0.0
    free_at: float = 0.0
    slowest: float = _SLOWEST

    def taken(self, now: float) -> tuple[Pace, float]:
        """The pace with one letter more, and the moment at which that may go."""
        risen = self.risen(now)
        rate = min((one for one in (risen.limit, risen.eased) if one), default=None)
        if rate is None:
            return risen, now
        # after a clock that was set back nobody waits longer than one letter's time
        at = max(now, min(risen.free_at, now + 1 / self.slowest))
        return replace(risen, free_at=at + 1 / rate), at

    def slowed(self, now: float, lately: float) -> Pace:
        """Half as fast as now, where `lately` is how many a second went; within a second of the last time, as it is."""
        if self.eased is not None and now - self.changed < 1:
            return self
        rate = min(one for one in (self.eased, self.limit, max(lately, 1.0)) if one is not None)
        return replace(self, eased=max(self.slowest, rate / 2), changed=now)

    def risen(self, now: float) -> Pace:
        """The pace as it is by now, if it was eased off: a tenth faster every ten seconds."""
        if self.eased is None or now - self.changed < _STEP:
            return self
        up = self.eased * 1.1 ** min(100, (now - self.changed) // _STEP)
        is_over = up >= (self.limit or 1000)
        return replace(self, eased=None if is_over else up, changed=now)


@point
class Quota:
    """At most `limit` letters in any window of so many seconds; `spent` are slots of it, each with its count.

    `others` are the same of another process, and `wanted` how many more it has no room for: it is left that.
    """

    limit: int
    window: int
    slots: int
    spent: tuple[tuple[int, int], ...] = ()
    others: tuple[tuple[int, int], ...] = ()
    wanted: int = 0

    def free_at(self, now: float) -> float:
        """The moment from which there is room for one more."""
        current = self._current(now, self.others)
        if sum(count for _, count in current) + self.wanted < self.limit:
            return now
        return float((current[0][0] + self.slots + 1) * (self.window / self.slots))

    def used(self, now: float) -> int:
        """How many letters went within the window."""
        return sum(count for _, count in self._current(now, self.others))

    def taken(self, now: float) -> Quota:
        """The quota with one letter more."""
        slot = self._slot(now)
        current = dict(self._current(now))
        current[slot] = current.get(slot, 0) + 1
        return replace(self, spent=tuple(sorted(current.items())))

    def _current(self, now: float, others: tuple[tuple[int, int], ...] = ()) -> tuple[tuple[int, int], ...]:
        # a slot counts as long as any moment of it is within the window
        first = self._slot(now) - self.slots
        return tuple(sorted((slot, count) for slot, count in (*self.spent, *others) if slot >= first))

    def _slot(self, now: float) -> int:
        return int(now // (self.window / self.slots))


@point
class Rates:
    """Everything that limits how fast a relay is given letters."""

    pace: Pace
    quotas: tuple[Quota, ...] = ()

    def beside(self, kept: str, wanted: int = 0) -> Rates:
        """The same beside another process, which spent what `kept` says, as `kept_text` wrote it, and wants so many more."""
        told: dict[str, Any] = json.loads(kept) if kept else {}
        quotas = (
            replace(quota, others=_slots(told, quota.window), wanted=min(wanted, quota.limit // 2))
            for quota in self.quotas
        )
        return replace(self, quotas=tuple(quotas))

    def taken(self, now: float) -> tuple[Rates, float]:
        """The rates with one letter more, and its moment. Later than `now` for a quota: nothing is taken, ask again then."""
        blocked = max((quota.free_at(now) for quota in self.quotas), default=now)
        if blocked > now:
            return self, blocked
        pace, at = self.pace.taken(now)
        return Rates(pace, tuple(quota.taken(now) for quota in self.quotas)), at

    def is_blocked(self, now: float) -> bool:
        """Whether a quota is used up."""
        return any(quota.free_at(now) > now for quota in self.quotas)


def rates(per_second: int | None, per_hour: int | None, per_day: int | None, kept: str = "") -> Rates:
    """The rates that settings allow, with what was spent of them before, as `kept_text` wrote it."""
    before: dict[str, Any] = json.loads(kept) if kept else {}
    eased, changed = before.get("eased"), before.get("changed", 0.0)
    quotas = tuple(
        Quota(limit, *window, _slots(before, window[0]))
        for limit, window in ((per_hour, _HOUR), (per_day, _DAY))
        if limit is not None
    )
    return Rates(Pace(per_second, eased, changed, before.get("free_at", 0.0)), quotas)


def _slots(kept: Mapping[str, Any], window: int) -> tuple[tuple[int, int], ...]:
    return tuple((slot, count) for slot, count in kept.get(str(window), ()))


def kept_text(of: Rates) -> str:
    """What was spent, as text."""
    pace = {"eased": of.pace.eased, "changed": of.pace.changed, "free_at": of.pace.free_at}
    return json.dumps({**pace, **{str(quota.window): quota.spent for quota in of.quotas}})
