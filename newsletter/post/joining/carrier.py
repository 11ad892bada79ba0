"""What carries waiting mails to the relay, on a thread of its own: nobody who asked for one waits for it."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from newsletter.content.config import Relay
from newsletter.mail.mime import ascii_address, letter_domain
from newsletter.post.contract import ListError
from newsletter.post.database import List, forget_traces
from newsletter.post.joining.mails import NotOwedError, Recipient, Writer, carried
from newsletter.post.joining.newest import letter_of
from newsletter.post.joining.waiting import (
    UNCOUNTED,
    Waiting,
    drop,
    drop_unwanted,
    due,
    mark,
    next_due,
    put_off,
    settle,
)
from newsletter.post.joining.wishes import forget_unconfirmed
from newsletter.post.relay.answers import Answer, meaning
from newsletter.post.relay.dialogue import Dialogue, Line, LineLostError, Parcel, Sign
from newsletter.post.relay.session import RelayError, open_session
from newsletter.post.subscribers.person import moment
from newsletter.post.whereabouts import Steps
from newsletter.values import point

#: Seconds until a relay that cannot be reached is tried again, and the longest sleep otherwise.
_PAUSES = (5.0, 15.0, 60.0, 300.0)
_LONGEST = 300.0
_HOUSEKEEPING = timedelta(hours=6)
#: Seconds until it is asked again whether a relay takes more: letters leave room while that is asked.
_ASKED_AGAIN = 60.0


@point
class Door:
    """How the relay is reached: who we are there is the domain of the letter."""

    relay: Relay
    secret: str | None
    trusted: str | None = None
    pauses: tuple[float, ...] = _PAUSES
    sign: Sign | None = None

    def opened(self, name: str) -> Dialogue:
        """A session, by which mails can be handed over. Raises RelayError."""
        return Dialogue(open_session(self.relay, self.secret, name, self.trusted), sign=self.sign)


class Room(Protocol):
    """Until when a mail waits: all of them, or those to its domain alone."""

    @property
    def until(self) -> float | None:
        """That moment, in seconds since 1970; None where it may go, and is counted."""
        ...

    @property
    def is_domains(self) -> bool:
        """Whether others may go meanwhile."""
        ...


class Share(Protocol):
    """What the relay takes, which letters are counted in too."""

    def take(self, at: List, folded: str) -> Room:
        """Room for a mail to this address, which is counted where there is some. Raises ListError."""
        ...


class FullError(Exception):
    """The relay has had as many as it takes; `until` is when it takes more."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"as many went as the relay takes, until {moment(until)}")
        self.until = until


class Carrier:
    """Carries mails until it is told to stop. `tell` is told, without an address, what keeps it from it.

    `share` is asked before each of them, and `steps` counts those that are handed over.
    """

    def __init__(
        self,
        at: List,
        writer: Writer,
        door: Door,
        now: Callable[[], datetime],
        tell: Callable[[str], None],
        share: Share | None = None,
        steps: Steps = UNCOUNTED,
    ) -> None:
        self._at, self._writer, self._door, self._now, self._tell = at, writer, door, now, tell
        self._share, self._steps = share, steps
        self._full = False
        self._news, self._over = threading.Event(), threading.Event()
        self._failures = 0
        self._tidied: datetime | None = None
        self._thread = threading.Thread(target=self._carry, name="mails", daemon=True)

    def start(self) -> None:
        """Begin, with what was left waiting."""
        self._thread.start()

    def wake(self) -> None:
        """A mail waits."""
        self._news.set()

    def stop(self, patience: float) -> None:
        """End after the mail that is being handed over, within so many seconds."""
        self._over.set()
        self._news.set()
        self._thread.join(patience)

    def _carry(self) -> None:
        while not self._over.is_set():
            self._news.clear()
            pause = self._turn()
            # news do not hurry a relay that is not there, or takes no more
            (self._over if self._failures or self._full else self._news).wait(pause)

    def _turn(self) -> float:
        """Seconds until the next one."""
        at = replace(self._at, now=self._now())
        try:
            self._tidy(at)
            soonest = next_due(at)
            if soonest is None:
                return _LONGEST
            if soonest > at.now:
                return min(_LONGEST, (soonest - at.now).total_seconds() + 1)
            self._deliver(at)
            self._failures, self._full = 0, False
            return 0.0
        except FullError as full:
            return self._until(full, at.now)
        except (RelayError, ListError) as error:
            return self._later(str(error))
        except Exception as error:
            # a thread that ends is missed by nobody until people ask where their mail is
            return self._later(f"a fault in this program, {type(error).__name__}{_place_of(error)}")

    def _until(self, full: FullError, now: datetime) -> float:
        """Seconds until it is asked again whether the relay takes more; that it does not is told once."""
        if not self._full:
            self._tell(f"mails wait: {full}")
        self._full = True
        return min(_ASKED_AGAIN, max(1.0, (full.until - now).total_seconds()))

    def _later(self, why: str) -> float:
        """Seconds until the next try, after one that failed."""
        self._failures += 1
        pause = self._door.pauses[min(self._failures, len(self._door.pauses)) - 1]
        self._tell(f"mails wait: {why}; tried again in {pause:.0f} s")
        return pause

    def _deliver(self, at: List) -> None:
        line = self._door.opened(letter_domain(self._writer.site))
        try:
            deliver_due(at, self._writer, line, self._share, self._steps)
        finally:
            line.quit()

    def _tidy(self, at: List) -> None:
        if self._tidied is None or at.now - self._tidied > _HOUSEKEEPING:
            self._tidied = at.now
            if forget_unconfirmed(at):
                with suppress(ListError):  # another reads: the next turn forgets
                    forget_traces(at)


