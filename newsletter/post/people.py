"""The people on the list: who they are, what they agreed to, and what becomes of them.

A person is pending until they confirm, active while letters go to them, and then left, bounced
or complained: those keep their line, so that nobody writes to them by mistake, and a hash of
their address stands among the suppressed. Who is erased leaves that hash alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, get_args

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from newsletter.post import schema
from newsletter.post.addresses import Address, suppression_hash
from newsletter.post.database import List, forget_traces
from newsletter.regexes import regex
from newsletter.values import point

Gone: TypeAlias = Literal["left", "bounced", "complained"]
State: TypeAlias = Literal["pending", "active"] | Gone
Reason: TypeAlias = Gone | Literal["erased"]

#: The states of those nobody writes to any more.
GONE: tuple[Gone, ...] = get_args(Gone)
STATES: tuple[State, ...] = ("pending", "active", *GONE)

#: Rows read at a time: a list of a million takes no more memory than one of a thousand.
_AT_ONCE = 1000
#: Characters of a language's name (RFC 5646 §4.4.1).
_LONGEST_LANGUAGE = 35
_LANGUAGE = regex(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@point
class Consent:
    """What somebody agreed to: when, how, in answer to which words; `notice` names the privacy notice they saw.

    `confirmed` is when they said so again by a link in a mail, if they did. Moments are in UTC.
    """

    given: str
    how: str
    words: str
    notice: str = ""
    confirmed: str | None = None


@point
class Person:
    """Somebody on the list. `token` is what their own links hold; `consents` are in order."""

    address: str
    language: str
    state: State
    token: str
    source: str
    since: str
    changed: str
    consents: tuple[Consent, ...] = ()


@point
class Newcomer:
    """Somebody to be put on the list, with the evidence that they wish it."""

    address: Address
    state: State
    since: str
    consent: Consent
    source: str
    language: str = ""


class WithdrawnError(Exception):
    """The consent is older than the wish not to be written to any more, which came at `since`."""

    def __init__(self, since: str) -> None:
        super().__init__("they agreed before they left")
        self.since = since


def is_language(text: str) -> bool:
    """Whether this has the shape of a language's name (RFC 5646 §2.1), such as `cy` or `en-GB`."""
    return len(text) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(text) is not None


