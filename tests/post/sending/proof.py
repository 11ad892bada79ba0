"""The proof of sending: a sender is killed again and again, at any instant, or loses its power; then everybody is looked for.

`make proof` has the long form: `python -m tests.post.sending.proof --help`. The relay writes down each letter
at its dot, and a log as Postfix does. What a killed sender leaves is held against that: nobody is lost, nobody has
two, everybody is accounted for, and once the log was asked nobody is in doubt.
"""

from __future__ import annotations

import os
import smtplib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click
from sqlalchemy import select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.marks import letter_key
from newsletter.post.sending import ledger
from newsletter.post.sending.ledger import Edition
from newsletter.post.sending.resolving import settle_by_postfix
from tests.post import server
from tests.post.lists import SERVER, a_list
from tests.post.sending.killed import CARELESS, PHASES, Nursery, nursery
from tests.post.sending.leaving import prove_leaving
from tests.post.sending.power import Cuts, compiler
from tests.post.sending.sendings import SLUG, frozen, people, real_clock, sent, through
from tests.post.sending.sink import Relay, relay

#: Seconds after which a sender that does not begin to send, or to end, is killed where it is.
_PATIENCE = 10.0
#: One kill of so many comes while people are frozen, which happens once.
_OF_FREEZING = 20


@dataclass(frozen=True)
class Asked:
    """How long the proof is. `has_cuts` has each kill be a power cut; `how` is `CARELESS` or nothing."""

    kills: int
    people: int
    connections: int
    seed: int = 26
    has_cuts: bool = False
    how: str = ""


@dataclass
class Found:
    """What came out: kills by what the sender was at, and people by what is wrong with them. All but kills should be empty."""

    kills: Counter[str] = field(default_factory=Counter)
    lost: set[int] = field(default_factory=set)
    twice: set[int] = field(default_factory=set)
    unaccounted: set[int] = field(default_factory=set)
    left_in_doubt: set[int] = field(default_factory=set)
    were_in_doubt: int = 0
    of_them_arrived: int = 0
    syncs: int = 0

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.twice or self.unaccounted or self.left_in_doubt)

    def __str__(self) -> str:
        kills = ", ".join(f"{self.kills[phase]} {phase}" for phase in PHASES.values())
        wrong = f"{len(self.lost)} lost, {len(self.twice)} twice, {len(self.unaccounted)} unaccounted"
        doubt = f"{self.were_in_doubt} were in doubt, of whom {self.of_them_arrived} had theirs"
        return f"{kills}; {wrong}, {len(self.left_in_doubt)} left in doubt ({doubt})"


def prove(root: Path, asked: Asked, tell: Callable[[str], None] = lambda _: None) -> Found:
    """What is found, with a list below `root` and everything else there too."""
    folder, found, chance = root / "disk" / "var", Found(), Random(asked.seed)
    root.mkdir(exist_ok=True)
    log = root / "mail.log"
    log.touch()
    with a_list(folder) as at:
        people(at, asked.people)
    with relay(keeps=False, log=log) as here:
        _Killing(folder, here, asked, found, chance, tell).run()
        _quiet(here)
        with a_list(folder) as at:
            _account(at, folder, here, found, is_careless=asked.how == CARELESS)
    return found


# Killing


