"""What came of asking an address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal, TypeAlias

from newsletter.values import value

#: `there` and `moved` lead a reader on; `dead` does not; of `unsafe` a browser warns; `unseen` may be either.
Verdict: TypeAlias = Literal["there", "moved", "dead", "unsafe", "unseen"]

_GONE = (404, 410)
#: Nothing of what was asked for could be sent, since it is empty: it is there.
_NO_SUCH_PART = 416
_ASKED_TOO_OFTEN = 429


@value
class Answer:
    """What was found at an address, in words that go on behind "it"; of what moved for good `now_at` is where it stands now.

    `copy` is an archive's copy of what is dead. Where the whole host gave no answer, it is `of_host`: all else
    of it would be told the same.
    """

    verdict: Verdict
    words: str = ""
    now_at: str = ""
    copy: str = ""
    of_host: bool = False


#: Of a host that there is none of; of all hosts at once, it is rather this machine.
NO_SUCH_HOST = "leads to a host that nobody knows"


def of_status(status: int) -> Answer:
    """What a last answer of this status means; only that a page is gone is certain."""
    if 200 <= status < 300 or status == _NO_SUCH_PART:
        return Answer(verdict="there")
    if status in _GONE:
        return Answer(verdict="dead", words=f"answers {named(status)}")
    if status == _ASKED_TOO_OFTEN:
        return Answer(verdict="unseen", words="says that it was asked too often (429)", of_host=True)
    if 400 <= status < 500:
        return Answer(verdict="unseen", words=f"lets no program in, it answers {named(status)}")
    return Answer(verdict="unseen", words=f"answers {named(status)}")


def named(status: int) -> str:
    """A status with its name, where it has one."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
