"""What people wish by form and by link, done: each in one transaction, on the disk before anybody is answered."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, select, update

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining.requests import (
    UNCONFIRMED_FOR,
    Answer,
    Owed,
    answer_to_confirming,
    counted_anew,
    is_owed,
    last_gone,
    step_to_join,
)
from newsletter.post.subscribers.addresses import Address, suppression_hash
from newsletter.post.subscribers.people import erase
from newsletter.post.subscribers.person import GONE, Consent, Newcomer, Person, moment
from newsletter.post.subscribers.statements import (
    as_person,
    consents_of,
    insert_consents,
    insert_people,
    suppress_all,
)
from newsletter.values import point

#: What a line says whose person came by our own form.
SOURCE = "the sign-up form"

Kind = Literal["confirm", "links"]


@point
class Said:
    """What somebody is told who fills in the form: its words, and the SHA-256 of the privacy notice."""

    words: str
    notice: str
    how: str = SOURCE


def ask_to_join(at: List, address: Address, said: Said) -> bool:
    """Somebody typed this address into the form; whether a mail waits now that asks to confirm.

    The list is written to whatever is known of it, so that the time it takes tells nothing.
    """
    with at.change() as connection:
        _note_that_somebody_asked(connection, at.now)
        row = _row(connection, schema.people.c.folded == address.folded)
        owed = _owed(connection, at.key, address.folded, "confirm")
        step = step_to_join(row and row.state, is_owed=is_owed(owed, at.now))
        if step == "nothing":
            return False
        since = moment(at.now)
        consent = Consent(since, said.how, said.words, said.notice)
        if step == "begin":
            insert_people(connection, [Newcomer(address, "pending", since, consent, SOURCE)], at.now)
            row = _row(connection, schema.people.c.folded == address.folded)
        else:
            insert_consents(connection, [(row.id, consent)])
            if row.state == "pending":
                mine = schema.people.c.id == row.id
                connection.execute(update(schema.people).where(mine).values(changed=since))
        assert row is not None
        newest = select(func.max(schema.consents.c.id)).where(schema.consents.c.person == row.id)
        _put_in_line(connection, at.now, row.id, "confirm", connection.scalar(newest))
        _count(connection, at.key, address.folded, "confirm", Owed(owed.count + 1, since))
        return True


def ask_for_links(at: List, address: Address) -> bool:
    """Somebody asks for the links of this address; whether a mail waits now that brings them."""
    with at.change() as connection:
        _note_that_somebody_asked(connection, at.now)
        row = _row(connection, schema.people.c.folded == address.folded)
        owed = counted_anew(_owed(connection, at.key, address.folded, "links"), at.now)
        if row is None or row.state != "active" or not is_owed(owed, at.now):
            return False
        _put_in_line(connection, at.now, row.id, "links", None)
        _count(connection, at.key, address.folded, "links", Owed(owed.count + 1, moment(at.now)))
        return True


def answer_to(at: List, person: int, consent: int) -> Answer:
    """What pressing the button of this link would do."""
    with at.look() as connection:
        return _answer(connection, at.key, person, consent)[0]


def confirm(at: List, person: int, consent: int) -> Answer:
    """The person pressed the button; what that did. Twice is once."""
    with at.change() as connection:
        answer, row = _answer(connection, at.key, person, consent)
        if answer != "confirm" or row is None:
            return answer
        now = moment(at.now)
        people, consents, mails = schema.people, schema.consents, schema.service_mails
        connection.execute(update(consents).where(consents.c.id == consent).values(confirmed=now))
        if row.state != "active":
            connection.execute(
                update(people).where(people.c.id == person).values(state="active", changed=now)
            )
        mine = schema.suppressions.c.hash == suppression_hash(at.key, row.folded)
        connection.execute(delete(schema.suppressions).where(mine))
        connection.execute(delete(mails).where((mails.c.person == person) & (mails.c.kind == "confirm")))
        last = _owed(connection, at.key, row.folded, "confirm").last
        if last:
            _count(connection, at.key, row.folded, "confirm", Owed(0, last))
        return answer


def leave_by_number(at: List, person: int) -> None:
    """Nobody writes to this person from now on. Who left already, and who is not known, is no news."""
    with at.look() as connection:
        row = _row(connection, schema.people.c.id == person)
        if row is None or (row.state in GONE and not _asks_anew(connection, row)):
            return
    with at.change() as connection:
        mine = schema.people.c.id == person
        row = _row(connection, mine)
        if row is None:
            return
        state = row.state if row.state in GONE else "left"
        connection.execute(update(schema.people).where(mine).values(state=state, changed=moment(at.now)))
        suppress_all(connection, at.key, [(row.folded, state)], at.now)
        connection.execute(delete(schema.service_mails).where(schema.service_mails.c.person == person))


def person_of_number(at: List, person: int) -> Person | None:
    """All that is known of the person of this number."""
    with at.look() as connection:
        row = _row(connection, schema.people.c.id == person)
        return (
            None if row is None else as_person(at.key, row, consents_of(connection, [person]).get(person, ()))
        )


def set_language(at: List, person: int, language: str) -> None:
    """The person reads this language; "" where they do not mind."""
    with at.change() as connection:
        mine = schema.people.c.id == person
        connection.execute(update(schema.people).where(mine).values(language=language))


def erase_by_number(at: List, person: int) -> bool:
    """All that is known of the person goes, but the hash by which they stay away; whether anything was known."""
    known = person_of_number(at, person)
    if known is None:
        return False
    with at.look() as connection:
        row = _row(connection, schema.people.c.id == person)
    return row is not None and erase(at, Address(row.address, row.folded))


def forget_unconfirmed(at: List) -> int:
    """Those who typed an address and never confirmed go, a month after they last asked; how many."""
    people, mails = schema.people, schema.owed
    with at.change() as connection:
        old = (people.c.state == "pending") & (people.c.source == SOURCE)
        before = people.c.changed < moment(at.now - UNCONFIRMED_FOR)
        gone = connection.execute(delete(people).where(old & before)).rowcount
        idle = (mails.c.count == 0) | (mails.c.kind == "links")
        connection.execute(delete(mails).where(idle & (mails.c.last < moment(at.now - UNCONFIRMED_FOR))))
    return gone


def _asks_anew(connection: Connection, row: Any) -> bool:
    """Whether somebody who left has asked to come back since, and not confirmed."""
    consents = schema.consents.c
    mine = (consents.person == row.id) & consents.confirmed.is_(None) & (consents.given > row.changed)
    return connection.scalar(select(func.count(consents.id)).where(mine)) != 0


def _answer(connection: Connection, key: bytes, person: int, consent: int) -> tuple[Answer, Any]:
    row = _row(connection, schema.people.c.id == person)
    if row is None:
        return "stale", None
    consents = schema.consents.c
    query = select(schema.consents).where((consents.id == consent) & (consents.person == person))
    asked = connection.execute(query).first()
    mine = schema.suppressions.c.hash == suppression_hash(key, row.folded)
    since = connection.scalar(select(schema.suppressions.c.since).where(mine))
    gone = last_gone(row.state, row.changed, since)
    given, confirmed = (asked.given, asked.confirmed) if asked else (None, None)
    return answer_to_confirming(row.state, given, confirmed, gone), row


def _row(connection: Connection, mine: Any) -> Any:
    return connection.execute(select(schema.people).where(mine)).first()


def _note_that_somebody_asked(connection: Connection, now: datetime) -> None:
    mine = schema.meta.c.name == "last_asked"
    if not connection.execute(update(schema.meta).where(mine).values(value=moment(now))).rowcount:
        connection.execute(schema.meta.insert(), [{"name": "last_asked", "value": moment(now)}])


def _owed(connection: Connection, key: bytes, folded: str, kind: Kind) -> Owed:
    owed = schema.owed
    mine = (owed.c.hash == _owed_hash(key, folded)) & (owed.c.kind == kind)
    row = connection.execute(select(owed.c.count, owed.c.last).where(mine)).first()
    return Owed(row.count, row.last) if row else Owed()  # type: ignore[arg-type]


def _count(connection: Connection, key: bytes, folded: str, kind: Kind, now: Owed) -> None:
    owed, hash = schema.owed, _owed_hash(key, folded)
    mine = (owed.c.hash == hash) & (owed.c.kind == kind)
    told = {"count": now.count, "last": now.last}
    if not connection.execute(update(owed).where(mine).values(told)).rowcount:
        connection.execute(owed.insert(), [{"hash": hash, "kind": kind, **told}])


def _owed_hash(key: bytes, folded: str) -> str:
    """Another hash than that of the suppressed: neither table tells what stands in the other."""
    return hmac.digest(key, f"owed {folded}".encode(), "sha256").hex()


def _put_in_line(connection: Connection, now: datetime, person: int, kind: Kind, consent: Any) -> None:
    row = {"person": person, "kind": kind, "consent": consent, "queued": moment(now), "due": moment(now)}
    connection.execute(schema.service_mails.insert(), [{**row, "tries": 0, "state": "waiting"}])
