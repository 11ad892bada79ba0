"""How fast letters go to each receiving domain, so that one that takes few has no more, and keeps nobody else waiting.

A domain is at rest when its next letter may go at once: it is not remembered then, so what is kept
grows with the domains that were written to lately, not with the list.
"""

from __future__ import annotations

import heapq
import json
import math
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from newsletter.post.sending.rates import Pace

#: Letters a second below which no domain is eased off: one a minute.
_SLOWEST = 1 / 60
#: After how many letters domains at rest are forgotten.
_TIDY = 1000
#: How many of the others are kept in the list: whom 300 letters a second reach in a minute, the longest that a domain
#: waits. That many take 0.9 MB and 60 ms, once a second; at 60 a minute and domain it is a sixtieth of them.
_KEPT = 20_000


class Domains:
    """The pace of each domain, under a lock: at most `per_minute` letters, and half as many where it asked for it."""

    def __init__(self, per_minute: int, clock: Callable[[], datetime], kept: str = "") -> None:
        self._rest = Pace(per_minute / 60, slowest=_SLOWEST)
        self._clock = clock
        self._lock = threading.Lock()
        self._taken = 0
        self._paces = {
            domain: self._read(told) for domain, told in (json.loads(kept) if kept else {}).items()
        }

    def now(self) -> float:
        """The moment it is, in seconds since 1970."""
        return self._clock().timestamp()

    def free_at(self, domain: str, now: float) -> float:
        """The moment from which a letter more may go there."""
        with self._lock:
            return self._paces.get(domain, self._rest).taken(now)[1]

    def take(self, domain: str, now: float) -> float:
        """Count a letter; the moment from which the next one may go."""
        with self._lock:
            self._taken += 1
            if self._taken % _TIDY == 0:
                self._paces = {name: pace for name, pace in self._paces.items() if not _is_at_rest(pace, now)}
            self._paces[domain], _ = self._paces.get(domain, self._rest).taken(now)
            return self._paces[domain].free_at

    def slow(self, domain: str) -> None:
        """Half as many go there from now on."""
        now = self.now()
        with self._lock:
            pace = self._paces.get(domain, self._rest)
            self._paces[domain] = pace.slowed(now, pace.limit or 1.0)

    def kept_text(self) -> str:
        """What a new start must know of them, as text: each that is not at rest."""
        now = self.now()
        with self._lock:
            busy = [(name, pace) for name, pace in self._paces.items() if not _is_at_rest(pace, now)]
        if len(busy) > _KEPT:
            busy = heapq.nlargest(_KEPT, busy, key=lambda one: (one[1].eased is not None, one[1].free_at))
        return json.dumps({name: _kept(pace) for name, pace in busy})

    def _read(self, told: Any) -> Pace:
        eased, changed, free_at = told if isinstance(told, list) else (None, 0.0, told)
        return Pace(self._rest.limit, eased, changed, free_at, _SLOWEST)


def domain_of(folded: str) -> str:
    """The receiving domain of a folded address."""
    return folded.rpartition("@")[2]


def _kept(pace: Pace) -> Any:
    """A moment, to the hundredth behind it; with what it was eased off to, and when, where it was."""
    free_at = math.ceil(pace.free_at * 100) / 100
    return free_at if pace.eased is None else (pace.eased, pace.changed, free_at)


def _is_at_rest(pace: Pace, now: float) -> bool:
    risen = pace.risen(now)
    return risen.eased is None and risen.free_at <= now
