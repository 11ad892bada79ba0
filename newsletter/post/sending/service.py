"""What the mails of our pages take of what a relay takes: before letters, and counted with them.

They are sent by another process than editions are. So each of the two counts in a row of its own, and looks at the
other's: our pages before each mail, who sends an edition once a second. A mail waits for a quota that is used up, by
letters too, and for nothing else of theirs; letters then leave it room.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import sleep
from typing import Any

from sqlalchemy import Connection, func, select, update

from newsletter.content.config import Relay
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.sending.domains import Domains, domain_of
from newsletter.post.sending.rates import Rates, kept_text, rates
from newsletter.post.subscribers.person import moment
from newsletter.values import point

#: How many mails are told of to who sends an edition, which looks once a second.
_RECENT = 200
#: Seconds after which nobody is left room for any more who said that they wait.
_STALE = 120

_relays = schema.relays.c


@point
class Room:
    """Until when a mail waits, in seconds since 1970; None where it may go, and is counted.

    So do all others, but for what `is_domains`: that is one domain's alone.
    """

    until: float | None = None
    is_domains: bool = False


@point
class Spent:
    """What the mails of our pages took so far: of the relay, and of each domain; `count` is how many in all. Pure.

    `recent` are the last of them, each its number and, where that is counted, its domain; `waiting` how many found no
    room, and when.
    """

    rates: Rates
    domains: dict[str, float]
    count: int = 0
    recent: tuple[tuple[int, str], ...] = ()
    waiting: tuple[int, float] = (0, 0.0)

    def taken(self, domain: str, now: float, per_minute: int | None) -> tuple[Spent, Room]:
        """The same with one mail more; where it has to wait, as it was."""
        after, free_at = self.rates.taken(now)
        if free_at > now:
            return self, Room(free_at)
        if per_minute is None:
            domains = {}
        else:
            domains = {name: until for name, until in self.domains.items() if until > now}
            if domains.get(domain, now) > now + 60 / per_minute:  # the clock was set back
                del domains[domain]
            if domain in domains:
                return self, Room(domains[domain], is_domains=True)
            domains[domain] = now + 60 / per_minute
        count = self.count + 1
        recent = (*self.recent, (count, domain if per_minute else ""))[-_RECENT:]
        waiting = (max(0, self.waiting[0] - 1), self.waiting[1])
        return Spent(after, domains, count, recent, waiting), Room()

    def kept(self) -> str:
        """The same as text."""
        told: dict[str, Any] = json.loads(kept_text(self.rates))
        more = {"domains": self.domains, "count": self.count, "recent": self.recent, "waiting": self.waiting}
        return json.dumps({**told, **more})


def spent(relay: Relay, kept: str, letters: str) -> Spent:
    """What was kept, as `Spent.kept` wrote it; `letters` is what is kept of letters, which spend the same quotas."""
    told: dict[str, Any] = json.loads(kept) if kept else {}
    allowed = rates(relay.per_second, relay.per_hour, relay.per_day, kept).beside(letters)
    recent = tuple((number, domain) for number, domain in told.get("recent", ()))
    count, since = told.get("waiting", (0, 0.0))
    return Spent(allowed, told.get("domains", {}), told.get("count", 0), recent, (count, since))


class Share:
    """What our pages ask before each mail, for one relay."""

    def __init__(
        self, relay: Relay, now: Callable[[], float], pause: Callable[[float], None] = sleep
    ) -> None:
        self._relay, self._now, self._pause = relay, now, pause
        self._name = name_of(relay)
        limits = (relay.per_second, relay.per_hour, relay.per_day, relay.per_domain)
        self._is_limited = any(limit is not None for limit in limits)

    def take(self, at: List, folded: str) -> Room:
        """Room for a mail to this address, which is counted where there is some. Waits for what is a second away."""
        if not self._is_limited:
            return Room()
        while True:
            room = self._taken(at, domain_of(folded))
            seconds = None if room.until is None else room.until - self._now()
            if seconds is None or seconds > 1 or room.is_domains:
                return room
            self._pause(max(0.0, seconds))

    def _taken(self, at: List, domain: str) -> Room:
        with at.change() as connection:
            now, name = self._now(), name_for_pages(self._name)
            kept = connection.scalar(select(_relays.pace).where(_relays.name == name).with_for_update())
            letters = connection.scalar(select(_relays.pace).where(_relays.name == self._name)) or ""
            before = spent(self._relay, kept or "", letters)
            after, room = before.taken(domain, now, self._relay.per_domain)
            if room.until is not None and not room.is_domains:
                after = replace(after, waiting=(_due(connection, now), now))
            if kept is None:
                connection.execute(schema.relays.insert().values(name=name, pace=after.kept()))
            else:
                mine = update(schema.relays).where(_relays.name == name)
                connection.execute(mine.values(pace=after.kept()))
        return room


class Beside:
    """What the mails of our pages took meanwhile, as who sends an edition sees it: each look counts what is news."""

    def __init__(self) -> None:
        self._seen: int | None = None

    def counted(self, allowed: Rates, domains: Domains | None, kept: str, now: float) -> Rates:
        """The rates with what `kept` tells, as `Spent.kept` wrote it; so are the domains, for as many letters more."""
        told: dict[str, Any] = json.loads(kept) if kept else {}
        if self._seen is None:
            news = [domain for domain, until in told.get("domains", {}).items() if until > now]
        else:
            news = [domain for number, domain in told.get("recent", ()) if number > self._seen]
        self._seen = told.get("count", 0)
        pace = allowed.pace
        for domain in news:
            pace, _ = pace.taken(now)
            if domains is not None and domain:
                domains.take(domain, now)
        wanted, since = told.get("waiting", (0, 0.0))
        is_fresh = 0 <= now - since < _STALE
        return replace(allowed, pace=pace).beside(kept, wanted if is_fresh else 0)


def name_of(relay: Relay) -> str:
    """Under which name it is kept what letters took of what this relay takes."""
    return f"{relay.host}:{relay.port}"


def name_for_pages(relay: str) -> str:
    """Under which name it is kept what the mails of our pages took of what this relay takes."""
    return f"{relay} pages"


def _due(connection: Connection, now: float) -> int:
    mails = schema.service_mails.c
    is_due = (mails.state == "waiting") & (mails.due <= moment(datetime.fromtimestamp(now, UTC)))
    return connection.scalar(select(func.count()).where(is_due)) or 0
