"""Letters going out: connections that take turns, one writer of what is certain, and somebody who watches.

`Job → Ended`. It can be killed at any instant: whoever stood before their dot then is in doubt, nobody else.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime, timedelta

from newsletter.post.database import List
from newsletter.post.marks import letter_key
from newsletter.post.relay.answers import Answer, asks_for_its_domain, asks_to_slow, delay, meaning
from newsletter.post.relay.dialogue import LineLostError, Parcel
from newsletter.post.relay.session import RelayError
from newsletter.post.sending import ledger, tally
from newsletter.post.sending.breaker import Breaker
from newsletter.post.sending.domains import Domains, domain_of
from newsletter.post.sending.lease import Lease
from newsletter.post.sending.ledger import Edition, State
from newsletter.post.sending.marks import Clock, Outcome, Recipient, Writer
from newsletter.post.sending.message import BadMessageError, Letter
from newsletter.post.sending.rates import Rates
from newsletter.post.sending.service import Beside, name_for_pages
from newsletter.post.sending.throttle import Throttle
from newsletter.post.sending.transports import Session, Transport
from newsletter.post.sending.turns import Turns, Waiting, seconds_until
from newsletter.post.subscribers.person import moment, token_of
from newsletter.values import point

#: Seconds between two looks at how it goes, at whether it may go on, and between two signs of life.
_LOOK, _ASK, _BEAT = 0.2, 1.0, 30.0
#: After which time without any letter gone it is not tried on.
_IN_VAIN = timedelta(minutes=15)
#: What is told while nobody's turn is now.
_FULL = "waits for room at domains that take so many a minute"
#: How often a line may break over one letter before others are let by.
_BREAKS = 3
#: Letters without an answer to their dot, one after another, upon which nobody else is put in doubt.
_UNANSWERED = 10


def rest(failures: int) -> float:
    """Seconds to let a relay be after so many failures in a row."""
    return min(60.0, 2.0 ** min(failures, 6) / 2)


@point
class Job:
    """What is to be sent, to the people of an edition, and by what.

    `sender` is told a person's number, and says which address their letter comes back to; `name` is the
    relay's, by which its rates are kept; `seeds` are those whose turn comes first, and
    `domains` how fast letters go to each receiving domain, where that is limited.
    """

    at: List
    edition: Edition
    letter: Letter
    sender: Callable[[int], str]
    transport: Transport
    lease: Lease
    clock: Clock
    rates: Rates
    name: str = ""
    connections: int = 4
    rest: Callable[[int], float] = rest
    seeds: tuple[int, ...] = ()
    domains: Domains | None = None


@point
class Progress:
    """How far it is: people in each state, letters a second lately, why it waits, and until when."""

    counts: dict[State, int]
    rate: float = 0.0
    note: str = ""

    @property
    def left(self) -> int:
        """How many people's turn is still to come."""
        return self.counts["queued"] + self.counts["deferred"]

    @property
    def seconds_left(self) -> float | None:
        """How long it takes at this rate; None where nobody knows."""
        return self.counts["queued"] / self.rate if self.rate else None


@point
class Ended:
    """Why it ended: nobody's turn is left, it was paused or held, or somebody stopped this program."""

    counts: dict[State, int] = field(default_factory=dict)
    reason: str = ""
    next_try: str | None = None


def deliver(job: Job, tell: Callable[[Progress], None], *, waits: bool = True) -> Ended:
    """Send to everybody whose turn it is; then, if it `waits`, to those who were deferred, as their time comes.

    Raises ListError and LeaseError. KeyboardInterrupt ends it once the letters in hand are done.
    """
    writer = Writer(job.at, job.edition, job.lease, job.clock, job.name, job.domains, job.connections)
    run = _Run(job, writer)
    try:
        while True:
            _round(run, tell)
            due = tally.next_try(job.at, job.edition) if run.may_go_on() else None
            if due is None or not waits:
                break
            _wait(run, due, tell)
    except KeyboardInterrupt:
        run.end("stopped by you; the same command goes on")
        run.finish()
    finally:
        run.stop.set()
        writer.close()
    if writer.failure is not None:
        raise writer.failure
    if run.held:
        ledger.set_state(job.at, job.edition, "held", run.held, ("sending",))
    return Ended(tally.counts(job.at, job.edition), run.reason, tally.next_try(job.at, job.edition))


def _round(run: _Run, tell: Callable[[Progress], None]) -> None:
    run.begin()
    while run.is_at_work():
        run.look()
        tell(run.progress())
    tell(run.progress())


