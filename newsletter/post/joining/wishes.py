"""What people wish by form and by link, done: each in one transaction, on the disk before anybody is answered."""

from __future__ import annotations

from datetime import datetime
from secrets import token_hex
from typing import Any, Literal

from sqlalchemy import Connection, delete, select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.joining import statements as sql
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
from newsletter.post.subscribers.addresses import Address, owed_hash, suppression_hash
from newsletter.post.subscribers.people import erase, folded_of
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

#: The welcome goes to who has just confirmed, and the newest edition, too, if that is wished.
Kind = Literal["confirm", "links", "welcome", "edition"]


@point
class Said:
    """What somebody is told who fills in the form: its words, and the SHA-256 of the privacy notice."""

    words: str
    notice: str
    how: str = SOURCE


def ask_to_join(at: List, address: Address, said: Said) -> bool:
    """Somebody typed this address into the form; whether a mail waits now that asks to confirm.

    The list is written to whatever is known of it, so that the time it takes tells little.
    """
    with at.change(address.folded) as connection:
        row = _of_address(connection, address)
        hash = owed_hash(at.key, address.folded)
        owed = _owed(connection, hash, "confirm")
        step = step_to_join(row and row.state, is_owed=is_owed(owed, at.now))
        if step == "nothing":
            _note_that_somebody_asked(connection, at.now)
            return _lets_held_go(connection, at.now, row, "confirm")
        since = moment(at.now)
        consent = Consent(since, said.how, said.words, said.notice)
        if step == "begin":
            person = insert_people(at, connection, [Newcomer(address, "pending", since, consent, SOURCE)])
        else:
            person = row.id
            insert_consents(connection, [(person, consent)])
            if row.state == "pending":
                sql.CHANGED.run(connection, of_person=person, now=since)
        newest = sql.NEWEST_CONSENT.first(connection, of_person=person).id
        _put_in_line(connection, at.now, person, "confirm", newest)
        _count(connection, hash, "confirm", owed, Owed(owed.count + 1, since))
        return True


def ask_for_links(at: List, address: Address) -> bool:
    """Somebody asks for the links of this address; whether a mail waits now that brings them."""
    with at.change(address.folded) as connection:
        row = _of_address(connection, address)
        hash = owed_hash(at.key, address.folded)
        known = _owed(connection, hash, "links")
        owed = counted_anew(known, at.now)
        if row is None or row.state != "active" or not is_owed(owed, at.now):
            _note_that_somebody_asked(connection, at.now)
            return _lets_held_go(connection, at.now, row, "links")
        _put_in_line(connection, at.now, row.id, "links", None)
        _count(connection, hash, "links", known, Owed(owed.count + 1, moment(at.now)))
        return True


def answer_to(at: List, person: int, consent: int) -> Answer:
    """What pressing the button of this link would do."""
    with at.look() as connection:
        return _answer(connection, at.key, person, consent)[0]


@point
class Greeting:
    """What goes to whoever has just confirmed."""

    welcome: bool = False
    edition: bool = False


NOT_GREETED = Greeting()


def is_wanted(connection: Connection, key: bytes, kind: Kind, person: int, consent: int | None) -> bool:
    """Whether a mail of this kind would be of use to the person still: its button does something, or they get letters."""
    if kind == "confirm":
        return consent is not None and _answer(connection, key, person, consent)[0] == "confirm"
    row = sql.PERSON.first(connection, of_person=person)
    return row is not None and row.state == "active"


def confirm(at: List, person: int, consent: int, greeting: Greeting = NOT_GREETED) -> Answer:
    """The person pressed the button; what that did. Twice is once. Who is new is greeted."""
    with at.change(*folded_of(at, person)) as connection:
        answer, row = _answer(connection, at.key, person, consent)
        if answer != "confirm":
            return answer
        now = moment(at.now)
        sql.CONFIRMED.run(connection, of_consent=consent, now=now)
        is_new = row.state != "active"
        if is_new:
            sql.CHANGED_STATE.run(connection, of_person=person, to_state="active", now=now)
        sql.NOT_SUPPRESSED.run(connection, of_hash=suppression_hash(at.key, row.folded))
        sql.NO_MAIL_TO_CONFIRM.run(connection, of_person=person)
        if is_new:
            _greet(connection, at.now, person, greeting)
        hash = owed_hash(at.key, row.folded)
        owed = _owed(connection, hash, "confirm")
        if owed.count:
            _count(connection, hash, "confirm", owed, Owed(0, owed.last))
        return answer


def _greet(connection: Connection, now: datetime, person: int, greeting: Greeting) -> None:
    if greeting.welcome:
        _put_in_line(connection, now, person, "welcome", None)
    if greeting.edition:
        _put_in_line(connection, now, person, "edition", None)


