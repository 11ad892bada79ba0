"""A list of an older version brought to this one, within one transaction; `database` has copied it before."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, update

from newsletter.post import schema
from newsletter.post.contract import Database


def bring_up(database: Database, connection: Connection, found: int) -> None:
    """Has a list of version `found` be as `schema` describes it: the tables that came since, and each step's own."""
    stood = set(inspect(connection).get_table_names())
    schema.metadata.create_all(connection)
    if found < 4 and schema.service_mails.name in stood:
        database.check_anew(connection, schema.service_mails)
        _name_mails_truly(connection)
    mine = schema.meta.c.name == "version"
    connection.execute(update(schema.meta).where(mine).values(value=str(schema.VERSION)))


def _name_mails_truly(connection: Connection) -> None:
    """Until version 3 one of links that answers to a consent was the welcome, one to confirm without any the edition."""
    mails = schema.service_mails.c
    for kept, is_it, kind in (
        ("links", mails.consent.is_not(None), "welcome"),
        ("confirm", mails.consent.is_(None), "edition"),
    ):
        connection.execute(update(schema.service_mails).where(mails.kind == kept, is_it).values(kind=kind))
