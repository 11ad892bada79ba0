"""What is kept of the list, in SQL.

Moments are text, ISO 8601 in UTC to the second (`2026-11-26T19:45:00Z`), so that both sort and
show them alike. A change of this file needs a step in `database`.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

#: Told in `meta`; a list of a newer one is not touched.
VERSION = 2

STATES = ("pending", "active", "left", "bounced", "complained")
#: Why nobody writes to an address any more.
REASONS = ("left", "bounced", "complained", "erased")

metadata = MetaData()

meta = Table(
    "meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False)
)

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("language", String(35), nullable=False, server_default=""),
    Column("state", String(10), CheckConstraint(f"state IN {STATES}"), nullable=False),
    Column("source", Text, nullable=False),
    Column("since", String(20), nullable=False),
    Column("changed", String(20), nullable=False),
    Index("people_by_state", "state", "id"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("given", String(20), nullable=False),
    Column("evidence", ForeignKey("evidence.id"), nullable=False),
    Column("confirmed", String(20)),
)

#: What people were told when they agreed, and how they did: one row for all who were told the same.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("how", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("words_hash", String(64), nullable=False),
    Column("notice_hash", String(64), nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("reason", String(10), CheckConstraint(f"reason IN {REASONS}"), nullable=False),
    Column("since", String(20), nullable=False),
)

# Letters that are sent

#: An edition on its way: `waiting` for its hour, `sending`, or kept from it, by an editor or by what went wrong.
EDITION_STATES = ("waiting", "sending", "paused", "held", "stopped")
#: How far one person's letter is; docs/post.md says what each means, and which are an end.
DELIVERY_STATES = (
    "queued",
    "dotting",
    "accepted",
    "refused",
    "deferred",
    "doubt",
    "held",
    "waived",
    "cancelled",
)

#: Editions as they were frozen: the letter itself, by which transport (`smtp`, or a folder), and its state.
editions = Table(
    "editions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False),
    Column("transport", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("message", LargeBinary, nullable=False),
    Column("state", String(10), CheckConstraint(f"state IN {EDITION_STATES}"), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("appointed", String(20)),
    Column("frozen", String(20)),
    UniqueConstraint("slug", "transport"),
)

#: One row a person and edition. A person is a number here: who is erased leaves nothing else.
deliveries = Table(
    "deliveries",
    metadata,
    Column("edition", ForeignKey("editions.id"), primary_key=True),
    Column("person", Integer, primary_key=True, autoincrement=False),
    Column("state", String(10), CheckConstraint(f"state IN {DELIVERY_STATES}"), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("code", String(20), nullable=False, server_default=""),
    Column("first_try", String(20)),
    Column("next_try", String(20)),
    Column("changed", String(20), nullable=False),
    sqlite_with_rowid=False,  # in order of edition and person, as they are read
)

#: Who sends, on which machine, in how many steps so far: one row.
senders = Table(
    "senders",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String(80), nullable=False),
    Column("machine", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("beat", String(20), nullable=False),
)

#: How many letters a relay took lately, as `rates` has it.
relays = Table(
    "relays", metadata, Column("name", String(255), primary_key=True), Column("pace", Text, nullable=False)
)
