"""What was handed over, in the list's database: to whom, under which number, and how it stood when last looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, insert, select, update
from sqlalchemy.sql import ColumnElement

from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.subscribers.person import moment
from newsletter.values import point

#: A draft, which goes to nobody; one that was about to be given its hour, and so may have it.
DRAFT, SCHEDULING = "draft", "scheduling"

_table = schema.handed_over


@point
class Receipt:
    """An edition at an engine. `state` is the engine's word, or `SCHEDULING`."""

    edition: str
    engine: str
    name: str
    remote: str
    state: str
    changed: str


def receipt_of(at: List, edition: str, engine: str) -> Receipt | None:
    """The receipt, if it was ever handed over. Raises ListError."""
    columns = (
        getattr(_table.c, name) for name in ("edition", "engine", "name", "remote", "state", "changed")
    )
    with at.look() as connection:
        row = connection.execute(select(*columns).where(_mine(edition, engine))).first()
    return None if row is None else Receipt(*row)


def keep(at: List, edition: str, engine: str, name: str, remote: str, state: str, now: datetime) -> None:
    """Write down how it stands. Raises ListError."""
    values = {"name": name, "remote": remote, "state": state, "changed": moment(now)}
    with at.change() as connection:
        if not connection.execute(update(_table).where(_mine(edition, engine)).values(values)).rowcount:
            connection.execute(insert(_table).values(edition=edition, engine=engine, **values))


def _mine(edition: str, engine: str) -> ColumnElement[bool]:
    return and_(_table.c.edition == edition, _table.c.engine == engine)