class _Killing:
    """One sender after another. Each would open the list, send for a while, and end upon Ctrl-C; none gets so far."""

    def __init__(
        self,
        folder: Path,
        here: Relay,
        asked: Asked,
        found: Found,
        chance: Random,
        tell: Callable[[str], None],
    ) -> None:
        self._folder, self._here, self._asked, self._found = folder, here, asked, found
        self._chance, self._tell = chance, tell
        self._cuts: Cuts | None = None
        self._turn = 0
        #: Seconds that each phase takes: as they were measured lately, but for sending, which is as long as
        #: makes the letters last for all kills.
        self._opening, self._freezing, self._sending, self._closing = 0.1, 0.1, 0.05, 0.05

    def run(self) -> None:
        """Every kill there is, and whom it would have had get two."""
        if self._asked.has_cuts:
            self._cuts = Cuts(self._folder.parent, self._folder.parent.parent, self._chance)
        begun, asked = time.monotonic(), self._asked
        with nursery(self._cuts.environment if self._cuts else None) as senders:
            self._measure_freezing()
            while (number := self._found.kills.total()) < asked.kills:
                if number < max(2, asked.kills // _OF_FREEZING):
                    phase = self._killed_at(senders, lambda: self._while_freezing(senders))
                else:
                    phase = self._killed_anywhere(senders, asked.kills - number)
                if self._cuts is not None:
                    self._found.syncs += self._cuts.cut()
                    self._look_after_a_cut()
                if phase == "over":
                    continue  # it ended by itself, a moment before
                self._found.kills[phase] += 1
                if (number + 1) % max(1, asked.kills // 20) == 0:
                    went, seconds = len(self._here.delivered), time.monotonic() - begun
                    self._tell(f"{number + 1:,} of {asked.kills:,} kills, {went:,} letters, {seconds:.0f} s")

    def _while_freezing(self, senders: Nursery) -> None:
        if _waited(senders, "freezing"):
            time.sleep(self._chance.random() * self._freezing)

    def _measure_freezing(self) -> None:
        """How long it takes, by another ledger of the same people."""
        with a_list(self._folder) as at:
            start = time.monotonic()
            frozen(at, "folder:none")
            self._freezing = time.monotonic() - start
        if self._cuts is not None:
            self._cuts.begin()

    def _killed_anywhere(self, senders: Nursery, left: int) -> str:
        """At an instant of a whole run, or, three times of four, of one of its phases, however short; which it was."""
        self._turn += 1  # at each try: where nothing is left to be sent, those that come while it opens go on
        begun, ended = self._stretch(self._turn % 4)
        instant = begun + self._chance.random() * (ended - begun)
        if instant < self._opening:
            return self._killed_at(senders, lambda: time.sleep(instant))
        phase = self._killed_at(senders, lambda: self._at_work(senders, instant - self._opening))
        a_kill = self._asked.people / self._asked.kills
        is_ahead = len(self._here.delivered) > 0.9 * a_kill * (self._asked.kills - left)
        self._sending = max(0.005, min(a_kill / 50, self._sending * (0.8 if is_ahead else 1.05)))
        return phase

    def _stretch(self, turn: int) -> tuple[float, float]:
        """From when until when the kill may come: in seconds of a run."""
        sent = self._opening + self._sending
        over = sent + self._closing
        return ((0.0, self._opening), (self._opening, sent), (sent, over), (0.0, over))[turn]

    def _at_work(self, senders: Nursery, instant: float) -> None:
        """Wait for an instant behind the opening; Ctrl-C comes when it has sent long enough."""
        start, sending = time.monotonic(), self._sending
        if not _waited(senders, "sending"):
            return
        begun = time.monotonic()
        self._opening = 0.8 * self._opening + 0.2 * (begun - start)
        time.sleep(min(instant, sending))
        if instant > sending:
            senders.interrupt()
            ended = time.monotonic()
            while time.monotonic() - ended < instant - sending and senders.phase(0.002) != "over":
                pass
            if senders.phase() == "over":
                self._closing = 0.8 * self._closing + 0.2 * (time.monotonic() - ended)
            else:
                self._closing = max(self._closing, 1.02 * (instant - sending))

    def _killed_at(self, senders: Nursery, wait: Callable[[], None]) -> str:
        how = (self._asked.how,) if self._asked.how else ()
        senders.begin(self._folder, self._here.port, self._asked.connections, *how)
        wait()
        return senders.kill()

    def _look_after_a_cut(self) -> None:
        """Who has a letter is not next in line: that would be a second one."""
        _quiet(self._here)
        with a_list(self._folder) as at:
            edition = ledger.edition_of(at, SLUG, "smtp")
            states = _states(at, edition) if edition else {}
        if self._cuts is not None:
            self._cuts.begin()
        for key, _ in self._here.delivered:
            if states.get(int(key[:8], 16), "queued") in ("queued", "deferred"):
                self._found.twice.add(int(key[:8], 16))


def _waited(senders: Nursery, phase: str) -> bool:
    """Whether it came so far, in time, before it was over."""
    end = time.monotonic() + _PATIENCE
    while (at := senders.phase(0.05)) != phase:
        if at == "over" or time.monotonic() > end:
            return False
    return True


def _quiet(here: Relay) -> None:
    """Waits until the relay has done with every line of senders that are gone."""
    with smtplib.SMTP("127.0.0.1", here.port, local_hostname="here.example") as last:
        last.noop()  # lines are answered in the order in which they came
    end = time.monotonic() + _PATIENCE
    while here.ended < here.sessions and time.monotonic() < end:
        time.sleep(0.001)


# Counting


def _account(at: List, folder: Path, here: Relay, found: Found, *, is_careless: bool) -> None:
    """Send what is left, and hold everybody's state against what the relay has; ask its log, and do so again."""
    edition = frozen(at)
    sent(at, folder, through(here.port), edition=edition, connections=10, is_this_machine=is_careless)
    _quiet(here)
    states, had = _states(at, edition), _delivered(at, here)
    in_doubt = {person for person, state in states.items() if state == "doubt"}
    found.were_in_doubt, found.of_them_arrived = len(in_doubt), len(in_doubt & had.keys())
    found.unaccounted |= {one for one, state in states.items() if state not in ("accepted", "doubt")}
    found.unaccounted |= had.keys() - states.keys()
    found.lost |= {one for one, state in states.items() if state == "accepted"} - had.keys()
    assert here.log is not None
    later = real_clock() + timedelta(seconds=5)  # every line is over: nothing more can come of one
    settle_by_postfix(at, edition, [here.log], later, timedelta())
    sent(at, folder, through(here.port), edition=edition, connections=10)
    _quiet(here)
    states, had = _states(at, edition), _delivered(at, here)
    found.left_in_doubt |= {one for one, state in states.items() if state == "doubt"}
    found.unaccounted |= {one for one, state in states.items() if state not in ("accepted", "doubt")}
    found.lost |= _everybody(at) - had.keys()
    found.twice |= {one for one, times in had.items() if times > 1}


def _states(at: List, edition: Edition) -> dict[int, str]:
    deliveries = schema.deliveries.c
    query = select(deliveries.person, deliveries.state).where(deliveries.edition == edition.id)
    with at.look() as connection:
        return {row.person: row.state for row in connection.execute(query)}


def _everybody(at: List) -> set[int]:
    with at.look() as connection:
        return set(connection.scalars(select(schema.people.c.id)))


def _delivered(at: List, here: Relay) -> Counter[int]:
    """How many letters the relay has of each person's; every one of them is one of ours."""
    for key, address in here.delivered:
        number = int(key[:8], 16)
        assert (key, address) == (letter_key(at.key, SLUG, number), f"p{number}@host.test")
    return Counter(int(key[:8], 16) for key, _ in here.delivered)


# As a command


@contextmanager
def _database(name: str) -> Iterator[None]:
    with server.running() if name == "postgres" else nullcontext("") as address:
        os.environ.pop(SERVER, None)
        if address:
            os.environ[SERVER] = address
        yield


@contextmanager
def _folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@click.command(help=__doc__)
@click.option("--kills", default=1000, show_default=True, help="How often the sender is killed.")
@click.option(
    "--cuts", default=100, show_default=True, help="Then, how often it loses its power: SQLite alone."
)
@click.option(
    "--leaving", default=10_000, show_default=True, help="Last, how many leave, each close to their own turn."
)
@click.option("--people", "count", default=50_000, show_default=True, help="Who is to get the letter.")
@click.option("--connections", default=10, show_default=True, help="To the relay.")
@click.option("--database", type=click.Choice(["sqlite", "postgres"]), default="sqlite", show_default=True)
@click.option(
    "--careless", is_flag=True, help="A sender that does not wait for the disk: cuts must find it out."
)
@click.option("--seed", default=26, show_default=True, help="What the instants are drawn from.")
def main(
    kills: int,
    cuts: int,
    leaving: int,
    count: int,
    connections: int,
    database: str,
    careless: bool,
    seed: int,
) -> None:
    how = CARELESS if careless else ""
    proofs = [Asked(kills, count, connections, seed, how=how)] if kills else []
    if cuts and database == "sqlite":
        proofs.append(Asked(cuts, count, connections, seed, has_cuts=True, how=how))
    if any(one.has_cuts for one in proofs) and compiler() is None:
        raise click.UsageError("power cuts need a C compiler: `--cuts 0` does without")
    is_well = True
    with _database(database):
        for one in proofs:
            begun = time.monotonic()
            with _folder() as root:
                found = prove(root, one, lambda words: click.echo(words, err=True))
            what = f"{one.kills:,} {'power cuts' if one.has_cuts else 'kills'}, {count:,} people, {connections} connections"
            click.echo(f"{what}, {database}, seed {seed}, {time.monotonic() - begun:.0f} s\n  {found}")
            is_well = is_well and found.is_well
        if leaving:
            begun = time.monotonic()
            with _folder() as root:
                left = prove_leaving(root / "var", leaving, connections, seed)
            what = f"{leaving:,} people leave, {connections} connections"
            click.echo(f"{what}, {database}, seed {seed}, {time.monotonic() - begun:.0f} s\n  {left}")
            is_well = is_well and left.is_well
    sys.exit(not is_well)


if __name__ == "__main__":
    main()
