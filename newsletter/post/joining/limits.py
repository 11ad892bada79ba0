"""Who has asked too often: counted in memory that does not grow, and forgotten by the next request after the time.

A network is what its owner is given whole (RFC 6177): whoever has many addresses has one network.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from newsletter.values import point

#: How many keys one count holds at most: some 2 MB.
_ROOM = 10_000


@point
class Limit:
    """So many requests of one key within a time."""

    most: int
    within: timedelta


#: An office, a school or a village behind one address may sign up of an evening.
BY_NETWORK = Limit(20, timedelta(minutes=10))
BY_ADDRESS = Limit(5, timedelta(hours=1))


class Counter:
    """Counts the requests of each key. Who came longest ago is forgotten where there are too many."""

    def __init__(self, limit: Limit, room: int = _ROOM) -> None:
        self._limit, self._room = limit, room
        self._guard = threading.Lock()
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def allows(self, key: str, now: datetime) -> bool:
        """Whether this request is one of the first `most` since the key's time began; it is counted."""
        self.forget(now)
        with self._guard:
            began, count = self._counts.pop(key, (now, 0))
            if now - began >= self._limit.within:
                began, count = now, 0
            self._counts[key] = (began, min(count + 1, self._limit.most + 1))
            if len(self._counts) > self._room:
                self._counts.popitem(last=False)
            return count < self._limit.most

    def forget(self, now: datetime) -> None:
        """Forget those whose time is over: who asked longest ago stands first."""
        with self._guard:
            while self._counts and now - next(iter(self._counts.values()))[0] >= self._limit.within:
                self._counts.popitem(last=False)

    def __len__(self) -> int:
        return len(self._counts)


def network_of(address: str) -> str:
    """The network of an internet address, /24 or /48; "" for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))
