"""Those who wait while their domain takes no more: each domain's in their order, and the others are let by."""

from __future__ import annotations

import heapq
from collections import deque

from newsletter.post.sending.domains import Domains, domain_of
from newsletter.post.sending.marks import Recipient

#: How many are held in memory, of one domain and in all.
EACH, MOST = 500, 5000


class Lobby:
    """Seats for those who wait; one thread at a time asks.

    Who finds none is passed over, and read again once there are seats: nobody is lost, and the list is
    read anew once in some hundred letters of the slowest domains, not for each of them.
    """

    def __init__(self, domains: Domains) -> None:
        self._domains = domains
        self._seats: dict[str, deque[Recipient]] = {}
        self._due: list[tuple[float, str]] = []
        self._full: set[str] = set()
        self._count = 0
        self._is_crowded = False
        self._passed_over: int | None = None

    def may_go(self, one: Recipient) -> bool:
        """Whether their letter may go now, which is counted then; else they wait, or are passed over."""
        domain, now = domain_of(one.folded), self._domains.now()
        if domain not in self._seats and self._domains.free_at(domain, now) <= now:
            self._domains.take(domain, now)
            return True
        self._seat(one, domain, now)
        return False

    def next(self) -> Recipient | None:
        """The first of those who waited and may go now, which is counted; None while nobody may."""
        now = self._domains.now()
        while self._due and self._due[0][0] <= now:
            _, domain = heapq.heappop(self._due)
            free_at = self._domains.free_at(domain, now)
            if free_at > now:  # it asked for fewer since
                heapq.heappush(self._due, (free_at, domain))
                continue
            return self._called(domain, now)
        return None

    def seconds(self) -> float | None:
        """How long until the first of them may go; None where nobody waits."""
        return max(0.0, self._due[0][0] - self._domains.now()) if self._due else None

    def has_seats_again(self) -> bool:
        """Whether those who were passed over are to be read again."""
        if self._passed_over is None:
            return False
        has_room = self._is_crowded and self._count <= MOST // 2
        return has_room or any(len(self._seats.get(domain, ())) <= EACH // 2 for domain in self._full)

    def read_again(self) -> tuple[int, set[int]]:
        """The number behind which they stand, and the people among them who have a seat."""
        assert self._passed_over is not None
        last, self._passed_over = self._passed_over, None
        self._full.clear()
        self._is_crowded = False
        return last, {one.person for seats in self._seats.values() for one in seats}

    def _seat(self, one: Recipient, domain: str, now: float) -> None:
        seats = self._seats.get(domain)
        if seats is not None and len(seats) >= EACH:
            self._full.add(domain)
            self._pass_over(one)
            return
        if self._count >= MOST:
            self._is_crowded = True
            self._pass_over(one)
            return
        if seats is None:
            seats = self._seats[domain] = deque()
            heapq.heappush(self._due, (self._domains.free_at(domain, now), domain))
        seats.append(one)
        self._count += 1

    def _pass_over(self, one: Recipient) -> None:
        before = one.person - 1
        self._passed_over = before if self._passed_over is None else min(self._passed_over, before)

    def _called(self, domain: str, now: float) -> Recipient:
        seats, free_at = self._seats[domain], self._domains.take(domain, now)
        one = seats.popleft()
        self._count -= 1
        if seats:
            heapq.heappush(self._due, (free_at, domain))
        else:
            del self._seats[domain]
        return one
