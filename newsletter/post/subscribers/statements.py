"""The statements by which people are kept and looked up, many at once, within a transaction of somebody's.

Serves `people` and `taking_over`. Addresses are given folded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update

from newsletter.post import schema
from newsletter.post.subscribers.addresses import suppression_hash
from newsletter.post.subscribers.person import Consent, Newcomer, Person, Reason, moment, token_of

# Built once: to build a statement takes three times as long as to run it.
_NEXT_NUMBER = select(schema.meta.c.value).where(schema.meta.c.name == "next_person").with_for_update()
_TAKE_NUMBERS = (
    update(schema.meta).where(schema.meta.c.name == "next_person").values(value=bindparam("following"))
)
_SAME_EVIDENCE = (
    select(schema.evidence.c.id)
    .where(
        (schema.evidence.c.how == bindparam("of_how"))
        & (schema.evidence.c.words_hash == bindparam("of_words"))
        & (schema.evidence.c.notice_hash == bindparam("of_notice"))
    )
    .with_for_update(read=True, key_share=True)
)


def insert_people(connection: Connection, newcomers: Sequence[Newcomer], now: datetime) -> None:
    """Put people on the list who do not stand there, with their consents."""
    if not newcomers:
        return
    changed, first = moment(now), take_numbers(connection, len(newcomers))
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


def take_numbers(connection: Connection, count: int) -> int:
    """The first of so many numbers that nobody has or had: a link of somebody erased leads to nobody else."""
    first = int(connection.scalar(_NEXT_NUMBER) or 1)
    connection.execute(_TAKE_NUMBERS, {"following": str(first + count)})
    return first


def insert_consents(connection: Connection, given: Sequence[tuple[int, Consent]]) -> None:
    """Keep what each of these people agreed to."""
    said = {(one.how, one.words, one.notice) for _, one in given}
    known = {one: evidence_of(connection, *one) for one in sorted(said)}
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


def evidence_of(connection: Connection, how: str, words: str, notice: str) -> int:
    """The number of what people were told and how they agreed; kept from now on, and till the end from being forgotten."""
    kept, hash = schema.evidence, hashlib.sha256(words.encode()).hexdigest()
    known = connection.scalar(_SAME_EVIDENCE, {"of_how": how, "of_words": hash, "of_notice": notice})
    if known is not None:
        return int(known)
    row = {"how": how, "words": words, "words_hash": hash, "notice_hash": notice}
    return int(connection.execute(kept.insert().values(row)).inserted_primary_key[0])  # type: ignore[index]


def forget_evidence(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget those of the evidence on which no consent rests any more: what an editor noted of one person may well name them.

    Who forgets waits for others who do, so that the last of two sees that nothing rests on it; what
    somebody is about to keep a consent by is not waited for, since then something will.
    """
    connection.execute(select(schema.meta).where(schema.meta.c.name == "next_person").with_for_update())
    kept = schema.evidence.c.id
    free = connection.scalars(
        select(kept).where(kept.in_(numbers)).order_by(kept).with_for_update(skip_locked=True)
    ).all()
    others = select(schema.consents.c.id).where(schema.consents.c.evidence == kept)
    connection.execute(delete(schema.evidence).where(kept.in_(free) & ~others.exists()))


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


def person_of(connection: Connection, key: bytes, folded: str) -> Person | None:
    """The person of this address, with what they agreed to."""
    row = connection.execute(select(schema.people).where(schema.people.c.folded == folded)).first()
    return None if row is None else as_person(key, row, consents_of(connection, [row.id]).get(row.id, ()))


def consents_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Consent, ...]]:
    """What each of these people agreed to, in order; nothing for who has no consent."""
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


def as_person(key: bytes, row: Row[Any], consents: tuple[Consent, ...]) -> Person:
    """A row of `people` as a value."""
    token = token_of(key, row.id)
    return Person(row.address, row.language, row.state, token, row.source, row.since, row.changed, consents)
