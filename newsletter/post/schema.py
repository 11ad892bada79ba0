"""What is kept of the list, in SQL.

Moments are text, ISO 8601 in UTC to the second (`2026-11-26T19:45:00Z`), so that both sort and
show them alike. A change of this file needs a step in `upgrades`.
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
VERSION = 4

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

#: What came back; `delayed` and `arrived` are reports that ask for nothing, `reply` is for a person to read.
RETURN_KINDS = (
    "hard",
    "soft",
    "policy",
    "delayed",
    "arrived",
    "complaint",
    "leave",
    "automatic",
    "reply",
    "unknown",
)

#: What was taken in, so that it is once. The hash is of its Message-ID: no address, and nothing of the mail.
returns = Table(
    "returns",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("taken", String(20), nullable=False, index=True),
    Column("kind", String(10), CheckConstraint(f"kind IN {RETURN_KINDS}"), nullable=False),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("edition", String(80), nullable=False, server_default="", index=True),
    Column("code", String(20), nullable=False, server_default=""),
)

#: Which mails our own pages send: one that asks to confirm, one with a person's own links, and to who has just
#: confirmed the welcome and the newest edition.
SERVICE_MAILS = ("confirm", "links", "welcome", "edition")
#: Those that anybody can ask for, and so are counted by address.
ASKED_FOR = ("confirm", "links")

#: How far such a mail is.
MAIL_STATES = ("waiting", "handing", "refused", "held")

#: How many such mails an address was owed, and when last. A hash stands for it: it may be nobody's on the list.
owed = Table(
    "owed",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(10), CheckConstraint(f"kind IN {ASKED_FOR}"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", String(20), nullable=False),
)

#: Those that wait for the relay. `handing` stands there before the final dot: left so, it may have arrived.
#: `held` is what waited when the list was put back: it may have gone already. `consent` is what is to be confirmed.
service_mails = Table(
    "service_mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), CheckConstraint(f"kind IN {SERVICE_MAILS}"), nullable=False),
    Column("consent", ForeignKey("consents.id", ondelete="CASCADE")),
    Column("queued", String(20), nullable=False),
    Column("due", String(20), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("state", String(10), CheckConstraint(f"state IN {MAIL_STATES}"), nullable=False),
    Index("service_mails_by_due", "state", "due"),
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

#: Who sends, on which machine, in how many steps so far: a row for editions, one for the mails of our pages.
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

#: Editions that other engines took over, under which name and number, and how each stood when last looked at.
handed_over = Table(
    "handed_over",
    metadata,
    Column("edition", String(80), primary_key=True),
    Column("engine", String(20), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("remote", String(80), nullable=False),
    Column("state", String(40), nullable=False),
    Column("changed", String(20), nullable=False),
)
