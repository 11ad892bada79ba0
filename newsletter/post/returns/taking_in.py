"""What came back is written down and acted upon: one mail, one transaction, once.

A mail is known again by its Message-ID. So a run that was killed is begun again from the start, and the
same mail by two ways is one; what was not believed keeps nobody from being heard later.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.returns.attribution import Mark, whose
from newsletter.post.returns.reports import Report, read_report
from newsletter.post.returns.sns import Certificates, is_notification, read_notification
from newsletter.post.returns.verdicts import Judged, Kind, is_third_running, judge, what_becomes
from newsletter.post.subscribers.people import folded_of
from newsletter.post.subscribers.person import Gone, moment
from newsletter.post.subscribers.statements import suppress_all
from newsletter.values import point

#: For how long it is kept what came back. What is older when it comes is not acted upon.
KEPT = timedelta(days=400)
#: How long behind the end of its month a letter may still go out: a person who came since has had none of it.
_LATE = timedelta(days=7)


@point
class Taken:
    """What became of one mail. `gone` is why its person is written to no more from now on, if that is news.

    `is_known` where it was taken in before; `is_theirs` where it is about somebody on the list. `hash` names
    it, and nobody else; `note` is for the publisher.
    """

    kind: Kind
    code: str = ""
    hash: str = ""
    gone: Gone | None = None
    is_known: bool = False
    is_theirs: bool = False
    note: str = ""


def take_in(at: List, mail: bytes, certificates: Certificates) -> Taken:
    """Take in one mail, or a notification of Amazon's.

    Raises ListError, and RefusedError for a notification that is not Amazon's, or cannot be checked.
    """
    report = read_notification(mail, certificates) if is_notification(mail) else read_report(mail)
    if report.form == "confirmation":
        return Taken("automatic", note=report.note)
    mark = whose(at.key, report)
    hash = _hash(at.key, report, mark, mail)
    with at.change(*(folded_of(at, mark.person) if mark else ())) as connection:
        known = connection.execute(select(schema.returns).where(schema.returns.c.hash == hash)).first()
        if known is not None:
            return Taken(known.kind, known.code, hash, is_known=True, is_theirs=known.person is not None)
        person = _person(connection, mark)
        judged = judge(report, person.folded if person else "")
        _write(connection, hash, judged, mark, person, at.now)
        gone = _act(connection, at, judged, mark, person)
        return Taken(judged.kind, judged.code, hash, gone, is_theirs=person is not None)


def forget_old(at: List) -> int:
    """Delete what came back so long ago that nothing follows from it any more; how many mails that is."""
    with at.change() as connection:
        is_old = schema.returns.c.taken < moment(at.now - KEPT)
        return connection.execute(delete(schema.returns).where(is_old)).rowcount


def _hash(key: bytes, report: Report, mark: Mark | None, mail: bytes) -> str:
    """By what a mail is known again, with what it is about: who guesses the Message-ID of another's report stops none."""
    name = report.message_id or hashlib.sha256(mail).hexdigest()
    about = f"{mark.edition} {mark.person}" if mark else ""
    words = "\n".join(("what came back", about, name))
    return hmac.digest(key, words.encode("utf-8", "replace"), "sha256").hex()


def _person(connection: Connection, mark: Mark | None) -> Row[Any] | None:
    if mark is None:
        return None
    mine = schema.people.c.id == mark.person
    return connection.execute(select(schema.people).where(mine).with_for_update()).first()


def _write(
    connection: Connection,
    hash: str,
    judged: Judged,
    mark: Mark | None,
    person: Row[Any] | None,
    now: datetime,
) -> None:
    row = {
        "hash": hash,
        "taken": moment(now),
        "kind": judged.kind,
        "person": person.id if person else None,
        "edition": mark.edition if mark and person else "",
        "code": judged.code,
    }
    connection.execute(schema.returns.insert().values(row))


def _act(
    connection: Connection,
    at: List,
    judged: Judged,
    mark: Mark | None,
    person: Row[Any] | None,
) -> Gone | None:
    """Whether nobody writes to the person any more, and why; None where that is no news."""
    if person is None or mark is None or person.state not in ("pending", "active"):
        return None
    if _is_of_before(mark, person, at.now):
        return None
    is_third = judged.kind == "soft" and _is_third(connection, mark, person)
    gone = what_becomes(judged.kind, is_third=is_third)
    if gone is not None:
        mine = schema.people.c.id == person.id
        connection.execute(update(schema.people).where(mine).values(state=gone, changed=moment(at.now)))
        suppress_all(connection, at.key, [(person.folded, gone)], at.now)
    return gone


def _is_third(connection: Connection, mark: Mark, person: Row[Any]) -> bool:
    """Of an edition that was not put into the post, or not for them, nothing can have arrived."""
    sent, editions = schema.deliveries.c, schema.editions.c
    theirs = select(editions.slug).join(schema.deliveries, sent.edition == editions.id).distinct()
    by_post = (
        (sent.person == person.id) & (sent.state == "accepted") & ~editions.transport.startswith("folder:")
    )
    taken = connection.scalars(theirs.where(by_post)).all()
    mine = (schema.returns.c.person == person.id) & (schema.returns.c.kind == "soft")
    found = connection.scalars(select(schema.returns.c.edition).where(mine).distinct()).all()
    since = _first_edition(person)
    return is_third_running([one for one in found if one >= since], taken, mark.edition)


def _is_of_before(mark: Mark, person: Row[Any], now: datetime) -> bool:
    """Whether it is of a letter from before the person came, or came again: what was dead then says nothing of today.

    Who leaves, leaves: their own mail is of no edition, and its date may be that of a broken clock.
    """
    oldest = max(_first_edition(person), (now - KEPT).strftime("%Y-%m"))
    return bool(mark.edition) and mark.edition < oldest


def _first_edition(person: Row[Any]) -> str:
    """The month of the first edition that they can have had since they came, or came again."""
    since = datetime.fromisoformat(person.changed)
    return (since - _LATE).strftime("%Y-%m")
