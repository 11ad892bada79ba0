"""The pace of all connections together: each asks for room before a letter, and says when a relay wants less."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from newsletter.post.sending.marks import Clock, Writer
from newsletter.post.sending.rates import Rates
from newsletter.post.subscribers.person import moment

#: Seconds after which a connection that found no room asks again.
_AGAIN = 1.0
#: How many looks back a rate is taken over: some five seconds.
_LOOKS = 26


class Throttle:
    """What `rates` decide, under a lock; `note` is why nothing goes, and empty while something does."""

    def __init__(self, rates: Rates, writer: Writer, clock: Clock, stop: threading.Event) -> None:
        self._rates, self._writer, self._clock, self._stop = rates, writer, clock, stop
        self._lock = threading.Lock()
        self._is_limited = bool(rates.quotas) or rates.pace.limit is not None or rates.pace.eased is not None
        self._seen: deque[tuple[float, int]] = deque(maxlen=_LOOKS)
        self.note = ""

    def has_room(self) -> bool:
        """Waits until one letter more may go; not longer than a while, after which it is to be asked again."""
        if not self._is_limited:
            return True
        now = self._clock().timestamp()
        with self._lock:
            is_blocked = self._rates.is_blocked(now)
            self._rates, free_at = self._rates.taken(now)
            self._writer.spend(self._rates)
        if is_blocked:
            until = moment(datetime.fromtimestamp(free_at, UTC))
            self.note = f"as many letters went as the relay takes; goes on at {until}"
            self._stop.wait(min(_AGAIN, free_at - now))
            return False
        self.note = ""
        if free_at > now:
            self._stop.wait(free_at - now)
        return not self._stop.is_set()

    def regard(self, counted: Callable[[Rates], Rates]) -> None:
        """Have the rates be as another process leaves them, which is given the same by the relay."""
        with self._lock:
            self._rates = counted(self._rates)

    def slow(self) -> None:
        """Half as fast from now on."""
        now = self._clock().timestamp()
        with self._lock:
            self._rates = replace(self._rates, pace=self._rates.pace.slowed(now, self.lately()))
            self._is_limited = True
            self._writer.spend(self._rates)

    def see(self, accepted: int) -> None:
        """How many letters went so far, told a few times a second."""
        self._seen.append((self._clock().timestamp(), accepted))

    def lately(self) -> float:
        """Letters a second in the last few."""
        if len(self._seen) < 2:
            return 0.0
        (before, some), (now, more) = self._seen[0], self._seen[-1]
        return (more - some) / (now - before) if now > before else 0.0
