"""Turns: one request at a time to each host, and a pause before the next."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Whose turn it is at each host. `pause` is in seconds."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free: defaultdict[str, float] = defaultdict(float)

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """As long as it lasts nobody else asks this host; it begins once the pause is over."""
        clock = asyncio.get_running_loop().time
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._free[host] - clock()))
            try:
                yield
            finally:
                self._free[host] = clock() + self._pause
