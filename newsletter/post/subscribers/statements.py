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
from newsletter.post.compiled import Once
from newsletter.post.database import List
from newsletter.post.numbers import take_numbers
from newsletter.post.subscribers.addresses import suppression_hash
from newsletter.post.subscribers.person import Consent, Newcomer, Person, Reason, moment, token_of

_SAME_EVIDENCE = Once(
    select(schema.evidence.c.id)
    .where(
        (schema.evidence.c.how == bindparam("of_how"))
        & (schema.evidence.c.words_hash == bindparam("of_words"))
        & (schema.evidence.c.notice_hash == bindparam("of_notice"))
    )
    .with_for_update(read=True, key_share=True)
)
_hashes = schema.suppressions.c.hash
_SUPPRESSED_AMONG = select(_hashes, schema.suppressions.c.reason).where(
    _hashes.in_(bindparam("hashes", expanding=True))
)
_REASON = Once(select(schema.suppressions.c.reason).where(_hashes == bindparam("of_hash")))
_SUPPRESSED = Once(schema.suppressions.insert().inline(), "hash", "reason", "since")
_SUPPRESSED_ANEW = Once(
    update(schema.suppressions)
    .where(_hashes == bindparam("of_hash"))
    .values(reason=bindparam("to_reason"), since=bindparam("to_since"))
)
_NO_MAIL = Once(
    delete(schema.service_mails).where(
        schema.service_mails.c.person.in_(
            select(schema.people.c.id).where(schema.people.c.folded == bindparam("of_address"))
        )
    )
)
_NEW_PERSON = Once(
    schema.people.insert().inline(),
    *("id", "address", "folded", "language", "state", "source", "since", "changed"),
)
_NEW_CONSENT = Once(schema.consents.insert().inline(), "person", "given", "evidence", "confirmed")


def insert_people(at: List, connection: Connection, newcomers: Sequence[Newcomer]) -> int:
    """Put people on the list who do not stand there, with their consents; the number of the first, and they follow it."""
    changed, first = moment(at.now), take_numbers(connection, at.folder, len(newcomers))
    _NEW_PERSON.run_all(
        connection,
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
    return first


def insert_consents(connection: Connection, given: Sequence[tuple[int, Consent]]) -> None:
    """Keep what each of these people agreed to."""
    said = {(one.how, one.words, one.notice) for _, one in given}
    known = {one: evidence_of(connection, *one) for one in sorted(said)}
    _NEW_CONSENT.run_all(
        connection,
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
    known = _SAME_EVIDENCE.first(connection, of_how=how, of_words=hash, of_notice=notice)
    if known is not None:
        return int(known.id)
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
    rows = connection.execute(_SUPPRESSED_AMONG, {"hashes": list(hashes)})
    return {hashes[row.hash]: row.reason for row in rows}


def suppress_all(
    connection: Connection, key: bytes, addresses: Sequence[tuple[str, Reason]], now: datetime
) -> None:
    """Nobody writes to these folded addresses any more, from now on; who is erased stays so, whatever else is said.

    Who was suppressed already, and says it again, is so anew: by no consent from before now do they
    come again. No mail waits for them.
    """
    for folded, reason in addresses:
        hash, since = suppression_hash(key, folded), moment(now)
        known = _REASON.first(connection, of_hash=hash)
        if known is None:
            _SUPPRESSED.run(connection, hash=hash, reason=reason, since=since)
        elif reason != "bounced":
            stays = reason if reason == "erased" else known.reason
            _SUPPRESSED_ANEW.run(connection, of_hash=hash, to_reason=stays, to_since=since)
        _NO_MAIL.run(connection, of_address=folded)


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
