"""What a relay's answer means for the person, for the connection and for the edition. Decides, does nothing.

The first digit says whether it is for good (RFC 5321 §4.2.1), the enhanced code whose fault it is
(RFC 3463), and when it came what it is about: RCPT is about the person, all else about us.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, TypeAlias

from newsletter.post.codes import NOBODY_THERE
from newsletter.regexes import regex
from newsletter.values import point

#: When an answer came: behind MAIL, RCPT, DATA, or the final dot.
Stage: TypeAlias = Literal["mail", "rcpt", "data", "dot"]

#: accepted: the letter is theirs. deferred: later. gone: nobody has this address, and nobody writes to it
#: again. refused: not this time, say a full mailbox. ours: they would refuse it from us to anybody. pause:
#: the connection is to rest, and nothing is said of the person. nonsense: no answer of this protocol.
Meaning: TypeAlias = Literal["accepted", "deferred", "gone", "refused", "ours", "pause", "nonsense"]

#: After which time a letter that was deferred is offered again, the first time and the next ones.
DELAYS = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
#: After which it is given up: a letter of news is of no use later. RFC 5321 §4.5.4.1 gives mail 4 to 5 days.
PATIENCE = timedelta(hours=48)

#: A full mailbox and the like, RFC 3463 §3.3; routes that end, §3.5; an address that needs SMTPUTF8
#: where there is none (RFC 6531 §3.5).
_THEIRS = regex(r"5\.2\.\d+|5\.4\.\d+|5\.1\.[459]|5\.6\.7")
_ENHANCED = regex(r"([245]\.\d{1,3}\.\d{1,3})(?: |$)")


@point
class Answer:
    """What a relay said, and when. Its words may hold an address: the codes are all that is kept of them."""

    stage: Stage
    code: int
    enhanced: str = ""

    @property
    def shown(self) -> str:
        """As the ledger keeps it: `550 5.1.1`."""
        return f"{self.code} {self.enhanced}".strip()


def read_answer(stage: Stage, code: int, words: bytes) -> Answer:
    """The answer, its enhanced code taken from the front of its words if it is of the same class (RFC 2034 §4)."""
    found = _ENHANCED.match(words[:16].decode("ascii", "replace"))
    enhanced = found[1] if found and found[1][0] == str(code)[:1] else ""
    return Answer(stage, code, enhanced)


def meaning(answer: Answer) -> Meaning:
    """What becomes of the letter. Behind the dot `nonsense` leaves it in doubt, before it nothing has happened."""
    match answer.code // 100:
        case 2:
            return "accepted" if answer.stage == "dot" else "nonsense"
        case 4:
            return _for_now(answer)
        case 5:
            return _for_good(answer)
    return "nonsense"


def _for_now(answer: Answer) -> Meaning:
    # at MAIL and DATA nothing was said of a person yet; 421 closes the connection (RFC 5321 §3.8)
    is_ours = answer.stage in ("mail", "data") or (answer.code == 421 and answer.stage == "rcpt")
    return "pause" if is_ours else "deferred"


def _for_good(answer: Answer) -> Meaning:
    if answer.stage in ("rcpt", "dot") and NOBODY_THERE.fullmatch(answer.enhanced):
        return "gone"
    if answer.stage in ("rcpt", "dot") and _THEIRS.fullmatch(answer.enhanced):
        return "refused"
    # without an enhanced code 550, 551 and 553 at RCPT may be either's fault: nobody is struck off for it
    is_about_them = (
        answer.stage == "rcpt" and not answer.enhanced and answer.code in (550, 551, 552, 553, 556)
    )
    return "refused" if is_about_them else "ours"


def asks_to_slow(answer: Answer) -> bool:
    """Whether it says that we go too fast: 421, 4.7.x for a policy of theirs, 4.3.2 and 4.4.5 for a system that is full."""
    return answer.code == 421 or (
        answer.code // 100 == 4
        and (answer.enhanced.startswith("4.7.") or answer.enhanced in ("4.3.2", "4.4.5"))
    )


def asks_for_its_domain(answer: Answer) -> bool:
    """Whether it says so of the letters to one receiving domain: 4.7.x to an address, or to its letter."""
    return answer.stage in ("rcpt", "dot") and answer.code != 421 and answer.enhanced.startswith("4.7.")


def is_policy(answer: Answer) -> bool:
    """Whether it is a refusal of us by policy (5.7.x): of signature, reputation or permission, never of one person."""
    return answer.enhanced.startswith("5.7.")


def delay(tries: int, waited: timedelta) -> timedelta | None:
    """How long to wait after so many tries, the first of which is so long ago; None to give up."""
    if tries > len(DELAYS) or waited >= PATIENCE:
        return None
    return DELAYS[tries - 1]
