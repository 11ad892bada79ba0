"""What becomes of a request, decided from what is known: nothing is read here and nothing written.

Nobody is put on the list by a form alone, no active person is ever set back, and who left comes
back by pressing the button in a mail to their own address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from newsletter.post.subscribers.person import GONE, State, moment
from newsletter.values import point

#: Mails of one kind to one address: as many in all, and this long between two.
MOST = 3
BETWEEN = timedelta(days=1)
#: After which mails with a person's own links are counted anew; those that ask to confirm never are.
LINKS_ANEW = timedelta(days=30)
#: For how long an address is kept whose person never confirmed.
UNCONFIRMED_FOR = timedelta(days=30)

Step = Literal["nothing", "begin", "ask"]
Answer = Literal["confirm", "again", "stale"]


@point
class Owed:
    """What an address was owed already: how many mails of a kind since it last confirmed, and when the last."""

    count: int = 0
    last: str = ""


def is_owed(owed: Owed, now: datetime) -> bool:
    """Whether one mail more may go to the address: one a day, and three in all."""
    return owed.count < MOST and owed.last <= moment(now - BETWEEN)


def counted_anew(owed: Owed, now: datetime) -> Owed:
    """What counts of mails with links: none that is older than a month."""
    return owed if owed.last > moment(now - LINKS_ANEW) else Owed()


def step_to_join(state: State | None, *, is_owed: bool) -> Step:
    """What follows when somebody types an address: nothing, a new line and a mail, or a mail alone."""
    if state == "active" or not is_owed:
        return "nothing"
    return "begin" if state is None else "ask"


def answer_to_confirming(
    state: State | None, given: str | None, confirmed: str | None, gone_since: str | None
) -> Answer:
    """What pressing the button does: it confirms, it has done so before, or the link is too old.

    `given` is when they asked, None where that is not known any more; `gone_since` when the address
    last left, if it did: nobody comes back by a mail from before.
    """
    if state is None or given is None:
        return "stale"
    if confirmed is not None:
        return "again" if state == "active" else "stale"
    return "stale" if gone_since is not None and given <= gone_since else "confirm"


def last_gone(state: State, changed: str, suppressed_since: str | None) -> str | None:
    """When an address last left, as its line and the suppressed tell; None if it did not."""
    return max(filter(None, (changed if state in GONE else None, suppressed_since)), default=None)