def _place_of(error: Exception) -> str:
    """Where in the program it broke; not its words, which may hold an address."""
    frames = traceback.extract_tb(error.__traceback__)
    return f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def deliver_due(
    at: List, writer: Writer, line: Line, share: Share | None = None, steps: Steps = UNCOUNTED
) -> None:
    """Hand over every mail that is due, while the line is open. Raises RelayError where the relay takes none of ours now.

    Raises FullError where it has had as many as it takes.
    """
    while line.is_open and (found := due(at)):
        for mail in found:
            if line.is_open and not drop_unwanted(at, mail):
                _deliver(at, mail, writer, line, share, steps)


def _deliver(at: List, mail: Waiting, writer: Writer, line: Line, share: Share | None, steps: Steps) -> None:
    try:
        to = replace(mail.to, address=carried(mail.to.address))
    except ValueError:  # an address no server takes
        settle(at, mail, "refused", is_marked=False)
        return
    try:
        parcel = _parcel(at, mail, to, writer)
    except NotOwedError:
        drop(at, mail)
        return
    if share is None or _has_room(at, mail, share):
        _offer(at, mail, parcel, line, steps)


def _has_room(at: List, mail: Waiting, share: Share) -> bool:
    """Whether it may go now, and is counted; it is put off where its domain takes none. Raises FullError."""
    room = share.take(at, mail.folded)
    if room.until is None:
        return True
    until = datetime.fromtimestamp(room.until, UTC)
    if not room.is_domains:
        raise FullError(until)
    put_off(at, mail, until)
    return False


def _offer(at: List, mail: Waiting, parcel: Parcel, line: Line, steps: Steps) -> None:
    is_marked = False
    try:
        answer = line.offer(parcel)
        if answer is None:
            is_marked = mark(at, mail, steps)
            if not is_marked:
                line.close()  # there is no other way to take a message back
                return
            answer = line.finish()
    except LineLostError as lost:
        if not lost.is_behind_dot:
            settle(at, mail, "later", is_marked=False)
        raise RelayError("the relay hung up", may_pass=True) from None
    except BaseException:
        line.close()  # nobody knows whether it is marked: no dot is sent
        raise
    _judge(at, mail, answer, is_marked=is_marked)


def _judge(at: List, mail: Waiting, answer: Answer, *, is_marked: bool) -> None:
    """What is about one address concerns its mail alone; what is about us, all of them: they wait."""
    meant = meaning(answer)
    match meant:
        case "accepted":
            settle(at, mail, "accepted", is_marked=is_marked)
        case "gone" | "refused":
            settle(at, mail, "refused", is_marked=is_marked)
        case "nonsense" if is_marked:
            raise RelayError("the relay answers what nobody understands", may_pass=True)
        case _:
            settle(at, mail, "later", is_marked=is_marked)
            if meant != "deferred":
                raise RelayError(f"the relay answers {answer.shown}", may_pass=True)


def _parcel(at: List, mail: Waiting, to: Recipient, writer: Writer) -> Parcel:
    """The mail for its person. Raises NotOwedError."""
    match mail.kind:
        case "welcome":
            body = writer.welcome_letter(to, mail.queued)
        case "edition":
            body = letter_of(at, to)
        case "links":
            body = writer.own_links(to, mail.queued)
        case "confirm":
            assert mail.consent is not None  # one without any is not wanted
            body = writer.confirmation(to, mail.consent, mail.queued)
    return Parcel(ascii_address(writer.site.sender.email), to.address, str(mail.number), body)
