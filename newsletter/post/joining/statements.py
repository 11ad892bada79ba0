"""What `wishes` asks of the list and writes to it.

Each statement is compiled once: to build it took three times as long as to run it, and to look it up ten times.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update

from newsletter.post import schema
from newsletter.post.compiled import Once

_people, _consents, _owed, _mails = (
    schema.people.c,
    schema.consents.c,
    schema.owed.c,
    schema.service_mails.c,
)
_person: BindParameter[int] = bindparam("of_person")
_now: BindParameter[str] = bindparam("now")

PERSON = Once(select(schema.people).where(_people.id == _person))
PERSON_OF_ADDRESS = Once(select(schema.people).where(_people.folded == bindparam("of_address")))
CONSENT = Once(
    select(_consents.given, _consents.confirmed).where(
        (_consents.id == bindparam("of_consent")) & (_consents.person == _person)
    )
)
NEWEST_CONSENT = Once(select(func.max(_consents.id).label("id")).where(_consents.person == _person))
#: What somebody asked for after they had left, and never confirmed.
ASKED_ANEW = Once(
    select(_consents.id).where(
        (_consents.person == _person)
        & (_people.id == _consents.person)
        & _consents.confirmed.is_(None)
        & (_consents.given > _people.changed)
    )
)
SUPPRESSED_SINCE = Once(
    select(schema.suppressions.c.since).where(schema.suppressions.c.hash == bindparam("of_hash"))
)
OWED = Once(
    select(_owed.count, _owed.last).where(
        (_owed.hash == bindparam("of_hash")) & (_owed.kind == bindparam("of_kind"))
    )
)

CONFIRMED = Once(
    update(schema.consents).where(_consents.id == bindparam("of_consent")).values(confirmed=_now)
)
CHANGED = Once(update(schema.people).where(_people.id == _person).values(changed=_now))
CHANGED_STATE = Once(
    update(schema.people).where(_people.id == _person).values(changed=_now, state=bindparam("to_state"))
)
LANGUAGE = Once(update(schema.people).where(_people.id == _person).values(language=bindparam("to_language")))
NOT_SUPPRESSED = Once(delete(schema.suppressions).where(schema.suppressions.c.hash == bindparam("of_hash")))
COUNTED = Once(
    update(schema.owed)
    .where((_owed.hash == bindparam("of_hash")) & (_owed.kind == bindparam("of_kind")))
    .values(count=bindparam("to_count"), last=bindparam("to_last"))
)
NO_MAIL_TO_CONFIRM = Once(
    delete(schema.service_mails).where((_mails.person == _person) & (_mails.kind == "confirm"))
)
#: Who asks anew for what is held need not wait until an editor lets it go.
HELD_GOES = Once(
    update(schema.service_mails)
    .where((_mails.person == _person) & (_mails.kind == bindparam("of_kind")) & (_mails.state == "held"))
    .values(state="waiting", due=_now)
)
LAST_ASKED = Once(update(schema.meta).where(schema.meta.c.name == "last_asked").values(value=_now))

FIRST_COUNTED = Once(insert(schema.owed).inline(), "hash", "kind", "count", "last")
IN_LINE = Once(
    insert(schema.service_mails).inline(), "person", "kind", "consent", "queued", "due", "tries", "state"
)
FIRST_ASKED = Once(insert(schema.meta).inline(), "name", "value")