def moment(when: datetime) -> str:
    """A moment as the list keeps it: `2026-11-26T19:45:00Z`."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def token_of(key: bytes, person: int) -> str:
    """What a person's own links hold, 32 hexadecimal digits: their number, and a seal that the key alone can make.

    Nothing of it is kept: who steals the list without the key can leave in nobody's name.
    """
    number = f"{person:08x}"
    return number + hmac.digest(key, f"token {number}".encode(), "sha256").hex()[:24]


def add(at: List, newcomer: Newcomer) -> Person | None:
    """Put one person on the list who asks for it themselves; None where they stand there as active already.

    Who had left, or was erased, and comes again is not suppressed any more. Raises WithdrawnError
    where they left after they gave this consent.
    """
    folded = newcomer.address.folded
    with at.change() as connection:
        known = _person(connection, at.key, folded)
        if known is not None and known.state == "active":
            return None
        mine = schema.suppressions.c.hash == suppression_hash(at.key, folded)
        gone_since = connection.scalar(select(schema.suppressions.c.since).where(mine))
        if gone_since is not None and newcomer.consent.given < gone_since:
            raise WithdrawnError(gone_since)
        connection.execute(delete(schema.suppressions).where(mine))
        if known is None:
            insert_people(connection, [newcomer], at.now)
        else:
            _come_again(connection, newcomer, at.now)
        return _person(connection, at.key, folded)


def _come_again(connection: Connection, newcomer: Newcomer, now: datetime) -> None:
    mine = schema.people.c.folded == newcomer.address.folded
    changed = {"state": newcomer.state, "changed": moment(now), "address": newcomer.address.written}
    if newcomer.language:
        changed["language"] = newcomer.language
    connection.execute(update(schema.people).where(mine).values(changed))
    number = connection.scalars(select(schema.people.c.id).where(mine)).one()
    insert_consents(connection, [(number, newcomer.consent)])


def find(at: List, address: Address) -> Person | None:
    """The person of this address, with all that is known of them."""
    with at.look() as connection:
        return _person(connection, at.key, address.folded)


def is_suppressed(at: List, address: Address) -> bool:
    """Whether nobody is to write to this address."""
    with at.look() as connection:
        return bool(suppressed(connection, at.key, [address.folded]))


def leave(at: List, address: Address, why: Gone = "left") -> bool:
    """Nobody writes to this address from now on; whether that is news. Its line stays."""
    with at.change() as connection:
        mine = schema.people.c.folded == address.folded
        row = connection.execute(select(schema.people.c.state).where(mine)).first()
        is_news = row is not None and row.state in ("pending", "active")
        if is_news:
            connection.execute(update(schema.people).where(mine).values(state=why, changed=moment(at.now)))
        suppress_all(connection, at.key, [(address.folded, why)], at.now)
        return is_news


def erase(at: List, address: Address) -> bool:
    """All that is known of this address goes, for good, but a hash by which it stays suppressed; whether anything was."""
    with at.change() as connection:
        # the hash first: whoever breaks in between finds the address suppressed, not written to again
        suppress_all(connection, at.key, [(address.folded, "erased")], at.now)
        mine = schema.people.c.folded == address.folded
        told = select(schema.consents.c.evidence).join(schema.people).where(mine)
        evidence = connection.scalars(told).all()
        gone = connection.execute(delete(schema.people).where(mine))
        # what an editor noted of how one person agreed may well name them
        others = select(schema.consents.c.id).where(schema.consents.c.evidence == schema.evidence.c.id)
        alone = schema.evidence.c.id.in_(evidence) & ~others.exists()
        connection.execute(delete(schema.evidence).where(alone))
    forget_traces(at.engine)
    return gone.rowcount > 0


def everyone(at: List, states: Sequence[State] = ()) -> Iterator[Person]:
    """All people, or those in one of these states, in the order in which they came; read a thousand at a time."""
    last = 0
    while True:
        query = (
            select(schema.people)
            .where(schema.people.c.id > last)
            .order_by(schema.people.c.id)
            .limit(_AT_ONCE)
        )
        if states:
            query = query.where(schema.people.c.state.in_(states))
        with at.look() as connection:
            rows = connection.execute(query).all()
            consents = _consents_of(connection, [row.id for row in rows])
        yield from (_as_person(at.key, row, consents.get(row.id, ())) for row in rows)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id


def counts(at: List) -> dict[str, int]:
    """How many people are in each state, the erased among them, of whom nothing else is known."""
    with at.look() as connection:
        states = connection.execute(
            select(schema.people.c.state, func.count()).group_by(schema.people.c.state)
        ).all()
        erased = connection.scalar(
            select(func.count())
            .where(schema.suppressions.c.reason == "erased")
            .select_from(schema.suppressions)
        )
    found = {row.state: row[1] for row in states}
    return {**{state: found.get(state, 0) for state in STATES}, "erased": erased or 0}


# For many at once


def insert_people(connection: Connection, newcomers: Sequence[Newcomer], now: datetime) -> None:
    """Put people on the list who do not stand there, with their consents."""
    if not newcomers:
        return
    changed, first = moment(now), _numbers(connection, len(newcomers))
    connection.execute(
        schema.people.insert(),
        [
            {
                "id": number,
                "address": one.address.written,
                "folded": one.address.folded,
                "language": one.language,
                "state": one.state,
                "source": one.source,
                "since": one.since,
                "changed": changed,
            }
            for number, one in enumerate(newcomers, first)
        ],
    )
    insert_consents(connection, [(number, one.consent) for number, one in enumerate(newcomers, first)])


def _numbers(connection: Connection, count: int) -> int:
    """The first of so many numbers that nobody has or had: a link of somebody erased leads to nobody else."""
    mine = schema.meta.c.name == "next_person"
    first = int(connection.scalar(select(schema.meta.c.value).where(mine).with_for_update()) or 1)
    connection.execute(update(schema.meta).where(mine).values(value=str(first + count)))
    return first


def insert_consents(connection: Connection, given: Sequence[tuple[int, Consent]]) -> None:
    """Keep what each of these people agreed to."""
    said = {(one.how, one.words, one.notice) for _, one in given}
    known = {one: _evidence(connection, *one) for one in sorted(said)}
    connection.execute(
        schema.consents.insert(),
        [
            {
                "person": person,
                "given": one.given,
                "evidence": known[one.how, one.words, one.notice],
                "confirmed": one.confirmed,
            }
            for person, one in given
        ],
    )


def _evidence(connection: Connection, how: str, words: str, notice: str) -> int:
    kept, hash = schema.evidence, hashlib.sha256(words.encode()).hexdigest()
    same = (kept.c.how == how) & (kept.c.words_hash == hash) & (kept.c.notice_hash == notice)
    known = connection.scalar(select(kept.c.id).where(same))
    if known is not None:
        return int(known)
    row = {"how": how, "words": words, "words_hash": hash, "notice_hash": notice}
    return int(connection.execute(kept.insert().values(row)).inserted_primary_key[0])  # type: ignore[index]


def suppressed(connection: Connection, key: bytes, folded: Sequence[str]) -> dict[str, Reason]:
    """Those of the addresses nobody is to write to, and why."""
    hashes = {suppression_hash(key, one): one for one in folded}
    rows = connection.execute(
        select(schema.suppressions.c.hash, schema.suppressions.c.reason).where(
            schema.suppressions.c.hash.in_(hashes)
        )
    )
    return {hashes[row.hash]: row.reason for row in rows}


def suppress_all(
    connection: Connection, key: bytes, addresses: Sequence[tuple[str, Reason]], now: datetime
) -> None:
    """Nobody writes to these folded addresses any more; who is erased stays so, whatever else is said."""
    known = suppressed(connection, key, [folded for folded, _ in addresses])
    fresh = [
        {"hash": suppression_hash(key, folded), "reason": reason, "since": moment(now)}
        for folded, reason in dict(addresses).items()
        if folded not in known
    ]
    if fresh:
        connection.execute(schema.suppressions.insert(), fresh)
    for folded, reason in addresses:
        if reason == "erased" and known.get(folded, reason) != reason:
            mine = schema.suppressions.c.hash == suppression_hash(key, folded)
            connection.execute(update(schema.suppressions).where(mine).values(reason=reason))


def states_of(connection: Connection, folded: Sequence[str]) -> dict[str, State]:
    """The states of those of the addresses that stand on the list."""
    query = select(schema.people.c.folded, schema.people.c.state).where(schema.people.c.folded.in_(folded))
    return {row.folded: row.state for row in connection.execute(query)}


def set_state(connection: Connection, folded: Sequence[str], state: State, now: datetime) -> None:
    """Give these people another state."""
    if not folded:
        return
    mine = schema.people.c.folded.in_(folded)
    connection.execute(update(schema.people).where(mine).values(state=state, changed=moment(now)))


def _person(connection: Connection, key: bytes, folded: str) -> Person | None:
    row = connection.execute(select(schema.people).where(schema.people.c.folded == folded)).first()
    return None if row is None else _as_person(key, row, _consents_of(connection, [row.id]).get(row.id, ()))


def _consents_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Consent, ...]]:
    query: Select[Any] = (
        select(schema.consents, schema.evidence)
        .join(schema.evidence, schema.evidence.c.id == schema.consents.c.evidence)
        .where(schema.consents.c.person.in_(ids))
        .order_by(schema.consents.c.id)
    )
    found: dict[int, tuple[Consent, ...]] = {}
    for row in connection.execute(query):
        consent = Consent(row.given, row.how, row.words, row.notice_hash, row.confirmed)
        found[row.person] = (*found.get(row.person, ()), consent)
    return found


def _as_person(key: bytes, row: Row[Any], consents: tuple[Consent, ...]) -> Person:
    token = token_of(key, row.id)
    return Person(row.address, row.language, row.state, token, row.source, row.since, row.changed, consents)
