"""What came back, shown again: of an edition, and of one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.returns.verdicts import Kind
from newsletter.post.subscribers.addresses import masked
from newsletter.values import point

#: Rows read at a time.
_AT_ONCE = 1000


@point
class Returned:
    """A mail that came back about somebody, masked. `taken` is when it was taken in, in UTC."""

    edition: str
    taken: str
    kind: Kind
    code: str
    person: str


def returned(at: List, edition: str = "", kind: str = "") -> Iterator[Returned]:
    """All that came back about people, or of one edition or kind; by edition, and in the order of the people."""
    kept, people = schema.returns.c, schema.people.c
    query: Select[Any] = select(schema.returns, people.address).join(schema.people, people.id == kept.person)
    if edition:
        query = query.where(kept.edition == edition)
    if kind:
        query = query.where(kept.kind == kind)
    query = query.order_by(kept.edition, kept.person, kept.hash)
    with at.look() as connection:
        for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield Returned(row.edition, row.taken, row.kind, row.code, masked(row.address))


def unattributed(at: List, most: int) -> tuple[int, tuple[str, ...]]:
    """How many mails nobody could be named for who is on the list, and the hashes of the newest."""
    kept = schema.returns.c
    # an answer of a machine or a person is about no letter of anybody's
    mine = kept.person.is_(None) & kept.kind.not_in(("automatic", "reply"))
    with at.look() as connection:
        count = connection.scalar(select(func.count()).select_from(schema.returns).where(mine)) or 0
        newest = select(kept.hash).where(mine).order_by(kept.taken.desc(), kept.hash).limit(most)
        return count, tuple(connection.scalars(newest))