def leave_by_number(at: List, person: int) -> None:
    """Nobody writes to this person from now on. Who left already, and who is not known, is no news."""
    with at.change(*folded_of(at, person)) as connection:
        row = sql.PERSON.first(connection, of_person=person)
        if row is None:
            return
        if _is_news(connection, row):
            state = row.state if row.state in GONE else "left"
            sql.CHANGED_STATE.run(connection, of_person=person, to_state=state, now=moment(at.now))
        suppress_all(connection, at.key, [(row.folded, "left")], at.now)


def person_of_number(at: List, person: int) -> Person | None:
    """All that is known of the person of this number."""
    with at.look() as connection:
        row = sql.PERSON.first(connection, of_person=person)
        return (
            None if row is None else as_person(at.key, row, consents_of(connection, [person]).get(person, ()))
        )


def set_language(at: List, person: int, language: str) -> None:
    """The person reads this language; "" where they do not mind."""
    with at.change(*folded_of(at, person)) as connection:
        sql.LANGUAGE.run(connection, of_person=person, to_language=language)


def erase_by_number(at: List, person: int) -> bool:
    """All that is known of the person goes, but the hash by which they stay away; whether anything was known."""
    with at.look() as connection:
        row = sql.PERSON.first(connection, of_person=person)
    return row is not None and erase(at, Address(row.address, row.folded))


def forget_unconfirmed(at: List) -> int:
    """Those who typed an address and never confirmed go, a month after they last asked; how many.

    So does what is known of mails that were refused, or may have arrived.
    """
    people, mails, sent = schema.people, schema.owed, schema.service_mails
    with at.change() as connection:
        old = (people.c.state == "pending") & (people.c.source == SOURCE)
        before = people.c.changed < moment(at.now - UNCONFIRMED_FOR)
        # whom somebody holds at this moment is left for the next time: two must not wait for each other
        free = select(people.c.id).where(old & before).with_for_update(skip_locked=True)
        gone = connection.execute(delete(people).where(people.c.id.in_(free))).rowcount
        over = (sent.c.state != "waiting") & (sent.c.queued < moment(at.now - UNCONFIRMED_FOR))
        connection.execute(delete(sent).where(over))
        idle = (mails.c.count == 0) | (mails.c.kind == "links")
        connection.execute(delete(mails).where(idle & (mails.c.last < moment(at.now - UNCONFIRMED_FOR))))
    return gone


def _answer(connection: Connection, key: bytes, person: int, consent: int) -> tuple[Answer, Any]:
    """What pressing the button does, and the person's line."""
    row = sql.PERSON.first(connection, of_person=person)
    if row is None:
        return "stale", None
    asked = sql.CONSENT.first(connection, of_consent=consent, of_person=person)
    suppressed = sql.SUPPRESSED_SINCE.first(connection, of_hash=suppression_hash(key, row.folded))
    gone = last_gone(row.state, row.changed, suppressed and suppressed.since)
    given, confirmed = (asked.given, asked.confirmed) if asked else (None, None)
    return answer_to_confirming(row.state, given, confirmed, gone), row


def _is_news(connection: Connection, row: Any) -> bool:
    """Whether somebody is on the list, or has left and asked to come back since."""
    if row.state not in GONE:
        return True
    return sql.ASKED_ANEW.first(connection, of_person=row.id) is not None


def _of_address(connection: Connection, address: Address) -> Any:
    return sql.PERSON_OF_ADDRESS.first(connection, of_address=address.folded)


def _note_that_somebody_asked(connection: Connection, now: datetime) -> None:
    """So that there is something to write, as where a mail is owed: SQLite writes nothing that stands there already."""
    said = f"{moment(now)} {token_hex(4)}"
    if not sql.LAST_ASKED.run(connection, now=said):
        sql.FIRST_ASKED.run(connection, name="last_asked", value=said)


def _owed(connection: Connection, hash: str, kind: Kind) -> Owed:
    row = sql.OWED.first(connection, of_hash=hash, of_kind=kind)
    return Owed(row.count, row.last) if row else Owed()


def _count(connection: Connection, hash: str, kind: Kind, known: Owed, now: Owed) -> None:
    """Where nothing is known there is no row yet."""
    if known.last:
        sql.COUNTED.run(connection, of_hash=hash, of_kind=kind, to_count=now.count, to_last=now.last)
    else:
        sql.FIRST_COUNTED.run(connection, hash=hash, kind=kind, count=now.count, last=now.last)


def _lets_held_go(connection: Connection, now: datetime, row: Any, kind: Kind) -> bool:
    """Whether a mail was held that somebody asks for again: it goes. Nobody's row is looked for where there is none."""
    person = row.id if row is not None else 0
    return sql.HELD_GOES.run(connection, of_person=person, of_kind=kind, now=moment(now)) > 0


def _put_in_line(connection: Connection, now: datetime, person: int, kind: Kind, consent: Any) -> None:
    row = {"person": person, "kind": kind, "consent": consent, "queued": moment(now), "due": moment(now)}
    sql.IN_LINE.run(connection, **row, tries=0, state="waiting")