def _wait(run: _Run, due: str, tell: Callable[[Progress], None]) -> None:
    """Until the first of those who were deferred is due, or it may not go on."""
    run.note = f"waits until {due} for who was deferred"
    while run.may_go_on() and (left := seconds_until(due, run.job.clock())) > 0:
        run.stop.wait(min(_ASK, left))
        run.look()
        tell(run.progress())
    run.note = ""


class _Run:
    """What the connections share. Whatever decides is pure and elsewhere: here it is asked, under a lock."""

    def __init__(self, job: Job, writer: Writer) -> None:
        self.job, self.writer = job, writer
        self.stop = threading.Event()
        self.reason = self.held = self.note = ""
        self._lock = threading.Lock()
        self._begun_with = tally.counts(job.at, job.edition)
        self._moved: Counter[State] = Counter()
        self._breaker = Breaker()
        self._throttle = Throttle(job.rates, writer, job.clock, self.stop)
        self._breaks: Counter[int] = Counter()
        self._in_a_row = 0
        self._fails_since: datetime | None = None
        self._threads: list[threading.Thread] = []
        self._asked = self._beaten = 0.0
        self._beside = Beside()

    # Watching

    def begin(self) -> None:
        """One round through all whose turn it is, on every connection."""
        job = self.job
        self._regard()
        turns = Turns(job.at, job.edition, job.clock, self.settle, job.seeds, job.domains)
        self._threads = [
            threading.Thread(target=self._work, args=(turns,), name=f"line-{number}", daemon=True)
            for number in range(self.job.connections)
        ]
        for thread in self._threads:
            thread.start()

    def is_at_work(self) -> bool:
        """Whether any connection is, asked after a moment."""
        living = [thread for thread in self._threads if thread.is_alive()]
        if living:
            living[0].join(_LOOK)
        return bool(living)

    def finish(self) -> None:
        """Waits for the letters in hand."""
        for thread in self._threads:
            thread.join()

    def look(self) -> None:
        """See now and then whether an editor has paused it, and show that we live."""
        now = self.job.clock().timestamp()
        self._throttle.see(self._moved["accepted"])
        if self.writer.failure is not None:
            self.end("the list cannot be written to")
        if now - self._asked >= _ASK:
            self._asked = now
            self._ask()
            self._regard()
        if now - self._beaten >= _BEAT:
            self._beaten = now
            self.writer.beat()

    def _ask(self) -> None:
        """End it where an editor has paused or stopped the edition."""
        edition = ledger.edition_of(self.job.at, self.job.edition.slug, self.job.edition.transport)
        if edition is not None and edition.state != "sending" and not self.reason:
            self.end(edition.reason or edition.state)

    def _regard(self) -> None:
        """Count what the mails of our pages took of the same relay."""
        job, now = self.job, self.job.clock().timestamp()
        kept = tally.kept_pace(job.at, name_for_pages(job.name))
        self._throttle.regard(lambda rates: self._beside.counted(rates, job.domains, kept, now))

    def may_go_on(self) -> bool:
        """Whether nothing keeps it from going on."""
        return not self.stop.is_set()

    def end(self, reason: str) -> None:
        """No further letter goes."""
        self.reason = self.reason or reason
        self.stop.set()

    def hold(self, reason: str) -> None:
        """The same, and the edition waits until an editor lets it go on."""
        self.held = self.held or reason
        self.end(reason)

    def progress(self) -> Progress:
        """How far it is, as these connections know."""
        with self._lock:
            moved = dict(self._moved)
        counts = {state: count + moved.get(state, 0) for state, count in self._begun_with.items()}
        return Progress(counts, self._throttle.lately(), self.note or self._throttle.note)

    # One connection

    def _work(self, turns: Turns) -> None:
        try:
            self._take_turns(turns)
        except Exception as error:
            self.writer.failure = self.writer.failure or error
            self.end("a connection failed")

    def _take_turns(self, turns: Turns) -> None:
        line, failures = Session(self.job.transport, self.job.clock), 0
        try:
            while not self.stop.is_set() and (one := turns.next()) is not None:
                if isinstance(one, Waiting):
                    self.note = self.note or _FULL
                    self.stop.wait(min(_ASK, one.seconds))
                    continue
                if not self._throttle.has_room():
                    turns.put_back(one)
                    continue
                is_well = self._hand_over(one, line, turns)
                failures = 0 if is_well else failures + 1
                if not is_well:
                    line.drop()
                    self.stop.wait(self.job.rest(failures))
        finally:
            line.quit()

    def _hand_over(self, one: Recipient, session: Session, turns: Turns) -> bool:
        """One letter, and what became of it; whether the connection may go on at once."""
        is_marked = False
        try:
            line = session.line()
            answer = line.offer(self._parcel(one))
            if answer is None:
                if self.stop.is_set() or not self.writer.mark(one):
                    line.close()
                    self._ask()  # it may be all of it that is not to go on, not this one alone
                    return True
                is_marked = True
                answer = line.finish()
        except BadMessageError:
            self._settle(one, "refused", "")  # no header can hold such an address, and no list should
            return True
        except RelayError as error:
            turns.put_back(one)
            self._failed(str(error), may_pass=error.may_pass)
            return False
        except LineLostError as lost:
            if lost.is_behind_dot:
                self._settle(one, "doubt", "")
                self._unanswered()
            else:
                self._broken(one, turns)
            return False
        return self._judged(self._unmarked(one, answer) if is_marked else one, answer, turns)

    def _parcel(self, one: Recipient) -> Parcel:
        job, key = self.job, letter_key(self.job.at.key, self.job.letter.slug, one.person)
        body = job.letter.spliced(token_of(job.at.key, one.person), key, one.address)
        return Parcel(job.sender(one.person), one.address, key, body, is_transparent=True)

    def _judged(self, one: Recipient, answer: Answer, turns: Turns) -> bool:
        meant = meaning(answer)
        if self.job.domains is not None and asks_for_its_domain(answer):
            self.job.domains.slow(domain_of(one.folded))
        elif asks_to_slow(answer):
            self._throttle.slow()
        if meant in ("pause", "nonsense"):
            turns.put_back(one)
            self._failed(f"the relay answers {answer.shown}", may_pass=True)
            return False
        with self._lock:
            self._in_a_row = 0
            self._breaker = self._breaker.after(answer)
        if self._breaker.reason:
            self.hold(self._breaker.reason)
        self._fails_since, self.note = None, ""
        match meant:
            case "accepted":
                self._settle(one, "accepted", answer.shown)
            case "deferred":
                self._defer(one, answer.shown)
            case "ours":
                self._settle(one, "held", answer.shown)
            case _:
                self._settle(one, "refused", answer.shown, is_gone=meant == "gone")
        return True

    def _unmarked(self, one: Recipient, answer: Answer) -> Recipient:
        """The same, queued again where an answer to the dot says that nothing has gone to anybody."""
        if meaning(answer) != "pause":
            return one
        self.settle(Outcome(one, "queued", "", one.tries, one.first_try))
        return replace(one, was="queued")

    def _settle(self, one: Recipient, state: State, code: str, *, is_gone: bool = False) -> None:
        self.settle(Outcome(one, state, code, one.tries + 1, one.first_try, is_gone=is_gone))

    def settle(self, outcome: Outcome) -> None:
        """Have what became of a letter written, and count it."""
        self.writer.settle(outcome)
        with self._lock:
            self._moved[outcome.to.was] -= 1
            self._moved[outcome.state] += 1

    def _defer(self, one: Recipient, code: str) -> None:
        now = self.job.clock()
        first = one.first_try or moment(now)
        wait = delay(one.tries + 1, timedelta(seconds=-seconds_until(first, now)))
        later = None if wait is None else moment(now + wait)
        state: State = "refused" if wait is None else "deferred"
        self.settle(Outcome(one, state, code, one.tries + 1, first, later))

    # What is not well

    def _unanswered(self) -> None:
        """Hold it where nothing is answered any more, to more letters than a relay that goes away leaves behind."""
        with self._lock:
            self._in_a_row += 1
            count = self._in_a_row
        if count >= max(_UNANSWERED, 3 * self.job.connections):
            self.hold(f"{count} letters in a row were sent, and no answer came to any of them")

    def _failed(self, words: str, *, may_pass: bool) -> None:
        now = self.job.clock()
        self._fails_since = self._fails_since or now
        self.note = words
        if not may_pass or now - self._fails_since >= _IN_VAIN:
            self.hold(words)

    def _broken(self, one: Recipient, turns: Turns) -> None:
        """The line broke before the dot: again, but not for ever, since it may be this letter that breaks it."""
        self._breaks[one.person] += 1
        if self._breaks[one.person] < _BREAKS:
            turns.put_back(one)
        else:
            del self._breaks[one.person]
            self._defer(one, "")
        self._failed("the line to the relay breaks", may_pass=True)
